// items/json_messages.cpp -- messages in JSON: what APIs of social pages and forums answer, and exports of chats.
#include <algorithm>
#include <array>

#include "base/words.hpp"
#include "items/entries.hpp"
#include "items/values.hpp"
#include "maps/map.hpp"

namespace peil::items {

namespace {

constexpr std::size_t kVisited = 200'000;
constexpr int kDepth = 40;

std::string scalar(Value value) {
  if (auto text = value.text()) return std::string(*text);
  if (auto number = value.decimal()) return number->str();
  return {};
}

/// A text, or one in pieces: Telegram writes `["Buy ", {"type": "bold", "text": "now"}]`.
std::string body_of(Value value) {
  if (auto text = value.text()) return std::string(*text);
  std::string out;
  if (value.is_array()) {
    value.each([&](Value piece) {
      out +=
          piece.is_object() ? std::string(piece["text"].text_or_empty()) : std::string(piece.text_or_empty());
    });
  } else if (value.is_object()) {
    for (std::string_view key : {"text", "rendered", "plain", "body", "raw"}) {
      if (out.empty()) out = std::string(value[key].text_or_empty());
    }
  }
  return out;
}

template <std::size_t N>
std::string first_of(Value object, const std::array<std::string_view, N>& keys) {
  for (std::string_view key : keys) {
    if (std::string found = scalar(object[key]); !trim(found).empty()) return found;
  }
  return {};
}

constexpr std::array<std::string_view, 9> kBodies = {
    "selftext_html", "selftext", "cooked", "content", "text", "body", "message", "caption", "full_text"};
constexpr std::array<std::string_view, 9> kPeople = {"author", "username", "from",    "sender",     "account",
                                                     "user",   "owner",    "creator", "author_name"};
constexpr std::array<std::string_view, 12> kDates = {
    "created_at", "createdAt",    "date_unixtime", "date",      "created_utc", "created",
    "timestamp",  "published_at", "publishedAt",   "posted_at", "pubDate",     "time"};
constexpr std::array<std::string_view, 6> kAnswers = {
    "reply_to_message_id", "in_reply_to_id", "reply_to_post_number", "parent_id", "inReplyToId", "reply_to"};
constexpr std::array<std::string_view, 7> kNames = {"display_name", "displayName", "name",       "username",
                                                    "acct",         "login",       "screen_name"};

/// A person is a name, or an object with one: the handle is what stays.
void person(Value object, Entry& entry) {
  for (std::string_view key : kPeople) {
    const Value value = object[key];
    if (value.is_object()) {
      static constexpr std::array<std::string_view, 5> kHandles = {"acct", "username", "login", "screen_name",
                                                                   "handle"};
      entry.vendor.name = first_of(value, kHandles);
      if (entry.vendor.name.empty()) entry.vendor.name = first_of(value, kNames);
      entry.vendor.url = std::string(value["url"].text_or_empty());
    } else if (auto text = value.text()) {
      entry.vendor.name = std::string(*text);
    }
    if (!entry.vendor.name.empty()) return;
  }
}

std::string date_of(const std::string& value) {
  if (value.empty()) return {};
  if (value.find_first_not_of("0123456789.") == std::string::npos && value.size() >= 9)
    return maps::read_date(value, value.size() == 13 ? "unix-ms" : "unix").value_or("");
  return maps::read_date(value, "iso").value_or("");
}

/// The message that an object is, if it has a text and an author or date.
std::optional<Entry> message_of(Value object) {
  // Reddit wraps each thing: {"kind": "t3", "data": {…}}.
  if (object["data"].is_object() && object["kind"].text()) object = object["data"];
  if (const auto type = object["type"].text(); type && *type == "service") return std::nullopt;
  Entry entry;
  for (std::string_view key : kBodies) {
    if (trim(entry.text).empty()) entry.text = body_of(object[key]);
  }
  entry.title = one_line(body_of(object["title"]).empty() ? std::string(object["subject"].text_or_empty())
                                                          : plain_of_html(body_of(object["title"])));
  if (trim(entry.text).empty() && entry.title.empty()) return std::nullopt;
  person(object, entry);
  for (std::string_view key : kDates) {
    if (entry.listed_at.empty()) entry.listed_at = date_of(scalar(object[key]));
  }
  if (entry.vendor.name.empty() && entry.listed_at.empty()) return std::nullopt;
  if (trim(entry.text).empty() && entry.vendor.name.empty()) return std::nullopt;
  static constexpr std::array<std::string_view, 4> kUrls = {"permalink", "url", "link", "uri"};
  static constexpr std::array<std::string_view, 4> kKeys = {"post_number", "id", "guid", "message_id"};
  entry.text = plain_of_html(entry.text);
  if (entry.text.find('<') != std::string::npos && entry.text.find("</") != std::string::npos)
    entry.text = plain_of_html(entry.text);  // escaped twice, as Reddit does
  entry.url = first_of(object, kUrls);
  entry.key = first_of(object, kKeys);
  entry.reply_to = first_of(object, kAnswers);
  entry.menu = true;
  return entry;
}

class Walk {
 public:
  void run(Value value, int depth) {
    if (depth > kDepth || ++visited_ > kVisited) return;
    if (value.is_array()) {
      if (list(value)) return;
      value.each([&](Value entry) { run(entry, depth + 1); });
    } else if (value.is_object()) {
      value.each_member([&](std::string_view, Value entry) {
        if (entry.is_object() || entry.is_array()) run(entry, depth + 1);
      });
    }
  }
  std::vector<Entry> take() { return std::move(entries_); }

 private:
  /// An array most of whose objects are messages. What answers stand inside is read too.
  bool list(Value array) {
    std::size_t objects = 0;
    std::vector<Entry> found;
    std::uint64_t number = 0;
    array.each([&](Value entry) {
      ++number;
      if (!entry.is_object() || ++visited_ > kVisited) return;
      ++objects;
      if (auto message = message_of(entry)) {
        message->row = number;
        found.push_back(std::move(*message));
      }
    });
    const bool service = objects > 0 && array.at(0)["type"].text_or_empty() == "service";
    if (objects == 0 || (found.size() * 2 < objects && !service) || found.empty()) return false;
    for (Entry& entry : found) entries_.push_back(std::move(entry));
    array.each([&](Value entry) {
      for (const Value& holder : {entry, entry["data"]}) {
        for (std::string_view key : {"replies", "comments", "children"}) {
          if (const Value inner = holder[key]) run(inner, 20);
        }
      }
    });
    return true;
  }

  std::vector<Entry> entries_;
  std::size_t visited_ = 0;
};

}  // namespace

std::vector<Entry> read_messages(Value root) {
  Walk walk;
  walk.run(root, 0);
  std::vector<Entry> entries = walk.take();
  if (entries.empty() && root.is_object()) {
    if (auto message = message_of(root)) entries.push_back(std::move(*message));
  }
  return entries;
}

}  // namespace peil::items
