#include "archive/capture.hpp"

#include <array>
#include <cassert>
#include <cstring>

#include "base/hash.hpp"
#include "base/words.hpp"
#include "codec/base64.hpp"
#include "record/write.hpp"

namespace peil::archive {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Length of the valid UTF-8 sequence at `at`, or 0 with `bad` set to the length of the maximal
// invalid part. Source: Unicode 15 table 3-7.
std::size_t sequence(std::string_view text, std::size_t at, std::size_t& bad) {
  auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  bad = 1;
  std::size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (length == 0) return 0;
  unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte(at + 1) < low || byte(at + 1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    bad = i;
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

// Bytes that a byte below 0x80 gains when it is escaped in JSON.
constexpr std::array<std::uint8_t, 128> kGain = [] {
  std::array<std::uint8_t, 128> gain{};
  for (std::size_t c = 0; c < 0x20; ++c) gain[c] = 5;
  gain[0x7F] = 5;
  for (char c : {'"', '\\', '\n', '\r', '\t'}) gain[static_cast<std::size_t>(c)] = 1;
  return gain;
}();

// What append_json_string adds for a sequence of more than one byte: C1 and bidi controls.
std::size_t wide_gain(std::string_view text, std::size_t at, std::size_t length) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (length == 2) return (byte(0) == 0xC2 && byte(1) < 0xA0) || (byte(0) == 0xD8 && byte(1) == 0x9C) ? 4 : 0;
  if (length != 3 || byte(0) != 0xE2) return 0;
  bool marks =
      byte(1) == 0x80 && (byte(2) == 0x8E || byte(2) == 0x8F || (byte(2) >= 0xA8 && byte(2) <= 0xAE));
  bool isolates = byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
  return marks || isolates ? 3 : 0;
}

// Whether `body` is valid UTF-8 whose JSON form is no longer than base64.
bool fits_as_text(std::string_view body) {
  const std::size_t allowed = codec::base64_size(body.size());
  std::size_t size = body.size(), bad = 0;
  for (std::size_t i = 0; i < body.size();) {
    unsigned char byte = static_cast<unsigned char>(body[i]);
    if (byte < 0x80) {
      size += kGain[byte];
      ++i;
    } else {
      std::size_t length = sequence(body, i, bad);
      if (length == 0) return false;
      size += wide_gain(body, i, length);
      i += length;
    }
    if (size > allowed) return false;
  }
  return true;
}

void text_if(JsonWriter& json, std::string_view name, std::string_view text) {
  if (!text.empty()) json.member(name, to_utf8(text));
}

void write_headers(const Capture& capture, JsonWriter& json) {
  if (capture.headers.empty()) return;
  json.key("headers").begin_array();
  for (const auto& [name, value] : capture.headers)
    json.begin_array().string(to_utf8(name)).string(to_utf8(value)).end_array();
  json.end_array();
}

void write_redirects(const Capture& capture, JsonWriter& json) {
  if (capture.redirects.empty()) return;
  json.key("redirects").begin_array();
  for (const Redirect& hop : capture.redirects)
    json.begin_object()
        .member("url", to_utf8(hop.url))
        .member("status", std::int64_t{hop.status})
        .end_object();
  json.end_array();
}

void write_body(std::string_view body, JsonWriter& json) {
  if (fits_as_text(body)) {
    json.member("body", body);
    return;
  }
  json.key("body_base64").raw("\"");
  codec::encode_base64(body, json.buffer());
  json.buffer().push('"');
}

void write_origin(const Capture& capture, JsonWriter& json) {
  text_if(json, "ip", capture.ip);
  if (capture.hosting) {
    json.key("hosting").begin_object();
    if (capture.hosting->asn > 0) json.member("asn", capture.hosting->asn);
    text_if(json, "name", capture.hosting->name);
    text_if(json, "cc", capture.hosting->cc);
    text_if(json, "as_of", capture.hosting->as_of);
    json.end_object();
  }
  if (capture.tls) {
    json.key("tls").begin_object();
    text_if(json, "issuer", capture.tls->issuer);
    text_if(json, "subject", capture.tls->subject);
    text_if(json, "sha256", capture.tls->sha256);
    text_if(json, "not_after", capture.tls->not_after);
    json.end_object();
  }
}

void write_place(const WarcPlace& place, JsonWriter& json) {
  json.key("warc").begin_object();
  text_if(json, "file", place.file);
  if (place.offset) json.member("offset", static_cast<std::int64_t>(*place.offset));
  if (place.length) json.member("length", static_cast<std::int64_t>(*place.length));
  text_if(json, "record_id", place.record_id);
  text_if(json, "block_digest", place.block_digest);
  json.end_object();
}

void write_outcome(const Capture& capture, JsonWriter& json) {
  if (!capture.warnings.empty()) {
    json.key("warnings").begin_array();
    for (const std::string& warning : capture.warnings) json.string(to_utf8(warning));
    json.end_array();
  }
  if (!capture.error) return;
  const CaptureError& error = *capture.error;
  json.key("error").begin_object().member("class", error.error_class);
  json.member("stage", error.stage.empty() ? "fetch" : error.stage.c_str());
  json.member("message", to_utf8(error.message)).member("retryable", error.retryable).end_object();
}

}  // namespace

std::string to_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  std::size_t start = 0, bad = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    std::size_t length = sequence(bytes, i, bad);
    if (length > 0) {
      i += length;
      continue;
    }
    text.append(bytes.substr(start, i - start)).append(kReplacement);
    i += bad;
    start = i;
  }
  return text.append(bytes.substr(start));
}

