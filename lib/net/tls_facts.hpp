// net/tls_facts.hpp -- who a server says it is: its certificate, as libcurl saw it.
#pragma once

#include <optional>
#include <string>

#include "archive/capture.hpp"

namespace peil::net {

/// Issuer, subject, SHA-256 of the DER bytes and end of validity of the server's own certificate.
/// `easy` is a CURL* with CURLOPT_CERTINFO; nullopt when there was no TLS.
std::optional<archive::Tls> tls_facts(void* easy);

/// All certificates that it sent, PEM, its own first; "" when there was no TLS.
std::string certificate_chain(void* easy);

}  // namespace peil::net
