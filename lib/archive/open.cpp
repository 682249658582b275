#include "archive/open.hpp"

#include <algorithm>

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

}  // namespace

bool is_archive(std::string_view bytes) {
  if (begins_archive(bytes) || begins_wacz(bytes) || bytes.starts_with(kZstdDictionary)) return true;
  codec::Coding coding = codec::detect(bytes);
  if (coding == codec::Coding::kIdentity) return false;
  Buffer inside;
  codec::Decoder decoder({coding}, {.zstd_window_log = 27, .forgive_labels = false});
  decoder.feed(bytes, inside, 16);
  return begins_archive(inside.view());
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
  if (input_.seek && input_.size > 0) input_.seek(0);
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
  while (current_ != nullptr || open_next()) {
    if (Capture* capture = current_->next()) return capture;
    current_.reset();
  }
  return nullptr;
}

}  // namespace peil::archive
