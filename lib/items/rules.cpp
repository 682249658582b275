// items/rules.cpp -- a map applied: rows of tables, objects of JSON, messages of a chat become entries.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "base/words.hpp"
#include "items/entries.hpp"
#include "items/values.hpp"
#include "maps/chat.hpp"
#include "maps/csv.hpp"
#include "maps/draft.hpp"
#include "maps/xlsx.hpp"

namespace peil::items {

namespace {

constexpr int kMixedDepth = 4;

/// A scalar, or a text in pieces: `["see ", {"type": "link", "text": "t.me/x"}]`.
std::string text_of(Value value, int depth = 0) {
  if (auto text = value.text()) return std::string(*text);
  if (auto number = value.decimal()) return number->str();
  if (auto truth = value.boolean()) return *truth ? "true" : "false";
  std::string out;
  if (value.is_array() && depth < kMixedDepth)
    value.each([&](Value piece) { out += text_of(piece, depth + 1); });
  else if (value.is_object() && depth < kMixedDepth) out = text_of(value["text"], depth + 1);
  return out;
}

/// What a rule finds of a source: the value, and its name for evidence.
using Lookup = std::function<std::string(const maps::Source&, std::string& name)>;

Given find(const maps::Rule& rule, const Lookup& lookup) {
  Given given;
  if (!rule.constant.empty()) return {rule.constant, "map." + rule.member, {}};
  for (const auto& part : rule.parts) {
    for (const maps::Source& source : part) {
      std::string name;
      std::string value = lookup(source, name);
      if (trim(value).empty()) continue;
      if (given.empty()) {
        given.field = "row" + (source.pointer ? name : "." + name);
        given.value = std::move(value);
      } else {
        given.value += "\n" + value;
      }
      break;
    }
  }
  return given;
}

/// A number as people of the table write it, in plain notation; "" when it is none.
std::string plain_number(std::string_view value, char decimal) {
  value = trim(value);
  for (std::string_view sign : {"€", "EUR", "$", "£"}) {
    if (value.starts_with(sign)) value = trim(value.substr(sign.size()));
    if (value.ends_with(sign)) value = trim(value.substr(0, value.size() - sign.size()));
  }
  for (std::string_view dash : {",-", ",--", ".-", ",–"}) {
    if (value.ends_with(dash)) value.remove_suffix(dash.size());
  }
  if (decimal != 0) {
    std::string digits;
    for (char c : value) {
      if (c == decimal) digits.push_back('.');
      else if (c != '.' && c != ',' && c != ' ' && c != '\'') digits.push_back(c);
    }
    const auto number = Decimal::parse(digits);
    return number ? number->str() : std::string();
  }
  const bool plain = value.find_first_not_of("0123456789.-") == std::string_view::npos &&
                     value.find('.') == value.rfind('.');
  const std::size_t point = value.find('.');
  // Three digits behind a point are thousands where people write.
  if (plain && (point == std::string_view::npos || value.size() - point != 4)) {
    if (const auto number = Decimal::parse(value)) return number->str();
  }
  const auto number = facts::read_number(value);
  return number ? number->str() : std::string();
}

void set_category(Entry& entry, std::string_view value) {
  for (std::string_view part : split(value, '>')) {
    if (!trim(part).empty() && entry.category_path.size() < 12)
      entry.category_path.push_back(one_line(part, 120));
  }
}

void set(Entry& entry, const maps::Map& map, const maps::Rule& rule, Given given) {
  const std::string& member = rule.member;
  const auto scaled = [&] {
    std::string number = plain_number(given.value, map.decimal);
    if (number.empty()) return;
    given.raw = given.value;
    given.value = number;
    if (!rule.times) return;
    if (auto product = Decimal::parse(number)->times(*rule.times)) given.value = product->str();
  };
  const auto whole = [&] { return first_integer(given.value); };
  if (member == "title") entry.title = given.value;
  else if (member == "text") entry.text = plain_of_html(given.value);
  else if (member == "url") entry.url = given.value;
  else if (member == "key") entry.key = given.value;
  else if (member == "reply_to") entry.reply_to = given.value;
  else if (member == "vendor.name") entry.vendor.name = one_line(given.value, 120);
  else if (member == "vendor.url") entry.vendor.url = given.value;
  else if (member == "vendor.rating") entry.vendor.rating = read_rating(given.value);
  else if (member == "vendor.sold_count") entry.vendor.sold_count = whole();
  else if (member == "vendor.since") entry.vendor.since = maps::read_date(given.value, "iso").value_or("");
  else if (member == "category") set_category(entry, given.value);
  else if (member == "rating") entry.rating = given.value;
  else if (member == "feedback_count") entry.feedback_count = whole();
  else if (member == "sold_count") entry.sold_count = whole();
  else if (member == "stock")
    entry.stock = says_sold_out(given.value) ? std::optional<std::int64_t>(0) : whole();
  else if (member == "about.title") entry.about_title = given.value;
  else if (member == "about.url") entry.about_url = given.value;
  else if (member == "currency") entry.currency = std::move(given);
  else if (member == "unit") entry.unit = std::move(given);
  else if (member == "place") entry.place = std::move(given);
  else if (member == "ships_from") entry.ships_from = std::move(given);
  else if (member == "ships_to") entry.ships_to = std::move(given);
  else if (member == "payment") entry.payment = std::move(given);
  else if (member == "delivery") entry.delivery = std::move(given);
  else if (member == "sku") entry.sku = std::move(given);
  else if (member == "ean") entry.ean = std::move(given);
  else if (member == "quantity") {
    if (!rule.unit.empty()) entry.unit.value = rule.unit;
    scaled();
    entry.quantity = std::move(given);
  } else if (member == "price") {
    if (!rule.currency.empty()) entry.currency.value = rule.currency;
    else if (given.value.find("€") != std::string::npos) entry.currency.value = "EUR";
    scaled();
    entry.price = std::move(given);
  } else if (member == "listed_at") {
    for (std::string_view format : {std::string_view(rule.date), std::string_view("iso")}) {
      if (format.empty() || !entry.listed_at.empty()) continue;
      entry.listed_at = maps::read_date(given.value, format).value_or("");
    }
    if (entry.listed_at.empty() && rule.date.empty() && given.value.size() >= 9 && given.value.size() <= 13 &&
        given.value.find_first_not_of("0123456789.") == std::string::npos)
      entry.listed_at =
          maps::read_date(given.value, given.value.size() == 13 ? "unix-ms" : "unix").value_or("");
    entry.date = std::move(given);
  }
}

Form form_of(const maps::Map& map) {
  if (map.form == "post") return Form::kPost;
  if (map.form == "feedback") return Form::kFeedback;
  return map.form == "profile" ? Form::kProfile : Form::kListing;
}

/// The entry of a row; nullopt when a condition leaves it out.
std::optional<Entry> apply(const maps::Map& map, std::uint64_t row, const Lookup& lookup) {
  for (const maps::Condition& condition : map.keep) {
    std::string name;
    const std::string value = to_lower_ascii(trim(lookup(condition.source, name)));
    const bool among =
        std::find(condition.values.begin(), condition.values.end(), value) != condition.values.end();
    if (among == condition.negated) return std::nullopt;
  }
  Entry entry;
  entry.form = form_of(map);
  entry.row = row;
  for (const maps::Rule& rule : map.rules) {
    // A currency of its own column is read before the price's constant is set.
    Given given = find(rule, lookup);
    if (!given.empty()) set(entry, map, rule, std::move(given));
  }
  return entry;
}

/// Takes rows, tells what was odd at the end.
class Collector {
 public:
  Collector(const maps::Map& map, Mapped& mapped) : map_(map), mapped_(mapped) {}

