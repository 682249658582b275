// inventory/page_gate.hpp -- a post that holds a listing is not counted, though it comes first.
//
// The posts of a page wait until the page ends; one whose id a listing of that page names in `within`
// is dropped, the others go on. Holds one page's posts at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace peil::inventory {

class PageGate {
 public:
  /// `pass` gets each message that counts: in input order, but for posts, which come when their page ends.
  explicit PageGate(std::function<void(std::string_view)> pass) : pass_(std::move(pass)) {}

  /// `within`: the post that this item stands in, or "". An empty message only names that.
  void take(std::string_view page, std::string_view id, std::string_view within, bool post,
            std::string_view message) {
    if (page != page_) {
      end_page();
      page_ = page;
    }
    if (!within.empty()) holders_.emplace(within);
    if (post && !message.empty()) posts_.emplace_back(id, message);
    else if (!message.empty()) pass_(message);
  }
  void end_page() {
    for (const auto& [id, message] : posts_) holders_.count(id) ? void(++held_) : pass_(message);
    posts_.clear();
    holders_.clear();
    page_.clear();
  }
  /// Posts dropped so far.
  std::uint64_t held() const { return held_; }

 private:
  std::function<void(std::string_view)> pass_;
  std::string page_;
  std::vector<std::pair<std::string, std::string>> posts_;
  std::unordered_set<std::string> holders_;
  std::uint64_t held_ = 0;
};

}  // namespace peil::inventory
