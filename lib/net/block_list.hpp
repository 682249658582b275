// net/block_list.hpp -- hosts that are not asked and contents that are not kept, named by their hashes only,
// so that the list itself is harmless.
//
// A line is a hash in hexadecimal: of content MD5 (32 digits), SHA-1 (40) or SHA-256 (64), as such lists are
// exchanged; `host:` and the SHA-256 of a host's name in lower case stands for it and all below it. `#`
// begins a comment, what stands behind a blank or comma is ignored.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace peil::net {

class BlockList {
 public:
  /// Error: `line 17: no hash`.
  static Result<BlockList> read(std::string_view text);

  bool blocks_host(std::string_view host) const;
  /// "MD5", "SHA-1" or "SHA-256", by which these bytes are listed; "" when they are not.
  std::string_view blocks_content(std::string_view bytes) const;
  std::size_t size() const { return hosts_.size() + md5_.size() + sha1_.size() + sha256_.size(); }

 private:
  template <std::size_t N>
  using List = std::vector<std::array<std::uint8_t, N>>;
  List<32> hosts_, sha256_;  // sorted
  List<20> sha1_;
  List<16> md5_;
};

}  // namespace peil::net
