#include "archive/warc_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/limits.hpp"
#include "base/words.hpp"

namespace peil::archive {
namespace {

constexpr std::string_view kMagic = "WARC/";
constexpr std::string_view kLineMagic = "\nWARC/1.";
constexpr std::size_t kLook = 4096;  // how much is looked at where a record should begin

std::string_view without_angles(std::string_view text) {
  if (text.size() >= 2 && text.front() == '<' && text.back() == '>') return text.substr(1, text.size() - 2);
  return text;
}

// The end of the header block in `text`: behind the first empty line, or npos.
std::size_t header_end(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos; ++at) {
    if (text.substr(at + 1).starts_with("\r\n")) return at + 3;
    if (text.substr(at + 1).starts_with("\n")) return at + 2;
  }
  return std::string_view::npos;
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > (1ull << 62)) return std::nullopt;
  return value;
}

}  // namespace

std::string_view WarcRecord::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key.size() == name.size() && to_lower_ascii(key) == to_lower_ascii(name)) return value;
  return {};
}
std::string_view WarcRecord::record_id() const { return without_angles(header("WARC-Record-ID")); }
std::string_view WarcRecord::target_uri() const { return without_angles(header("WARC-Target-URI")); }

WarcReader::WarcReader(Input input, std::function<void(const Damage&)> report)
    : segments_(std::move(input)), report_(std::move(report)) {}

std::uint64_t WarcReader::here() const { return segments_.file_offset(); }

// One message for one loss: what follows it until a good record is the same loss.
void WarcReader::report(std::uint64_t offset, std::string what) {
  if (lost_) return;
  lost_ = true;
  if (report_) report_({offset, std::move(what)});
}

const WarcRecord* WarcReader::next() {
  finish();
  while (find_record()) {
    if (!read_header()) continue;
    ++count_;
    ++in_this_segment_;
    return &record_;
  }
  return nullptr;
}

// Moves to where "WARC/" stands. False at the end of the file.
bool WarcReader::find_record() {
  while (true) {
    if (!in_segment_) {
      if (!segments_.next()) {
        if (count_ == 0 && !lost_) report(0, "no WARC record in it");
        return false;
      }
      in_segment_ = true;
      in_this_segment_ = 0;
    }
    std::string_view ahead = segments_.peek(kLook);
    std::size_t blank = std::min(ahead.find_first_not_of("\r\n"), ahead.size());
    segments_.skip(blank);
    if (blank > 0 && blank == ahead.size()) continue;
    ahead = segments_.peek(kMagic.size());
    if (ahead.starts_with(kMagic)) return true;
    if (ahead.size() >= kMagic.size()) {
      if (!resynchronise()) in_segment_ = false;
      continue;
    }
    if (!ahead.empty() || segments_.end() == Segments::End::kDamaged ||
        segments_.end() == Segments::End::kBomb)
      report(here(), segments_.end() == Segments::End::kBomb ? "a member expands more than 1000 times"
                     : ahead.empty()                         ? "damaged gzip member"
                                                             : "bytes that are no record");
    segments_.skip(ahead.size());
    in_segment_ = false;
  }
}

// The position holds no record: goes to the next place in this segment that looks like one.
bool WarcReader::resynchronise() {
  const std::uint64_t from = here();
  if (std::string_view start = segments_.peek(16); count_ == 0 && start.starts_with("filedesc://"))
    report(from, "this is an ARC file, not a WARC; convert it first (warcio recompress, or arc2warc)");
  else report(from, "no record where one should begin");
  while (true) {
    std::string_view ahead = segments_.peek(256u << 10);
    std::size_t hit = ahead.find(kLineMagic);
    if (hit != std::string_view::npos) {
      segments_.skip(hit + 1);
      return true;
    }
    if (ahead.size() < kLineMagic.size()) {
      segments_.skip(ahead.size());
      return false;
    }
    segments_.skip(ahead.size() - (kLineMagic.size() - 1));
  }
}

// Reads the header block at the position. False when it is none: the position has then moved on.
bool WarcReader::read_header() {
  const std::uint64_t offset = here();
  std::size_t wanted = 2048, end = 0;
  std::string_view ahead;
  while (true) {
    ahead = segments_.peek(wanted);
    if ((end = header_end(ahead)) != std::string_view::npos) break;
    if (ahead.size() < wanted || wanted >= limits::kHeaderBytes) {
      report(offset, ahead.size() < wanted ? "record header cut short" : "record header longer than 256 KiB");
      segments_.skip(kMagic.size());  // and look for the next one
      return false;
    }
    wanted *= 2;
  }
  record_ = WarcRecord();
  record_.offset = offset;
  if (!parse_header(ahead.substr(0, end))) {
    segments_.skip(kMagic.size());
    return false;
  }
  record_.addressable = segments_.coding() == codec::Coding::kIdentity || in_this_segment_ == 0;
  if (!record_.addressable && !shared_reported_ && report_) {
    shared_reported_ = true;
    report_({offset,
             "compressed as a whole, not record by record: no record can be found again by its offset; "
             "recompress it (warcio recompress)"});
  }
  segments_.skip(end);
  left_ = record_.content_length;
  open_ = true;
  lost_ = false;
  embedded_ = 0;
  carry_.clear();
  return true;
}

