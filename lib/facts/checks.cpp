// facts/checks.cpp -- checksums, each from its own specification.
#include "facts/checks.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <memory>

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "base/hex.hpp"

namespace peil::facts {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kBech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

constexpr std::array<std::int8_t, 256> values_of(std::string_view alphabet) {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return table;
}
constexpr auto kBase58Values = values_of(kBase58);
constexpr auto kBech32Values = values_of(kBech32);

int base58_value(char c) { return kBase58Values[static_cast<unsigned char>(c)]; }

std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// What Base58Check holds in N bytes, the last four a checksum of the others; nullopt when it does not fit
/// exactly, or the checksum is not right.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> base58check(std::string_view text) {
  std::array<std::uint8_t, N> bytes{};
  for (char c : text) {
    int carry = base58_value(c);
    if (carry < 0) return std::nullopt;
    for (std::size_t i = bytes.size(); i-- > 0;) {
      carry += 58 * bytes[i];
      bytes[i] = static_cast<std::uint8_t>(carry & 0xFF);
      carry >>= 8;
    }
    if (carry) return std::nullopt;
  }
  // Leading ones are leading zero bytes, no more and no fewer.
  std::size_t ones = 0, zeros = 0;
  while (ones < text.size() && text[ones] == '1') ++ones;
  while (zeros < bytes.size() && bytes[zeros] == 0) ++zeros;
  if (ones != zeros) return std::nullopt;
  const Sha256Digest once = sha256(as_text(std::span(bytes).first(N - 4)));
  const Sha256Digest twice = sha256(as_text(once));
  if (!std::equal(bytes.end() - 4, bytes.end(), twice.begin())) return std::nullopt;
  return bytes;
}

}  // namespace

std::array<std::uint8_t, 32> keccak256(std::span<const std::uint8_t> bytes) {
  static constexpr std::array<std::uint64_t, 24> kRounds = {
      0x0000000000000001u, 0x0000000000008082u, 0x800000000000808Au, 0x8000000080008000u, 0x000000000000808Bu,
      0x0000000080000001u, 0x8000000080008081u, 0x8000000000008009u, 0x000000000000008Au, 0x0000000000000088u,
      0x0000000080008009u, 0x000000008000000Au, 0x000000008000808Bu, 0x800000000000008Bu, 0x8000000000008089u,
      0x8000000000008003u, 0x8000000000008002u, 0x8000000000000080u, 0x000000000000800Au, 0x800000008000000Au,
      0x8000000080008081u, 0x8000000000008080u, 0x0000000080000001u, 0x8000000080008008u};
  static constexpr std::array<int, 24> kRotations = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                                     27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
  static constexpr std::array<std::size_t, 24> kLanes = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                                         15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
  constexpr std::size_t kRate = 136;
  std::array<std::uint64_t, 25> a{};
  const auto permute = [&] {
    for (std::uint64_t round : kRounds) {
      std::array<std::uint64_t, 5> c{};
      for (std::size_t x = 0; x < 5; ++x) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
      for (std::size_t x = 0; x < 5; ++x) {
        const std::uint64_t d = c[(x + 4) % 5] ^ std::rotl(c[(x + 1) % 5], 1);
        for (std::size_t y = 0; y < 25; y += 5) a[y + x] ^= d;
      }
      std::uint64_t t = a[1];
      for (std::size_t i = 0; i < 24; ++i) {
        const std::uint64_t next = a[kLanes[i]];
        a[kLanes[i]] = std::rotl(t, kRotations[i]);
        t = next;
      }
      for (std::size_t y = 0; y < 25; y += 5) {
        std::array<std::uint64_t, 5> row{};
        for (std::size_t x = 0; x < 5; ++x) row[x] = a[y + x];
        for (std::size_t x = 0; x < 5; ++x) a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
      }
      a[0] ^= round;
    }
  };
  const auto absorb = [&](std::size_t at, std::uint8_t byte) {
    a[at / 8] ^= std::uint64_t{byte} << (8 * (at % 8));
  };
  std::size_t filled = 0;
  for (std::uint8_t byte : bytes) {
    absorb(filled++, byte);
    if (filled == kRate) permute(), filled = 0;
  }
  absorb(filled, 0x01);
  absorb(kRate - 1, 0x80);
  permute();
  std::array<std::uint8_t, 32> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(a[i / 8] >> (8 * (i % 8)));
  return digest;
}

