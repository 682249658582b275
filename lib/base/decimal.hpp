// base/decimal.hpp -- exact decimal numbers: money and amounts are never binary floats.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace peil {

__extension__ using Int128 = __int128;

/// coefficient × 10^-scale, kept in lowest terms (no trailing zeros behind the point), so that equal
/// numbers are equal objects and print alike. Up to 36 digits.
class Decimal {
 public:
  constexpr Decimal() = default;
  constexpr Decimal(std::int64_t whole) : coefficient_(whole) {}
  /// coefficient × 10^-scale. REQUIRES: 0 <= scale <= 36.
  Decimal(Int128 coefficient, int scale);

  /// Reads a JSON number (RFC 8259 §6), exponents included, since other tools write them.
  /// nullopt when it is no number or needs more than 36 digits.
  static std::optional<Decimal> parse(std::string_view text);

  /// Plain notation, never an exponent: -1.5, 0.0000000120 prints 0.000000012.
  std::string str() const;
  double to_double() const;
  bool is_zero() const { return coefficient_ == 0; }
  bool is_negative() const { return coefficient_ < 0; }

  Int128 coefficient() const { return coefficient_; }
  int scale() const { return scale_; }

  /// nullopt on overflow of 36 digits.
  std::optional<Decimal> plus(const Decimal& other) const;
  std::optional<Decimal> times(const Decimal& other) const;
  /// Quotient rounded half-even to `digits` significant digits (six is what records hold).
  /// nullopt when the divisor is zero.
  std::optional<Decimal> divided_by(const Decimal& divisor, int digits = 6) const;

  std::strong_ordering operator<=>(const Decimal& other) const;
  bool operator==(const Decimal& other) const = default;

 private:
  Int128 coefficient_ = 0;
  int scale_ = 0;
};

}  // namespace peil
