// labels/subject.cpp -- from a record to what the rules read.
#include "labels/subject.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "record/shapes.hpp"
#include "text/language.hpp"
#include "text/utf8.hpp"
#include "url/host.hpp"
#include "url/url.hpp"

namespace peil::labels {

namespace {

void read_amounts(const Record& record, Subject& subject) {
  std::size_t index = 0;
  auto raw_of = [](Value value) {
    const Value first = value["evidence"].at(0);
    return std::string(first["raw"].text_or_empty());
  };
  auto quantity = [&](Value each, const std::string& field) {
    for (const auto& [member, unit] : {std::pair{"grams", "g"}, {"ml", "ml"}, {"units", "units"}}) {
      if (const auto number = each[member].decimal()) {
        subject.quantities.push_back({unit, *number, field, raw_of(each)});
      }
    }
  };
  record["quantities"].each([&](Value each) { quantity(each, fmt::format("quantities.{}", index++)); });
  index = 0;
  record["prices"].each([&](Value each) {
    const std::string field = fmt::format("prices.{}", index++);
    if (each["holding"].boolean().value_or(false)) {
      subject.holding_price = true;
      subject.holding_field = field;
      return;  // a price set out of reach says nothing about the amount sold
    }
    if (const auto amount = each["amount"].decimal()) {
      subject.prices.push_back({each["currency"].text_or_empty(), *amount, field, raw_of(each)});
    }
    if (each["quantity"].is_object()) quantity(each["quantity"], field + ".quantity");
  });
}

void read_codes(const Record& record, std::string_view member, std::vector<StatedCode>& out) {
  std::size_t index = 0;
  record[member].each([&](Value each) {
    out.push_back({each["code"].text_or_empty(), fmt::format("{}.{}", member, index++)});
  });
}

void read_list(Value list, const std::string& field, Subject& subject) {
  std::size_t index = 0;
  list.each([&](Value each) {
    const auto name = each.is_object() ? each["name"].text() : each.text();
    if (name && !name->empty()) subject.context.emplace_back(fmt::format("{}.{}", field, index), *name);
    ++index;
  });
}

constexpr std::size_t kStructured = 64;  // more say nothing new about the site

/// The types of a page's structured data; a type may be a list of types.
void read_structured(const Record& record, Subject& subject) {
  std::size_t index = 0;
  record["structured"].each([&](Value each) {
    const std::string field = fmt::format("structured.{}.type", index++);
    auto add = [&](Value type) {
      if (const auto name = type.text(); name && subject.structured.size() < kStructured)
        subject.structured.push_back({*name, field, bool(each["seller"]) || bool(each["offers"]["seller"])});
    };
    if (each["type"].is_array()) each["type"].each(add);
    else add(each["type"]);
  });
}

constexpr std::size_t kSellers = 8;
constexpr std::size_t kLinks = 2000;  // looked at: more do not make a list of links more of one

/// Counts the hosts of others that the page links to. No parse: a rough count is enough.
void read_links(const Record& record, Subject& subject) {
  std::vector<std::string_view> hosts;
  record["links"].each([&](Value each) {
    std::string_view url = each["url"].text_or_empty();
    const std::size_t at = url.find("://");
    if (at == std::string_view::npos || hosts.size() >= kLinks) return;
    url.remove_prefix(at + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    if (url.starts_with("www.")) url.remove_prefix(4);
    const bool own = !subject.host.empty() && (subject.host.ends_with(url) || url.ends_with(subject.host));
    if (!url.empty() && !own) hosts.push_back(url);
  });
  std::sort(hosts.begin(), hosts.end());
  subject.link_hosts = static_cast<std::size_t>(std::unique(hosts.begin(), hosts.end()) - hosts.begin());
}

/// Names of sellers that a page's own links bear (/vendor/snowfox); two are enough to know a market.
void read_sellers(const Record& record, Subject& subject) {
  static constexpr std::string_view kParts[] = {"/vendor/",   "/vendors/", "/seller/", "/sellers/",
                                                "/merchant/", "/store/",   "/stores/"};
  std::size_t seen = 0;
  record["links"].each([&](Value each) {
    if (++seen > kLinks || subject.sellers.size() >= kSellers) return;
    const std::string_view url = each["url"].text_or_empty();
    for (const auto part : kParts) {
      const std::size_t at = url.find(part);
      if (at == std::string_view::npos) continue;
      std::string_view name = url.substr(at + part.size());
      name = name.substr(0, name.find_first_of("/?#"));
      const auto& have = subject.sellers;
      if (!name.empty() && std::find(have.begin(), have.end(), name) == have.end())
        subject.sellers.push_back(name);
      return;
    }
  });
}

/// Language of the record, its context, or what its words say.
std::string language_of(const Record& record, const Subject& subject) {
  for (const auto code :
       {record["lang"]["code"].text_or_empty(), record["context"]["lang"]["code"].text_or_empty(),
        record["context"]["lang"].text_or_empty()}) {
    if (!code.empty() && code != "unknown") return std::string(code.substr(0, code.find('-')));
  }
  if (record["lang"]) return "unknown";  // extract has looked already
  std::string words(subject.title);
  if (!words.empty()) words.push_back('\n');
  words.append(text::prefix(subject.text, 8192));
  return text::detect_language(words).code;
}

void read_site(const Record& record, Subject& subject) {
  subject.host = record["site"]["host"].text_or_empty();
  subject.domain = record["site"]["domain"].text_or_empty();
  subject.software = record["site"]["software"].text_or_empty();
  subject.network = record["network"].text_or_empty();
  subject.hosting_name = record["hosting"]["name"].text_or_empty();
}

/// The value at a pointer; absent for "", which is no place (and not the record itself).
Value at(const Record& record, std::string_view pointer) {
  return pointer.empty() ? Value() : record.root().at_pointer(pointer);
}

std::optional<Subject> read_foreign(const Record& record, const Pointers& wished) {
  const Pointers places = places_of(record, wished);
  Subject subject;
  subject.text = at(record, places.text).text_or_empty();
  subject.title = at(record, places.title).text_or_empty();
  subject.url = at(record, places.url).text_or_empty();
  if (subject.text.empty() && subject.title.empty() && subject.url.empty()) return std::nullopt;
  subject.form = subject.title.empty() || !subject.text.empty() ? Form::kPost : Form::kListing;
  return subject;
}

}  // namespace

Pointers places_of(const Record& record, const Pointers& wished) {
  const Shape* shape = record.ours() ? nullptr : shape_of(record);
  auto place = [&](const std::string& wish, std::string_view shaped, std::string_view usual) {
    return !wish.empty() ? wish : std::string(shape != nullptr ? shaped : usual);
  };
  return {place(wished.text, shape ? shape->text : "", "/text"),
          place(wished.title, shape ? shape->title : "", "/title"),
          place(wished.url, shape ? shape->url : "", "/url")};
}

std::string unreadable_place(const Record& record, const Pointers& wished) {
  const Pointers places = record.ours() ? Pointers{"/text", "/title", ""} : places_of(record, wished);
  for (const std::string& place : {places.text, places.title, places.url}) {
    const Value value = at(record, place);
    if (value.type() == Value::Type::kString && !value.text()) return place;
  }
  return "";
}

std::optional<Subject> read_subject(const Record& record, const Pointers& pointers) {
  std::optional<Subject> made = record.ours() ? Subject{} : read_foreign(record, pointers);
  if (!made) return made;
  Subject& subject = *made;
  if (record.ours()) {
    const auto form = record["form"].text_or_empty();
    subject.form = record.kind() == Kind::kPage ? Form::kPage
                   : form == "listing"          ? Form::kListing
                   : form == "feedback"         ? Form::kFeedback
                   : form == "profile"          ? Form::kProfile
                                                : Form::kPost;
    subject.title = record["title"].text_or_empty();
    subject.text = record["text"].text_or_empty();
    subject.url = record["url"].text_or_empty();
    if (subject.url.empty()) subject.url = record["page"]["url"].text_or_empty();
    subject.page_id = record["page"]["id"].text_or_empty();
    read_site(record, subject);
    read_amounts(record, subject);
    read_codes(record, "ships_to", subject.ships_to);
    read_codes(record, "ships_except", subject.ships_except);
    read_list(record["category_path"], "category_path", subject);
    read_list(record["breadcrumb"], "breadcrumb", subject);
    read_list(record["context"]["breadcrumb"], "context.breadcrumb", subject);
    if (const auto title = record["context"]["page_title"].text_or_empty(); !title.empty()) {
      subject.context.emplace_back("context.page_title", title);
    }
    std::size_t index = 0;
    record["identifiers"].each([&](Value each) {
      if (each["valid"].boolean().value_or(true)) {
        subject.identifiers.push_back({each["type"].text_or_empty(), each["value"].text_or_empty(), index});
      }
      ++index;
    });
    record["main"].each([&](Value span) {
      const auto start = span.at(0).integer().value_or(-1), end = span.at(1).integer().value_or(-1);
      if (start >= 0 && end > start) subject.main.emplace_back(start, end);
    });
    if (subject.form == Form::kPage) read_structured(record, subject);
    subject.item_count = record["item_count"].integer().value_or(0);
  }
  if (subject.host.empty() && !subject.url.empty()) {
    if (const auto parsed = url::parse(subject.url)) subject.host = std::string(parsed->host());
  }
  if (subject.form == Form::kPage) {
    read_links(record, subject);
    read_sellers(record, subject);
  }
  if (subject.domain.empty()) subject.domain = std::string(url::registrable_domain(subject.host));
  if (subject.network.empty() && !subject.host.empty()) subject.network = url::network_of(subject.host);
  subject.language = language_of(record, subject);
  for (const std::string_view when :
       {record["listed_at"].text_or_empty(), record["published_at"].text_or_empty(),
        record["page"]["fetched_at"].text_or_empty(), record["fetched_at"].text_or_empty()}) {
    if (when.size() < 10 || !subject.day.empty()) continue;
    subject.day = when.substr(0, 10);
  }
  return made;
}

}  // namespace peil::labels
