// cli/values.cpp -- words into values: numbers, durations, sizes, choices; and defaults back to words.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "base/words.hpp"
#include "cli/table.hpp"

namespace peil::cli {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};
constexpr Unit kTimes[] = {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};
constexpr Unit kSizes[] = {
    {"T", 1ull << 40}, {"G", 1ull << 30}, {"M", 1ull << 20}, {"K", 1ull << 10}, {"", 1}};

// Digits, perhaps a fraction, then a unit: exactly, without binary floats. nullopt when it is no such
// thing, when it does not come out in whole units, or when it is above the largest signed number.
std::optional<std::uint64_t> read_amount(std::string_view word, std::span<const Unit> units,
                                         std::uint64_t bare_factor) {
  std::size_t end = word.find_first_not_of("0123456789.");
  std::string_view digits = word.substr(0, end);
  std::string_view suffix = end == std::string_view::npos ? "" : word.substr(end);
  std::uint64_t factor = suffix.empty() ? bare_factor : 0;
  for (const Unit& unit : units)
    if (!suffix.empty() && suffix == unit.name) factor = unit.factor;
  std::size_t point = digits.find('.');
  std::string_view whole = digits.substr(0, point);
  std::string_view fraction = point == std::string_view::npos ? "" : digits.substr(point + 1);
  if (factor == 0 || whole.empty() || (point != std::string_view::npos && fraction.empty()) ||
      fraction.size() > 6)
    return std::nullopt;
  std::uint64_t value = 0;
  auto [stop, failed] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (failed != std::errc() || stop != whole.data() + whole.size()) return std::nullopt;
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 1;
  for (char digit : fraction) {
    if (digit == '.') return std::nullopt;
    numerator = numerator * 10 + static_cast<std::uint64_t>(digit - '0');
    denominator *= 10;
  }
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (value > kMost / factor) return std::nullopt;
  std::uint64_t part = numerator * factor;  // below 2^20 * 2^40
  if (part % denominator != 0) return std::nullopt;
  std::uint64_t total = value * factor + part / denominator;
  return total > kMost ? std::nullopt : std::optional(total);
}

std::string write_amount(std::uint64_t value, std::span<const Unit> units, std::string_view smallest) {
  for (const Unit& unit : units)
    if (value != 0 && value % unit.factor == 0)
      return std::to_string(value / unit.factor) + std::string(unit.name);
  return std::to_string(value) + std::string(smallest);
}

std::string quoted(std::string_view word) { return "'" + printable(word, 80) + "'"; }

Result<std::int64_t> read_integer(std::string_view word) {
  std::int64_t value = 0;
  std::string_view digits = word.starts_with('+') ? word.substr(1) : word;
  auto [stop, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed == std::errc::result_out_of_range) return Error{quoted(word) + " is too large"};
  if (failed != std::errc() || stop != digits.data() + digits.size() || digits.empty())
    return Error{quoted(word) + " is not a whole number"};
  return value;
}

Result<double> read_number(std::string_view word) {
  double value = 0;
  auto [stop, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (failed != std::errc() || stop != word.data() + word.size() || !std::isfinite(value))
    return Error{quoted(word) + " is not a number"};
  return value;
}

Result<void> check_word(const Flag& flag, const std::string& word) {
  if (!flag.choices.empty() &&
      std::find(flag.choices.begin(), flag.choices.end(), word) == flag.choices.end())
    return Error{quoted(word) + " is none of " + joined(flag.choices) + did_you_mean(word, flag.choices)};
  if (flag.check)
    if (std::string wrong = flag.check(word); !wrong.empty()) return Error{quoted(word) + " is " + wrong};
  return {};
}

// Reads the last word, the one that counts, with `read` into `place`.
template <class Place, class Read>
Result<void> take(Place& place, const std::string& word, Read read) {
  auto value = read(word);
  if (!value) return value.error();
  place = *value;
  return {};
}

}  // namespace

Result<Duration> read_duration(std::string_view word) {
  auto millis = read_amount(word, kTimes, 1000);
  if (!millis) return Error{quoted(word) + " is not a duration such as 500ms, 2s, 1m, 1h or 1d"};
  return Duration{static_cast<std::int64_t>(*millis)};
}

