// archive/arc.cpp -- one record in hand, written out anew.
#include "archive/arc.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>

#include "base/words.hpp"

namespace peil::archive {
namespace {

constexpr std::size_t kPiece = 64u << 10;
constexpr std::size_t kLine = 16u << 10;
constexpr std::uint64_t kBlock = 64u << 20;

bool all_digits(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most && text.find_first_not_of("0123456789") == text.npos;
}

struct Header {
  std::string_view url, ip, date, type;
  std::uint64_t length = 0;
};

// The address may hold blanks: what stands behind it is counted from the end.
std::optional<Header> parse_header(std::string_view line) {
  auto fields = split(line, ' ');
  std::size_t tail = fields.size() >= 10 && all_digits(fields[fields.size() - 8], 14) ? 9 : 4;
  if (fields.size() < tail + 1 || !all_digits(fields.back(), 12)) return std::nullopt;
  std::size_t first = fields.size() - tail;
  Header header;
  header.url = line.substr(0, static_cast<std::size_t>(fields[first].data() - line.data()) - 1);
  header.ip = fields[first];
  header.date = fields[first + 1];
  header.type = fields[first + 2];
  for (char c : fields.back()) header.length = header.length * 10 + static_cast<std::uint64_t>(c - '0');
  if (!all_digits(header.date, 14) || header.date.size() < 8 || header.url.find(':') == header.url.npos)
    return std::nullopt;
  return header;
}

class Turner {
 public:
  Turner(Input arc, std::function<void(const Damage&)> report)
      : segments_(std::move(arc)), report_(std::move(report)) {}

  std::size_t read(char* to, std::size_t size) {
    if (given_ == record_.size() && !next_record()) return 0;
    std::size_t count = std::min(size, record_.size() - given_);
    std::memcpy(to, record_.data() + given_, count);
    given_ += count;
    return count;
  }

 private:
  void damaged(std::uint64_t offset, std::string what) {
    if (!lost_ && report_) report_({offset, std::move(what)});
    lost_ = true;
  }

  /// The next line that is not empty; nullopt at the end of the file.
  std::optional<std::string> next_line() {
    while (true) {
      std::string_view ahead = open_ ? segments_.peek(kLine) : std::string_view();
      if (ahead.empty()) {
        if (open_ && segments_.end() != Segments::End::kClean)
          damaged(segments_.file_offset(), "ARC: the file is cut or damaged here");
        if (!(open_ = segments_.next())) return std::nullopt;
        continue;
      }
      offset_ = segments_.file_offset();
      std::size_t end = ahead.find('\n');
      std::string line(ahead.substr(0, end));
      segments_.skip(end == ahead.npos ? ahead.size() : end + 1);
      if (line.ends_with('\r')) line.pop_back();
      if (!line.empty()) return line;
    }
  }

  bool next_record() {
    while (auto line = next_line()) {
      auto header = parse_header(*line);
      if (!header) {
        damaged(offset_, "ARC: no record begins here: " + printable(*line, 60));
        continue;
      }
      lost_ = false;
      bool version = header->url.starts_with("filedesc:");
      std::uint64_t left = header->length;
      block_.clear();
      for (std::string_view piece; left > 0; left -= piece.size()) {
        piece = segments_.peek(std::min<std::uint64_t>(left, kPiece));
        if (piece.empty()) break;
        piece = piece.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size())));
        if (block_.size() < kBlock) block_.append(piece);
        segments_.skip(piece.size());
      }
      if (left > 0) damaged(offset_, "ARC: the record ends before its length");
      if (version) continue;
      write(*header, left > 0 || block_.size() < header->length);
      return true;
    }
    return false;
  }

  void write(const Header& header, bool cut) {
    bool http = block_.starts_with("HTTP/");
    record_ = "WARC/1.0\r\nWARC-Type: ";
    record_.append(http ? "response" : "resource").append("\r\nWARC-Target-URI: ").append(header.url);
    record_.append("\r\nWARC-Date: ").append(header.date).append("\r\nContent-Type: ");
    record_.append(http ? "application/http;msgtype=response" : header.type);
    if (header.ip != "0.0.0.0") record_.append("\r\nWARC-IP-Address: ").append(header.ip);
    if (cut) record_.append("\r\nWARC-Truncated: disconnect");
    record_.append("\r\nContent-Length: ").append(std::to_string(block_.size())).append("\r\n\r\n");
    record_.append(block_).append("\r\n\r\n");
    given_ = 0;
  }

  Segments segments_;
  std::function<void(const Damage&)> report_;
  std::string block_, record_;
  std::size_t given_ = 0;
  std::uint64_t offset_ = 0;
  bool open_ = false, lost_ = false;
};

}  // namespace

bool is_arc(std::string_view bytes) { return bytes.starts_with("filedesc:"); }

Input warc_of_arc(Input arc, std::function<void(const Damage&)> report) {
  auto turner = std::make_shared<Turner>(std::move(arc), std::move(report));
  Input warc;
  warc.read = [turner](char* to, std::size_t size) { return turner->read(to, size); };
  return warc;
}

}  // namespace peil::archive