ContentType parse_content_type(std::string_view value) {
  ContentType type;
  std::size_t at = value.find(';');
  type.media_type = to_lower_ascii(trim(value.substr(0, at)));
  // Parameters: name=token or name="quoted \" text" (RFC 9110 §5.6.6).
  while (at < value.size()) {
    ++at;
    std::size_t equals = value.find_first_of("=;", at);
    if (equals == std::string_view::npos) break;
    std::string name = to_lower_ascii(trim(value.substr(at, equals - at)));
    at = equals;
    if (value[equals] == ';') continue;
    std::size_t begin = value.find_first_not_of(" \t", equals + 1);
    std::string parameter;
    if (begin != std::string_view::npos && (value[begin] == '"' || value[begin] == '\'')) {
      const char quote = value[begin];
      for (at = begin + 1; at < value.size() && value[at] != quote; ++at) {
        if (value[at] == '\\' && at + 1 < value.size()) ++at;
        parameter += value[at];
      }
      at = value.find(';', at);
    } else {
      at = value.find(';', equals + 1);
      parameter = trim(value.substr(equals + 1, at == std::string_view::npos ? at : at - equals - 1));
    }
    if (name == "charset" && type.charset.empty()) type.charset = std::string(trim(parameter));
  }
  return type;
}

void complete(Capture& capture) {
  if (capture.media_type.empty() && capture.charset.empty()) {
    for (auto header = capture.headers.rbegin(); header != capture.headers.rend(); ++header) {
      if (to_lower_ascii(header->first) != "content-type") continue;
      ContentType type = parse_content_type(header->second);
      capture.media_type = to_utf8(type.media_type);
      capture.charset = to_utf8(type.charset);
      break;
    }
  }
  if (capture.body) {
    if (capture.digest.empty()) capture.digest = sha256_label(*capture.body);
    capture.size_bytes = capture.body->size();
  }
  const std::string& outcome =
      capture.digest.empty() && capture.error ? capture.error->error_class : capture.digest;
  if (capture.via == "file") {
    capture.id = make_id('c', {to_utf8(capture.url), outcome});
    return;
  }
  const std::string& asked = capture.requested_url.empty() ? capture.url : capture.requested_url;
  capture.id = make_id('c', {to_utf8(asked), capture.fetched_at, outcome});
}

void write_capture(const Capture& capture, Buffer& out) {
  assert(!capture.id.empty());
  out.append(opening(Kind::kCapture, capture.id));
  JsonWriter json(out);
  json.raw("");  // the opening is the first of the members
  text_if(json, "url", capture.url);
  text_if(json, "requested_url", capture.requested_url);
  write_redirects(capture, json);
  text_if(json, "fetched_at", capture.fetched_at);
  if (capture.elapsed_ms) json.member("elapsed_ms", *capture.elapsed_ms);
  if (capture.status) json.member("status", std::int64_t{*capture.status});
  write_headers(capture, json);
  text_if(json, "media_type", capture.media_type);
  text_if(json, "charset", capture.charset);
  text_if(json, "protocol", capture.protocol);
  if (capture.body) write_body(*capture.body, json);
  text_if(json, "digest", capture.digest);
  text_if(json, "wire_digest", capture.wire_digest);
  if (capture.size_bytes) json.member("size_bytes", static_cast<std::int64_t>(*capture.size_bytes));
  text_if(json, "truncated", capture.truncated);
  text_if(json, "network", capture.network);
  text_if(json, "via", capture.via);
  write_origin(capture, json);
  text_if(json, "robots", capture.robots);
  text_if(json, "wall", capture.wall);
  if (capture.warc) write_place(*capture.warc, json);
  text_if(json, "revisit_of", capture.revisit_of);
  text_if(json, "referrer", capture.referrer);
  if (capture.depth) json.member("depth", *capture.depth);
  text_if(json, "run_id", capture.run_id);
  if (!capture.seed_json.empty()) json.key("seed").raw(capture.seed_json);
  if (!capture.tags_json.empty()) json.key("tags").raw(capture.tags_json);
  write_outcome(capture, json);
  out.push('}');
}

}  // namespace peil::archive
