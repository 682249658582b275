// maps/parts.cpp -- cutting between rows, messages and elements.
#include "maps/parts.hpp"

#include <algorithm>

#include "maps/csv.hpp"

namespace peil::maps {

namespace {

constexpr std::size_t kLongest = 16u << 20;

}  // namespace

void cut_table(const ReadMore& more, char separator, int header, std::size_t part_bytes,
               const SendPart& send) {
  std::string buffer, head;
  std::int64_t rows = 0;  // of the file, before the buffer's own
  bool open = true;
  while (open) {
    while (open && buffer.size() < part_bytes) open = more(buffer);
    std::uint64_t count = 0;
    std::size_t end = open ? last_row_end(buffer, separator, &count) : buffer.size();
    if (end == 0 && open) {
      open = more(buffer);
      if (open) continue;
      end = buffer.size();
    }
    if (end == 0) return;
    const bool first = rows == 0;
    if (first && header > 0) head = buffer.substr(0, first_rows_end(buffer, separator, header));
    if (first) send(std::string_view(buffer).substr(0, end), 0);
    else send(head + buffer.substr(0, end), rows - header);
    if (!open) return;
    rows += static_cast<std::int64_t>(count);
    buffer.erase(0, end);
  }
}

void cut_lines(const ReadMore& more, bool count_lines, const std::function<bool(std::string_view)>& begins,
               std::size_t part_bytes, const SendPart& send, const Warn& warn) {
  std::string buffer;
  std::int64_t before = 0;
  bool open = true;
  while (open || !buffer.empty()) {
    while (open && buffer.size() < part_bytes) open = more(buffer);
    // The last place at which a message begins; looked for backwards, so each byte is seen once or twice.
    std::size_t cut = open ? 0 : buffer.size();
    for (std::size_t end = buffer.size(); cut == 0 && end > 1;) {
      const std::size_t newline = buffer.rfind('\n', end - 1);
      if (newline == std::string::npos || newline == 0) break;
      if (begins(std::string_view(buffer).substr(newline + 1, 4096))) cut = newline + 1;
      end = newline;
    }
    if (cut == 0 && open && buffer.size() <= kLongest) {
      part_bytes = std::max(part_bytes, buffer.size() + (1u << 20));
      continue;
    }
    if (cut == 0) {
      warn("a message longer than 16 MiB was cut");
      cut = buffer.size();
    }
    const std::string_view part = std::string_view(buffer).substr(0, cut);
    send(part, before);
    std::int64_t count = count_lines ? std::count(part.begin(), part.end(), '\n') : 0;
    for (std::size_t at = 0; !count_lines && at < part.size();) {
      if (begins(part.substr(at, 4096))) ++count;
      const std::size_t newline = part.find('\n', at);
      if (newline == std::string_view::npos) break;
      at = newline + 1;
    }
    before += count;
    buffer.erase(0, cut);
  }
}

namespace {

class JsonCutter {
 public:
  JsonCutter(std::size_t part_bytes, const SendPart& send, const Warn& warn)
      : part_bytes_(part_bytes), send_(send), warn_(warn) {}

  void run(const ReadMore& more) {
    while (more(buffer_)) {
      scan();
      if (buffer_.size() - least_ < part_bytes_) continue;
      if (!cut() && buffer_.size() > kLongest + least_) {
        warn_("json: an element is longer than 16 MiB; it and what follows were not read");
        return;
      }
    }
    scan();
    // Behind the last cut there may be nothing more than single values of what is around the array.
    if (least_ > 0 ? buffer_.find_first_of("[{", least_) == std::string::npos
                   : buffer_.find_first_not_of(" \t\r\n") == std::string::npos)
      return;
    send_(buffer_, before_);
  }

 private:
  struct Level {
    bool array = false;
    std::size_t open = 0;   // where the bracket stands
    std::size_t comma = 0;  // the last one between its elements; 0: none since the cut
    std::int64_t commas = 0;
    bool was_cut = false;
  };

  void scan() {
    for (; at_ < buffer_.size(); ++at_) {
      const char c = buffer_[at_];
      if (quoted_) {
        if (escaped_) escaped_ = false;
        else if (c == '\\') escaped_ = true;
        else quoted_ = c != '"';
        continue;
      }
      if (c == '"') quoted_ = true;
      else if (c == '[' || c == '{') levels_.push_back({c == '[', at_});
      else if (c == ',' && !levels_.empty()) {
        levels_.back().comma = at_;
        ++levels_.back().commas;
      } else if ((c == ']' || c == '}') && !levels_.empty()) {
        if (levels_.back().was_cut) closed();
        levels_.pop_back();
      }
    }
  }

  std::string closers(std::size_t level) const {
    std::string out;
    for (std::size_t i = level + 1; i-- > 0;) out.push_back(levels_[i].array ? ']' : '}');
    return out;
  }

  /// Cuts at the outermost array that has an element behind it.
  bool cut() {
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      Level& level = levels_[i];
      if (!level.array || level.comma == 0) continue;
      send_(buffer_.substr(0, level.comma) + closers(i), before_);
      before_ += level.commas;
      drop(level, level.comma + 1);
      for (std::size_t k = i + 1; k < levels_.size(); ++k) {
        levels_[k].open -= shift_;
        if (levels_[k].comma > 0) levels_[k].comma -= shift_;
      }
      level.comma = 0;
      level.commas = 0;
      level.was_cut = true;
      return true;
    }
    return false;
  }

  /// What is left of an array that was cut is a part of its own: elsewhere it would be read again.
  void closed() {
    const std::size_t i = levels_.size() - 1;
    Level& level = levels_[i];
    send_(buffer_.substr(0, at_) + closers(i), before_);
    before_ = 0;
    drop(level, at_);
  }

  /// Drops what stands between the level's bracket and `end`.
  void drop(const Level& level, std::size_t end) {
    shift_ = end - level.open - 1;
    buffer_.erase(level.open + 1, shift_);
    at_ -= shift_;
    least_ = level.open + 1;
  }

  std::size_t part_bytes_;
  const SendPart& send_;
  const Warn& warn_;
  std::string buffer_;
  std::vector<Level> levels_;
  std::size_t at_ = 0, shift_ = 0;
  std::size_t least_ = 0;  // bytes that stand before each part
  std::int64_t before_ = 0;
  bool quoted_ = false, escaped_ = false;
};

}  // namespace

void cut_json(const ReadMore& more, std::size_t part_bytes, const SendPart& send, const Warn& warn) {
  JsonCutter(part_bytes, send, warn).run(more);
}

}  // namespace peil::maps
