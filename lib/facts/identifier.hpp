// facts/identifier.hpp -- by what a seller, a site or a good can be known: addresses, accounts, keys.
//
// One pass over the text: rare bytes (`@ : / . +` and digits, runs of base58 or hex) call the reader of
// a kind, which looks at a bounded window, or at what no other candidate of its kind looks at. Defanged forms
// (hxxp, [.], (at)) are read. A BSN is never an identifier, whatever it looks like.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "facts/found.hpp"

namespace peil::facts {

struct Identifier : Found {
  /// url domain email ip phone onion onion_v2 i2p btc ltc doge eth xmr iban vat kvk postcode address
  /// pgp_key pgp_fingerprint telegram whatsapp signal session wickr threema discord jabber tox analytics
  /// ads payment_link sku ean
  std::string_view type;
  /// Normal form: hosts and bech32 in lower case, E.164, IBAN and VAT compact, ETH with its EIP-55
  /// letters, a PGP key's fingerprint in capitals (of a broken key block: ""), handles without @.
  std::string value;
  /// Verdict of the checksum; nullopt where the kind has none, or this form of it.
  std::optional<bool> valid;
};

struct IdentifierContext {
  /// Where a phone number without a country code is read (NL, BE, DE, GB, FR); "" reads none.
  std::string_view country = "NL";
};

}  // namespace peil::facts
