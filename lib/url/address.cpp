// url/address.cpp -- reading and writing addresses, and knowing which are not public.
#include "url/address.hpp"

#include <algorithm>

#include "url/encode.hpp"

namespace peil::url {
namespace {

constexpr std::uint64_t kTooBig = std::uint64_t(1) << 33;

/// One part of an IPv4 address; nullopt when it is no number; kTooBig when beyond 32 bits.
std::optional<std::uint64_t> ipv4_number(std::string_view part) {
  if (part.empty()) return std::nullopt;
  unsigned base = 10;
  if (part.size() >= 2 && part[0] == '0' && to_lower(part[1]) == 'x') {
    base = 16;
    part.remove_prefix(2);
  } else if (part.size() >= 2 && part[0] == '0') {
    base = 8;
    part.remove_prefix(1);
  }
  std::uint64_t number = 0;
  for (char c : part) {
    int digit = hex_value(c);
    if (digit < 0 || unsigned(digit) >= base) return std::nullopt;
    number = std::min(number * base + unsigned(digit), kTooBig);
  }
  return number;
}

struct Range {
  std::array<std::uint8_t, 16> network;
  int bits;
  std::string_view reason;
};

// IANA IPv4 special-purpose registry and multicast.
constexpr Range kRanges4[] = {
    {{0}, 8, "this network"},
    {{10}, 8, "private"},
    {{100, 64}, 10, "shared by a provider"},
    {{127}, 8, "loopback"},
    {{169, 254}, 16, "link-local"},
    {{172, 16}, 12, "private"},
    {{192, 0, 0}, 24, "reserved"},
    {{192, 0, 2}, 24, "documentation"},
    {{192, 31, 196}, 24, "reserved"},
    {{192, 52, 193}, 24, "reserved"},
    {{192, 88, 99}, 24, "6to4 relay"},
    {{192, 168}, 16, "private"},
    {{192, 175, 48}, 24, "reserved"},
    {{198, 18}, 15, "benchmark"},
    {{198, 51, 100}, 24, "documentation"},
    {{203, 0, 113}, 24, "documentation"},
    {{224}, 4, "multicast"},
    {{240}, 4, "reserved"},
};

// What stands within 2000::/3; all that is outside is not the public internet.
constexpr Range kRanges6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 32, "Teredo"},
    {{0x20, 0x01}, 23, "reserved"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "documentation"},
    {{0x20, 0x02}, 16, "6to4"},
    {{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48, "reserved"},
    {{0x3f, 0xfe}, 16, "reserved"},
    {{0x3f, 0xff}, 20, "documentation"},
};

bool within(std::span<const std::uint8_t> address, const Range& range) {
  int whole = range.bits / 8;
  if (!std::equal(address.begin(), address.begin() + whole, range.network.begin())) return false;
  int rest = range.bits % 8;
  if (rest == 0) return true;
  unsigned mask = 0xFFu << (8 - rest) & 0xFFu;
  auto at = static_cast<std::size_t>(whole);
  return (address[at] & mask) == (range.network[at] & mask);
}

std::string_view reason4(std::span<const std::uint8_t> address) {
  for (const Range& range : kRanges4)
    if (within(address, range)) return range.reason;
  return {};
}

std::string_view reason6(std::span<const std::uint8_t> address) {
  auto zeros = [&](std::size_t from, std::size_t to) {
    return std::all_of(address.begin() + std::ptrdiff_t(from), address.begin() + std::ptrdiff_t(to),
                       [](auto b) { return b == 0; });
  };
  if (zeros(0, 15)) return address[15] == 1 ? "loopback" : address[15] == 0 ? "unspecified" : "reserved";
  // The IPv4 address within decides: these are only other ways of writing or reaching it.
  if (zeros(0, 10) && address[10] == 0xFF && address[11] == 0xFF) return reason4(address.subspan(12));
  constexpr std::uint8_t kNat64[] = {0x00, 0x64, 0xFF, 0x9B};
  if (std::equal(std::begin(kNat64), std::end(kNat64), address.begin()) && zeros(4, 12))
    return reason4(address.subspan(12));
  if ((address[0] & 0xE0) != 0x20) {
    if ((address[0] & 0xFE) == 0xFC) return "private";
    if (address[0] == 0xFF) return "multicast";
    if (address[0] == 0xFE && (address[1] & 0xC0) == 0x80) return "link-local";
    if (address[0] == 0xFE && (address[1] & 0xC0) == 0xC0) return "site-local";
    return "reserved";
  }
  for (const Range& range : kRanges6)
    if (within(address, range)) return range.reason;
  // ISATAP (RFC 5214 §6.1): the interface identifier 0[02]00:5efe names an IPv4 address.
  if ((address[8] & 0xFD) == 0 && address[9] == 0 && address[10] == 0x5E && address[11] == 0xFE)
    return "ISATAP";
  return {};
}

}  // namespace

bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (auto dot = host.rfind('.'); dot != host.npos) host.remove_prefix(dot + 1);
  if (host.empty()) return false;
  if (std::all_of(host.begin(), host.end(), is_digit)) return true;
  return host.size() >= 2 && host[0] == '0' && to_lower(host[1]) == 'x' && ipv4_number(host);
}