  void row(std::uint64_t number, const Lookup& lookup) {
    ++mapped_.rows;
    std::optional<Entry> entry = apply(map_, number, lookup);
    if (!entry) ++left_out_;
    else if (trim(entry->title).empty() && trim(entry->text).empty()) ++without_text_;
    else mapped_.entries.push_back(std::move(*entry));
  }

  void finish(const maps::Oddities& odd, std::string_view what) {
    const auto tell = [&](std::uint64_t count, std::string_view words) {
      if (count > 0) mapped_.warnings.push_back(fmt::format("{}: {} {}", what, with_thousands(count), words));
    };
    tell(odd.open_quote, "rows with a quote that never closes were read as they stand");
    tell(odd.too_long, "rows longer than 1 MiB were not read");
    tell(odd.ragged, "rows have another number of cells than the first");
    tell(without_text_, "rows have neither title nor text");
    tell(left_out_, "rows were left out by the map's keep");
  }

 private:
  const maps::Map& map_;
  Mapped& mapped_;
  std::uint64_t without_text_ = 0, left_out_ = 0;
};

/// Names of columns are compared without case, blanks and line ends around them.
std::string folded(std::string_view name) { return to_lower_ascii(one_line(name, 400)); }

}  // namespace

Mapped map_table(const maps::Map& map, std::string_view text, bool workbook, std::int64_t rows_before) {
  Mapped mapped;
  Collector collector(map, mapped);
  maps::Oddities odd;
  std::vector<std::string> names, folded_names;
  int rows = 0;
  std::string missing;
  const auto visit = [&](const maps::Row& row) {
    ++rows;
    if (map.header > 0 && (workbook ? static_cast<int>(row.number) : rows) <= map.header) {
      names = row.cells;
      folded_names.clear();
      for (const std::string& name : names) folded_names.push_back(folded(name));
      return true;
    }
    collector.row(static_cast<std::uint64_t>(rows_before + static_cast<std::int64_t>(row.number)),
                  [&](const maps::Source& source, std::string& name) -> std::string {
                    std::size_t at = row.cells.size();
                    if (source.column > 0) {
                      at = static_cast<std::size_t>(source.column - 1);
                    } else {
                      const auto found =
                          std::find(folded_names.begin(), folded_names.end(), folded(source.name));
                      if (found != folded_names.end())
                        at = static_cast<std::size_t>(found - folded_names.begin());
                    }
                    if (at >= row.cells.size()) return {};
                    name = at < names.size() && !names[at].empty() ? one_line(names[at], 80)
                                                                   : fmt::format("{}", at + 1);
                    return row.cells[at];
                  });
    return true;
  };
  if (workbook) {
    if (auto book = maps::read_xlsx(text, map.sheet, odd, visit); !book)
      mapped.warnings.push_back(book.error().message);
    else if (book->sheets.size() > 1)
      mapped.warnings.push_back(
          fmt::format("workbook: read sheet \"{}\" of {}", book->read, book->sheets.size()));
  } else {
    const char separator = map.separator != 0 ? map.separator : maps::separator_of(text);
    maps::read_csv(text, separator == 0 ? ',' : separator, odd, visit);
  }
  // A column that the map names and the file lacks is most often a misspelling.
  for (const maps::Rule& rule : map.rules) {
    bool any = !rule.constant.empty();
    std::string first;
    for (const auto& part : rule.parts) {
      for (const maps::Source& source : part) {
        any = any || source.column > 0 ||
              std::find(folded_names.begin(), folded_names.end(), folded(source.name)) != folded_names.end();
        if (first.empty()) first = source.name;
      }
    }
    if (any || names.empty() || rule.parts.front().size() > 1) continue;
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const auto near = nearest(first, candidates);
    mapped.warnings.push_back(fmt::format("map: no column \"{}\" for {}{}", first, rule.member,
                                          near ? fmt::format(" (did you mean \"{}\"?)", *near) : ""));
  }
  // A column of prices is in one currency, though not each cell says so.
  std::string currency;
  bool one = true;
  for (const Entry& entry : mapped.entries) {
    if (entry.price.empty() || entry.currency.empty()) continue;
    one = one && (currency.empty() || currency == entry.currency.value);
    currency = entry.currency.value;
  }
  for (Entry& entry : mapped.entries) {
    if (one && !entry.price.empty() && entry.currency.empty()) entry.currency.value = currency;
  }
  collector.finish(odd, workbook ? "workbook" : "csv");
  return mapped;
}

namespace {

/// The arrays (or single objects) that a pointer with `*` names.
void rows_at(Value value, std::string_view pointer, int depth, const std::function<void(Value)>& visit) {
  const std::size_t star = pointer.find("/*");
  const bool whole =
      star != std::string_view::npos && (star + 2 == pointer.size() || pointer[star + 2] == '/');
  if (!whole) {
    const Value found = value.at_pointer(pointer);
    if (found) visit(found);
    return;
  }
  if (depth > 4) return;
  const Value list = value.at_pointer(pointer.substr(0, star));
  const std::string_view rest = pointer.substr(star + 2);
  if (list.is_array()) list.each([&](Value entry) { rows_at(entry, rest, depth + 1, visit); });
  else list.each_member([&](std::string_view, Value entry) { rows_at(entry, rest, depth + 1, visit); });
}

}  // namespace

Mapped map_json(const maps::Map& map, Value root, std::int64_t rows_before) {
  Mapped mapped;
  Collector collector(map, mapped);
  auto number = static_cast<std::uint64_t>(rows_before);
  bool found = false;
  const auto one = [&](Value row) {
    ++number;
    collector.row(number, [&](const maps::Source& source, std::string& name) {
      name = source.name;
      const Value from = source.of_root ? root : row;
      return text_of(source.pointer ? from.at_pointer(source.name) : from[source.name]);
    });
  };
  static const std::vector<std::string> kWhole = {""};
  for (const std::string& pointer : map.rows.empty() ? kWhole : map.rows) {
    if (found) break;
    rows_at(root, pointer, 0, [&](Value rows) {
      if (rows.is_array()) {
        found = true;
        rows.each(one);
      } else if (rows.is_object() && (pointer.empty() ? map.rows.size() <= 1 : true)) {
        found = true;
        one(rows);
      }
    });
  }
  if (!found)
    mapped.warnings.push_back(fmt::format("map: nothing stands at {}", fmt::join(map.rows, " or ")));
  collector.finish({}, "json");
  return mapped;
}

Mapped map_chat(std::string_view text, std::int64_t lines_before) {
  Mapped mapped;
  maps::Chat chat = maps::read_chat(text);
  for (maps::ChatMessage& message : chat.messages) {
    Entry entry;
    entry.form = Form::kPost;
    entry.text = std::move(message.text);
    entry.vendor.name = std::move(message.author);
    entry.listed_at = std::move(message.date);
    entry.row = static_cast<std::uint64_t>(lines_before) + message.line;
    entry.menu = true;
    if (!trim(entry.text).empty()) mapped.entries.push_back(std::move(entry));
  }
  mapped.rows = chat.messages.size();
  if (chat.undated > 0)
    mapped.warnings.push_back(fmt::format("chat: {} messages have a date that is none", chat.undated));
  return mapped;
}

}  // namespace peil::items
