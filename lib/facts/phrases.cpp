// facts/phrases.cpp -- tables keyed by first and by last token.
#include "facts/phrases.hpp"

#include <algorithm>

namespace peil::facts {

void Phrases::add(std::string_view phrase, std::uint32_t row, bool exact) {
  Lexed lexed;
  lexed.set(phrase);
  if (lexed.size() == 0) return;
  Entry entry;
  entry.pool = static_cast<std::uint32_t>(pool_.size());
  entry.length = static_cast<std::uint16_t>(lexed.size());
  entry.exact = exact;
  entry.row = row;
  for (std::size_t i = 0; i < lexed.size(); ++i) {
    pool_.push_back(lexed[i].hash);
    if (exact) entry.written += lexed.raw(i);
  }
  entries_.push_back(std::move(entry));
}

void Phrases::seal() {
  for (const Entry& entry : entries_) {
    forward_.entries.push_back(entry);
    forward_.entries.back().key = pool_[entry.pool];
    backward_.entries.push_back(entry);
    backward_.entries.back().key = pool_[entry.pool + entry.length - 1];
  }
  forward_.seal();
  backward_.seal();
}

void Phrases::interest(std::uint8_t bit, Interests& interests) {
  bit_ = bit;
  for (const Entry& entry : entries_) interests.add(pool_[entry.pool], bit);
}

void Phrases::Index::seal() {
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.key != b.key ? a.key < b.key : a.length > b.length;
  });
  std::size_t size = 16;
  while (size < entries.size() * 2) size *= 2;
  slots.assign(size, 0);
  filter.assign(size / 4, 0);  // 16 to 32 bits an entry
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i > 0 && entries[i].key == entries[i - 1].key) continue;
    filter[(entries[i].key >> 6) & (filter.size() - 1)] |= std::uint64_t{1} << (entries[i].key & 63);
    std::size_t slot = entries[i].key & (size - 1);
    while (slots[slot]) slot = (slot + 1) & (size - 1);
    slots[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

std::size_t Phrases::Index::find(std::uint64_t key) const {
  if (slots.empty() || !(filter[(key >> 6) & (filter.size() - 1)] >> (key & 63) & 1)) return entries.size();
  std::size_t slot = key & (slots.size() - 1);
  while (slots[slot]) {
    if (entries[slots[slot] - 1].key == key) return slots[slot] - 1;
    slot = (slot + 1) & (slots.size() - 1);
  }
  return entries.size();
}

bool Phrases::fits(const Entry& entry, const Lexed& text, std::size_t begin) const {
  if (begin + entry.length > text.size()) return false;
  for (std::size_t k = 0; k < entry.length; ++k) {
    const Token& token = text[begin + k];
    if (token.hash != pool_[entry.pool + k] || (k > 0 && token.gap > 1)) return false;
  }
  if (!entry.exact) return true;
  std::size_t at = 0;
  for (std::size_t k = 0; k < entry.length; ++k) {
    const std::string_view raw = text.raw(begin + k);
    if (entry.written.compare(at, raw.size(), raw) != 0) return false;
    at += raw.size();
  }
  return at == entry.written.size();
}

PhraseMatch Phrases::search(const Lexed& text, std::size_t at) const {
  const std::uint64_t key = text[at].hash;
  for (std::size_t i = forward_.find(key); i < forward_.entries.size() && forward_.entries[i].key == key;
       ++i) {
    const Entry& entry = forward_.entries[i];
    if (fits(entry, text, at)) {
      return {entry.row, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + entry.length)};
    }
  }
  return {};
}

PhraseMatch Phrases::match_back(const Lexed& text, std::size_t at) const {
  const std::uint64_t key = text[at].hash;
  for (std::size_t i = backward_.find(key); i < backward_.entries.size() && backward_.entries[i].key == key;
       ++i) {
    const Entry& entry = backward_.entries[i];
    if (entry.length > at + 1) continue;
    const std::size_t begin = at + 1 - entry.length;
    if (fits(entry, text, begin)) {
      return {entry.row, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at + 1)};
    }
  }
  return {};
}

void each_row(std::string_view table, std::size_t count,
              const std::function<void(const std::vector<std::string_view>&)>& visit) {
  std::vector<std::string_view> columns;
  while (!table.empty()) {
    const std::size_t end = std::min(table.find('\n'), table.size());
    std::string_view line = table.substr(0, end);
    table.remove_prefix(std::min(end + 1, table.size()));
    if (line.empty() || line[0] == '#') continue;
    columns.clear();
    for (;;) {
      const std::size_t tab = line.find('\t');
      columns.push_back(line.substr(0, tab));
      if (tab == std::string_view::npos) break;
      line.remove_prefix(tab + 1);
    }
    columns.resize(count);
    visit(columns);
  }
}

}  // namespace peil::facts
