// frame/field_choice.hpp -- --fields: which members of a line leave.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"

namespace peil::frame {

/// Chooses top-level members of the lines that leave: `a,b` keeps these (and v, kind, id of ours),
/// `-body,-headers` drops these.
struct FieldChoice {
  std::vector<std::string> names;
  bool drops = false;
  /// Throws Fatal(kUsage) when the two forms are mixed.
  static FieldChoice parse(const std::string& words);
  bool active() const { return !names.empty(); }
  /// Appends `line` (a JSON object, no newline) with the chosen members only.
  void apply(std::string_view line, Buffer& out) const;
  /// The same for the lines that stand in `lines` from byte `start` on.
  void apply_to_lines(Buffer& lines, std::size_t start) const;
};

}  // namespace peil::frame
