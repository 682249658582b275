// report export TABLE: the records as tidy tables, one observation a row, for R, pandas, SQLite or a
// spreadsheet.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/words.hpp"
#include "inventory/report.hpp"
#include "render/inert.hpp"

namespace peil::inventory {
namespace {

/// A column: its name, where its value stands (dots lead into objects; ^ begins at the record, = is worked
/// out), and what it means.
struct TidyColumn {
  std::string_view name, path, meaning;
};
/// A table: what a row of it is, and of which records.
struct TidyTable {
  std::string_view name, row;
  bool items, pages;
  std::span<const std::string_view> arrays;  ///< each element is a row; none: the record is
  std::span<const TidyColumn> columns;
};

constexpr TidyColumn kItems[] = {
    {"item", "^id", "Names the observation."},
    {"cluster", "^cluster.id", "Names the thing observed: count distinct ones, or rows of the first sight."},
    {"first", "=first", "1 when this is the first sight of its cluster."},
    {"form", "^form", "listing, post, feedback or profile."},
    {"within", "^within", "The post that holds this listing."},
    {"page", "^page.id", "The page it stood on."},
    {"host", "^site.host", "Host of that page."},
    {"network", "^network", "clear, tor or i2p."},
    {"fetched_at", "^page.fetched_at", "When the page was fetched, UTC."},
    {"listed_at", "^listed_at", "When the offer says that it was placed."},
    {"title", "^title", "As written; left out with --redact."},
    {"lang", "^lang.code", "Language."},
    {"act", "=act", "offer, request, review, …"},
    {"channel", "=channel", "Sort of place."},
    {"seller", "=seller", "Only with --pseudonym-key (P-…) or --names."},
    {"stock", "^stock", "0 is sold out."},
    {"rating", "^rating", "As printed."},
    {"sold_count", "^sold_count", "As the page says."}};
constexpr TidyColumn kPrices[] = {
    {"item", "^id", "The item."},
    {"cluster", "^cluster.id", "The thing observed."},
    {"amount", "amount", "Price, exact."},
    {"currency", "currency", "ISO 4217 or BTC, XMR, …"},
    {"quantity", "quantity.amount", "For how much."},
    {"unit", "quantity.unit", "Of that quantity."},
    {"grams", "quantity.grams", "The same in grams."},
    {"per_gram", "per_gram", "Price of a gram, six significant digits."},
    {"holding", "holding", "true: a price that keeps others away, not one that is paid."}};
constexpr TidyColumn kQuantities[] = {
    {"item", "^id", "The item."},        {"cluster", "^cluster.id", "The thing observed."},
    {"amount", "amount", "As written."}, {"unit", "unit", "As understood."},
    {"grams", "grams", "In grams."},     {"units", "units", "In pieces."},
    {"ml", "ml", "In millilitres."},     {"strength_mg", "strength_mg", "Of one piece."}};
constexpr TidyColumn kPlaces[] = {{"item", "^id", "The item."},
                                  {"cluster", "^cluster.id", "The thing observed."},
                                  {"role", "=array", "ships_from, ships_to, ships_except or places."},
                                  {"code", "code", "ISO 3166-1 alpha-2, EU or WW."},
                                  {"value", "value", "A town."}};
constexpr TidyColumn kLabels[] = {
    {"record", "^id", "The item or page."},
    {"kind", "^kind", "item or page."},
    {"scheme", "scheme", "goods, act, channel, audience, risk, level, mo, grow."},
    {"label", "label", "The verdict."},
    {"score", "score", "Calibrated probability, where there is one."},
    {"weight", "weight", "Sum of the rules that speak for it."}};
constexpr TidyColumn kIdentifiers[] = {
    {"record", "^id", "The item or page."},
    {"kind", "^kind", "item or page."},
    {"type", "type", "email, phone, telegram, btc, …"},
    {"value", "=identifier", "Only with --pseudonym-key (P-…) or --names."},
    {"valid", "valid", "Verdict of its checksum, where it has one."}};
constexpr TidyColumn kPages[] = {{"page", "^id", "Names the observation."},
                                 {"url", "^url", "Left out with --redact."},
                                 {"host", "^site.host", "Host."},
                                 {"network", "^network", "clear, tor or i2p."},
                                 {"fetched_at", "^fetched_at", "When, UTC."},
                                 {"status", "^status", "HTTP status."},
                                 {"digest", "^digest", "SHA-256 of the payload."},
                                 {"lang", "^lang.code", "Language."},
                                 {"title", "^title", "As written; left out with --redact."},
                                 {"wall", "^wall", "captcha, login, …"},
                                 {"error", "^error.class", "Why there is no page."},
                                 {"items", "^item_count", "Items found on it."},
                                 {"cluster", "^cluster.id", "Pages with the same bytes."},
                                 {"warc_file", "^warc.file", "Where its bytes are kept."},
                                 {"warc_offset", "^warc.offset", "Byte at which they begin."}};

// Members whose elements are rows.
constexpr std::string_view kPricesMembers[] = {"prices"};
constexpr std::string_view kQuantitiesMembers[] = {"quantities"};
constexpr std::string_view kPlacesMembers[] = {"ships_from", "ships_to", "ships_except", "places"};
constexpr std::string_view kLabelsMembers[] = {"labels"};
constexpr std::string_view kIdentifiersMembers[] = {"identifiers"};

constexpr TidyTable kTables[] = {
    {"items", "a listing, post, feedback or profile as it was seen once", true, false, {}, kItems},
    {"prices", "a rung of an item's price ladder", true, false, kPricesMembers, kPrices},
    {"quantities", "an amount that an item names", true, false, kQuantitiesMembers, kQuantities},
    {"places", "a place that an item names", true, false, kPlacesMembers, kPlaces},
    {"labels", "a verdict on an item or page", true, true, kLabelsMembers, kLabels},
    {"identifiers", "an address, account or key on an item or page", true, true, kIdentifiersMembers,
     kIdentifiers},
    {"pages", "a page, or a failure to get one", false, true, {}, kPages},
};

const TidyTable* find_table(std::string_view name) {
  for (const TidyTable& one : kTables)
    if (one.name == name) return &one;
  return nullptr;
}

Value at_path(Value from, std::string_view path) {
  while (from && !path.empty()) {
    std::size_t dot = std::min(path.find('.'), path.size());
    from = from[path.substr(0, dot)];
    path.remove_prefix(std::min(path.size(), dot + 1));
  }
  return from;
}

class TidyStep : public frame::Step {
 public:
  explicit TidyStep(const Settings& settings) : settings_(settings), table_(find_table(settings.table)) {}

