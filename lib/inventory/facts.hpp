// inventory/facts.hpp -- what report reads of a record, and the message in which a worker sends it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "inventory/view.hpp"

namespace peil::inventory {

/// What an amount is counted in.
enum class Measure : std::uint8_t { kGrams, kUnits, kMillilitres };
/// "g", "unit", "ml".
std::string_view measure_name(Measure measure);

/// One rung of a price ladder: so much of a currency for so much goods.
struct PricePoint {
  Measure measure = Measure::kGrams;
  std::string_view currency;
  Decimal amount;  ///< how much goods
  Decimal each;    ///< price of one gram, unit or millilitre, six significant digits
  bool holding = false;
};
/// An amount that an offer names, with or without a price.
struct Quantity {
  Measure measure = Measure::kGrams;
  Decimal amount;
};

/// The parts of one record that any table needs. Views point into the record.
struct Facts {
  Kind kind = Kind::kForeign;
  bool counted = false;   ///< listing, post, or a foreign record that classify has annotated
  bool labelled = false;  ///< classify has spoken
  std::string_view id;
  std::string_view page_id;
  std::string_view within;
  std::string_view cluster;  ///< "" when dedupe has not run
  std::string_view run_id;
  std::vector<std::string_view> seller_keys;   ///< entity.keys, when dedupe close has given no id
  std::optional<std::int64_t> fetched_millis;  ///< or, by --clock, listed or published
  bool truncated = false;
  View view;
  std::vector<PricePoint> prices;
  std::vector<Quantity> quantities;
  std::uint32_t bad_numbers = 0;  ///< amounts that no exact decimal can hold

  bool is_offer() const;
};

/// Reads `record` into `facts`, whose memory is used again. `period` buckets the date that `clock` names;
/// with kAll the column period holds months.
void read_facts(const Record& record, Period period, Facts& facts, Clock clock = Clock::kFetched);

/// A set of columns of the view.
using Columns = std::uint64_t;
constexpr Columns set_of(Column column) { return Columns{1} << static_cast<unsigned>(column); }
inline constexpr Columns kEveryColumn = ~Columns{0};
/// The same for those columns alone: what serves others only is not looked up. With kEveryColumn all is read.
void read_facts(const Record& record, Period period, Facts& facts, Clock clock, Columns wanted);

/// Where a page or capture ended: "read", "HTTP 404", "redirect", "wall: captcha", "error: dns", "refused:
/// robots", "duplicate", "nothing offered". Source: the loss table T0.
std::string step_of(const Record& record);

// --- messages ----------------------------------------------------------------------------------------

/// Writes and reads the compact form of messages between steps and folder.
class Packer {
 public:
  explicit Packer(std::string& out) : out_(out) {}
  void byte(std::uint8_t value) { out_ += static_cast<char>(value); }
  void number(std::uint64_t value);  ///< LEB128
  void text(std::string_view value);

 private:
  std::string& out_;
};
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}
  std::uint8_t byte();
  std::uint64_t number();
  std::string_view text();
  bool done() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

}  // namespace peil::inventory
