#include "archive/open.hpp"

#include <algorithm>

#include "archive/arc.hpp"
#include "base/words.hpp"
#include "codec/decoder.hpp"

namespace peil::archive {
namespace {

constexpr std::string_view kZip("PK\3\4", 4);
constexpr std::string_view kZstdDictionary("\x5d\x2a\x4d\x18", 4);

bool begins_archive(std::string_view bytes) {
  return bytes.starts_with("WARC/") || bytes.starts_with("filedesc://");
}

// The first member of a WACZ is one of these, whoever wrote it.
bool begins_wacz(std::string_view bytes) {
  if (!bytes.starts_with(kZip) || bytes.size() < 30) return false;
  std::size_t size = static_cast<unsigned char>(bytes[26]) |
                     static_cast<std::size_t>(static_cast<unsigned char>(bytes[27])) << 8;
  std::string_view name = bytes.substr(30, size);
  for (std::string_view start : {"archive/", "datapackage", "indexes/", "pages/", "fuzzy.json"})
    if (name.starts_with(start)) return true;
  return false;
}

bool is_warc(const std::string& name) {
  std::string lower = to_lower_ascii(name);
  return lower.ends_with(".warc") || lower.ends_with(".warc.gz");
}

// The first bytes, decompressed where they are compressed.
std::string inside_of(std::string_view bytes) {
  codec::Coding coding = codec::detect(bytes);
  if (coding == codec::Coding::kIdentity) return std::string(bytes);
  Buffer inside;
  codec::Decoder decoder({coding}, {.zstd_window_log = 27, .forgive_labels = false});
  decoder.feed(bytes, inside, 16);
  return inside.str();
}

}  // namespace

bool is_archive(std::string_view bytes) {
  if (begins_archive(bytes) || begins_wacz(bytes) || is_har(bytes) || bytes.starts_with(kZstdDictionary))
    return true;
  return codec::detect(bytes) != codec::Coding::kIdentity && begins_archive(inside_of(bytes));
}

ArchiveCaptures::ArchiveCaptures(Input input, std::string file, WarcOptions options, RevisitTable& revisits,
                                 std::function<void(const Damage&)> report)
    : input_(std::move(input)),
      file_(std::move(file)),
      options_(options),
      revisits_(revisits),
      report_(std::move(report)) {
  std::string start(kZip.size(), '\0');
  // Only a file that can seek may be a WACZ; looking at a pipe would take its bytes away.
  bool zip = input_.seek && input_.size > 0 && input_.read(start.data(), start.size()) == start.size() &&
             start == kZip;
  if (input_.seek && input_.size > 0) {
    start.assign(512, '\0');
    input_.seek(0);
    start.resize(input_.read(start.data(), start.size()));
    input_.seek(0);
    if (is_har(start)) har_ = std::make_unique<HarCaptures>(input_, options_.body_bytes, report_);
  }
  if (har_) return;
  if (!zip && is_arc(inside_of(start))) {
    options_.from_arc = true;
    input_ = warc_of_arc(std::move(input_), report_);
  }
  if (!zip) {
    current_ = std::make_unique<WarcCaptures>(input_, file_, options_, revisits_, report_);
    return;
  }
  auto members = zip_members(input_);
  if (!members) {
    if (report_) report_({0, "WACZ: " + members.error().message});
    return;
  }
  for (ZipMember& member : *members) {
    if (!is_warc(member.name)) continue;
    if (member.stored) members_.push_back(std::move(member));
    else if (report_)
      report_({member.offset,
               "WACZ: " + printable(member.name, 100) + " is deflated, so it is left out; unzip it first"});
  }
}

bool ArchiveCaptures::open_next() {
  if (member_ == members_.size()) return false;
  const ZipMember& member = members_[member_++];
  WarcOptions options = options_;
  options.base_offset = member.offset;
  current_ = std::make_unique<WarcCaptures>(part_of(input_, member.offset, member.size), file_, options,
                                            revisits_, report_);
  return true;
}

Capture* ArchiveCaptures::next() {
  if (har_) return har_->next();
  while (current_ != nullptr || open_next()) {
    if (Capture* capture = current_->next()) return capture;
    current_.reset();
  }
  return nullptr;
}

}  // namespace peil::archive
