// archive/har.cpp -- entries of a HAR, one by one.
#include "archive/har.hpp"

#include <vector>

#include "base/time.hpp"
#include "base/words.hpp"
#include "codec/base64.hpp"
#include "record/record.hpp"
#include "url/host.hpp"
#include "url/url.hpp"

namespace peil::archive {
namespace {

constexpr std::size_t kHarBytes = 256u << 20;
constexpr std::size_t kPiece = 1u << 20;

std::string text_of(const Value& value) { return std::string(value.text_or_empty()); }

// The address without what was typed before its @.
std::string without_password(const url::Url& url) {
  if (!url.has_credentials()) return std::string(url.without_fragment());
  return std::string(url.scheme()) + "://" + std::string(url.host_and_port()) + std::string(url.target());
}

bool is_secret(std::string_view name) {
  std::string lower = to_lower_ascii(name);
  return lower == "set-cookie" || lower == "set-cookie2" || lower == "cookie" || lower == "authorization" ||
         lower == "proxy-authorization" || lower == "www-authenticate" || lower == "authentication-info";
}

// `http/1.1`, `h2`, `HTTP/2.0`: browsers differ.
std::string protocol_of(std::string_view version) {
  std::string lower = to_lower_ascii(version);
  if (lower == "h2" || lower.starts_with("http/2")) return "HTTP/2";
  if (lower == "h3" || lower.starts_with("http/3") || lower.starts_with("h3-")) return "HTTP/3";
  return lower.starts_with("http/1.") ? "HTTP/" + lower.substr(5) : "";
}

}  // namespace

struct HarCaptures::State {
  std::string text;  // kLinePadding included
  RecordParser parser;
  std::vector<Value> entries;
  std::size_t at = 0;
  std::uint64_t body_bytes = 0;
  Capture capture;
  Buffer body;

  void take_response(const Value& response);
  bool take(const Value& entry);
};

bool is_har(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  for (std::string_view token : {"{", "\"log\"", ":", "{"}) {
    bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
    if (!bytes.starts_with(token)) return false;
    bytes.remove_prefix(token.size());
  }
  return true;
}

HarCaptures::HarCaptures(const Input& input, std::uint64_t body_bytes,
                         std::function<void(const Damage&)> report)
    : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.body_bytes = body_bytes;
  while (s.text.size() <= kHarBytes) {
    std::size_t size = s.text.size();
    s.text.resize(size + kPiece);
    std::size_t got = input.read(s.text.data() + size, kPiece);
    s.text.resize(size + got);
    if (got == 0) break;
  }
  std::size_t size = s.text.size();
  if (size > kHarBytes) {
    if (report) report({kHarBytes, "HAR: larger than 256 MiB; save it in parts"});
    return;
  }
  s.text.append(kLinePadding, ' ');
  auto record = s.parser.parse(std::string_view(s.text).substr(0, size));
  if (!record) {
    if (report) report({0, "HAR: " + record.error().message});
    return;
  }
  s.entries = (*record)->root()["log"]["entries"].elements();
  if (s.entries.empty() && report) report({0, "HAR: it has no entries"});
}
HarCaptures::~HarCaptures() = default;

void HarCaptures::State::take_response(const Value& response) {
  Capture& c = capture;
  auto status = response["status"].integer().value_or(0);
  c.protocol = protocol_of(response["httpVersion"].text_or_empty());
  response["headers"].each([&](Value header) {
    if (!is_secret(header["name"].text_or_empty()))
      c.headers.emplace_back(text_of(header["name"]), text_of(header["value"]));
  });
  if (status < 100 || status > 999) {
    std::string why = printable(response["_error"].text_or_empty(), 200);
    c.error = CaptureError{"connect", "fetch", why.empty() ? "the browser got no response" : why, true};
    return;
  }
  c.status = static_cast<int>(status);
  Value content = response["content"];
  ContentType type = parse_content_type(content["mimeType"].text_or_empty());
  c.media_type = to_utf8(type.media_type);
  auto body_text = content["text"].text();
  if (!body_text) {
    // The browser forgot it, or was told not to save it.
    if (content["size"].integer().value_or(0) > 0) c.truncated = "length";
    return;
  }
  if (content["encoding"].text_or_empty() == "base64") {
    c.charset = to_utf8(type.charset);
    if (!codec::decode_base64(*body_text, codec::Base64::kLenient, body))
      c.warnings.push_back("archive_damage: the body is no base64");
  } else {
    c.charset = "utf-8";
    body.append(*body_text);
  }
  if (body.size() > body_bytes) {
    body.truncate(body_bytes);
    c.truncated = "length";
  }
  c.body = body.view();
}

bool HarCaptures::State::take(const Value& entry) {
  Value request = entry["request"];
  auto url = url::parse(request["url"].text_or_empty());
  if (!url || !url->is_http()) return false;
  capture = Capture();
  body.clear();
  capture.url = capture.requested_url = without_password(*url);
  capture.network = std::string(url::network_of(url->host()));
  capture.via = "har";
  capture.ip = text_of(entry["serverIPAddress"]);
  if (capture.ip.starts_with('[') && capture.ip.ends_with(']'))
    capture.ip = capture.ip.substr(1, capture.ip.size() - 2);
  if (auto time = parse_time(entry["startedDateTime"].text_or_empty()))
    capture.fetched_at = format_time(*time, true);
  else capture.warnings.push_back("archive_date: " + printable(entry["startedDateTime"].text_or_empty(), 60));
  if (auto time = entry["time"].decimal(); time && time->to_double() >= 0 && time->to_double() < 1e12)
    capture.elapsed_ms = static_cast<std::int64_t>(time->to_double());
  std::string_view method = request["method"].text_or_empty();
  if (method != "GET" && !method.empty()) capture.warnings.push_back("method: " + printable(method, 20));
  take_response(entry["response"]);
  complete(capture);
  return true;
}

Capture* HarCaptures::next() {
  State& s = *state_;
  while (s.at < s.entries.size())
    if (s.take(s.entries[s.at++])) return &s.capture;
  return nullptr;
}

}  // namespace peil::archive
