// facts/checks.hpp -- private to lib/facts: the checksums of addresses, accounts and keys.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peil::facts {

/// Keccak-256 as Ethereum and Monero use it: the padding of before FIPS 202.
std::array<std::uint8_t, 32> keccak256(std::span<const std::uint8_t> bytes);

/// What a base58check string of 25 bytes is, by its version: btc, ltc, doge, dash, trx, or "" when its checksum is
/// wrong or the version is none of theirs. Source: https://en.bitcoin.it/wiki/Base58Check_encoding
std::string_view base58_coin(std::string_view text);
/// Only letters and digits of base58.
bool is_base58(std::string_view text);

/// A transparent address of Zcash (t1…, t3…), base58check with a version of two bytes.
bool is_zcash(std::string_view text);
/// An address of Bitcoin Cash without its prefix (q…, p…), 42 characters. Source: the CashAddr specification.
bool is_cashaddr(std::string_view text);

/// A segwit address (`bc1…`, `ltc1…`) with its checksum, version and program length right.
/// Source: BIP 173, BIP 350.
bool is_segwit(std::string_view text);

/// A Monero address of the main network: standard, integrated (106 characters) or subaddress.
bool is_monero(std::string_view text);

/// An Ethereum address (0x and 40 hexadecimal digits) with the letters' case that EIP-55 gives it.
std::string eip55(std::string_view text);

/// ISO 7064 mod 97-10 over compact capitals and digits, the first four moved to the end. Source: ISO 13616.
bool is_iban_checksum(std::string_view compact);
/// Characters of an IBAN of that country; 0 when it has none.
int iban_length(std::string_view country);

/// Letters and digits where the country's own accounts have them; true for countries not in the table.
bool is_iban_shape(std::string_view compact);

/// NL123456789B01: the eleven-test of numbers until 2020, or mod 97 of those since.
bool is_dutch_vat(std::string_view compact);
/// Ten digits of a Belgian, nine of a German number.
bool is_belgian_vat(std::string_view digits);
bool is_german_vat(std::string_view digits);

/// EAN-8, UPC-A, EAN-13, GTIN-14 by their check digit.
bool is_ean(std::string_view digits);

/// A Tox id: 76 hexadecimal digits, the last two bytes the parity of the others.
bool is_tox(std::string_view hex);

/// Fingerprint in capitals of the first public key in the body of an ASCII-armoured block, and whether the
/// block's CRC-24 is right (nullopt when it has none). Fingerprint "" when no key can be read.
/// Source: RFC 9580 §6, §5.5.4.
struct ArmouredKey {
  std::string fingerprint;
  std::optional<bool> crc;
};
ArmouredKey read_armoured_key(std::string_view body);

}  // namespace peil::facts
