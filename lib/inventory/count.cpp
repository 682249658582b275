// count and top: how often each value of a member occurs, in any JSON Lines.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/exit.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"
#include "inventory/report.hpp"
#include "inventory/tables.hpp"
#include "stats/tally.hpp"

namespace peil::inventory {
namespace {

constexpr std::size_t kKeyBytes = 1024;
constexpr std::size_t kValuesOfOne = 64;  // elements of an array that count
constexpr char kBetween = '\x1f';

// A long value keeps its beginning and a hash of all of it: still one key for one value.
std::string bounded(std::string text) {
  std::replace(text.begin(), text.end(), kBetween, '?');
  if (text.size() <= kKeyBytes) return text;
  std::size_t end = kKeyBytes - 24;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return fmt::format("{}… {:016x}", text.substr(0, end), hash64(text));
}

class CountStep : public frame::Step {
 public:
  explicit CountStep(const Settings& settings)
      : settings_(settings), keys_(settings), columns_(keys_.columns()) {
    for (std::size_t number : settings.where.expression().columns())
      columns_ |= set_of(static_cast<Column>(number));
    if (period_ == Period::kAll) period_ = Period::kMonth;
  }

  // A message is `1` and the key of a record that has one, or `n` for a record and `k` with each of its keys.
  void record(const Record& record, const frame::Context&, frame::Emitter& out) override {
    if (record.kind() == Kind::kRun) return;
    if (columns_) read_facts(record, period_, facts_, settings_.clock, columns_);
    if (!settings_.where.holds(record, facts_.view)) return;
    if (auto text = keys_.simple(record)) {
      message_.assign(1, '1');
      message_ += *text;
      return out.message(message_);
    }
    out.message("n");
    for (const auto& key : keys_.of(record, facts_.view)) {
      message_.assign(1, 'k');
      for (std::size_t i = 0; i < key.size(); ++i) {
        if (i > 0) message_ += kBetween;
        message_ += key[i];
      }
      out.message(message_);
    }
  }
  void failed(const Record&, const frame::Failure&, const frame::Context&, frame::Emitter& out) override {
    out.message("f");
  }

 private:
  const Settings settings_;
  const Keys keys_;
  Columns columns_;
  Period period_ = settings_.period;
  Facts facts_;
  std::string message_;
};

class CountFolder : public frame::Folder {
 public:
  explicit CountFolder(const Settings& settings) : settings_(settings), words_(settings.language) {}

  void take(std::string_view message, frame::Emitter&) override {
    if (message == "n") ++records_;
    else if (message.starts_with('1')) ++records_, counts_.add(message.substr(1));
    else if (message.starts_with('k')) counts_.add(message.substr(1));
    else ++failed_;
  }
  void bad_line(std::string_view) override { ++failed_; }
  void finish(frame::Emitter& out) override;

 private:
  render::Table table();
  std::vector<render::Cell> key_cells(std::string_view key) const;