Result<Size> read_size(std::string_view word) {
  std::string upper(word);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 0x20);
  std::string_view plain = upper;
  if (plain.ends_with("IB")) plain.remove_suffix(2);  // 16MiB says what it is; 16MB would be another number
  if (plain == "" || (plain.size() < upper.size() && plain.find_first_of("KMGT") == std::string_view::npos))
    plain = "?";
  auto bytes = read_amount(plain, kSizes, 1);
  if (!bytes) return Error{quoted(word) + " is not a size such as 65536, 64K, 16M or 2G (powers of 1024)"};
  return Size{*bytes};
}

std::string to_word(Duration duration) {
  return write_amount(static_cast<std::uint64_t>(duration.millis), kTimes, "s");
}
std::string to_word(Size size) { return write_amount(size.bytes, kSizes, ""); }

bool is_switch(const Flag& flag) { return flag.value.empty(); }

bool takes_many(const Flag& flag) {
  return std::holds_alternative<std::vector<std::string>*>(flag.target) ||
         (is_switch(flag) && std::holds_alternative<std::int64_t*>(flag.target));
}

Result<void> assign(const Flag& flag, std::span<const std::string> words) {
  if (words.empty()) return {};
  if (auto* counter = std::get_if<std::int64_t*>(&flag.target); counter && is_switch(flag)) {
    std::int64_t total = 0;
    for (const std::string& word : words) {
      if (word == kBareWord) {
        ++total;
        continue;
      }
      auto value = read_integer(word);
      if (!value) return value.error();
      total += *value;
    }
    **counter = total;
    return {};
  }
  bool many = std::holds_alternative<std::vector<std::string>*>(flag.target);
  for (const std::string& word : many ? words : words.last(1))
    if (word != kBareWord)
      if (auto checked = check_word(flag, word); !checked) return checked;
  const std::string& last = words.back();
  bool bare = last == kBareWord;
  struct Visitor {
    const Flag& flag;
    std::span<const std::string> words;
    const std::string& last;
    bool bare;
    Result<void> operator()(bool* place) const {
      if (!bare && last != "true" && last != "false")
        return Error{quoted(last) + " is neither true nor false"};
      *place = bare || last == "true";
      return {};
    }
    Result<void> operator()(std::string* place) const {
      *place = bare ? "yes" : last;
      return {};
    }
    Result<void> operator()(std::vector<std::string>* place) const {
      place->assign(words.begin(), words.end());
      for (std::string& word : *place)
        if (word == kBareWord) word.clear();
      return {};
    }
    Result<void> operator()(std::int64_t* place) const { return take(*place, last, read_integer); }
    Result<void> operator()(double* place) const { return take(*place, last, read_number); }
    Result<void> operator()(std::optional<std::string>* place) const {
      *place = bare ? std::string() : last;
      return {};
    }
    Result<void> operator()(std::optional<std::int64_t>* place) const {
      return take(*place, last, read_integer);
    }
    Result<void> operator()(Duration* place) const { return take(*place, last, read_duration); }
    Result<void> operator()(Size* place) const { return take(*place, last, read_size); }
    Result<void> operator()(Shared*) const { return {}; }
  };
  return std::visit(Visitor{flag, words, last, bare}, flag.target);
}

std::string default_of(const Flag& flag) {
  struct Visitor {
    bool counts;
    std::string operator()(const bool* place) const { return *place ? "true" : ""; }
    std::string operator()(const std::string* place) const { return *place; }
    std::string operator()(const std::vector<std::string>* place) const { return joined(*place); }
    std::string operator()(const std::int64_t* place) const { return counts ? "" : std::to_string(*place); }
    std::string operator()(const double* place) const {
      char digits[32];
      auto end = std::to_chars(digits, digits + sizeof digits, *place).ptr;
      return std::string(digits, end);
    }
    std::string operator()(const std::optional<std::string>* place) const { return place->value_or(""); }
    std::string operator()(const std::optional<std::int64_t>* place) const {
      return *place ? std::to_string(**place) : "";
    }
    std::string operator()(const Duration* place) const { return to_word(*place); }
    std::string operator()(const Size* place) const { return to_word(*place); }
    std::string operator()(const Shared*) const { return ""; }
  };
  return std::visit(Visitor{is_switch(flag)}, flag.target);
}

std::string joined(std::span<const std::string> words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

}  // namespace peil::cli
