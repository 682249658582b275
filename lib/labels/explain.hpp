// labels/explain.hpp -- verdicts for people: the text with its marked terms, the sums, the rules,
// and what would have changed the outcome.
#pragma once

#include <string_view>

#include "base/buffer.hpp"
#include "labels/step.hpp"

namespace peil::labels {

struct ExplainStyle {
  bool color = false;      ///< ANSI colours; the marks say the same without them
  std::size_t width = 80;  ///< columns, at least 40
};

/// Appends the explanation of one record, without a newline at its end. `place` is shown above it
/// (stdin:1). Text from outside is made printable.
void explain(const Verdicts& verdicts, const Analysis& analysis, std::string_view place,
             const ExplainStyle& style, Buffer& out);

}  // namespace peil::labels
