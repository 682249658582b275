// facts/clean.cpp -- the table of what is dropped or replaced, and the map back.
#include "facts/clean.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace peil::facts {
namespace {

constexpr int kKeep = -1;
constexpr int kDrop = 0;

/// Lead bytes behind which something may have to change.
constexpr std::array<bool, 256> suspicious_leads() {
  std::array<bool, 256> table{};
  for (int lead : {0xC2, 0xCD, 0xD8, 0xD9, 0xDB, 0xE0, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF3})
    table[static_cast<std::size_t>(lead)] = true;
  return table;
}
constexpr auto kSuspicious = suspicious_leads();

/// What stands for code point `c`: kKeep, kDrop or an ASCII character.
int replacement(std::uint32_t c) {
  if (c == 0xA0 || c == 0x1680 || c == 0x202F || c == 0x205F || c == 0x3000) return ' ';
  if (c >= 0x2000 && c <= 0x200A) return ' ';
  if (c == 0xAD || c == 0x034F || c == 0x061C || c == 0x115F || c == 0x1160 || c == 0x180E) return kDrop;
  if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E)) return kDrop;
  if ((c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3)
    return kDrop;
  if (c >= 0xE0000 && c <= 0xE0FFF) return kDrop;
  if (c == 0x2028 || c == 0x2029) return '\n';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) return '-';
  if (c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x2032) return '\'';
  if (c >= 0x201C && c <= 0x201F) return '"';
  if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<int>(c - 0xFF01 + '!');
  if (c >= 0x0660 && c <= 0x0669) return static_cast<int>(c - 0x0660 + '0');
  if (c >= 0x06F0 && c <= 0x06F9) return static_cast<int>(c - 0x06F0 + '0');
  if (c >= 0x0966 && c <= 0x096F) return static_cast<int>(c - 0x0966 + '0');
  if (c >= 0x1D7CE && c <= 0x1D7FF) return static_cast<int>((c - 0x1D7CE) % 10 + '0');
  return kKeep;
}

struct Point {
  std::uint32_t value;
  std::size_t length;
};

/// REQUIRES: valid UTF-8; what is cut short at the end counts as one byte.
Point point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t lead = byte(at);
  const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || at + length > text.size()) return {lead, 1};
  std::uint32_t value = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) value = value << 6 | (byte(at + i) & 0x3F);
  return {value, length};
}

}  // namespace

void Clean::set(std::string_view original) {
  original_ = original;
  text_ = original;
  pieces_.clear();
  for (std::size_t i = 0; i < original.size();) {
    if (!kSuspicious[static_cast<unsigned char>(original[i])]) {
      ++i;
      continue;
    }
    const Point point = point_at(original, i);
    if (replacement(point.value) != kKeep) return copy_from(i);
    i += point.length;
  }
}

void Clean::copy_from(std::size_t first) {
  changed_.clear();
  changed_.reserve(original_.size());
  const auto piece = [&](std::size_t original) {
    pieces_.push_back({static_cast<std::uint32_t>(changed_.size()), static_cast<std::uint32_t>(original)});
  };
  piece(0);
  std::size_t copied = 0;  // of the original
  for (std::size_t i = first; i < original_.size();) {
    if (!kSuspicious[static_cast<unsigned char>(original_[i])]) {
      ++i;
      continue;
    }
    const Point point = point_at(original_, i);
    const int instead = replacement(point.value);
    if (instead != kKeep) {
      changed_.append(original_, copied, i - copied);
      if (instead != kDrop) {
        piece(i);
        changed_.push_back(static_cast<char>(instead));
      }
      copied = i + point.length;
      piece(copied);
    }
    i += point.length;
  }
  changed_.append(original_, copied, original_.size() - copied);
  text_ = changed_;
}

std::size_t Clean::original_of(std::size_t at) const {
  const auto next = std::upper_bound(pieces_.begin(), pieces_.end(), at,
                                     [](std::size_t byte, const Piece& piece) { return byte < piece.clean; });
  const Piece& piece = *(next - 1);
  return piece.original + (at - piece.clean);
}

std::size_t Clean::end(std::size_t end) const {
  assert(end > 0);
  if (pieces_.empty()) return end;
  const std::size_t last = original_of(end - 1);
  // A lead byte is the last byte of a clean character only where it was replaced by one.
  const auto lead = static_cast<unsigned char>(original_[last]);
  const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(last + length, original_.size());
}

}  // namespace peil::facts
