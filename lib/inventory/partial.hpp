// inventory/partial.hpp -- report --partial and --merge: the tallying of one stream in several places.
//
// A report is a fold over messages, one a record (ledger.hpp). A partial is those messages, packed in
// `partial` records: merged in the order of the parts, they are the messages of one big run, so that every
// figure, interval and bootstrap is the same to the last digit, whatever the table. A partial holds no text
// of a page, but does hold the keys by which sellers are known.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "inventory/settings.hpp"
#include "record/record.hpp"

namespace peil::inventory {

/// What shaped the messages: the conditions, clock, tables and rates of these settings, in one line. Parts
/// are added up only where it is the same.
std::string partial_terms(const Settings& settings);

/// Packs messages into lines of `partial` records.
class PartialWriter {
 public:
  explicit PartialWriter(std::string terms) : terms_(std::move(terms)) {}

  /// True when a line should be taken: enough messages wait.
  bool add(std::string_view message);
  bool empty() const { return waiting_.empty(); }
  /// The line of what waits, without its newline.
  std::string line();

 private:
  std::string terms_;
  std::string waiting_;
  std::uint64_t messages_ = 0;
};

/// The messages of a `partial` record, each after four bytes of length as frame::Emitter::messages reads
/// them. An Error when it is damaged, or was made on other terms than `terms`.
Result<std::string> read_partial(const Record& record, std::string_view terms);

}  // namespace peil::inventory
