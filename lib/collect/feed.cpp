// collect/feed.cpp -- what to fetch next.
#include "collect/feed.hpp"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

#include <algorithm>

#include "base/exit.hpp"
#include "base/limits.hpp"
#include "base/words.hpp"
#include "collect/media.hpp"
#include "url/url.hpp"

namespace peil::collect {
namespace {

bool has_scheme(std::string_view operand, std::string_view scheme) {
  return operand.size() > scheme.size() && to_lower_ascii(operand.substr(0, scheme.size())) == scheme &&
         operand[scheme.size()] == ':';
}
bool is_address(std::string_view operand) {
  return has_scheme(operand, "http") || has_scheme(operand, "https") || has_scheme(operand, "file");
}

/// `cat page.html | fetch` would make an address of every line of a page: what it meant is said at once.
void refuse_document(std::string_view first_line) {
  std::string_view type = guess_media_type(first_line, {});
  std::string_view what = first_line.starts_with("WARC/")      ? "an archive"
                          : type.find("html") != type.npos     ? "a page"
                          : type.find("xml") != type.npos      ? "an XML document"
                          : type == "application/pdf"          ? "a PDF document"
                          : type.starts_with("image/")         ? "an image"
                          : type == "application/zip"          ? "a ZIP file or WACZ archive"
                          : type == "application/octet-stream" ? "not text"
                                                               : "";
  if (what.empty()) return;
  throw Fatal(Exit::kUsage,
              "stdin is " + std::string(what) + ", not a list of addresses; name the file, or /dev/stdin");
}

}  // namespace

// A folder's entries, sorted, and how far the walk has come.
struct Feed::Folder {
  std::string path;
  std::string seed_json;
  std::vector<std::string> names;
  std::size_t at = 0;
};

std::string path_of_file_url(std::string_view text) {
  text.remove_prefix(std::min<std::size_t>(text.size(), 5));  // "file:"
  std::string_view rest = text;
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    std::string_view host = rest.substr(0, rest.find('/'));
    if (host == "localhost") rest.remove_prefix(host.size());
  }
  // As an address first; a saved page may well have ? or % in its name, so also as it stands.
  auto there = [](const std::string& path) {
    struct stat facts;
    return stat(path.c_str(), &facts) == 0;
  };
  std::string decoded = url::percent_decode(rest.substr(0, rest.find_first_of("?#")));
  if (there(decoded)) return decoded;
  std::string literal(rest);
  return there(literal) ? literal : decoded;
}

Feed::Feed(const std::vector<std::string>& operands, std::string url_at, frame::SandboxMode sandbox)
    : operands_(operands),
      url_at_(std::move(url_at)),
      sandbox_(sandbox),
      parser_(RecordParser::kExactNumbers) {
  if (operands_.empty()) operands_.push_back("-");
  for (const std::string& operand : operands_) {
    if (operand == "-") {
      if (!lines_) {
        lines_ = std::make_unique<frame::Source>(std::vector<std::string>{"-"}, sandbox_);
        lines_open_ = lines_->next();
      }
      may_use_network_ = true;
    } else if (is_address(operand)) {
      if (!has_scheme(operand, "file")) may_use_network_ = true;
    } else {
      struct stat facts;
      if (stat(operand.c_str(), &facts) != 0)
        throw Fatal(Exit::kFailed, printable(operand) + ": " + strerror(errno));
    }
  }
}

Feed::~Feed() = default;

int Feed::descriptor() const { return lines_open_ ? lines_->descriptor() : -1; }

void Feed::stop() {
  at_ = operands_.size();
  folders_.clear();
  lines_open_ = false;
  begin_ = held_.size();
}

/// Begins the walk of a folder; false when `path` is none, or none that can be read.
bool Feed::open_folder(const std::string& path, const std::string& seed_json) {
  struct stat facts;
  if (stat(path.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) return false;
  DIR* handle = opendir(path.c_str());
  if (!handle) return false;  // opening it as a file says why
  Folder folder{path, seed_json, {}, 0};
  while (dirent* entry = readdir(handle)) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") folder.names.push_back(std::move(name));
  }
  closedir(handle);
  std::sort(folder.names.begin(), folder.names.end());
  folders_.push_back(std::move(folder));
  return true;
}

