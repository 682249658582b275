#include "frame/progress.hpp"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/words.hpp"

namespace peil::frame {
namespace {

// "60s", "2m", "500ms", "30": milliseconds; 0 when it is no interval.
std::int64_t interval_of(const std::string& word) {
  char* end = nullptr;
  double number = strtod(word.c_str(), &end);
  std::string unit(end);
  double factor = unit == "ms" ? 1 : unit == "m" ? 60000 : unit == "h" ? 3600000 : 1000;
  return end == word.c_str() ? 0 : static_cast<std::int64_t>(number * factor);
}

}  // namespace

std::int64_t ticks() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

Progress::Progress(const cli::Shared& shared, bool stdin_is_pipe)
    : program_(shared.program), started_(ticks()) {
  const char* terminal = getenv("TERM");
  bool can_draw =
      isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO) && !(terminal && strcmp(terminal, "dumb") == 0);
  std::int64_t asked = interval_of(shared.progress);
  if (shared.quiet || shared.no_progress) {
    interval_millis_ = 0;
  } else if (asked > 0) {
    interval_millis_ = asked;
  } else if (can_draw && (!stdin_is_pipe || !shared.progress.empty())) {
    interval_millis_ = 250;
    on_terminal_ = true;
  }
  next_ = started_ + std::max<std::int64_t>(interval_millis_, 1000);
}

Progress::~Progress() { erase(); }

int Progress::due() const {
  if (interval_millis_ == 0) return -1;
  return static_cast<int>(std::clamp<std::int64_t>(next_ - ticks(), 0, 60000));
}

std::string Progress::line(const State& state, double seconds) const {
  double rate = seconds > 0 ? static_cast<double>(state.bytes) / 1e6 / seconds : 0;
  char text[256];
  int length = snprintf(text, sizeof text, "%s: %s records, %.1f MB/s", program_.c_str(),
                        with_thousands(state.records).c_str(), rate);
  std::string words(text, static_cast<std::size_t>(length));
  if (state.failed) words += ", " + with_thousands(state.failed) + " failed";
  if (state.total_bytes && state.bytes) {
    double left = seconds * (static_cast<double>(state.total_bytes) / static_cast<double>(state.bytes) - 1);
    snprintf(text, sizeof text, ", %.0f %%, %d s left",
             100.0 * static_cast<double>(std::min(state.bytes, state.total_bytes)) /
                 static_cast<double>(state.total_bytes),
             static_cast<int>(std::max(0.0, left)));
    words += text;
  }
  if (!state.waiting.empty()) words += ", waiting for " + printable(state.waiting, 60);
  return words;
}

void Progress::show(const State& state, bool now) {
  std::int64_t time = ticks();
  if (!now && (interval_millis_ == 0 || time < next_)) return;
  std::string words = line(state, static_cast<double>(time - started_) / 1000);
  bool in_place = on_terminal_ && !now;
  words = in_place ? "\r\x1b[K" + words : words + "\n";
  if (write(STDERR_FILENO, words.data(), words.size()) < 0)
    interval_millis_ = 0;  // nobody looks: no progress
  drawn_line_ = in_place;
  next_ = time + interval_millis_;
}

void Progress::erase() {
  if (!drawn_line_) return;
  drawn_line_ = false;
  if (write(STDERR_FILENO, "\r\x1b[K", 4) < 0) interval_millis_ = 0;
}

}  // namespace peil::frame
