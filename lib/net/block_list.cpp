// net/block_list.cpp -- four sorted lists.
#include "net/block_list.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "base/words.hpp"

namespace peil::net {
namespace {

template <std::size_t N>
bool take(std::string_view digits, std::vector<std::array<std::uint8_t, N>>& list) {
  if (digits.size() != 2 * N) return false;
  std::array<std::uint8_t, N> bytes;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    char c = digits[i];
    int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (value < 0) return false;
    bytes[i / 2] = static_cast<std::uint8_t>(i % 2 == 0 ? value << 4 : bytes[i / 2] | value);
  }
  list.push_back(bytes);
  return true;
}

template <class List, class Digest>
bool has(const List& list, const Digest& digest) {
  return std::binary_search(list.begin(), list.end(), digest);
}

}  // namespace

Result<BlockList> BlockList::read(std::string_view text) {
  BlockList list;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = trim(line.substr(0, line.find('#')));
    line = line.substr(0, line.find_first_of(" \t,;"));
    if (line.empty()) continue;
    std::string word = to_lower_ascii(line);
    std::string_view digits = word;
    bool host = digits.starts_with("host:");
    for (std::string_view label : {"host:", "md5:", "sha1:", "sha256:"})
      if (digits.starts_with(label)) digits.remove_prefix(label.size());
    bool good = host ? take(digits, list.hosts_)
                     : take(digits, list.md5_) || take(digits, list.sha1_) || take(digits, list.sha256_);
    if (!good) return Error{"line " + std::to_string(number) + ": no hash"};
  }
  std::sort(list.hosts_.begin(), list.hosts_.end());
  std::sort(list.md5_.begin(), list.md5_.end());
  std::sort(list.sha1_.begin(), list.sha1_.end());
  std::sort(list.sha256_.begin(), list.sha256_.end());
  return list;
}

bool BlockList::blocks_host(std::string_view host) const {
  if (hosts_.empty()) return false;
  if (host.ends_with('.')) host.remove_suffix(1);
  for (;;) {
    if (has(hosts_, sha256(host))) return true;
    auto dot = host.find('.');
    if (dot == host.npos) return false;
    host.remove_prefix(dot + 1);
  }
}

std::string_view BlockList::blocks_content(std::string_view bytes) const {
  if (!sha256_.empty() && has(sha256_, sha256(bytes))) return "SHA-256";
  if (!sha1_.empty()) {
    Sha1 hash;
    hash.update(bytes);
    if (has(sha1_, hash.finish())) return "SHA-1";
  }
  if (!md5_.empty() && has(md5_, md5(bytes))) return "MD5";
  return "";
}

}  // namespace peil::net
