// items/foreign.cpp -- shapes of records of other tools.
#include "items/foreign.hpp"

#include <algorithm>

#include "base/words.hpp"
#include "items/write.hpp"

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

struct Shape {
  std::string_view name;
  std::string_view sign;  ///< a member that only this tool has
  std::string_view text, title, url, time;
};

constexpr Shape kShapes[] = {
    {"katana", "/response/body", "/response/body", "/title", "/request/endpoint", "/timestamp"},
    {"httpx", "/status_code", "/body", "/title", "/url", "/timestamp"},
    {"trafilatura", "/raw_text", "/text", "/title", "/source", "/date"},
    {"trafilatura", "/source-hostname", "/text", "/title", "/source", "/date"},
};

std::string_view first_text(const Record& record, std::string_view given,
                            std::initializer_list<std::string_view> defaults) {
  if (!given.empty()) return record.root().at_pointer(given).text_or_empty();
  for (std::string_view pointer : defaults) {
    if (const auto text = record.root().at_pointer(pointer).text(); text && !text->empty()) return *text;
  }
  return {};
}

/// The members, without the one that holds the document (as a whole, or as its first level says).
std::string rest_of(const Record& record, std::string_view text_pointer) {
  Buffer out;
  JsonWriter json(out);
  json.begin_object();
  record.root().each_member([&](std::string_view key, Value value) {
    const std::string own = "/" + std::string(key);
    if (own == text_pointer) return;
    json.foreign_key(key);
    if (text_pointer.starts_with(own + "/") && value.is_object()) {
      const std::string inner(text_pointer.substr(own.size() + 1));
      json.begin_object();
      value.each_member([&](std::string_view name, Value held) {
        if (name == inner) return;
        json.foreign_key(name);
        append_value(held, json);
      });
      json.end_object();
    } else {
      append_value(value, json);
    }
  });
  json.end_object();
  return out.str();
}

}  // namespace

ForeignDocument read_foreign(const Record& record, std::string_view text_at, std::string_view title_at,
                             std::string_view url_at, std::string_view time_at) {
  ForeignDocument found;
  std::string_view pointer = text_at;
  if (pointer.empty()) {
    for (const Shape& shape : kShapes) {
      if (!record.root().at_pointer(shape.sign) || !record.root().at_pointer(shape.text).text()) continue;
      found.shape = shape.name;
      pointer = shape.text;
      if (url_at.empty()) url_at = shape.url;
      if (time_at.empty()) time_at = shape.time;
      break;
    }
  }
  if (pointer.empty()) {
    for (std::string_view candidate :
         {"/html", "/body", "/response/body", "/content", "/text", "/raw_text", "/message", "/description"}) {
      if (const auto text = record.root().at_pointer(candidate).text(); text && !text->empty()) {
        pointer = candidate;
        break;
      }
    }
  }
  const auto text = pointer.empty() ? std::nullopt : record.root().at_pointer(pointer).text();
  if (!text) return found;
  found.has_text = true;
  found.bytes = *text;
  found.media_type = looks_like_html(*text) ? "text/html" : "text/plain";
  found.title = std::string(first_text(record, title_at, {"/title", "/headline", "/subject"}));
  found.url =
      std::string(first_text(record, url_at, {"/url", "/link", "/source", "/request/endpoint", "/input"}));
  const std::string_view time =
      first_text(record, time_at, {"/fetched_at", "/timestamp", "/date", "/published_at", "/created_at"});
  if (time.size() >= 10) found.time = parse_time(time);
  found.rest_json = rest_of(record, pointer);
  if (found.rest_json == "{}") found.rest_json.clear();
  return found;
}

}  // namespace peil::items