std::optional<Feed::Next> Feed::from_folder() {
  while (!folders_.empty()) {
    Folder& folder = folders_.back();
    if (folder.at == folder.names.size()) {
      folders_.pop_back();
      continue;
    }
    std::string path = folder.path;
    if (!path.ends_with('/')) path.push_back('/');
    path.append(folder.names[folder.at++]);
    struct stat facts;
    if (lstat(path.c_str(), &facts) != 0) continue;  // gone since the folder was read
    if (S_ISLNK(facts.st_mode) && (stat(path.c_str(), &facts) != 0 || S_ISDIR(facts.st_mode))) continue;
    std::string seed_json = folder.seed_json;
    if (S_ISDIR(facts.st_mode) && open_folder(path, seed_json)) continue;
    if (!S_ISDIR(facts.st_mode) && !S_ISREG(facts.st_mode)) continue;
    Next result = local(std::string(), std::move(path));
    result.seed.text = "file:" + result.path;
    result.seed.seed_json = std::move(seed_json);
    return result;
  }
  return std::nullopt;
}

Feed::Next Feed::local(std::string address, std::string path) {
  ++taken_;
  Next result;
  result.kind = Next::Kind::kSeed;
  result.seed.kind = Seed::Kind::kFile;
  result.seed.text = std::move(address);
  result.path = std::move(path);
  return result;
}

Feed::Next Feed::next() {
  for (;;) {
    if (auto found = from_folder()) return std::move(*found);
    if (at_ == operands_.size()) return {};
    const std::string& operand = operands_[at_];
    if (operand == "-") {
      Next result = from_lines();
      if (result.kind == Next::Kind::kSeed && result.seed.kind == Seed::Kind::kFile &&
          open_folder(result.path, result.seed.seed_json))
        continue;
      if (result.kind != Next::Kind::kEnd) return result;
      ++at_;
      continue;
    }
    ++at_;
    if (is_address(operand) && !has_scheme(operand, "file")) {
      ++taken_;
      Next result;
      result.kind = Next::Kind::kSeed;
      result.seed.kind = Seed::Kind::kUrl;
      result.seed.text = operand;
      return result;
    }
    bool url = is_address(operand);
    std::string path = url ? path_of_file_url(operand) : operand;
    if (open_folder(path, {})) continue;
    return local(url ? operand : "file:" + operand, std::move(path));
  }
}

/// More of stdin into held_; false when none is there yet or the input is at its end.
bool Feed::refill() {
  constexpr std::size_t kPiece = 64u << 10;
  if (begin_ > 0 && begin_ >= held_.size() / 2) {
    held_.erase(0, begin_);
    searched_ -= std::min(searched_, begin_);
    begin_ = 0;
  }
  std::size_t size = held_.size();
  held_.resize(size + kPiece);
  auto count = lines_->ready() ? lines_->read(held_.data() + size, kPiece) : std::nullopt;
  held_.resize(size + count.value_or(0));
  if (count && *count == 0) lines_open_ = false;
  return count && *count > 0;
}

Feed::Next Feed::from_lines() {
  for (;;) {
    std::size_t end = held_.find('\n', std::max(searched_, begin_));
    bool whole = end != held_.npos;
    if (!whole) {
      searched_ = held_.size();
      if (held_.size() - begin_ > limits::kLineBytes) {  // its rest is passed over, not kept
        skipping_ = true;
        held_.clear();
        begin_ = searched_ = 0;
      }
      if (lines_open_ && refill()) continue;
      if (lines_open_) return {Next::Kind::kWait, {}, {}, {}, {}};
      if (begin_ == held_.size() && !skipping_) return {};
      end = held_.size();
    }
    ++line_number_;
    Next result;
    result.line = std::string_view(held_).substr(begin_, end - begin_);
    result.where = "stdin:" + std::to_string(line_number_);
    begin_ = searched_ = std::min(end + 1, held_.size());
    if (!looked_ && !trim(result.line).empty()) {
      looked_ = true;
      refuse_document(result.line);
    }
    if (skipping_) {
      skipping_ = false;
      result.seed.kind = Seed::Kind::kBad;
      result.seed.text = "line longer than " + std::to_string(limits::kLineBytes >> 20) + " MiB";
      result.line = {};
    } else {
      result.seed = read_seed(result.line, url_at_, parser_);
    }
    if (result.seed.kind == Seed::Kind::kNothing) continue;
    result.kind = Next::Kind::kSeed;
    if (result.seed.kind == Seed::Kind::kFile) result.path = path_of_file_url(result.seed.text);
    ++taken_;
    return result;
  }
}

}  // namespace peil::collect
