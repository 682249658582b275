// inventory/words.hpp -- what report says, in English or Dutch.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>

namespace peil::inventory {

/// Translates the report's own phrases. Phrases stand in data/words.tsv, English TAB Dutch; one that
/// is not there stays English (tests see to it that none is missing).
class Words {
 public:
  /// "en" or "nl".
  explicit Words(std::string_view language = "en");
  std::string operator()(std::string_view english) const;
  /// A phrase with {} for figures, which are filled in after translation.
  template <class... Arguments>
  std::string format(std::string_view english, Arguments&&... arguments) const {
    return fmt::vformat((*this)(english), fmt::make_format_args(arguments...));
  }
  /// A count in this language: 1,234 or 1.234.
  std::string count(std::uint64_t number) const;
  std::string_view language() const { return language_; }
  bool has(std::string_view english) const { return dutch_.count(english) > 0; }

 private:
  std::string language_;
  std::map<std::string_view, std::string_view> dutch_;
};

}  // namespace peil::inventory
