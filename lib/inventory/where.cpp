#include "inventory/where.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace peil::inventory {

std::span<const expr::Column> expression_columns() {
  static const std::array<expr::Column, kColumns> kAll = [] {
    std::array<expr::Column, kColumns> all;
    for (std::size_t i = 0; i < kColumns; ++i) {
      const ColumnInfo& one = columns()[i];
      bool path = one.column == Column::kGoods || one.column == Column::kChannel ||
                  one.column == Column::kMo || one.column == Column::kRisk || one.column == Column::kGrow;
      all[i] = {one.name, one.absent, path};
    }
    return all;
  }();
  return kAll;
}

Result<Where> Where::parse(std::string_view text) {
  auto parsed = expr::Expr::parse(text, expression_columns());
  if (!parsed) return Error{"--where: " + parsed.error().message};
  Where where;
  where.expr_ = std::move(*parsed);
  return where;
}

bool Where::fits_pages() const {
  static constexpr Column kOfPages[] = {Column::kRoute,  Column::kLang,    Column::kSource, Column::kAccess,
                                        Column::kFrame,  Column::kStratum, Column::kPeriod, Column::kHost,
                                        Column::kDomain, Column::kChannel};
  for (std::size_t number : expr_.columns())
    if (std::find(std::begin(kOfPages), std::end(kOfPages), static_cast<Column>(number)) ==
        std::end(kOfPages))
      return false;
  // A member that only one of the two bears would drop all of the other.
  for (const std::string& member : expr_.members()) {
    bool of_page = false, of_item = false;
    for (const Field& field : fields()) {
      if (field.path != member) continue;
      of_page = of_page || (field.kinds & (1u << static_cast<unsigned>(Kind::kPage)));
      of_item = of_item || (field.kinds & (1u << static_cast<unsigned>(Kind::kItem)));
    }
    if (!of_page || !of_item) return false;
  }
  return true;
}

std::optional<std::string> value_text(Value value) {
  if (!value) return std::nullopt;
  if (auto text = value.text()) return std::string(*text);
  Buffer json;
  value.append_json(json);
  return json.str();
}

}  // namespace peil::inventory
