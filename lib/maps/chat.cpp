// maps/chat.cpp -- the beginnings of messages.
#include "maps/chat.hpp"

#include <algorithm>
#include <array>

#include "base/time.hpp"
#include "base/words.hpp"
#include "maps/lines.hpp"

namespace peil::maps {

namespace {

struct Stamp {
  std::array<int, 3> numbers{};  // of the date, as written
  std::array<int, 3> widths{};
  char sign = 0;  // between them
  int hour = 0, minute = 0, second = 0;
  bool half_day = false;  // am or pm stands with it
  std::size_t end = 0;    // one past the stamp and what parts it from the author
};

constexpr std::string_view kMark = "\xE2\x80\x8E";         // left-to-right mark
constexpr std::string_view kNarrowBlank = "\xE2\x80\xAF";  // before am and pm

class StampReader {
 public:
  explicit StampReader(std::string_view line) : line_(line) {}

  std::optional<Stamp> run() {
    while (take(kMark)) {}
    const bool bracket = take("[");
    for (int i = 0; i < 3; ++i) {
      const std::size_t begin = at_;
      if (!number(stamp_.numbers[static_cast<std::size_t>(i)], 4)) return std::nullopt;
      stamp_.widths[static_cast<std::size_t>(i)] = static_cast<int>(at_ - begin);
      if (i == 2) break;
      const char sign = at_ < line_.size() ? line_[at_] : '\0';
      if (sign != '-' && sign != '/' && sign != '.') return std::nullopt;
      if (i == 1 && sign != stamp_.sign) return std::nullopt;
      stamp_.sign = sign;
      ++at_;
    }
    take(".");
    take(",");
    blanks();
    for (std::string_view word : {"à ", "om ", "um ", "at "}) {
      if (take(word)) break;
    }
    if (!number(stamp_.hour, 2) || !(take(":") || take(".")) || !number(stamp_.minute, 2))
      return std::nullopt;
    if (take(":") || (bracket && take("."))) {
      if (!number(stamp_.second, 2)) return std::nullopt;
    }
    blanks();
    half_day();
    if (take("Uhr")) blanks();
    if (bracket ? !take("]") : !take("-") && !take("–")) return std::nullopt;
    blanks();
    stamp_.end = at_;
    return stamp_;
  }

