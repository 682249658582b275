#include "base/decimal.hpp"

#include <algorithm>
#include <cstdlib>

namespace peil {
namespace {

constexpr int kMaxDigits = 36;

Int128 power10(int exponent) {
  Int128 power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

int digit_count(Int128 value) {
  if (value < 0) value = -value;
  int count = 1;
  while (value >= 10) {
    value /= 10;
    ++count;
  }
  return count;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// value × 10^exponent, or nullopt beyond kMaxDigits.
std::optional<Int128> scaled(Int128 value, int exponent) {
  if (value == 0) return Int128{0};
  if (exponent < 0 || digit_count(value) + exponent > kMaxDigits) return std::nullopt;
  return value * power10(exponent);
}

}  // namespace

Decimal::Decimal(Int128 coefficient, int scale) : coefficient_(coefficient), scale_(scale) {
  while (scale_ > 0 && coefficient_ % 10 == 0) {
    coefficient_ /= 10;
    --scale_;
  }
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  std::size_t i = 0;
  bool negative = i < text.size() && text[i] == '-';
  if (negative) ++i;
  if (i == text.size() || !is_digit(text[i])) return std::nullopt;
  if (text[i] == '0' && i + 1 < text.size() && is_digit(text[i + 1])) return std::nullopt;
  Int128 coefficient = 0;
  int digits = 0;  // significant digits in coefficient
  long exponent = 0;
  int pending_zeros = 0;  // zeros not yet known to matter: 1.500000 must not use up the digits
  auto take = [&](char c) {
    if (c == '0') {
      ++pending_zeros;
      return true;
    }
    int needed = coefficient == 0 ? 1 : pending_zeros + 1;
    if (digits + needed > kMaxDigits) return false;
    if (coefficient != 0) coefficient *= power10(pending_zeros);
    coefficient = coefficient * 10 + (c - '0');
    digits += needed;
    pending_zeros = 0;
    return true;
  };
  for (; i < text.size() && is_digit(text[i]); ++i)
    if (!take(text[i])) return std::nullopt;
  if (i < text.size() && text[i] == '.') {
    if (++i == text.size() || !is_digit(text[i])) return std::nullopt;
    for (; i < text.size() && is_digit(text[i]); ++i) {
      if (!take(text[i])) return std::nullopt;
      --exponent;
    }
  }
  exponent += pending_zeros;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    bool down = i < text.size() && text[i] == '-';
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    if (i == text.size() || !is_digit(text[i])) return std::nullopt;
    long written = 0;
    for (; i < text.size() && is_digit(text[i]); ++i)
      written = std::min(written * 10 + (text[i] - '0'), 100000L);
    exponent += down ? -written : written;
  }
  if (i != text.size()) return std::nullopt;
  if (coefficient == 0) return Decimal{};
  if (negative) coefficient = -coefficient;
  if (exponent >= 0) {
    if (exponent > kMaxDigits) return std::nullopt;
    auto whole = scaled(coefficient, static_cast<int>(exponent));
    if (!whole) return std::nullopt;
    return Decimal(*whole, 0);
  }
  if (exponent < -kMaxDigits) return std::nullopt;
  return Decimal(coefficient, static_cast<int>(-exponent));
}

std::string Decimal::str() const {
  Int128 rest = coefficient_ < 0 ? -coefficient_ : coefficient_;
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  while (static_cast<int>(digits.size()) <= scale_) digits += '0';
  std::string text = coefficient_ < 0 ? "-" : "";
  for (std::size_t i = digits.size(); i-- > 0;) {
    text += digits[i];
    if (static_cast<int>(i) == scale_ && scale_ > 0) text += '.';
  }
  return text;
}

double Decimal::to_double() const { return std::strtod(str().c_str(), nullptr); }

std::optional<Decimal> Decimal::plus(const Decimal& other) const {
  int scale = std::max(scale_, other.scale_);
  auto a = scaled(coefficient_, scale - scale_);
  auto b = scaled(other.coefficient_, scale - other.scale_);
  if (!a || !b || digit_count(*a + *b) > kMaxDigits) return std::nullopt;
  return Decimal(*a + *b, scale);
}

std::optional<Decimal> Decimal::times(const Decimal& other) const {
  if (is_zero() || other.is_zero()) return Decimal{};
  if (digit_count(coefficient_) + digit_count(other.coefficient_) > kMaxDigits) return std::nullopt;
  if (scale_ + other.scale_ > kMaxDigits) return std::nullopt;
  return Decimal(coefficient_ * other.coefficient_, scale_ + other.scale_);
}

std::optional<Decimal> Decimal::divided_by(const Decimal& divisor, int digits) const {
  if (divisor.is_zero()) return std::nullopt;
  if (is_zero()) return Decimal{};
  bool negative = is_negative() != divisor.is_negative();
  Int128 a = coefficient_ < 0 ? -coefficient_ : coefficient_;
  Int128 b = divisor.coefficient_ < 0 ? -divisor.coefficient_ : divisor.coefficient_;
  // Long division, digit by digit: position `place` counts powers of ten of the result.
  int place = divisor.scale_ - scale_;
  while (a < b && digit_count(a) < kMaxDigits + 1) {
    a *= 10;
    --place;
  }
  Int128 quotient = a / b;
  Int128 rest = a % b;
  while (digit_count(quotient) < digits && rest != 0) {
    rest *= 10;
    quotient = quotient * 10 + rest / b;
    rest %= b;
    --place;
  }
  int surplus = digit_count(quotient) - digits;
  if (surplus > 0) {
    Int128 unit = power10(surplus);
    Int128 cut = quotient % unit;
    quotient /= unit;
    Int128 half = unit / 2;
    if (cut > half || (cut == half && (rest != 0 || quotient % 2 == 1))) ++quotient;
    place += surplus;
  } else if (rest != 0) {
    Int128 twice = rest * 2;
    if (twice > b || (twice == b && quotient % 2 == 1)) ++quotient;
  }
  if (negative) quotient = -quotient;
  if (place >= 0) {
    auto whole = scaled(quotient, place);
    if (!whole) return std::nullopt;
    return Decimal(*whole, 0);
  }
  if (-place > kMaxDigits) return std::nullopt;
  return Decimal(quotient, -place);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  int scale = std::max(scale_, other.scale_);
  auto a = scaled(coefficient_, scale - scale_);
  auto b = scaled(other.coefficient_, scale - other.scale_);
  // One side too long for the common scale: it is then far larger in magnitude.
  if (!a) return coefficient_ < 0 ? std::strong_ordering::less : std::strong_ordering::greater;
  if (!b) return other.coefficient_ < 0 ? std::strong_ordering::greater : std::strong_ordering::less;
  return *a < *b   ? std::strong_ordering::less
         : *a > *b ? std::strong_ordering::greater
                   : std::strong_ordering::equal;
}

}  // namespace peil
