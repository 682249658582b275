// items/foreign.cpp -- shapes of records of other tools.
#include "items/foreign.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/words.hpp"
#include "record/scan.hpp"
#include "record/shapes.hpp"

namespace peil::items {

namespace {

bool looks_like_html(std::string_view text) {
  const std::string_view head = trim(text.substr(0, 4096));
  if (head.starts_with("<!") || head.starts_with("<?xml") || head.starts_with("<html") ||
      head.starts_with("<HTML"))
    return true;
  std::size_t tags = 0;
  for (std::size_t at = 0; (at = head.find("</", at)) != std::string_view::npos; ++at) ++tags;
  return head.starts_with("<") && tags > 0;
}

/// What to do about a record without a document, by its shape.
std::string why_missing(const Shape* shape) {
  if (shape == nullptr || shape->name == "trafilatura")
    return "no text or body in this record: name its place with --text-at";
  if (!shape->archive.empty())
    return fmt::format("a record of a {} names archived bytes: give it to fetch, which reads them",
                       shape->name);
  return fmt::format("this {} record has no body ({})", shape->name,
                     shape->name == "httpx" ? "run httpx with -irr" : "run katana without -omit-body");
}

std::string_view first_text(const Record& record, std::string_view given,
                            std::initializer_list<std::string_view> defaults) {
  if (!given.empty()) return record.root().at_pointer(given).text_or_empty();
  for (std::string_view pointer : defaults) {
    if (const auto text = record.root().at_pointer(pointer).text(); text && !text->empty()) return *text;
  }
  return {};
}

/// Where a text or body stands in a record of no known shape; one that cannot be read counts.
std::string_view first_pointer(const Value& root) {
  for (std::string_view pointer :
       {"/html", "/body", "/response/body", "/content", "/text", "/raw_text", "/message", "/description"}) {
    const Value value = root.at_pointer(pointer);
    if (value.type() != Value::Type::kString) continue;
    if (const auto text = value.text(); !text || !text->empty()) return pointer;
  }
  return {};
}

/// How deep arrays and objects nest in JSON text.
std::size_t depth_of(std::string_view json) {
  std::size_t depth = 0;
  std::size_t most = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (quoted) {
      if (c == '\\') ++at;
      else if (c == '"') quoted = false;
    } else if (c == '"') quoted = true;
    else if (c == '[' || c == '{') most = std::max(most, ++depth);
    else if (c == ']' || c == '}') --depth;
  }
  return most;
}

/// The next token of a JSON Pointer (RFC 6901), unescaped; takes it off.
std::string take_token(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const std::size_t end = std::min(pointer.find('/'), pointer.size());
  std::string token;
  for (std::size_t at = 0; at < end; ++at) {
    const bool escape =
        pointer[at] == '~' && at + 1 < end && (pointer[at + 1] == '0' || pointer[at + 1] == '1');
    token.push_back(!escape ? pointer[at] : pointer[++at] == '0' ? '~' : '/');
  }
  pointer.remove_prefix(end);
  return token;
}

/// The members of the object `json` as they are written, without the one that the pointer names; of a
/// member on its way, the rest (objects only). Those that would nest deeper than `room` are left out.
void copy_rest(std::string_view json, std::string_view pointer, std::size_t room, Buffer& out, bool& cut) {
  const std::string token = pointer.starts_with('/') ? take_token(pointer) : std::string();
  const bool inner = pointer.starts_with('/');
  std::vector<RawMember> members;
  scan_members(json, members);
  bool first = true;
  bool taken = false;
  out.push('{');
  for (const RawMember& member : members) {
    const std::string_view value = json.substr(member.value_start, member.end - member.value_start);
    const bool on_way = !taken && raw_key_equals(member.key, token);
    taken = taken || on_way;
    if (on_way && !inner) continue;
    // Nesting costs two bytes a level.
    if (!(on_way && inner) && value.size() >= 2 * room && depth_of(value) > room) {
      cut = true;
      continue;
    }
    if (!first) out.push(',');
    first = false;
    if (on_way && value.starts_with('{')) {
      out.append(json.substr(member.start, member.value_start - member.start));
      copy_rest(value, pointer, room - 1, out, cut);
    } else {
      out.append(json.substr(member.start, member.end - member.start));
    }
  }
  out.push('}');
}

/// A page bears its seed one level down, and the seed its members another.
constexpr std::size_t kRoom = limits::kJsonDepth - 2;

std::string media_type_of(std::string_view declared) {
  return to_lower_ascii(trim(declared.substr(0, declared.find(';'))));
}

std::optional<std::int64_t> status_of(Value value) {
  const auto status = value.integer();
  return status && *status >= 100 && *status <= 999 ? status : std::nullopt;
}

}  // namespace

ForeignDocument read_foreign(const Record& record, std::string_view text_at, std::string_view title_at,
                             std::string_view url_at, std::string_view time_at) {
  ForeignDocument found;
  const Value root = record.root();
  std::string_view pointer = text_at;
  const Shape* known = shape_of(record);
  if (known != nullptr && pointer.empty()) {
    if (!known->text.empty() && root.at_pointer(known->text).text()) pointer = known->text;
    if (url_at.empty()) url_at = known->url;
    if (time_at.empty()) time_at = known->time;
    if (!known->status.empty()) found.status = status_of(root.at_pointer(known->status));
    found.declared_type = media_type_of(root.at_pointer(known->media_type).text_or_empty());
  }
  if (pointer.empty()) pointer = first_pointer(root);
  const Value held = pointer.empty() ? Value() : root.at_pointer(pointer);
  const auto text = held.text();
  if (!text) {
    if (held.type() == Value::Type::kString)
      found.missing = fmt::format("the text at {} is no valid Unicode: a lone surrogate", pointer);
    else found.missing = why_missing(text_at.empty() ? known : nullptr);
    return found;
  }
  found.has_text = true;
  found.bytes = *text;
  found.media_type = looks_like_html(*text)                                  ? "text/html"
                     : found.declared_type.find("json") != std::string::npos ? "application/json"
                                                                             : "text/plain";
  found.title = std::string(first_text(record, title_at, {"/title", "/headline", "/subject"}));
  found.url =
      std::string(first_text(record, url_at, {"/url", "/link", "/source", "/request/endpoint", "/input"}));
  const std::string_view time =
      first_text(record, time_at, {"/fetched_at", "/timestamp", "/date", "/published_at", "/created_at"});
  if (time.size() >= 10) found.time = parse_time(time);
  Buffer rest;
  copy_rest(record.line(), pointer, kRoom, rest, found.cut_members);
  found.rest_json = rest.str();
  if (found.rest_json == "{}") found.rest_json.clear();
  return found;
}

}  // namespace peil::items