 private:
  bool take(std::string_view word) {
    if (!line_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void blanks() {
    while (take(" ") || take(kNarrowBlank) || take("\xC2\xA0")) {}
  }
  bool number(int& out, std::size_t width) {
    const std::size_t begin = at_;
    out = 0;
    while (at_ < line_.size() && at_ - begin < width && line_[at_] >= '0' && line_[at_] <= '9')
      out = out * 10 + (line_[at_++] - '0');
    return at_ > begin;
  }
  void half_day() {
    const std::string word = to_lower_ascii(line_.substr(at_, 4));
    const bool dotted = word == "a.m." || word == "p.m.";
    if (!dotted && word.substr(0, 2) != "am" && word.substr(0, 2) != "pm") return;
    stamp_.half_day = true;
    at_ += dotted ? 4 : 2;
    if (stamp_.hour == 12) stamp_.hour = 0;
    if (word[0] == 'p') stamp_.hour += 12;
    blanks();
  }

  std::string_view line_;
  std::size_t at_ = 0;
  Stamp stamp_;
};

/// The order of a date's numbers, for a whole file.
enum class Order { kDayFirst, kMonthFirst, kYearFirst };

std::string date_of(const Stamp& stamp, Order order) {
  const auto& n = stamp.numbers;
  int year = n[2], month = n[1], day = n[0];
  if (stamp.widths[0] == 4 || order == Order::kYearFirst) year = n[0], month = n[1], day = n[2];
  else if (order == Order::kMonthFirst) month = n[0], day = n[1];
  if (year < 100) year += 2000;
  const auto days = days_from_civil(year, month, day);
  if (!days || stamp.hour > 23 || stamp.minute > 59 || stamp.second > 59) return {};
  return format_time(*days * 86'400'000 + ((stamp.hour * 60 + stamp.minute) * 60 + stamp.second) * 1000LL);
}

/// What the system writes in a member's name: an iPhone puts a mark before it (and before what was left out
/// of the export), older exports are known by their words. An attachment that is there is the member's own.
bool is_system_text(std::string_view text) {
  const bool marked = text.starts_with(kMark);
  const std::string lower = to_lower_ascii(trim(text.substr(0, 240)));
  for (std::string_view word : {"end-to-end", "ende-zu-ende", "bout en bout", "extremo a extremo"}) {
    if (lower.find(word) != std::string::npos && (marked || lower.find("whatsapp") != std::string::npos))
      return true;
  }
  for (std::string_view left_out : {"<media omitted>", "<media weggelaten>", "<medien ausgeschlossen>",
                                    "<m\xC3\xA9"
                                    "dias omis>",
                                    "<fichier omis>"}) {
    if (lower == left_out) return true;
  }
  return marked && text.substr(kMark.size(), 1) != "<";
}

/// A name as its owner wrote it: phones put "~" and a narrow blank before one that is in no address book.
std::string author_of(std::string_view written) {
  const auto blank = [&] {
    for (std::string_view mark :
         {std::string_view(" "), std::string_view("~"), kMark, kNarrowBlank, std::string_view("\xC2\xA0")}) {
      if (written.starts_with(mark)) return mark.size();
    }
    return std::size_t{0};
  };
  for (std::size_t size = blank(); size > 0; size = blank()) written.remove_prefix(size);
  return std::string(trim(written));
}

std::string without_marks(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with(kMark)) {
      at += kMark.size();
      continue;
    }
    out.push_back(text[at++]);
  }
  return out;
}

}  // namespace

bool chat_line(std::string_view line) { return StampReader(line.substr(0, 80)).run().has_value(); }

bool looks_like_chat(std::string_view text) {
  int messages = 0, lines = 0;
  bool first = true;
  while (!text.empty() && lines < 40) {
    const std::string_view line = take_line(text);
    if (trim(line).empty()) continue;
    ++lines;
    const bool begins = chat_line(line);
    if (first && !begins) return false;
    first = false;
    messages += begins ? 1 : 0;
  }
  return messages >= 3 || (messages > 0 && messages == lines);
}

Chat read_chat(std::string_view text) {
  Chat chat;
  bool day_big = false, month_big = false, half_day = false, slash = false;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto stamp = StampReader(take_line(rest).substr(0, 80)).run();
    if (!stamp || stamp->widths[0] == 4) continue;
    day_big = day_big || stamp->numbers[0] > 12;
    month_big = month_big || stamp->numbers[1] > 12;
    half_day = half_day || stamp->half_day;
    slash = slash || stamp->sign == '/';
  }
  const Order order = day_big             ? Order::kDayFirst
                      : month_big         ? Order::kMonthFirst
                      : half_day && slash ? Order::kMonthFirst
                                          : Order::kDayFirst;
  rest = text;
  bool open = false;  // lines that follow belong to the last message
  for (std::uint64_t number = 1; !rest.empty(); ++number) {
    const std::string_view line = take_line(rest);
    const auto stamp = StampReader(line.substr(0, 80)).run();
    if (!stamp) {
      if (open) chat.messages.back().text.append("\n").append(without_marks(line));
      continue;
    }
    const std::string_view said = line.substr(stamp->end);
    const std::size_t colon = said.substr(0, 120).find(": ");
    const std::size_t ends = said.substr(0, 120).find(':');
    const std::size_t cut = colon != std::string_view::npos ? colon
                            : ends + 1 == said.size()       ? ends
                                                            : std::string_view::npos;
    open = cut != std::string_view::npos && cut > 0 &&
           !is_system_text(said.substr(std::min(said.size(), cut + 2)));
    if (!open) {
      ++chat.system_lines;
      continue;
    }
    ChatMessage message;
    message.line = number;
    message.date = date_of(*stamp, order);
    if (message.date.empty()) ++chat.undated;
    message.author = author_of(without_marks(said.substr(0, cut)));
    message.text = without_marks(said.substr(std::min(said.size(), cut + 2)));
    chat.messages.push_back(std::move(message));
  }
  for (ChatMessage& message : chat.messages) {
    while (!message.text.empty() && message.text.back() == '\n') message.text.pop_back();
  }
  return chat;
}

}  // namespace peil::maps