bool is_base58(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return base58_value(c) >= 0; });
}

std::string_view base58_coin(std::string_view text) {
  if (text.size() < 25 || text.size() > 36) return {};
  const auto bytes = base58check<25>(text);
  if (!bytes) return {};
  switch ((*bytes)[0]) {
    case 0x00:
    case 0x05: return "btc";
    case 0x30:
    case 0x32: return "ltc";
    case 0x1E:
    case 0x16: return "doge";
    case 0x4C:
    case 0x10: return "dash";
    case 0x41: return "trx";
    default: return {};
  }
}

bool is_zcash(std::string_view text) {
  if (text.size() != 35 || text[0] != 't' || (text[1] != '1' && text[1] != '3')) return false;
  const auto bytes = base58check<26>(text);
  return bytes && (*bytes)[0] == 0x1C && ((*bytes)[1] == 0xB8 || (*bytes)[1] == 0xBD);
}

bool is_cashaddr(std::string_view text) {
  if (text.size() != 42 || (text[0] != 'q' && text[0] != 'p')) return false;
  std::uint64_t check = 1;
  const auto feed = [&](std::uint64_t value) {
    constexpr std::array<std::uint64_t, 5> kGenerator = {0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4,
                                                         0xae2eabe2a8, 0x1e4f43e470};
    const std::uint64_t top = check >> 35;
    check = (check & 0x07FFFFFFFF) << 5 ^ value;
    for (std::size_t i = 0; i < 5; ++i) {
      if (top >> i & 1) check ^= kGenerator[i];
    }
  };
  for (char c : std::string_view("bitcoincash")) feed(static_cast<std::uint64_t>(c) & 31);
  feed(0);
  for (char c : text) {
    const int value = kBech32Values[static_cast<unsigned char>(c)];
    if (value < 0) return false;
    feed(static_cast<std::uint64_t>(value));
  }
  return check == 1;
}

bool is_segwit(std::string_view text) {
  if (text.size() < 14 || text.size() > 90) return false;
  const bool has_lower = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool has_upper = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (has_lower && has_upper) return false;
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  const std::size_t separator = lower.rfind('1');
  if (separator == std::string::npos || separator < 1 || separator + 7 > lower.size()) return false;
  std::uint32_t check = 1;
  const auto feed = [&](std::uint32_t value) {
    constexpr std::array<std::uint32_t, 5> kGenerator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                                         0x2a1462b3};
    const std::uint32_t top = check >> 25;
    check = (check & 0x1FFFFFF) << 5 ^ value;
    for (std::size_t i = 0; i < 5; ++i) {
      if (top >> i & 1) check ^= kGenerator[i];
    }
  };
  const std::string_view prefix = std::string_view(lower).substr(0, separator);
  for (char c : prefix) feed(static_cast<std::uint32_t>(c) >> 5);
  feed(0);
  for (char c : prefix) feed(static_cast<std::uint32_t>(c) & 31);
  Bytes data;
  for (char c : std::string_view(lower).substr(separator + 1)) {
    const int value = kBech32Values[static_cast<unsigned char>(c)];
    if (value < 0) return false;
    data.push_back(static_cast<std::uint8_t>(value));
    feed(static_cast<std::uint32_t>(value));
  }
  data.resize(data.size() - 6);
  if (data.empty()) return false;
  const std::uint8_t version = data[0];
  if (version > 16 || check != (version == 0 ? 1u : 0x2bc830a3u)) return false;
  std::uint32_t bits = 0, held = 0;
  std::size_t program = 0;
  for (std::size_t i = 1; i < data.size(); ++i) {
    held = (held << 5 | data[i]) & 0xFFF;
    bits += 5;
    if (bits >= 8) bits -= 8, ++program;
  }
  if (bits >= 5 || (held & ((1u << bits) - 1)) != 0) return false;
  if (program < 2 || program > 40) return false;
  return version != 0 || program == 20 || program == 32;
}

