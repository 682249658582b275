// net/tls_facts.cpp -- reading the lines of CURLINFO_CERTINFO.
#include "net/tls_facts.hpp"

#include <curl/curl.h>

#include <string_view>

#include "base/hash.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "codec/base64.hpp"
#include "net/pace.hpp"

namespace peil::net {
namespace {

std::string fingerprint(std::string_view pem) {
  auto begin = pem.find("-----\n");
  auto end = pem.find("\n-----END");
  if (begin == pem.npos || end == pem.npos || end < begin) return {};
  Buffer der;
  if (!codec::decode_base64(pem.substr(begin + 6, end - begin - 6), codec::Base64::kLenient, der)) return {};
  return hex(sha256(der.view()));
}

}  // namespace

std::optional<archive::Tls> tls_facts(void* easy) {
  curl_certinfo* chain = nullptr;
  if (curl_easy_getinfo(static_cast<CURL*>(easy), CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain ||
      chain->num_of_certs < 1)
    return std::nullopt;
  archive::Tls facts;
  for (const curl_slist* line = chain->certinfo[0]; line; line = line->next) {
    std::string_view text = line->data;
    auto value = [&](std::string_view name) {
      return text.starts_with(name) ? trim(text.substr(name.size())) : std::string_view();
    };
    if (auto issuer = value("Issuer:"); !issuer.empty()) facts.issuer = issuer;
    if (auto subject = value("Subject:"); !subject.empty()) facts.subject = subject;
    if (auto cert = value("Cert:"); !cert.empty()) facts.sha256 = fingerprint(cert);
    if (auto date = value("Expire date:"); !date.empty())
      if (auto instant = parse_http_date(date)) facts.not_after = format_time(*instant);
  }
  return facts;
}

std::string certificate_chain(void* easy) {
  curl_certinfo* chain = nullptr;
  std::string text;
  if (curl_easy_getinfo(static_cast<CURL*>(easy), CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain)
    return text;
  for (int i = 0; i < chain->num_of_certs; ++i)
    for (const curl_slist* line = chain->certinfo[i]; line; line = line->next)
      if (std::string_view(line->data).starts_with("Cert:")) {
        text += trim(std::string_view(line->data).substr(5));
        text += '\n';
      }
  return text;
}

}  // namespace peil::net