Result<IpAddress> parse_ipv4(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  std::uint64_t parts[4] = {};
  std::size_t count = 0;
  for (bool last = false; !last; ++count) {
    if (count == 4) return Error{"IPv4 address of more than four parts"};
    auto dot = host.find('.');
    last = dot == host.npos;
    auto number = ipv4_number(host.substr(0, dot));
    if (!number) return Error{"IPv4 address with a part that is no number"};
    parts[count] = *number;
    if (!last) host.remove_prefix(dot + 1);
  }
  std::uint64_t address = parts[count - 1];
  if (address >= std::uint64_t(1) << (8 * (5 - count))) return Error{"IPv4 address out of range"};
  for (std::size_t i = 0; i + 1 < count; ++i) {
    if (parts[i] > 255) return Error{"IPv4 address out of range"};
    address += parts[i] << (8 * (3 - i));
  }
  IpAddress result;
  result.size = 4;
  for (unsigned i = 0; i < 4; ++i) result.bytes[i] = static_cast<std::uint8_t>(address >> (24 - 8 * i));
  return result;
}

std::optional<IpAddress> parse_ipv6(std::string_view text) {
  std::uint16_t pieces[8] = {};
  int count = 0;
  int compressed = -1;
  std::size_t at = 0;
  auto peek = [&](std::size_t i) { return at + i < text.size() ? text[at + i] : '\0'; };
  if (peek(0) == ':') {
    if (peek(1) != ':') return std::nullopt;
    at = 2;
    compressed = 0;
  }
  while (at < text.size()) {
    if (count == 8) return std::nullopt;
    if (text[at] == ':') {
      if (compressed >= 0) return std::nullopt;
      ++at;
      compressed = count;
      continue;
    }
    unsigned value = 0;
    std::size_t length = 0;
    for (; length < 4 && hex_value(peek(0)) >= 0; ++length, ++at)
      value = value * 16 + unsigned(hex_value(text[at]));
    if (peek(0) == '.') {
      // Dotted decimal ends the address; it is strict: four parts, no leading zeros.
      if (length == 0 || count > 6) return std::nullopt;
      at -= length;
      unsigned bytes[4];
      for (int i = 0; i < 4; ++i) {
        if (i > 0 && (peek(0) != '.' || (++at, false))) return std::nullopt;
        if (!is_digit(peek(0))) return std::nullopt;
        unsigned part = 0;
        for (std::size_t digits = 0; is_digit(peek(0)); ++digits, ++at) {
          if (digits > 0 && part == 0) return std::nullopt;
          part = part * 10 + unsigned(text[at] - '0');
          if (part > 255) return std::nullopt;
        }
        bytes[i] = part;
      }
      if (at < text.size()) return std::nullopt;
      pieces[count++] = static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
      pieces[count++] = static_cast<std::uint16_t>(bytes[2] << 8 | bytes[3]);
      break;
    }
    if (peek(0) == ':') {
      if (++at == text.size()) return std::nullopt;
    } else if (at < text.size()) {
      return std::nullopt;
    }
    pieces[count++] = static_cast<std::uint16_t>(value);
  }
  if (compressed >= 0) {
    std::rotate(pieces + compressed, pieces + count, pieces + 8);
  } else if (count != 8) {
    return std::nullopt;
  }
  IpAddress address;
  address.size = 16;
  for (std::size_t i = 0; i < 8; ++i) {
    address.bytes[2 * i] = static_cast<std::uint8_t>(pieces[i] >> 8);
    address.bytes[2 * i + 1] = static_cast<std::uint8_t>(pieces[i]);
  }
  return address;
}

std::string format_address(const IpAddress& address) {
  std::string out;
  if (address.size == 4) {
    for (std::size_t i = 0; i < 4; ++i) {
      if (i > 0) out.push_back('.');
      out.append(std::to_string(address.bytes[i]));
    }
    return out;
  }
  auto piece = [&](std::size_t i) { return unsigned(address.bytes[2 * i]) << 8 | address.bytes[2 * i + 1]; };
  std::size_t best = 8, best_length = 1;  // the first of the longest runs of zeros, of two at least
  for (std::size_t i = 0; i < 8;) {
    std::size_t run = 0;
    while (i + run < 8 && piece(i + run) == 0) ++run;
    if (run > best_length) {
      best = i;
      best_length = run;
    }
    i += run + 1;
  }
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == best) {
      out.append(i == 0 ? "::" : ":");
      i += best_length - 1;
      continue;
    }
    constexpr char kDigits[] = "0123456789abcdef";
    unsigned value = piece(i);
    bool started = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      unsigned digit = value >> shift & 15;
      if (digit == 0 && !started && shift > 0) continue;
      started = true;
      out.push_back(kDigits[digit]);
    }
    if (i < 7) out.push_back(':');
  }
  return out;
}

std::optional<IpAddress> address_of(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.find(':') != host.npos) return parse_ipv6(host);
  if (host.empty() || !ends_in_number(host)) return std::nullopt;
  auto address = parse_ipv4(host);
  if (!address) return std::nullopt;
  return *address;
}

std::string_view private_reason(std::span<const std::uint8_t> address) {
  if (address.size() == 4) return reason4(address);
  if (address.size() == 16) return reason6(address);
  return "no address";
}

bool is_private_address(std::span<const std::uint8_t> address) { return !private_reason(address).empty(); }

}  // namespace peil::url