bool is_monero(std::string_view text) {
  if (text.size() != 95 && text.size() != 106) return false;
  Bytes bytes;
  for (std::size_t at = 0; at < text.size(); at += 11) {
    const std::string_view block = text.substr(at, 11);
    const std::size_t size = block.size() == 11 ? 8 : 5;  // the last block has 7 characters
    if (block.size() != 11 && block.size() != 7) return false;
    Int128 value = 0;  // 58 to the 11th is less than 2 to the 65th
    for (char c : block) {
      const int digit = base58_value(c);
      if (digit < 0) return false;
      value = value * 58 + digit;
    }
    if (value >> (8 * size)) return false;
    for (std::size_t i = size; i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  const std::uint8_t network = bytes[0];
  if (text.size() == 106 ? network != 19 : (network != 18 && network != 42)) return false;
  const auto digest = keccak256(std::span(bytes).first(bytes.size() - 4));
  return std::equal(digest.begin(), digest.begin() + 4, bytes.end() - 4);
}

std::string eip55(std::string_view text) {
  std::string lower(text.substr(2));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  const auto digest = keccak256({reinterpret_cast<const std::uint8_t*>(lower.data()), lower.size()});
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const unsigned nibble = i % 2 ? digest[i / 2] & 15u : digest[i / 2] >> 4u;
    if (lower[i] >= 'a' && nibble >= 8) lower[i] = static_cast<char>(lower[i] & ~0x20);
  }
  return "0x" + lower;
}

bool is_iban_checksum(std::string_view compact) {
  if (compact.size() < 5) return false;
  unsigned remainder = 0;
  const auto feed = [&](char c) {
    if (c >= '0' && c <= '9') remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % 97;
    else remainder = (remainder * 100 + static_cast<unsigned>(c - 'A' + 10)) % 97;
  };
  for (char c : compact.substr(4)) feed(c);
  for (char c : compact.substr(0, 4)) feed(c);
  return remainder == 1;
}

int iban_length(std::string_view country) {
  static constexpr std::string_view kLengths =  // ISO 13616 registry
      "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO"
      "18FR27GB22GE22GI23GL18"
      "GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR"
      "27MT31MU30NI28NL18NO15"
      "OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK"
      "20YE30";
  for (std::size_t i = 0; i < kLengths.size(); i += 4) {
    if (kLengths.substr(i, 2) == country) return (kLengths[i + 2] - '0') * 10 + (kLengths[i + 3] - '0');
  }
  return 0;
}

bool is_iban_shape(std::string_view compact) {
  struct Shape {
    std::string_view country;
    std::string_view parts;  ///< a letters, n digits, c both, each behind its count
  };
  static constexpr Shape kShapes[] = {
      {"NL", "4a10n"}, {"DE", "18n"},      {"BE", "12n"},      {"FR", "10n11c2n"}, {"GB", "4a14n"},
      {"ES", "20n"},   {"IT", "1a10n12c"}, {"AT", "16n"},      {"CH", "5n12c"},    {"LU", "3n13c"},
      {"PL", "24n"},   {"BG", "4a6n8c"},   {"CZ", "20n"},      {"DK", "14n"},      {"NO", "11n"},
      {"SE", "20n"},   {"FI", "14n"},      {"IE", "4a14n"},    {"PT", "21n"},      {"RO", "4a16c"},
      {"HU", "24n"},   {"SK", "20n"},      {"SI", "15n"},      {"HR", "17n"},      {"EE", "16n"},
      {"LT", "16n"},   {"LV", "4a13c"},    {"CY", "8n16c"},    {"MT", "4a5n18c"},  {"GR", "7n16c"},
      {"TR", "6n16c"}, {"LI", "5n12c"},    {"MC", "10n11c2n"}, {"SM", "1a10n12c"}, {"IS", "22n"}};
  for (const Shape& shape : kShapes) {
    if (!compact.starts_with(shape.country)) continue;
    std::size_t at = 4, count = 0;
    for (char part : shape.parts) {
      if (part >= '0' && part <= '9') {
        count = count * 10 + static_cast<std::size_t>(part - '0');
        continue;
      }
      for (; count > 0; --count, ++at) {
        if (at >= compact.size()) return false;
        const bool digit = compact[at] >= '0' && compact[at] <= '9';
        if ((part == 'n' && !digit) || (part == 'a' && digit)) return false;
      }
    }
    return at == compact.size();
  }
  return true;
}

bool is_dutch_vat(std::string_view compact) {
  if (compact.size() != 14 || compact.substr(0, 2) != "NL" || compact[11] != 'B' ||
      !is_digits(compact.substr(2, 9)) || !is_digits(compact.substr(12)))
    return false;
  int sum = 0;
  for (int i = 0; i < 8; ++i) sum += (compact[static_cast<std::size_t>(2 + i)] - '0') * (9 - i);
  if (sum % 11 == compact[10] - '0' && sum > 0) return true;
  unsigned remainder = 0;
  for (char c : compact) {
    if (c >= '0' && c <= '9') remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % 97;
    else remainder = (remainder * 100 + static_cast<unsigned>(c - 'A' + 10)) % 97;
  }
  return remainder == 1;
}

bool is_belgian_vat(std::string_view digits) {
  if (digits.size() != 10 || !is_digits(digits)) return false;
  unsigned body = 0;
  for (char c : digits.substr(0, 8)) body = body * 10 + static_cast<unsigned>(c - '0');
  return 97 - body % 97 == static_cast<unsigned>((digits[8] - '0') * 10 + (digits[9] - '0'));
}

bool is_german_vat(std::string_view digits) {
  if (digits.size() != 9 || !is_digits(digits)) return false;
  int product = 10;
  for (char c : digits.substr(0, 8)) {
    int sum = (c - '0' + product) % 10;
    if (sum == 0) sum = 10;
    product = 2 * sum % 11;
  }
  return (11 - product) % 10 == digits[8] - '0';
}

bool is_ean(std::string_view digits) {
  if ((digits.size() != 8 && digits.size() != 12 && digits.size() != 13 && digits.size() != 14) ||
      !is_digits(digits))
    return false;
  int sum = 0;
  for (std::size_t i = 0; i + 1 < digits.size(); ++i) {
    const bool thrice = (digits.size() - 2 - i) % 2 == 0;
    sum += (digits[i] - '0') * (thrice ? 3 : 1);
  }
  return (10 - sum % 10) % 10 == digits.back() - '0';
}

bool is_tox(std::string_view hex) {
  if (hex.size() != 76) return false;
  std::array<int, 2> parity{};
  for (std::size_t i = 0; i < 38; ++i) {
    const int high = hex_value(hex[2 * i]), low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    parity[i % 2] ^= high << 4 | low;
  }
  return parity[0] == 0 && parity[1] == 0;
}

namespace {

struct Armour {
  Bytes bytes;
  std::optional<std::uint32_t> crc;
};

std::optional<Armour> decode_armour(std::string_view body) {
  // Headers end at the first empty line; without one the body begins at the first line without a colon.
  Armour armour;
  std::uint32_t held = 0;
  int bits = 0;
  bool padded = false;
  std::size_t at = 0;
  bool in_headers = true;
  while (at < body.size()) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    std::string_view line = body.substr(at, end - at);
    at = end + 1;
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
      line.remove_suffix(1);
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t' || line.front() == '>'))
      line.remove_prefix(1);
    if (in_headers && line.find(": ") != std::string_view::npos) continue;
    if (line.empty()) continue;
    in_headers = false;
    if (line[0] == '=' && line.size() == 5) {
      std::uint32_t crc = 0;
      for (char c : line.substr(1)) {
        const std::size_t value =
            std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").find(c);
        if (value == std::string_view::npos) return std::nullopt;
        crc = crc << 6 | static_cast<std::uint32_t>(value);
      }
      armour.crc = crc;
      break;
    }
    for (char c : line) {
      if (c == ' ') continue;
      if (c == '=') {
        padded = true;
        continue;
      }
      static constexpr auto kValues =
          values_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
      const int value = kValues[static_cast<unsigned char>(c)];
      if (value < 0 || padded) return std::nullopt;
      held = held << 6 | static_cast<std::uint32_t>(value);
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        armour.bytes.push_back(static_cast<std::uint8_t>(held >> bits));
        held &= (1u << bits) - 1;
      }
    }
  }
  return armour;
}

