#include "archive/http_message.hpp"

#include <algorithm>
#include <charconv>

#include "base/words.hpp"

namespace peil::archive {
namespace {

constexpr std::size_t kChunkLine = 4096;  // a chunk's size line with its extensions

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(x) == lower(y);
  });
}

// `HTTP/1.1 200 OK` into head. False when the line is no status line.
bool parse_status_line(std::string_view line, HttpHead& head) {
  if (!same_name(line.substr(0, 5), "HTTP/")) return false;
  std::size_t blank = std::min(line.find(' '), line.size());
  head.protocol = std::string(line.substr(0, std::min<std::size_t>(blank, 16)));
  std::string_view rest = trim(line.substr(blank));
  std::string_view code = rest.substr(0, rest.find(' '));
  int status = 0;
  auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), status);
  if (error == std::errc() && end == code.data() + code.size() && status >= 100 && status <= 999)
    head.status = status;
  else head.warnings.push_back("http_status: " + printable(code, 40));
  return true;
}

}  // namespace

std::string_view HttpHead::header(std::string_view name) const {
  for (auto it = headers.rbegin(); it != headers.rend(); ++it)
    if (same_name(it->first, name)) return it->second;
  return {};
}

std::string HttpHead::joined(std::string_view name) const {
  std::string all;
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) all += (all.empty() ? "" : ", ") + value;
  return all;
}

std::size_t http_head_end(std::string_view bytes) {
  if (!same_name(bytes.substr(0, 5), "HTTP/")) return bytes.size() >= 5 ? 0 : std::string_view::npos;
  for (std::size_t at = 0; (at = bytes.find('\n', at)) != std::string_view::npos; ++at) {
    if (bytes.substr(at + 1).starts_with("\r\n")) return at + 3;
    if (bytes.substr(at + 1).starts_with("\n")) return at + 2;
  }
  return std::string_view::npos;
}

HttpHead parse_http_head(std::string_view bytes) {
  HttpHead head;
  head.size = std::min(http_head_end(bytes), bytes.size());
  std::string_view block = bytes.substr(0, head.size);
  bool first = true, odd = false;
  while (!block.empty()) {
    std::size_t newline = std::min(block.find('\n'), block.size());
    std::string_view line = block.substr(0, newline);
    block.remove_prefix(std::min(newline + 1, block.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (first) {
      first = false;
      if (parse_status_line(line, head)) continue;
      head.size = 0;
      return head;
    }
    if (line.empty()) break;
    odd = odd || line.find('\0') != std::string_view::npos;
    if (line.front() == ' ' || line.front() == '\t') {
      if (!head.headers.empty()) head.headers.back().second.append(" ").append(trim(line));
    } else if (std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      head.headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
    } else {
      odd = true;
    }
  }
  if (odd) head.warnings.push_back("http_header: a line without colon, or with a NUL byte");
  return head;
}

void Dechunker::feed(std::string_view input, Buffer& out) {
  while (!input.empty()) {
    if (state_ == State::kNot) {
      out.append(input);
      return;
    }
    if (state_ != State::kRunning) return;  // behind the last chunk: nothing that belongs to the body
    if (place_ == Place::kData) {
      std::size_t count = std::min<std::uint64_t>(left_, input.size());
      out.append(input.substr(0, count));
      input.remove_prefix(count);
      left_ -= count;
      if (left_ == 0) place_ = Place::kDataEnd;
      continue;
    }
    std::size_t newline = input.find('\n');
    line_.append(input.substr(0, newline));
    bool whole = newline != std::string_view::npos;
    input.remove_prefix(whole ? newline + 1 : input.size());
    if (!whole && line_.size() <= kChunkLine) return;
    if (whole) line_ += '\n';
    end_size_line(out);
  }
}

void Dechunker::finish(Buffer& out) {
  if (state_ != State::kRunning) return;
  if (place_ == Place::kTrailer) state_ = State::kFinished;
  if (place_ != Place::kSize || any_ || line_.empty()) return;
  out.append(line_);
  state_ = State::kNot;
}

// A line is whole (or too long to be one): the end of a chunk's data, its size, or a trailer.
void Dechunker::end_size_line(Buffer& out) {
  std::string line;
  line.swap(line_);
  std::string_view text = trim(std::string_view(line).substr(0, line.find(';')));
  if (place_ == Place::kDataEnd) {
    place_ = Place::kSize;
    if (!text.empty()) state_ = State::kDamaged;
    return;
  }
  if (place_ == Place::kTrailer) {
    if (text.empty()) state_ = State::kFinished;
    return;
  }
  std::uint64_t size = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, 16);
  bool good =
      error == std::errc() && !text.empty() && end == text.data() + text.size() && line.ends_with('\n');
  if (!good) {
    state_ = any_ ? State::kDamaged : State::kNot;
    if (state_ == State::kNot) out.append(line);
    return;
  }
  any_ = true;
  left_ = size;
  place_ = size > 0 ? Place::kData : Place::kTrailer;
}

}  // namespace peil::archive
