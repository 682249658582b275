// maps/map.cpp -- the map language.
#include "maps/map.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/time.hpp"
#include "base/words.hpp"

namespace peil::maps {

namespace {

struct Member {
  std::string_view name, meaning;
};
constexpr std::array kMembers = {
    Member{"about.title", "of feedback: what it is about"},
    Member{"about.url", "of feedback: the address of what it is about"},
    Member{"category", "category, joined by > when there are several"},
    Member{"currency", "currency of the price: a code, a sign or a word"},
    Member{"delivery", "ways of delivery, read as words"},
    Member{"ean", "article number printed on goods"},
    Member{"feedback_count", "number of reviews"},
    Member{"key", "the row's own number or name"},
    Member{"listed_at", "date of the listing or message"},
    Member{"payment", "means of payment, read as words"},
    Member{"place", "where the goods or the seller are"},
    Member{"price", "amount asked"},
    Member{"quantity", "amount of goods, with or without its unit"},
    Member{"rating", "rating as printed"},
    Member{"reply_to", "key of the message that it answers"},
    Member{"ships_from", "country of origin"},
    Member{"ships_to", "countries of destination"},
    Member{"sku", "the seller's own number of the article"},
    Member{"sold_count", "number sold"},
    Member{"stock", "number in stock; 0 is sold out"},
    Member{"text", "the text"},
    Member{"title", "the title"},
    Member{"unit", "unit of the quantity"},
    Member{"url", "address of the listing or message"},
    Member{"vendor.name", "seller or author"},
    Member{"vendor.rating", "the seller's rating"},
    Member{"vendor.since", "since when the seller is there"},
    Member{"vendor.sold_count", "number sold by the seller"},
    Member{"vendor.url", "address of the seller's page"},
};
constexpr std::array<std::string_view, 9> kSettings = {"charset", "decimal", "form",      "format", "header",
                                                       "keep",    "rows",    "separator", "sheet"};
constexpr std::array<std::string_view, 6> kFormats = {"csv", "tsv", "json", "jsonl", "xlsx", "whatsapp"};
constexpr std::array<std::string_view, 4> kForms = {"listing", "post", "feedback", "profile"};
constexpr std::array<std::string_view, 5> kOptions = {"cents", "times", "date", "currency", "unit"};

struct Word {
  std::string text;
  bool quoted = false;
  bool is(std::string_view keyword) const { return !quoted && text == keyword; }
};

class MapParser {
 public:
  MapParser(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  Result<Map> run() {
    map_.name = std::string(file_);
    map_.digest = sha256_label(text_);
    std::string_view text = text_;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (std::string_view line : split(text, '\n')) {
      ++line_;
      read_line(trim(line));
      if (mistakes_ >= 20) break;
    }
    if (mistakes_ == 0) check_whole();
    if (mistakes_ > 0) return Error{errors_};
    return std::move(map_);
  }

 private:
  void wrong(const std::string& what) {
    if (mistakes_++ > 0) errors_ += "\n";
    errors_ += fmt::format("{}:{}: {}", printable(file_), line_, what);
  }

  template <std::size_t N>
  static std::string meant(std::string_view word, const std::array<std::string_view, N>& candidates) {
    const auto near = nearest(word, candidates);
    if (near) return fmt::format(" (did you mean {}?)", *near);
    return fmt::format(" (one of: {})", fmt::join(candidates, ", "));
  }

  /// Words are parted by blanks; quotes keep blanks, two quotes stand for one; # begins a comment.
  bool words_of(std::string_view line) {
    words_.clear();
    at_ = 0;
    std::size_t i = 0;
    while (i < line.size()) {
      if (line[i] == ' ' || line[i] == '\t') {
        ++i;
        continue;
      }
      if (line[i] == '#') break;
      Word word;
      if (line[i] == '"') {
        word.quoted = true;
        for (++i;; ++i) {
          if (i >= line.size()) {
            wrong("a quote does not close");
            return false;
          }
          if (line[i] == '"') {
            if (i + 1 >= line.size() || line[i + 1] != '"') break;
            ++i;
          }
          word.text.push_back(line[i]);
        }
        ++i;
      } else {
        while (i < line.size() && line[i] != ' ' && line[i] != '\t') word.text.push_back(line[i++]);
      }
      words_.push_back(std::move(word));
    }
    return !words_.empty();
  }

  bool more() const { return at_ < words_.size(); }
  const Word& peek() const { return words_[at_]; }
  bool take(std::string_view keyword) {
    if (!more() || !peek().is(keyword)) return false;
    ++at_;
    return true;
  }

  void read_line(std::string_view line) {
    if (line.starts_with('#') && map_.summary.empty() && map_.rules.empty())
      map_.summary = std::string(trim(line.substr(1)));
    if (!words_of(line)) return;
    const Word first = words_[at_++];
    if (first.quoted) return wrong("a line begins with the name of a member or setting, without quotes");
    if (std::find(kSettings.begin(), kSettings.end(), first.text) != kSettings.end())
      return setting(first.text);
    const auto known = std::find_if(kMembers.begin(), kMembers.end(),
                                    [&](const Member& member) { return member.name == first.text; });
    if (known == kMembers.end()) return unknown(first.text);
    rule(first.text);
  }

  void unknown(const std::string& word) {
    std::vector<std::string_view> names(kSettings.begin(), kSettings.end());
    for (const Member& member : kMembers) names.push_back(member.name);
    const auto near = nearest(word, names);
    wrong(fmt::format(
        "unknown member \"{}\"{}", printable(word),
        near ? fmt::format(" (did you mean {}?)", *near) : " (extract --list map-members names all)"));
  }

  void setting(const std::string& name) {
    if (name == "keep") return condition();
    if (!more()) return wrong(fmt::format("{} needs a value", name));
    const Word value = words_[at_++];
    if (name == "rows") return rows(value);
    if (more())
      return wrong(fmt::format("{} takes one value, \"{}\" is left over", name, printable(peek().text)));
    if (name == "format") {
      if (std::find(kFormats.begin(), kFormats.end(), value.text) == kFormats.end())
        return wrong(
            fmt::format("unknown format \"{}\"{}", printable(value.text), meant(value.text, kFormats)));
      map_.format = value.text;
    } else if (name == "form") {
      if (std::find(kForms.begin(), kForms.end(), value.text) == kForms.end())
        return wrong(fmt::format("unknown form \"{}\"{}", printable(value.text), meant(value.text, kForms)));
      map_.form = value.text;
    } else if (name == "separator") {
      static constexpr std::array<std::pair<std::string_view, char>, 4> kNames = {
          {{"tab", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"pipe", '|'}}};
      for (const auto& [word, sign] : kNames) {
        if (value.text == word) map_.separator = sign;
      }
      if (value.text.size() == 1 && value.text[0] != '"') map_.separator = value.text[0];
      if (map_.separator == 0)
        wrong(fmt::format("unknown separator \"{}\" (one of: , ; | tab)", printable(value.text)));
    } else if (name == "decimal") {
      if (value.text != "comma" && value.text != "point")
        return wrong(fmt::format("decimal is comma or point, not \"{}\"", printable(value.text)));
      map_.decimal = value.text == "comma" ? ',' : '.';
    } else if (name == "header") {
      if (value.text == "none") map_.header = 0;
      else if (value.text.size() <= 3 && !value.text.empty() &&
               value.text.find_first_not_of("0123456789") == std::string::npos)
        map_.header = std::stoi(value.text);
      else wrong(fmt::format("header is a row number or none, not \"{}\"", printable(value.text)));
    } else if (name == "charset") {
      map_.charset = value.text;
    } else {
      map_.sheet = value.text;
    }
  }

  void rows(Word value) {
    for (;;) {
      if (!value.text.empty() && value.text[0] != '/')
        return wrong(
            fmt::format("rows takes a JSON Pointer, which begins with /, not \"{}\"", printable(value.text)));
      map_.rows.push_back(value.text);
      if (!take("or")) break;
      if (!more()) return wrong("a JSON Pointer is missing behind or");
      value = words_[at_++];
    }
    if (more()) wrong(fmt::format("\"{}\" is left over", printable(peek().text)));
  }

  void condition() {
    Condition condition;
    if (!take("when")) return wrong("keep is followed by when: keep when SOURCE is VALUE");
    if (!source(condition.source)) return;
    if (!take("is")) return wrong("is is missing: keep when SOURCE is VALUE");
    condition.negated = take("not");
    do {
      if (!more()) return wrong("a value is missing at the end");
      condition.values.push_back(to_lower_ascii(words_[at_++].text));
    } while (take("or"));
    if (more()) return wrong(fmt::format("\"{}\" is left over", printable(peek().text)));
    map_.keep.push_back(std::move(condition));
  }

  bool source(Source& source) {
    if (!more()) {
      wrong("a column or JSON Pointer is missing at the end");
      return false;
    }
    if (take("column")) {
      const std::string number = more() ? words_[at_++].text : "";
      if (number.empty() || number.size() > 4 ||
          number.find_first_not_of("0123456789") != std::string::npos || std::stoi(number) == 0) {
        wrong("column is followed by its number, from 1");
        return false;
      }
      source.column = std::stoi(number);
      return true;
    }
    const Word word = words_[at_++];
    source.name = word.text;
    source.of_root = !word.quoted && word.text.starts_with("^/");
    if (source.of_root) source.name.erase(0, 1);
    source.pointer = !word.quoted && source.name.starts_with('/');
    return true;
  }

  void rule(const std::string& member) {
    Rule rule;
    rule.member = member;
    rule.line = line_;
    const bool twice = std::any_of(map_.rules.begin(), map_.rules.end(),
                                   [&](const Rule& held) { return held.member == member; });
    if (twice) return wrong(fmt::format("{} is there twice (join columns with and, choose with or)", member));
    if (take("is")) {
      if (!more()) return wrong(fmt::format("{} is needs a value", member));
      rule.constant = words_[at_++].text;
    } else if (take("from")) {
      do {
        rule.parts.emplace_back();
        do {
          Source held;
          if (!source(held)) return;
          rule.parts.back().push_back(std::move(held));
        } while (take("or"));
      } while (take("and"));
      if (!options(rule)) return;
    } else {
      return wrong(fmt::format("from or is must stand behind {}", member));
    }
    if (more()) return wrong(fmt::format("\"{}\" is left over", printable(peek().text)));
    map_.rules.push_back(std::move(rule));
  }

  bool options(Rule& rule) {
    while (more()) {
      const Word option = words_[at_++];
      if (option.is("cents")) {
        rule.times = Decimal(1, 2);
        continue;
      }
      if (option.quoted || std::find(kOptions.begin(), kOptions.end(), option.text) == kOptions.end()) {
        wrong(fmt::format("unknown option \"{}\"{}", printable(option.text), meant(option.text, kOptions)));
        return false;
      }
      if (!more()) {
        wrong(fmt::format("{} needs a value", option.text));
        return false;
      }
      const std::string value = words_[at_++].text;
      if (option.text == "times") {
        rule.times = Decimal::parse(value);
        if (!rule.times) {
          wrong(fmt::format("times takes a number, not \"{}\"", printable(value)));
          return false;
        }
      } else if (option.text == "date") {
        if (!check_date(value)) return false;
        rule.date = value;
      } else if (option.text == "currency") {
        rule.currency = value;
      } else {
        rule.unit = value;
      }
    }
    return true;
  }

  bool check_date(const std::string& format) {
    if (format == "unix" || format == "unix-ms" || format == "iso") return true;
    if (format.find("yy") != std::string::npos && format.find('d') != std::string::npos &&
        format.find('m') != std::string::npos)
      return true;
    wrong(fmt::format("a date is unix, unix-ms, iso or letters such as dd-mm-yyyy, not \"{}\"",
                      printable(format)));
    return false;
  }

  void check_whole() {
    line_ = std::max(line_, 1);
    const auto has = [&](std::string_view member) {
      return std::any_of(map_.rules.begin(), map_.rules.end(),
                         [&](const Rule& rule) { return rule.member == member; });
    };
    if (!has("title") && !has("text")) wrong("no rule for title or text: nothing would be read");
    if (map_.header == 0 && (map_.format == "csv" || map_.format == "tsv" || map_.format == "xlsx")) {
      for (const Rule& rule : map_.rules) {
        for (const auto& part : rule.parts) {
          for (const Source& held : part) {
            line_ = rule.line;
            if (held.column == 0 && !held.pointer)
              wrong(fmt::format("\"{}\" is a name, but header is none: say column N", printable(held.name)));
          }
        }
      }
    }
  }

  std::string_view text_, file_;
  Map map_;
  std::vector<Word> words_;
  std::size_t at_ = 0;
  int line_ = 0;
  int mistakes_ = 0;
  std::string errors_;
};

/// Up to `width` digits at `at`; nullopt when there is none.
std::optional<std::int64_t> digits(std::string_view value, std::size_t& at, std::size_t width) {
  std::int64_t number = 0;
  const std::size_t begin = at;
  while (at < value.size() && at - begin < width && value[at] >= '0' && value[at] <= '9')
    number = number * 10 + (value[at++] - '0');
  if (at == begin) return std::nullopt;
  return number;
}

}  // namespace

std::string list_members() {
  std::string out;
  for (const Member& member : kMembers) out += fmt::format("{}\t{}\n", member.name, member.meaning);
  return out;
}

Result<Map> parse_map(std::string_view text, std::string_view file) { return MapParser(text, file).run(); }

std::optional<std::string> read_date(std::string_view value, std::string_view format) {
  value = trim(value);
  if (value.empty()) return std::nullopt;
  if (format == "unix" || format == "unix-ms") {
    const auto number = Decimal::parse(value);
    if (!number) return std::nullopt;
    const double instant = number->to_double() * (format == "unix" ? 1000 : 1);
    if (instant < 0 || instant > 253402300799000.0) return std::nullopt;
    return format_time(static_cast<UnixMillis>(instant) / 1000 * 1000);
  }
  if (format == "iso") {
    std::string text(value);
    if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
    if (auto instant = parse_time(text)) return text.size() == 10 ? text : format_time(*instant);
    if (auto instant = parse_time(text + "Z")) return format_time(*instant);
    return std::nullopt;
  }
  // Letters of one kind are one number: as many digits as letters at most, fewer where a sign follows.
  std::int64_t year = 0, month = 0, day = 0, hour = -1, minute = 0, second = 0;
  std::size_t at = 0;
  bool dated = false;  // an m behind an h is a minute
  for (std::size_t i = 0; i < format.size();) {
    const char letter = format[i];
    std::size_t run = i;
    while (run < format.size() && format[run] == letter) ++run;
    if (std::string_view("dmyhs").find(letter) == std::string_view::npos) {
      if (at >= value.size() && dated) break;  // a time is left out at times
      if (at >= value.size() || value[at] != letter) return std::nullopt;
      ++at;
      ++i;
      continue;
    }
    if (at >= value.size() && dated) break;
    const auto number = digits(value, at, std::max<std::size_t>(run - i, letter == 'y' ? 4 : 2));
    if (!number) return std::nullopt;
    if (letter == 'y') year = *number < 100 ? 2000 + *number : *number;
    else if (letter == 'd') day = *number;
    else if (letter == 'h') hour = *number;
    else if (letter == 's') second = *number;
    else if (hour >= 0) minute = *number;
    else month = *number;
    dated = year > 0 && month > 0 && day > 0;
    i = run;
  }
  const auto days = days_from_civil(static_cast<int>(year), static_cast<int>(month), static_cast<int>(day));
  if (at < value.size() || !days || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const UnixMillis midnight = *days * 86'400'000;
  if (hour < 0) return format_date(midnight);
  return format_time(midnight + ((hour * 60 + minute) * 60 + second) * 1000);
}

}  // namespace peil::maps