  void record(const Record& record, const frame::Context&, frame::Emitter& out) override {
    bool item = record.kind() == Kind::kItem;
    bool page = record.kind() == Kind::kPage || record.kind() == Kind::kCapture;
    if (!(item && table_->items) && !(page && table_->pages)) return;
    read_facts(record, settings_.period, facts_, settings_.clock);
    if (!settings_.where.holds(record, facts_.view)) return;
    if (table_->arrays.empty()) return out.message(line(record, record.root(), ""));
    for (std::string_view array : table_->arrays)
      record.made(array).each([&](Value one) { out.message(line(record, one, array)); });
  }
  void failed(const Record&, const frame::Failure&, const frame::Context&, frame::Emitter&) override {}

 private:
  std::string line(const Record& record, Value row, std::string_view array) const {
    std::string out;
    for (const TidyColumn& column : table_->columns) {
      if (&column != &table_->columns.front()) out += settings_.format == "tsv" ? '\t' : ',';
      std::string text = value(record, row, array, column);
      out += settings_.format == "tsv" ? render::tsv_field(text) : render::csv_field(text);
    }
    return out;
  }

  std::string value(const Record& record, Value row, std::string_view array, const TidyColumn& column) const {
    std::string_view path = column.path;
    if (settings_.redact && (path == "^title" || path == "^url")) return "";
    if (path == "=array") return std::string(array);
    if (path == "=act") return first(Column::kAct);
    if (path == "=channel") return first(Column::kChannel);
    if (path == "=seller") return person(first(Column::kSeller));
    if (path == "=identifier") return person(value_text(row["value"]).value_or(""));
    if (path == "=first") {
      auto of = at_path(record.made("cluster"), "of").text();
      return of ? *of == record["id"].text_or_empty() ? "1" : "0" : "";
    }
    if (path.starts_with("^cluster."))
      return value_text(at_path(record.made("cluster"), path.substr(9))).value_or("");
    return value_text(path.starts_with('^') ? at_path(record.root(), path.substr(1)) : at_path(row, path))
        .value_or("");
  }
  std::string first(Column column) const {
    const auto& values = facts_.view.of(column);
    return values.empty() ? "" : std::string(values.front());
  }
  std::string person(std::string_view key) const {
    if (key.empty() || (!settings_.names && !settings_.pseudonyms)) return "";
    return settings_.names ? std::string(key) : settings_.pseudonyms->of(key);
  }

  const Settings settings_;
  const TidyTable* table_;
  Facts facts_;
};

class TidyFolder : public frame::Folder {
 public:
  explicit TidyFolder(const Settings& settings) : settings_(settings) {}
  void take(std::string_view message, frame::Emitter& out) override {
    head(out);
    write(message, out);
  }
  void finish(frame::Emitter& out) override { head(out); }

 private:
  void head(frame::Emitter& out) {
    if (headed_) return;
    headed_ = true;
    std::string names;
    for (const TidyColumn& column : find_table(settings_.table)->columns)
      names += (names.empty() ? "" : settings_.format == "tsv" ? "\t" : ",") + std::string(column.name);
    write(names, out);
  }
  void write(std::string_view line, frame::Emitter& out) {
    out.buffer().append(line);
    if (settings_.format != "tsv") out.buffer().push('\r');  // RFC 4180
    out.end_line(Kind::kForeign);
  }
  const Settings settings_;
  bool headed_ = false;
};

}  // namespace

std::unique_ptr<frame::Step> make_tidy_step(const Settings& settings) {
  return std::make_unique<TidyStep>(settings);
}
std::unique_ptr<frame::Folder> make_tidy_folder(const Settings& settings) {
  return std::make_unique<TidyFolder>(settings);
}

bool is_tidy_table(std::string_view name) { return find_table(name) != nullptr; }

std::string codebook() {
  std::string out = "table\tcolumn\tmeaning\n";
  for (const TidyTable& table : kTables) {
    out += fmt::format("{}\t\tA row is {}.\n", table.name, table.row);
    for (const TidyColumn& column : table.columns)
      out += fmt::format("{}\t{}\t{}\n", table.name, column.name, column.meaning);
  }
  return out;
}

}  // namespace peil::inventory