bool WarcReader::parse_header(std::string_view block) {
  bool first = true;
  for (std::string_view line : split(block, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (first) {
      record_.version = std::string(trim(line.substr(kMagic.size())));
      first = false;
    } else if (line.empty()) {
      break;
    } else if (line.front() == ' ' || line.front() == '\t') {  // folded (RFC 822)
      if (!record_.headers.empty()) record_.headers.back().second.append(" ").append(trim(line));
    } else if (std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      record_.headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
    }
  }
  record_.type = to_lower_ascii(record_.header("WARC-Type"));
  auto length = parse_length(record_.header("Content-Length"));
  if (!length) {
    report(record_.offset,
           "record without a usable Content-Length: " + printable(record_.header("Content-Length"), 40));
    return false;
  }
  record_.content_length = *length;
  return true;
}

std::string_view WarcReader::read() {
  if (!open_ || left_ == 0) return {};
  std::string_view piece = segments_.peek(1);
  if (piece.empty()) {
    cut_block();
    return {};
  }
  piece = piece.substr(0, std::min<std::uint64_t>(piece.size(), left_));
  note_embedded(piece);
  left_ -= piece.size();
  segments_.skip(piece.size());
  return piece;
}

// The segment ended and the block did not.
void WarcReader::cut_block() {
  switch (segments_.end()) {
    case Segments::End::kDamaged: return end_block("damaged compressed data");
    case Segments::End::kBomb: return end_block("expands more than 1000 times");
    case Segments::End::kCut: return end_block("the file ends inside the record");
    default: break;
  }
  end_block(segments_.next() ? "shorter than its Content-Length" : "the file ends inside the record");
  in_this_segment_ = 0;
  if (embedded_ > 0) segments_.seek(embedded_);
}

void WarcReader::end_block(const std::string& why) {
  record_.damage = why;
  report(record_.offset, "record " + printable(record_.record_id(), 60) + ": " + why);
  left_ = 0;
}

// Remembers the first place in a plain file's block where another record seems to begin: should this
// block turn out longer than what there is, its Content-Length was wrong and reading resumes there.
void WarcReader::note_embedded(std::string_view piece) {
  if (embedded_ > 0 || segments_.coding() != codec::Coding::kIdentity) return;
  carry_.append(piece.substr(0, kLineMagic.size() - 1));
  std::size_t hit = carry_.find(kLineMagic);
  if (hit != std::string::npos) {
    std::size_t old = carry_.size() - std::min(piece.size(), kLineMagic.size() - 1);
    embedded_ = here() - old + hit + 1;
  } else if ((hit = piece.find(kLineMagic)) != std::string_view::npos) {
    embedded_ = here() + hit + 1;
  }
  std::string_view tail = piece.size() >= kLineMagic.size() ? piece : std::string_view(carry_);
  carry_ = std::string(tail.substr(tail.size() - std::min(tail.size(), kLineMagic.size() - 1)));
}

void WarcReader::finish() {
  if (!open_) return;
  while (!read().empty()) {}
  close_record();
  open_ = false;
}

// Behind the block: two line ends, then the end of the member or the next record.
void WarcReader::close_record() {
  const bool plain = segments_.coding() == codec::Coding::kIdentity;
  if (!record_.damage.empty()) {
    record_.length = plain ? 0 : segments_.file_end() - std::min(segments_.file_end(), record_.offset);
    record_.addressable = false;
    return;
  }
  std::string_view ahead = segments_.peek(4);
  std::size_t ends = ahead.starts_with("\r\n\r\n") ? 4
                     : ahead.starts_with("\n\n")   ? 2
                     : ahead.starts_with("\r\n")   ? 2
                     : ahead.starts_with("\n")     ? 1
                                                   : 0;
  segments_.skip(ends);
  ahead = segments_.peek(kMagic.size());
  auto misplaced = [&] { return !ahead.starts_with(kMagic) && !kMagic.starts_with(ahead); };
  if (misplaced()) {  // more line ends than two, or no end at all
    ahead = segments_.peek(64);
    segments_.skip(std::min(ahead.find_first_not_of("\r\n"), ahead.size()));
    ahead = segments_.peek(kMagic.size());
  }
  if (misplaced()) {
    record_.damage = "its Content-Length is not that of its block";
    report(record_.offset, "record " + printable(record_.record_id(), 60) + ": " + record_.damage);
    if (plain && embedded_ > 0) segments_.seek(embedded_);
  }
  if (plain) {
    record_.length = here() - std::min(here(), record_.offset);
    return;
  }
  if (!ahead.empty()) {  // another record in the same member
    record_.addressable = false;
    return;
  }
  record_.length = segments_.file_end() - record_.offset;
  in_segment_ = false;
  if (segments_.end() == Segments::End::kClean) return;
  record_.damage =
      segments_.end() == Segments::End::kCut ? "the file ends inside its member" : "wrong checksum";
  report(record_.offset, "record " + printable(record_.record_id(), 60) + ": " + record_.damage);
}

}  // namespace peil::archive