  const Settings settings_;
  Words words_;
  stats::Counts counts_;
  std::uint64_t records_ = 0, failed_ = 0;
  std::map<std::string, std::string, std::less<>> names_;  // of sellers: S1, S2, …
};

std::vector<render::Cell> CountFolder::key_cells(std::string_view key) const {
  std::vector<render::Cell> cells;
  for (std::size_t i = 0; i < settings_.by.size(); ++i) {
    std::size_t end = i + 1 < settings_.by.size() ? std::min(key.find(kBetween), key.size()) : key.size();
    std::string_view part = key.substr(0, end);
    key.remove_prefix(std::min(key.size(), end + 1));
    if (part.starts_with(kSellerMark)) {
      part.remove_prefix(kSellerMark.size());
      auto known = names_.find(part);
      if (known != names_.end()) part = known->second;
    }
    cells.push_back(part == kAbsentKey ? render::unknown(words_("(absent)")) : render::text(part));
  }
  return cells;
}

render::Table CountFolder::table() {
  render::Table table;
  std::string names;
  for (const auto& one : settings_.by)
    names += (names.empty() ? "" : ", ") + (one.empty() ? std::string("/") : one);
  table.name = settings_.verb;
  table.title = words_.format("How often does each {} occur?", names);
  table.unit = words_("records");
  table.n = records_;
  table.empty = words_("No records were read.");
  for (const auto& one : settings_.by) {
    render::Column key;
    key.key = one;
    if (std::size_t slash = one.rfind('/'); one.starts_with('/') && slash != std::string::npos)
      key.key = one.substr(slash + 1);
    if (key.key.empty()) key.key = "value";
    auto taken = [&](std::string_view name) {
      return name == "table" || name == "row" || name == "n" || name.starts_with("share_") ||
             std::any_of(table.columns.begin(), table.columns.end(),
                         [&](const auto& column) { return column.key == name; });
    };
    while (taken(key.key)) key.key = "by_" + key.key;
    key.heading = one.empty() ? "/" : one;
    key.type = render::ColumnType::kText;
    key.names_row = true;
    table.columns.push_back(std::move(key));
  }
  render::Column n, share;
  n.key = "n";
  n.heading = words_("records");
  n.bar = true;
  share.key = "share";
  share.heading = words_("share");
  share.type = render::ColumnType::kShare;
  table.columns.push_back(n);
  table.columns.push_back(share);
  table.chart = render::Chart::kBars;
  table.chart_column = "n";
  auto ranked = counts_.ranked();
  if (!settings_.names) {  // sellers by rank, in the order of the rows
    for (const auto& [key, times] : ranked)
      for (std::string_view part : split(key, kBetween))
        if (part.starts_with(kSellerMark))
          names_.emplace(part.substr(kSellerMark.size()),
                         settings_.pseudonyms ? settings_.pseudonyms->of(part.substr(kSellerMark.size()))
                                              : fmt::format("S{}", names_.size() + 1));
  }
  std::size_t shown = settings_.limit ? std::min<std::size_t>(ranked.size(), settings_.limit) : ranked.size();
  auto finish_row = [&](std::vector<render::Cell> cells, std::uint64_t count) {
    render::Row row;
    row.cells = std::move(cells);
    row.cells.push_back(render::count(count));
    row.cells.push_back(
        render::share(records_ ? static_cast<double>(count) / static_cast<double>(records_) : 0));
    return row;
  };
  for (std::size_t i = 0; i < shown; ++i)
    table.rows.push_back(finish_row(key_cells(ranked[i].first), ranked[i].second));
  if (ranked.empty()) return table;
  auto last = [&](std::string_view name, std::uint64_t count) {
    std::vector<render::Cell> cells(settings_.by.size(), render::text(""));
    cells.front() = render::text(name);
    return finish_row(std::move(cells), count);
  };
  render::Row total = last("total", records_);
  total.role = render::Row::Role::kTotal;
  table.rows.push_back(std::move(total));
  table.denominator = words_.format("all records read ({})", words_.count(records_));
  if (shown < ranked.size()) {
    std::uint64_t rest = 0;
    for (std::size_t i = shown; i < ranked.size(); ++i) rest += ranked[i].second;
    table.notes.push_back(words_.format("Other values: {}, which occur {} times together.",
                                        words_.count(ranked.size() - shown), words_.count(rest)));
  }
  if (counts_.total() > records_)
    table.notes.push_back(words_("A record with several values counts at each of them."));
  if (failed_)
    table.notes.push_back(words_.format("Lines that report could not read: {}.", words_.count(failed_)));
  return table;
}

void CountFolder::finish(frame::Emitter& out) {
  render::Document document;
  document.language = settings_.language;
  document.title = settings_.title;
  if (!settings_.where.empty())
    document.facts.push_back(words_.format("Only records where {}.", settings_.where.text()));
  document.tables.push_back(table());
  suppress_small(document, settings_.suppress, words_);
  emit_document(document, settings_, out);
}

}  // namespace

Keys::Keys(const Settings& settings) {
  bool counted = settings.verb == "count" || settings.verb == "top" || settings.table == "count";
  if (!counted) return;
  for (const std::string& by : settings.by) {
    Key key;
    bool pointer = by.starts_with('/');
    bool word = by.find_first_of(" \t()\"'=<>!,*+") == std::string::npos;
    auto column = pointer ? std::nullopt : column_from_name(by);
    bool plain = pointer && by.find_first_of("/~", 1) == std::string::npos;
    if (column) {
      key.column = column;
      key.member = by;
    } else if (plain) {
      key.member = by.substr(1);
    } else if (pointer && word) {
      key.pointer = by;
    } else if (word && by.find_first_of(".[") == std::string::npos) {
      key.member = by;
    } else {
      auto parsed = expr::Expr::parse(by, expression_columns());
      if (!parsed) throw Fatal(Exit::kUsage, "--by: " + parsed.error().message);
      key.expr = std::move(*parsed);
    }
    keys_.push_back(std::move(key));
  }
}

Columns Keys::columns() const {
  Columns all = 0;
  for (const Key& key : keys_) {
    if (key.column) all |= set_of(*key.column);
    for (std::size_t number : key.expr.columns()) all |= set_of(static_cast<Column>(number));
  }
  return all;
}

std::optional<std::string_view> Keys::simple(const Record& record) const {
  if (keys_.size() != 1 || keys_[0].column || !keys_[0].pointer.empty() || !keys_[0].expr.empty() ||
      keys_[0].member.empty())
    return std::nullopt;
  auto text = record[keys_[0].member].text();
  if (!text || text->size() > kKeyBytes || text->find(kBetween) != std::string_view::npos)
    return std::nullopt;
  return text;
}

void Keys::values(const Key& key, const Record& record, const View& view,
                  std::vector<std::string>& all) const {
  if (key.column && (record.ours() || record.root()["peil"])) {
    for (auto value : view.of(*key.column))
      all.push_back((*key.column == Column::kSeller ? std::string(kSellerMark) : std::string()) +
                    std::string(value));
  } else if (!key.expr.empty()) {
    key.expr.values(RecordSource(record, view), all);
    for (auto& one : all) one = bounded(std::move(one));
  } else {
    Value value = !key.member.empty()   ? record[key.member]
                  : key.pointer.empty() ? record.root()
                                        : record.root().at_pointer(key.pointer);
    if (value.is_array()) {
      value.each([&](Value one) {
        if (all.size() >= kValuesOfOne) return;
        std::string text = bounded(value_text(one).value_or(""));
        if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
      });
    } else if (auto text = value_text(value)) {
      all.push_back(bounded(std::move(*text)));
    }
  }
  if (all.empty()) all.emplace_back(kAbsentKey);
}

std::vector<std::vector<std::string>> Keys::of(const Record& record, const View& view) const {
  std::vector<std::vector<std::string>> keys = {{}};
  std::vector<std::string> all;
  for (const Key& one : keys_) {
    std::vector<std::vector<std::string>> longer;
    all.clear();
    values(one, record, view, all);
    for (const auto& value : all) {
      for (const auto& key : keys) {
        if (longer.size() >= 4096) break;
        longer.push_back(key);
        longer.back().push_back(value);
      }
    }
    keys = std::move(longer);
  }
  return keys;
}

std::unique_ptr<frame::Step> make_count_step(const Settings& settings) {
  return std::make_unique<CountStep>(settings);
}
std::unique_ptr<frame::Folder> make_count_folder(const Settings& settings) {
  return std::make_unique<CountFolder>(settings);
}

}  // namespace peil::inventory
