#include "clusters/seller.hpp"

#include <algorithm>
#include <string_view>

#include "base/words.hpp"

namespace peil::clusters {
namespace {

struct Handle {
  std::string_view type, prefix;
  bool coin = false;
};
// Identifiers by which a seller can be known again. An address of a page or a price is none.
constexpr Handle kHandles[] = {
    {"btc", "btc:", true},
    {"ltc", "ltc:", true},
    {"doge", "doge:", true},
    {"dash", "dash:", true},
    {"bch", "bch:", true},
    {"zec", "zec:", true},
    {"trx", "trx:", true},
    {"eth", "eth:", true},
    {"xmr", "xmr:", true},
    {"iban", "iban:"},
    {"vat", "vat:"},
    {"kvk", "kvk:"},
    {"email", "mail:"},
    {"phone", "phone:"},
    {"pgp_fingerprint", "pgp:"},
    {"telegram", "handle:telegram/"},
    {"whatsapp", "handle:whatsapp/"},
    {"signal", "handle:signal/"},
    {"session", "handle:session/"},
    {"wickr", "handle:wickr/"},
    {"threema", "handle:threema/"},
    {"discord", "handle:discord/"},
    {"jabber", "handle:jabber/"},
    {"tox", "handle:tox/"},
};

// Beside an identifier: it is another's.
constexpr std::string_view kWarnings[] = {"scammer",    "oplicht",  "opgelicht", "ripped me", "is fake",
                                          "is a fake",  "is nep",   "not mine",  "not me",    "niet van mij",
                                          "impersonat", "imposter", "impostor",  "betrüger",  "abzocke"};
constexpr std::string_view kThirds[] = {"escrow", "multisig", "treuhand", "market fee", "marketplace wallet"};
constexpr std::size_t kBeside = 48;

template <std::size_t N>
bool says(std::string_view text, const std::string_view (&words)[N]) {
  const std::string lower = to_lower_ascii(text);
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// The words before and behind the identifier, where the evidence says where it stands.
std::string_view beside(const Record& record, Value identifier) {
  Value evidence = identifier["evidence"].at(0);
  if (evidence["field"].text_or_empty() != "text") return {};
  std::string_view text = record["text"].text_or_empty();
  const auto start = evidence["start"].integer(), end = evidence["end"].integer();
  if (!start || !end || *start < 0 || *end < *start || static_cast<std::size_t>(*end) > text.size())
    return {};
  const auto from = static_cast<std::size_t>(*start), to = static_cast<std::size_t>(*end);
  const std::size_t first = from > kBeside ? from - kBeside : 0;
  return text.substr(first, to - first + kBeside);
}

std::string_view first_label(const Record& record, std::string_view scheme) {
  std::string_view found;
  record.made("labels").each([&](Value label) {
    if (found.empty() && label["scheme"].text_or_empty() == scheme) found = label["label"].text_or_empty();
  });
  return found;
}

// Whether the record speaks for its seller.
bool speaks_for_itself(const Record& record) {
  if (record["form"].text_or_empty() == "feedback") return false;
  const std::string_view act = first_label(record, "act");
  return act.empty() || act == "offer" || act == "unknown";
}

}  // namespace

std::vector<std::string> own_keys(const Record& record, text::Tokenizer& tokenizer) {
  std::vector<std::string> keys;
  if (record.kind() != Kind::kItem && record.kind() != Kind::kPage) return keys;
  std::string_view domain = record["site"]["domain"].text_or_empty();
  if (domain.empty()) domain = record["site"]["host"].text_or_empty();
  if (std::string name = tokenizer.fold(record["vendor"]["name"].text_or_empty()); !name.empty())
    keys.push_back("vendor:" + std::string(domain) + "/" + name);
  const std::string_view channel = first_label(record, "channel");
  if (!domain.empty() && (channel == "shop" || channel.starts_with("shop.")))
    keys.push_back("site:" + std::string(domain));
  if (speaks_for_itself(record))
    record["identifiers"].each([&](Value identifier) {
      if (identifier["valid"].boolean() == false) return;
      std::string_view type = identifier["type"].text_or_empty(), value = identifier["value"].text_or_empty();
      for (const Handle& handle : kHandles) {
        if (handle.type != type || value.empty()) continue;
        const std::string_view words = beside(record, identifier);
        if (says(words, kWarnings) || (handle.coin && says(words, kThirds))) continue;
        keys.push_back(std::string(handle.prefix) + std::string(value));
      }
    });
  // The account first, then the shop: who takes one key takes the one that all records of a seller have.
  auto rank = [](const std::string& key) {
    return key.starts_with("vendor:") ? 0 : key.starts_with("site:") ? 1 : 2;
  };
  std::sort(keys.begin(), keys.end(), [&](const std::string& a, const std::string& b) {
    return rank(a) != rank(b) ? rank(a) < rank(b) : a < b;
  });
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace peil::clusters
