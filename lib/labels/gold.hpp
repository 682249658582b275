// labels/gold.hpp -- labelled records: what `classify train` and `classify eval` read.
//
// A labelled record is a record of ours or of anyone with the truth beside the text, in these members:
//
//   goods    a label, or an array: it is one of these (or finer)      "drug.mdma.pill"
//   not      a label: it is nothing at or below it                    "drug"
//   family   a class of the table of classes, where that is all that is known
//   seller, site                                                      who, and where
//
// or in a `truth` record of the sample world (labels of scheme goods).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.hpp"
#include "model/train.hpp"
#include "record/record.hpp"

namespace peil::labels {

struct Gold {
  std::vector<std::string> goods;
  std::string not_goods, family, seller, site;
};

/// The truth that a record bears.
Gold read_gold(const Record& record);

/// Most bytes of a line.
inline constexpr std::size_t kLongestLine = std::size_t{64} << 20;

/// Calls visit(line, operand, number) for each line of the operands (or stdin; gzip and zstd too), empty
/// ones too, numbered from 1 in each. Stops at a line of more than kLongestLine bytes and returns the
/// operand that holds it.
[[nodiscard]] std::optional<std::string> each_line(
    const cli::Shared& shared, const std::vector<std::string>& operands,
    const std::function<void(std::string_view line, const std::string& operand, std::size_t number)>& visit);

/// Reads the operands as each_line() does; visit(record, place). A bad line is
/// reported to stderr by cli::say, as in every command; returns how many there were.
std::size_t each_record(const cli::Shared& shared, const std::vector<std::string>& operands,
                        const std::function<void(const Record&, const std::string& place)>& visit);

}  // namespace peil::labels