std::uint32_t crc24(const Bytes& bytes) {
  std::uint32_t crc = 0xB704CE;
  for (std::uint8_t byte : bytes) {
    crc ^= std::uint32_t{byte} << 16;
    for (int i = 0; i < 8; ++i) {
      crc <<= 1;
      if (crc & 0x1000000) crc ^= 0x1864CFB;
    }
  }
  return crc & 0xFFFFFF;
}

std::string digest_hex(const EVP_MD* algorithm, std::span<const std::uint8_t> bytes) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) != 1) return {};
  std::string text = hex(std::span(digest).first(size));
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c & ~0x20) : c; });
  return text;
}

/// Body of the packet at the beginning if it is a public key.
std::span<const std::uint8_t> first_key(const Bytes& bytes) {
  if (bytes.size() < 2 || !(bytes[0] & 0x80)) return {};
  std::size_t size = 0, at = 0;
  int tag = 0;
  if (bytes[0] & 0x40) {
    tag = bytes[0] & 0x3F;
    if (bytes[1] < 192) size = bytes[1], at = 2;
    else if (bytes[1] < 224 && bytes.size() > 2)
      size = (std::size_t{bytes[1]} - 192) * 256 + bytes[2] + 192, at = 3;
    else if (bytes[1] == 255 && bytes.size() > 5)
      size =
          std::size_t{bytes[2]} << 24 | std::size_t{bytes[3]} << 16 | std::size_t{bytes[4]} << 8 | bytes[5],
      at = 6;
    else return {};
  } else {
    tag = bytes[0] >> 2 & 15;
    switch (bytes[0] & 3) {
      case 0: size = bytes[1], at = 2; break;
      case 1:
        if (bytes.size() < 3) return {};
        size = std::size_t{bytes[1]} << 8 | bytes[2], at = 3;
        break;
      case 2:
        if (bytes.size() < 5) return {};
        size =
            std::size_t{bytes[1]} << 24 | std::size_t{bytes[2]} << 16 | std::size_t{bytes[3]} << 8 | bytes[4],
        at = 5;
        break;
      default: return {};
    }
  }
  if (tag != 6 || size > bytes.size() - at || size < 6) return {};
  return std::span(bytes).subspan(at, size);
}

}  // namespace

ArmouredKey read_armoured_key(std::string_view body) {
  ArmouredKey key;
  const std::optional<Armour> armour = decode_armour(body);
  if (!armour) {
    key.crc = false;
    return key;
  }
  if (armour->crc) key.crc = *armour->crc == crc24(armour->bytes);
  const std::span<const std::uint8_t> packet = first_key(armour->bytes);
  if (packet.empty()) return key;
  Bytes hashed;
  const std::size_t size = packet.size();
  if (packet[0] == 4) {
    hashed = {0x99, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
  } else if (packet[0] == 5 || packet[0] == 6) {
    hashed = {static_cast<std::uint8_t>(packet[0] == 5 ? 0x9A : 0x9B), static_cast<std::uint8_t>(size >> 24),
              static_cast<std::uint8_t>(size >> 16), static_cast<std::uint8_t>(size >> 8),
              static_cast<std::uint8_t>(size)};
  } else {
    return key;
  }
  hashed.insert(hashed.end(), packet.begin(), packet.end());
  key.fingerprint = digest_hex(packet[0] == 4 ? EVP_sha1() : EVP_sha256(), hashed);
  return key;
}

}  // namespace peil::facts
