#include "collect/screen.hpp"

#include "base/words.hpp"
#include "net/policy.hpp"
#include "url/url.hpp"

namespace peil::collect {
namespace {

void drop(archive::Capture& capture, std::string error_class, std::string message) {
  capture.body.reset();
  capture.digest.clear();
  capture.wire_digest.clear();
  capture.size_bytes.reset();
  capture.truncated.clear();
  capture.error = archive::CaptureError{std::move(error_class), "fetch", std::move(message), false};
}

bool host_is_blocked(const archive::Capture& capture, const net::BlockList& blocked) {
  for (const std::string& text : {capture.url, capture.requested_url})
    if (auto parsed = url::parse(text); parsed && blocked.blocks_host(parsed->host())) return true;
  return false;
}

}  // namespace

bool screen(archive::Capture& capture, const net::BlockList* blocked, bool any_media) {
  if (blocked && !capture.error && host_is_blocked(capture, *blocked)) {
    drop(capture, "blocked", "the host is on the block-list");
    capture.headers.clear();
    return true;
  }
  if (!capture.body || capture.body->empty()) return false;
  if (blocked) {
    if (std::string_view hash = blocked->blocks_content(*capture.body); !hash.empty()) {
      drop(capture, "blocked", "the content is on the block-list, by its " + std::string(hash));
      capture.headers.clear();
      return true;
    }
  }
  std::string type = capture.media_type;
  for (const auto& [name, value] : capture.headers)
    if (type.empty() && to_lower_ascii(name) == "content-type")
      type = archive::parse_content_type(value).media_type;
  if (any_media || net::is_wanted_media(type)) return false;
  drop(capture, "media_type", "a body of this type is not kept; --media keeps it");
  return true;
}

}  // namespace peil::collect
