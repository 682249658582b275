// inventory/view.hpp -- the columns of report's view: what can be counted by, filtered on and explained.
//
// A record is read once, in a worker, into a View: for each column the values it has (none, one or
// several). Packed, a view is a short string; records that are alike in all columns share it, so that
// the folder holds each combination once and counts with numbers.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.hpp"

namespace peil::inventory {

enum class Column : std::uint8_t {
  kGoods,
  kAct,
  kChannel,
  kRoute,
  kAudience,
  kLevel,
  kOrigin,
  kDestination,
  kExcept,
  kMo,
  kRisk,
  kGrow,
  kSubstance,
  kSubstanceIn,
  kPayment,
  kDelivery,
  kLang,
  kSource,
  kAccess,
  kFrame,
  kStratum,
  kForm,
  kCurrency,
  kHas,
  kPeriod,
  kStep,
  kHost,
  kDomain,
  kSeller,
};
inline constexpr std::size_t kColumns = 29;
/// The columns that stand in a packed view; host, domain and seller are kept apart.
inline constexpr std::size_t kPackedColumns = static_cast<std::size_t>(Column::kHost);

struct ColumnInfo {
  Column column;
  std::string_view name;
  std::string_view absent;   ///< the word for "has none": undeclared, none, unknown
  std::string_view meaning;  ///< one sentence, for --list columns
};
/// All columns, in the order of the enum.
const std::array<ColumnInfo, kColumns>& columns();
std::optional<Column> column_from_name(std::string_view name);
inline const ColumnInfo& info(Column column) { return columns()[static_cast<std::size_t>(column)]; }

/// The values of one record, by column. Views into the record, the View's own memory, or a packed view.
class View {
 public:
  /// Columns from kColumns on are extra ones (catalogue.hpp).
  const std::vector<std::string_view>& of(Column column) const {
    static const std::vector<std::string_view> kNothing;
    auto number = static_cast<std::size_t>(column);
    return number < values_.size() ? values_[number] : kNothing;
  }
  /// Adds a value that lives at least as long as the view. Values with control characters or of more
  /// than 256 bytes are kept changed: U+FFFD for a control, cut at the end. At most 64 a column.
  void add(Column column, std::string_view value);
  /// Adds a value that the view keeps itself.
  void add_owned(Column column, std::string value);
  void clear();

  /// Appends the columns up to kPackedColumns and the extra ones to `out`.
  void pack(std::string& out) const;
  /// The view of packed bytes, which must outlive it.
  static View unpack(std::string_view packed);

 private:
  std::vector<std::vector<std::string_view>> values_ = std::vector<std::vector<std::string_view>>(kColumns);
  std::deque<std::string> owned_;
};

enum class Period : std::uint8_t { kAll, kMonth, kWeek, kDay };
/// Which date of a record counts: of fetching, of the listing or review, or of the page's publication.
enum class Clock : std::uint8_t { kFetched, kListed, kPublished };

/// `goods` labels cut to 1..depth parts, ancestors included, each once: drug, drug.nps.
std::vector<std::string_view> classes(const View& view, int depth);
/// `goods` labels cut to at most `depth` parts, each once, without ancestors.
std::vector<std::string_view> leaf_classes(const View& view, int depth);

/// 2026-10, 2026-W41 (ISO 8601), 2026-10-05; "" for kAll.
std::string period_of(std::int64_t unix_millis, Period period);

}  // namespace peil::inventory
