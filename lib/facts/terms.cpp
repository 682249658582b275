// facts/terms.cpp -- payment and delivery words, each value once.
#include <algorithm>

#include "base/embedded.hpp"
#include "facts/gazetteer.hpp"

PEIL_EMBEDDED(terms_table, peil_data_facts_terms_tsv)

namespace peil::facts {
namespace {

bool is_upper(std::string_view phrase) {
  bool letter = false;
  for (char c : phrase) {
    if (c >= 'a' && c <= 'z') return false;
    letter = letter || (c >= 'A' && c <= 'Z');
  }
  return letter;
}

}  // namespace

TermTable::TermTable() {
  each_row(terms_table(), 4, [&](const std::vector<std::string_view>& column) {
    rows_.push_back({column[0] == "payment", column[1]});
    const auto row = static_cast<std::uint32_t>(rows_.size() - 1);
    std::string_view rest = column[3];
    while (!rest.empty()) {
      const std::size_t bar = std::min(rest.find('|'), rest.size());
      const std::string_view phrase = rest.substr(0, bar);
      // BTC and DHL in lower case are as good; WU, COD, FE are not
      phrases_.add(phrase, row,
                   is_upper(phrase) && phrase.size() < 4 && phrase != "BTC" && phrase != "XMR" &&
                       phrase != "LTC" && phrase != "DHL" && phrase != "DPD" && phrase != "GLS");
      rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
  });
  phrases_.seal();
}

void TermTable::read(const Lexed& text, Terms& out) const {
  std::vector<bool> seen(rows_.size(), false);
  for (std::size_t i = 0; i < text.size();) {
    const PhraseMatch match =
        text[i].kind == Lex::kWord || text[i].kind == Lex::kNumber ? phrases_.match(text, i) : PhraseMatch{};
    if (!match) {
      ++i;
      continue;
    }
    i = match.end;
    const Row& row = rows_[match.row];
    if (seen[match.row]) continue;
    seen[match.row] = true;
    std::vector<Term>& list = row.payment ? out.payment : out.delivery;
    if (std::any_of(list.begin(), list.end(), [&](const Term& term) { return term.value == row.value; }))
      continue;
    Term term;
    term.start = text[match.begin].start;
    term.end = text[match.end - 1].end;
    term.rule = row.payment ? "payment.word" : "delivery.word";
    term.value = row.value;
    list.push_back(term);
  }
}

}  // namespace peil::facts
