// archive/capture.hpp -- one capture in memory, and as the line that fetch writes.
//
// Every way by which a page comes (live transfer, file, WARC) fills this struct and ends in
// write_capture, so that all captures look alike. Source: DESIGN §2, capture; record/fields.def.
//
//   archive::Capture c;
//   c.url = c.requested_url = "https://…";  c.fetched_at = "…";  c.status = 200;  c.body = bytes;
//   archive::complete(c);                   // digest, size, media type, charset, id
//   archive::write_capture(c, out);         // one line, without its newline
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/buffer.hpp"

namespace peil::archive {

struct Redirect {
  std::string url;
  int status = 0;
};

struct Hosting {
  std::int64_t asn = 0;  ///< 0: unknown
  std::string name, cc, as_of;
};

struct Tls {
  std::string issuer, subject, sha256, not_after;
};

struct WarcPlace {
  std::string file;
  std::optional<std::uint64_t> offset;  ///< of the record (its gzip member) in the file
  std::optional<std::uint64_t> length;  ///< of the record (its gzip member) in the file
  std::string record_id;                ///< without angle brackets
  std::string block_digest;
};

struct CaptureError {
  std::string error_class;  ///< of the closed list in DESIGN §2
  std::string stage;        ///< "fetch" when empty
  std::string message;
  bool retryable = false;
};

/// All members of a capture. Empty strings and empty vectors are not written. Texts may hold any
/// bytes: what is no UTF-8 is written as U+FFFD (the archive keeps the bytes).
struct Capture {
  std::string id;  ///< set by complete()
  std::string url;
  std::string requested_url;
  std::vector<Redirect> redirects;
  std::string fetched_at;  ///< RFC 3339, milliseconds for live transfers
  std::optional<std::int64_t> elapsed_ms;
  std::optional<int> status;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string media_type;  ///< from Content-Type by complete() when empty
  std::string charset;     ///< likewise
  std::string protocol;
  std::optional<std::string_view> body;  ///< content-decoded payload; must outlive the writing
  std::string digest;                    ///< `sha256:…` of body, by complete() when empty
  std::string wire_digest;
  std::optional<std::uint64_t> size_bytes;  ///< by complete() when there is a body
  std::string truncated;                    ///< length, time, disconnect, decode
  std::string network;                      ///< clear, tor, i2p
  std::string via;                          ///< direct, socks, http-proxy, file, warc
  std::string ip;
  std::optional<Hosting> hosting;
  std::optional<Tls> tls;
  std::string robots;
  std::string wall;
  std::optional<WarcPlace> warc;
  std::string revisit_of;
  std::string referrer;
  std::optional<std::int64_t> depth;
  std::string run_id;
  std::string seed_json;  ///< the seed line's object as JSON text
  std::string tags_json;  ///< likewise
  std::vector<std::string> warnings;
  std::optional<CaptureError> error;
};

/// Fills what follows from the rest: media_type and charset (from the last Content-Type header),
/// digest and size_bytes (from body), and id, of requested_url (else url), fetched_at and digest or
/// error class; for `via` "file" of url and digest (or error class) only. DESIGN §2 rule 5.
void complete(Capture& capture);

/// Appends the capture's line, without newline. Members in table order; `body` where it is valid
/// UTF-8 and its escapes cost no more than base64 would, else `body_base64`.
/// REQUIRES: complete() was called; seed_json and tags_json are JSON objects or empty.
void write_capture(const Capture& capture, Buffer& out);

/// Media type (lower case, no parameters) and charset (as declared, unquoted) of a Content-Type.
struct ContentType {
  std::string media_type, charset;
};
ContentType parse_content_type(std::string_view value);

/// Valid UTF-8: each maximal invalid part becomes U+FFFD (Unicode §3.9).
std::string to_utf8(std::string_view bytes);

}  // namespace peil::archive
