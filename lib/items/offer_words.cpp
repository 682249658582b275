// items/offer_words.cpp -- the word lists, indexed by their first byte.
#include "items/offer_words.hpp"

#include <array>
#include <vector>

#include "base/embedded.hpp"
#include "base/words.hpp"

PEIL_EMBEDDED(offer_words_file, peil_data_items_offer_words_tsv)

namespace peil::items {

namespace {

struct Word {
  std::string_view text;
  unsigned group;
};
using Table = std::array<std::vector<Word>, 256>;

Table read_table() {
  Table table;
  unsigned group = 0;
  for (std::string_view line : split(offer_words_file(), '\n')) {
    const std::size_t tab = line.find('\t');
    if (line.empty() || line[0] == '#' || tab == std::string_view::npos) continue;
    for (std::string_view word : split(line.substr(tab + 1), '|')) {
      if (!word.empty()) table[static_cast<unsigned char>(word[0])].push_back({word, group});
    }
    ++group;
  }
  return table;
}

/// Lower case of ASCII, and of the two-byte letters of Latin, Greek and Cyrillic. Lengths stay.
std::string lower_case(std::string_view text) {
  std::string out = to_lower_ascii(text);
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    auto lead = static_cast<unsigned char>(out[i]);
    auto next = static_cast<unsigned char>(out[i + 1]);
    if (lead == 0xC3 && next >= 0x80 && next <= 0x9E && next != 0x97)
      next = static_cast<unsigned char>(next + 0x20);
    else if ((lead == 0xC4 || lead == 0xC5) &&
             ((next % 2 == 0) != (lead == 0xC5 && ((next >= 0x81 && next <= 0x88) || next >= 0xB9))))
      next = static_cast<unsigned char>(next + 1);
    else if (lead == 0xCE && next >= 0x91 && next <= 0x9F) next = static_cast<unsigned char>(next + 0x20);
    else if (lead == 0xCE && next >= 0xA0 && next <= 0xA9)
      lead = 0xCF, next = static_cast<unsigned char>(next - 0x20);
    else if (lead == 0xD0 && next >= 0x90 && next <= 0x9F) next = static_cast<unsigned char>(next + 0x20);
    else if (lead == 0xD0 && next >= 0xA0 && next <= 0xAF)
      lead = 0xD1, next = static_cast<unsigned char>(next - 0x20);
    else continue;
    out[i] = static_cast<char>(lead);
    out[i + 1] = static_cast<char>(next);
    ++i;
  }
  return out;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c & 0x80) != 0; }

}  // namespace

unsigned offer_words(std::string_view line) {
  static const Table kTable = read_table();
  const std::string lower = lower_case(line.substr(0, 200));
  unsigned groups = 0;
  for (std::size_t at = 0; at < lower.size(); ++at) {
    // A Latin word begins where a word begins, and a short one ends there too.
    const bool letter = lower[at] >= 'a' && lower[at] <= 'z';
    if (letter && at > 0 && is_letter(lower[at - 1])) continue;
    const char second = at + 1 < lower.size() ? lower[at + 1] : '\0';
    for (const Word& word : kTable[static_cast<unsigned char>(lower[at])]) {
      if (((groups >> word.group) & 1) != 0 || (word.text.size() > 1 && word.text[1] != second)) continue;
      if (lower.compare(at, word.text.size(), word.text) != 0) continue;
      const std::size_t end = at + word.text.size();
      const bool cut = letter && word.text.size() <= 4 && end < lower.size() && is_letter(word.text.back()) &&
                       is_letter(lower[end]);
      if (!cut) groups |= 1u << word.group;
    }
  }
  return groups;
}

bool is_buy_text(std::string_view text) {
  // Words that mean buying only where they are all that a button says.
  const std::string whole = to_lower_ascii(trim(text.substr(0, 60)));
  for (std::string_view word : {"buy", "order", "koop", "kopen", "bestel", "kauf", "kupi", "kup", "comprar",
                                "compra", "acheter", "commander", "acquista", "k\xC3\xB8" "b", "k\xC3\xB6p"}) {
    if (whole == word) return true;
  }
  return text.size() <= 60 && has(offer_words(text), OfferWord::kBuy);
}

}  // namespace peil::items
