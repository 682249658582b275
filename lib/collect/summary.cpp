#include "collect/summary.hpp"

namespace peil::collect {

std::string failure_hint(const frame::Tally& tally) {
  std::string classes;
  for (const frame::Tally::Class& one : tally.classes)
    if (one.count > 0)
      classes.append(classes.empty() ? "" : ", ")
          .append(one.name)
          .append(" ")
          .append(std::to_string(one.count));
  return std::to_string(tally.failed) + " failed (" + classes + "); see: jq 'select(.error)'";
}

}  // namespace peil::collect
