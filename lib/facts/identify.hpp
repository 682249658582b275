// facts/identify.hpp -- private to lib/facts: the scan for identifiers, and the readers it calls.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "facts/identifier.hpp"

namespace peil::facts {

/// One pass over clean text. Places are bytes there.
class Identify {
 public:
  Identify();
  void read(std::string_view text, const IdentifierContext& context, std::vector<Identifier>& out) const;
};

}  // namespace peil::facts
