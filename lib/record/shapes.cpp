#include "record/shapes.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "record/scan.hpp"

namespace peil {
namespace {

constexpr Shape kShapes[] = {
    {.name = "katana",
     .signs = {"/request/endpoint", "/request/method", ""},
     .text = "/response/body",
     .url = "/request/endpoint",
     .time = "/timestamp",
     .status = "/response/status_code",
     .media_type = "/response/headers/content_type"},
    {.name = "httpx",
     .signs = {"/input", "/scheme", "/status_code"},
     .text = "/body",
     .title = "/title",
     .url = "/url",
     .time = "/timestamp",
     .status = "/status_code",
     .media_type = "/content_type"},
    {.name = "trafilatura",
     .signs = {"/raw_text", "/fingerprint", "/text"},
     .text = "/text",
     .title = "/title",
     .url = "/source",
     .time = "/date"},
    {.name = "trafilatura",
     .signs = {"/source-hostname", "/fingerprint", "/text"},
     .text = "/text",
     .title = "/title",
     .url = "/source",
     .time = "/date"},
    {.name = "Common Crawl index",
     .signs = {"/filename", "/offset", "/length"},
     .url = "/url",
     .time = "/timestamp",
     .status = "/status",
     .media_type = "/mime",
     .archive = "/filename"},
};

// The pointers in `except` that begin with `/key/`, without that beginning.
std::vector<std::string> below(std::string_view raw_key, std::span<const std::string_view> except) {
  std::vector<std::string> inner;
  for (std::string_view pointer : except) {
    std::size_t slash = pointer.find('/', 1);
    if (slash == std::string_view::npos || !raw_key_equals(raw_key, pointer.substr(1, slash - 1))) continue;
    inner.emplace_back(pointer.substr(slash));
  }
  return inner;
}

void append_members(std::string_view object, std::span<const std::string_view> except, Buffer& out) {
  std::vector<RawMember> members;
  scan_members(object, members);
  bool fresh = true;
  for (const RawMember& member : members) {
    bool left_out = std::any_of(except.begin(), except.end(), [&](std::string_view pointer) {
      return pointer.size() > 1 && raw_key_equals(member.key, pointer.substr(1));
    });
    if (left_out) continue;
    if (!fresh) out.push(',');
    fresh = false;
    std::string_view value = object.substr(member.value_start, member.end - member.value_start);
    std::vector<std::string> inner = below(member.key, except);
    if (inner.empty() || !value.starts_with('{')) {
      out.append(object.substr(member.start, member.end - member.start));
      continue;
    }
    std::vector<std::string_view> views(inner.begin(), inner.end());
    out.append(object.substr(member.start, member.value_start - member.start));
    out.push('{');
    append_members(value, views, out);
    out.push('}');
  }
}

}  // namespace

std::span<const Shape> shapes() { return kShapes; }

const Shape* shape_of(const Record& record) {
  if (record.ours()) return nullptr;
  for (const Shape& shape : kShapes) {
    bool all = std::all_of(std::begin(shape.signs), std::end(shape.signs), [&](std::string_view sign) {
      return sign.empty() || record.root().at_pointer(sign);
    });
    if (all) return &shape;
  }
  return nullptr;
}

void append_other_members(const Record& record, std::span<const std::string_view> except, Buffer& out) {
  append_members(record.line(), except, out);
}

}  // namespace peil
