#include "inventory/privacy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "base/hash.hpp"

namespace peil::inventory {
namespace {

std::string_view bytes(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

constexpr std::string_view kSign = "x";  // as offices of statistics write a figure that is secret

using render::Cell;
using render::Row;
using render::Table;

bool in_list(std::string_view key, std::span<const std::string_view> list) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

// One table. Rows add up to the row above them with a smaller indent, in the end to the total; columns that
// name a value add up to the column of all. (An offer of two classes stands in both: then less follows, and
// what is hidden is hidden a little too well.)
class Suppression {
 public:
  Suppression(Table& table, std::uint64_t least) : table_(table), least_(static_cast<std::int64_t>(least)) {
    static constexpr std::string_view kMeasures[] = {"raw", "sellers", "hosts", "classes", "points"};
    static constexpr std::string_view kWholes[] = {"offers", "n", "all", "total", "of"};
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].type != render::ColumnType::kCount) continue;
      counts_.push_back(i);
      if (in_list(table.columns[i].key, kWholes)) whole_ = i;
      else if (!in_list(table.columns[i].key, kMeasures)) parts_.push_back(i);
    }
    find_families();
  }

  // Whether anything was hidden.
  bool run() {
    for (Row& row : table_.rows)
      for (std::size_t i : counts_)
        if (shown(row, i) && row.cells[i].count < least_) hide(row.cells[i]);
    if (!any_) return false;
    for (bool more = true; more;) {
      more = false;
      for (const Family& family : families_)
        for (std::size_t i : counts_) more = settle(column_of(family, i)) || more;
      if (!whole_ || parts_.empty()) continue;
      for (Row& row : table_.rows) more = settle(row_of(row)) || more;
    }
    for (Row& row : table_.rows) {
      bool hidden = std::any_of(counts_.begin(), counts_.end(), [&](std::size_t i) {
        return i < row.cells.size() && is_hidden(row.cells[i]);
      });
      for (Cell& cell : row.cells)
        if (hidden && (cell.kind == Cell::Kind::kShare || cell.kind == Cell::Kind::kNumber)) hide(cell);
    }
    return true;
  }

 private:
  struct Family {
    std::vector<std::size_t> rows;
    std::size_t sum;  // the row that they add up to
  };
  struct Line {
    std::vector<Cell*> parts;
    Cell* sum;
  };

  void find_families() {
    auto total = std::find_if(table_.rows.begin(), table_.rows.end(),
                              [](const Row& row) { return row.role == Row::Role::kTotal; });
    auto last = static_cast<std::size_t>(total - table_.rows.begin());
    std::vector<std::size_t> above;  // the rows that the next one may stand under
    std::vector<std::vector<std::size_t>> children(table_.rows.size() + 1);
    for (std::size_t i = 0; i < last; ++i) {
      while (!above.empty() && table_.rows[above.back()].indent >= table_.rows[i].indent) above.pop_back();
      children[above.empty() ? last : above.back()].push_back(i);
      above.push_back(i);
    }
    for (std::size_t i = 0; i < table_.rows.size(); ++i)
      if (!children[i].empty()) families_.push_back({children[i], i});
  }

  bool shown(const Row& row, std::size_t i) const {
    return i < row.cells.size() && row.cells[i].kind == Cell::Kind::kCount && row.cells[i].count > 0;
  }
  bool is_hidden(const Cell& cell) const { return cell.kind == Cell::Kind::kUnknown && cell.text == kSign; }
  std::string sign() const { return fmt::format("<{}", least_); }
  void hide(Cell& cell) {
    cell = render::unknown(kSign);
    any_ = true;
  }

  Line column_of(const Family& family, std::size_t i) {
    Line line{{}, nullptr};
    for (std::size_t row : family.rows)
      if (i < table_.rows[row].cells.size()) line.parts.push_back(&table_.rows[row].cells[i]);
    if (i < table_.rows[family.sum].cells.size()) line.sum = &table_.rows[family.sum].cells[i];
    return line;
  }
  Line row_of(Row& row) {
    Line line{{}, nullptr};
    for (std::size_t i : parts_)
      if (i < row.cells.size()) line.parts.push_back(&row.cells[i]);
    if (*whole_ < row.cells.size()) line.sum = &row.cells[*whole_];
    return line;
  }

  // One hidden part and a shown sum: the part follows. Hides the least other part, or else the sum.
  bool settle(const Line& line) {
    if (!line.sum || line.sum->kind != Cell::Kind::kCount) return false;
    auto hidden = std::count_if(line.parts.begin(), line.parts.end(),
                                [&](const Cell* cell) { return is_hidden(*cell); });
    if (hidden != 1) return false;
    Cell* least = nullptr;
    for (Cell* cell : line.parts)
      if (cell->kind == Cell::Kind::kCount && cell->count > 0 && (!least || cell->count < least->count))
        least = cell;
    hide(least ? *least : *line.sum);
    return true;
  }

  Table& table_;
  std::int64_t least_;
  std::vector<std::size_t> counts_, parts_;
  std::optional<std::size_t> whole_;
  std::vector<Family> families_;
  bool any_ = false;
};

}  // namespace

Result<Pseudonyms> Pseudonyms::parse(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  if (text.size() < kLeastKeyBytes)
    return Error{fmt::format("the key has {} bytes and needs {}", text.size(), kLeastKeyBytes)};
  constexpr std::size_t kBlock = 64;
  Sha256Digest digest = sha256(text);
  std::string key(text.size() > kBlock ? bytes(digest) : text);
  key.resize(kBlock, '\0');
  Pseudonyms made;
  for (char c : key) {
    made.inner_ += static_cast<char>(c ^ 0x36);
    made.outer_ += static_cast<char>(c ^ 0x5c);
  }
  return made;
}

std::string Pseudonyms::of(std::string_view seller) const {
  Sha256Digest inner = sha256(inner_ + std::string(seller));
  Sha256Digest outer = sha256(outer_ + std::string(bytes(inner)));
  return "P-" + base32_lower(outer).substr(0, 10);
}

void suppress_small(render::Document& document, std::uint64_t least, const Words& words) {
  if (least < 2) return;
  static constexpr std::string_view kOfCollecting[] = {"coverage", "quality", "runs", "health"};
  for (Table& table : document.tables) {
    if (in_list(table.name, kOfCollecting)) continue;
    if (Suppression(table, least).run())
      table.notes.push_back(
          words.format("x: counts of 1 to {} are not shown, nor those from which they would follow.",
                       words.count(least - 1)));
  }
}

}  // namespace peil::inventory
