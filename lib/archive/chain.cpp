// archive/chain.cpp -- lines are compared as bytes: there is one way to write each.
#include "archive/chain.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/exit.hpp"
#include "base/hash.hpp"
#include "record/record.hpp"

namespace peil::archive {
namespace {

constexpr std::string_view kPrev = ",\"prev\":\"", kHash = "\",\"hash\":\"", kEnd = "\"}";
constexpr std::size_t kHex = 64;
// What stands behind the event's own members: `,"prev":"…","hash":"…"}`.
constexpr std::size_t kTail = kPrev.size() + kHex + kHash.size() + kHex + kEnd.size();

constexpr std::size_t kPiece = 256u << 10;
constexpr std::size_t kLongestLine = 16u << 20;

std::string opening_of(const ChainHead& head) {
  return "{\"chain\":1,\"n\":" + std::to_string(head.lines) + ",\"at\":\"";
}

}  // namespace

void append_chain_line(ChainHead& head, std::string_view at, std::string_view event, std::string_view members,
                       Buffer& out) {
  std::size_t begin = out.size();
  out.append(opening_of(head));
  out.append(at);
  out.append("\",\"event\":\"");
  out.append(event);
  out.push('"');
  if (!members.empty()) out.push(',');
  out.append(members);
  out.append(kPrev);
  out.append(head.hash);
  out.push('"');
  head.hash = hex(sha256(out.view_from(begin)));
  ++head.lines;
  out.append(kHash.substr(1));
  out.append(head.hash);
  out.append(kEnd);
  out.push('\n');
}

Result<void> follow_chain(ChainHead& head, std::string_view line) {
  if (!line.starts_with(opening_of(head)))
    return Error{"this is not line " + std::to_string(head.lines) + " of a chain"};
  if (line.size() < kTail || !line.ends_with(kEnd)) return Error{"the line is cut short"};
  std::string_view tail = line.substr(line.size() - kTail);
  std::string_view prev = tail.substr(kPrev.size(), kHex);
  std::string_view hash = tail.substr(kPrev.size() + kHex + kHash.size(), kHex);
  if (!tail.starts_with(kPrev) || tail.substr(kPrev.size() + kHex, kHash.size()) != kHash)
    return Error{"the line does not end as lines of a chain do"};
  if (hex(sha256(line.substr(0, line.size() - kTail + kPrev.size() + kHex + 1))) != hash)
    return Error{"the line is not what its hash says"};
  if (prev != head.hash) return Error{"the line does not follow the one before it"};
  head.hash = hash;
  ++head.lines;
  return {};
}

namespace {

class Reader {
 public:
  explicit Reader(const std::function<void(const ChainLine&)>& visit) : visit_(visit) {}

  /// False when the rest need not be read.
  bool take(std::string_view piece) {
    carry_.append(piece);
    std::size_t at = 0;
    for (std::size_t end; (end = carry_.find('\n', at)) != carry_.npos; at = end + 1)
      if (!line(std::string_view(carry_).substr(at, end - at))) return false;
    carry_.erase(0, at);
    if (carry_.size() <= kLongestLine) return true;
    reading_.fault = {reading_.bytes, "a line longer than any of a chain"};
    return false;
  }
  ChainReading finish() {
    if (!reading_.fault && !carry_.empty()) {
      reading_.fault = {reading_.bytes, "the last line has no end"};
      reading_.torn = true;
    }
    return std::move(reading_);
  }

 private:
  bool line(std::string_view text) {
    ChainHead head = reading_.head;
    auto good = follow_chain(head, text);
    auto record = good ? parser_.parse_copy(text) : Result<const Record*>(good.error());
    if (!record) {
      reading_.fault = {reading_.bytes, record.error().message};
      return false;
    }
    std::uint64_t offset = reading_.bytes;
    reading_.head = head;
    reading_.bytes += text.size() + 1;
    reading_.hash.update(text);
    reading_.hash.update("\n");
    Value members = (*record)->root();
    if (visit_) visit_({head.lines - 1, offset, members["event"].text_or_empty(), members, reading_});
    return true;
  }

  const std::function<void(const ChainLine&)>& visit_;
  RecordParser parser_;
  ChainReading reading_;
  std::string carry_;
};

}  // namespace

ChainReading read_chain(int descriptor, const std::function<void(const ChainLine&)>& visit) {
  Reader reader(visit);
  std::string piece(kPiece, '\0');
  for (std::uint64_t at = 0;;) {
    ssize_t got = pread(descriptor, piece.data(), piece.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Fatal(Exit::kFailed, std::string("cannot read the chain: ") + strerror(errno));
    if (got == 0) break;
    at += static_cast<std::uint64_t>(got);
    if (!reader.take(std::string_view(piece).substr(0, static_cast<std::size_t>(got)))) break;
  }
  return reader.finish();
}

}  // namespace peil::archive
