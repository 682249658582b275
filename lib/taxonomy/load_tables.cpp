// taxonomy/load_tables.cpp -- the small tables: hosts, level cuts, audience, compounds, gates,
// refinements and law.
#include <algorithm>

#include <fmt/format.h>

#include "base/words.hpp"
#include "taxonomy/loader.hpp"
#include "taxonomy/shapes.hpp"

namespace peil::taxonomy {

void Loader::channels(const SourceFile& file) {
  static constexpr std::string_view kColumns[] = {"kind", "value", "channel", "note"};
  const Table table = read_table(file, kColumns, 3, problems_);
  for (const Row& row : table.rows) {
    const auto label = label_of(file, row.line, fmt::format("channel:{}", row.cells[2]));
    if (!label) continue;
    if (row.cells[0] == "domain") made_->hosts_[to_lower_ascii(row.cells[1])] = *label;
    else if (row.cells[0] == "software") made_->software_[to_lower_ascii(row.cells[1])] = *label;
    else
      problem(file, row.line,
              fmt::format("unknown kind \"{}\": domain or software", printable(row.cells[0], 40)));
  }
}

void Loader::levels(const SourceFile& file) {
  static constexpr std::string_view kColumns[] = {"label",      "unit",       "user_max",
                                                  "retail_max", "middle_max", "source"};
  const Table table = read_table(file, kColumns, 4, problems_);
  for (const Row& row : table.rows) {
    const auto& cell = row.cells;
    const bool price = cell[0] == "any";
    const auto label = price ? std::optional<LabelId>(LabelId{0})
                             : label_of(file, row.line, fmt::format("goods:{}", cell[0]));
    if (!label) continue;
    if (!price && cell[1] != "g" && cell[1] != "ml" && cell[1] != "units") {
      problem(file, row.line,
              fmt::format("unknown unit \"{}\": g, ml or units (a currency needs label any)",
                          printable(cell[1], 20)));
      continue;
    }
    Cut cut{*label, std::string(cell[1]), {}, {}, {}};
    const auto user = Decimal::parse(cell[2]), retail = Decimal::parse(cell[3]),
               middle = Decimal::parse(cell[4]);
    if (!user || !retail || (!price && !middle) || *user > *retail || (!price && *retail > *middle)) {
      problem(file, row.line, "the cuts must be numbers that do not fall");
      continue;
    }
    cut.user = *user, cut.retail = *retail;
    if (!price) cut.middle = *middle;
    auto& cuts = made_->cuts_;
    const auto old = std::find_if(cuts.begin(), cuts.end(), [&](const Cut& each) {
      return each.unit == cut.unit && each.label == cut.label && each.middle.has_value() == !price;
    });
    if (old == cuts.end()) cuts.push_back(cut);
    else *old = cut;
  }
}

void Loader::audience(const SourceFile& file) {
  static constexpr std::string_view kColumns[] = {"signal", "weight", "note"};
  const Table table = read_table(file, kColumns, 2, problems_);
  for (const Row& row : table.rows) {
    const auto weight = parse_weight(row.cells[1]);
    if (!weight) problem(file, row.line, fmt::format("\"{}\" is no weight", printable(row.cells[1], 40)));
    else made_->audience_[std::string(row.cells[0])] = *weight;
  }
}

void Loader::compounds(const SourceFile& file) {
  static constexpr std::string_view kColumns[] = {"kind", "lang", "value", "group", "relabel"};
  static constexpr std::string_view kKinds[] = {"head", "link", "tail", "ending"};
  auto& made = made_->compounds_;
  const Table table = read_table(file, kColumns, 3, problems_);
  for (const Row& row : table.rows) {
    const auto& cell = row.cells;
    const auto words = fold(cell[2]);
    if (words.size() != 1) {
      problem(file, row.line, fmt::format("\"{}\" is not one word", printable(cell[2], 60)));
      continue;
    }
    if (cell[0] == "head") made.heads.push_back(words[0]);
    else if (cell[0] == "link") made.links.push_back(words[0]);
    else if (cell[0] == "ending") made.endings.push_back(words[0]);
    else if (cell[0] == "tail") {
      CompoundPart part{words[0], cell[3] == "activity", 0, 0};
      if (!cell[4].empty()) {
        const auto parts = split(cell[4], '>');
        if (parts.size() != 2) {
          problem(file, row.line, "relabel is written A>B");
          continue;
        }
        const auto under = label_of(file, row.line, fmt::format("goods:{}", trim(parts[0])));
        const auto becomes = label_of(file, row.line, fmt::format("goods:{}", trim(parts[1])));
        if (!under || !becomes) continue;
        part.under = *under, part.becomes = *becomes;
      }
      made.tails.push_back(part);
    } else {
      problem(file, row.line,
              fmt::format("unknown kind \"{}\"{}", printable(cell[0], 40), suggestion(cell[0], kKinds)));
    }
  }
}

void Loader::gates(const SourceFile& file) {
  static constexpr std::string_view kColumns[] = {"gate", "word"};
  const Table table = read_table(file, kColumns, 2, problems_);
  for (const Row& row : table.rows) {
    auto list = hashes(row.cells[1]);
    const auto known =
        made_->gates_.try_emplace(std::string(row.cells[0]), std::uint32_t{1} << (made_->gates_.size() % 32));
    if (made_->gates_.size() > 32) problem(file, row.line, "more than 32 gates");
    else if (list.empty()) problem(file, row.line, "empty word");
    else made_->gate_words_.push_back({known.first->second, std::move(list)});
  }
}

void Loader::sort_gates() {
  auto& words = made_->gate_words_;
  std::stable_sort(words.begin(), words.end(),
                   [](const auto& a, const auto& b) { return a.tokens[0] < b.tokens[0]; });
  for (const auto& word : words) {
    made_->gate_filter_[(word.tokens[0] >> 6) % made_->gate_filter_.size()] |= std::uint64_t{1}
                                                                               << (word.tokens[0] & 63);
  }
}

/// Terms of the shop channels as a host would spell them: grow shop is growshop.
void Loader::name_shops() {
  constexpr std::size_t kLetters = 8;
  for (const Term& term : made_->terms_) {
    const Label& label = made_->labels_[term.label];
    if (label.scheme != Scheme::kChannel || !label.slug.starts_with("shop.")) continue;
    std::string name;
    for (const std::string& word : fold(term.text)) name += word;
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (plain && name.size() >= kLetters) made_->shop_names_.emplace_back(std::move(name), term.label);
  }
  std::stable_sort(made_->shop_names_.begin(), made_->shop_names_.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

void Loader::refine(const SourceFile& file) {
  static constexpr std::string_view kColumns[] = {"label", "shapes", "becomes", "without", "note"};
  const Table table = read_table(file, kColumns, 3, problems_);
  for (const Row& row : table.rows) {
    const auto from = label_of(file, row.line, fmt::format("goods:{}", row.cells[0]));
    const auto to = label_of(file, row.line, fmt::format("goods:{}", row.cells[2]));
    auto shapes = [&](std::string_view cell) {
      std::uint8_t bits = 0;
      if (cell.empty()) return bits;
      for (std::string_view each : split(cell, ',')) {
        const std::uint8_t bit = shape_from_name(trim(each));
        if (bit == 0) {
          problem(file, row.line,
                  fmt::format("unknown class \"{}\"{}", printable(trim(each), 40),
                              suggestion(trim(each), shape_names())));
        }
        bits = static_cast<std::uint8_t>(bits | bit);
      }
      return bits;
    };
    const std::uint8_t with = shapes(row.cells[1]), without = shapes(row.cells[3]);
    if (with == 0) problem(file, row.line, "no class of numbers to refine by");
    else if (from && to) made_->refinements_.push_back({*from, *to, with, without});
  }
}

namespace {

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  return text.substr(5, 2) >= "01" && text.substr(5, 2) <= "12" && text.substr(8) >= "01" &&
         text.substr(8) <= "31";
}

}  // namespace

void Loader::law(const SourceFile& file) {
  static constexpr std::string_view kColumns[] = {"label",      "status",   "basis", "substance",
                                                  "valid_from", "valid_to", "source"};
  const Table table = read_table(file, kColumns, 3, problems_);
  for (const Row& row : table.rows) {
    const auto& cell = row.cells;
    const auto label = label_of(file, row.line, fmt::format("goods:{}", cell[0]));
    bool good = label.has_value();
    for (std::size_t i : {4u, 5u}) {
      if (cell[i].empty() || is_day(cell[i])) continue;
      problem(file, row.line, fmt::format("\"{}\" is no day: YYYY-MM-DD", printable(cell[i], 40)));
      good = false;
    }
    if (good && !cell[4].empty() && !cell[5].empty() && cell[4] > cell[5]) {
      problem(file, row.line, fmt::format("valid_from {} is after valid_to {}", cell[4], cell[5]));
      good = false;
    }
    if (cell[1].empty()) problem(file, row.line, "no status");
    if (!good || cell[1].empty()) continue;
    if (!cell[3].empty()) {
      const bool known = std::any_of(made_->terms_.begin(), made_->terms_.end(),
                                     [&](const Term& term) { return term.substance == cell[3]; });
      if (!known)
        odd(file, row.line, fmt::format("no term has the substance \"{}\"", printable(cell[3], 60)));
    }
    made_->laws_.push_back({*label, std::string(cell[3]), std::string(cell[4]), std::string(cell[5]),
                            std::string(cell[1]), std::string(cell[2])});
  }
}

}  // namespace peil::taxonomy
