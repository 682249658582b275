// html/references.hpp -- character references of HTML: "&eacute;", "&#8364;", "&#x20AC;".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace peil::html {

/// The named references of the HTML standard (§13.5), with the old ones that need no semicolon.
class References {
 public:
  References();

  /// Appends `coded` to `out` with every reference read as a browser reads it (HTML standard §13.2.5.72):
  /// the longest name that is known; numbers of windows-1252's upper half as that; U+FFFD for what is no
  /// character. What is no reference stays as it is. In an attribute an old name that goes on ("&copy=1",
  /// "&copyright") is no reference. Linear.
  void append_decoded(std::string_view coded, bool in_attribute, std::string& out) const;

 private:
  struct Name {
    std::string_view name;  ///< "amp;" or, of the old ones, "amp"
    std::string_view text;  ///< UTF-8
  };
  const Name* find(std::string_view name) const;
  std::size_t append_number(std::string_view coded, std::string& out) const;
  std::size_t append_named(std::string_view coded, bool in_attribute, std::string& out) const;

  std::vector<Name> names_;  ///< by name
};

}  // namespace peil::html
