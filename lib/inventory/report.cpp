#include "inventory/report.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <numeric>

#include "base/hash.hpp"
#include "base/words.hpp"
#include "frame/filter.hpp"
#include "frame/sink.hpp"
#include "inventory/partial.hpp"
#include "inventory/tables.hpp"
#include "render/print.hpp"

namespace peil::inventory {

void emit_lines(std::string_view text, frame::Emitter& out) {
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    if (end == 0) {
      // An empty line is no line to the frame: it goes out with the next.
      out.buffer().push('\n');
      text.remove_prefix(1);
      continue;
    }
    out.buffer().append(text.substr(0, end));
    out.end_line(Kind::kForeign);
    text.remove_prefix(std::min(text.size(), end + 1));
  }
}

void emit_document(const render::Document& document, const Settings& settings, frame::Emitter& out) {
  render::Page page;
  page.width = settings.width;
  page.cut = settings.terminal || settings.width > 0;
  page.color = settings.color;
  page.utf8 = settings.utf8;
  Buffer text;
  render::print(settings.format, document, page, text);
  std::string_view lines = text.view();
  while (lines.ends_with("\n\n")) lines.remove_suffix(1);
  emit_lines(lines, out);
}

namespace {

bool asks_for(const Where& where, Column column) {
  const auto& all = where.expression().columns();
  return std::find(all.begin(), all.end(), static_cast<std::size_t>(column)) != all.end();
}

class ReportStep : public frame::Step {
 public:
  explicit ReportStep(const Settings& settings)
      : settings_(settings), filters_pages_(!settings.where.empty() && settings.where.fits_pages()) {
    losses_over_ = by_column(settings).value_or(losses_over_);
    extras_ = needed_extras(catalogue_of(settings), wanted_tables(settings));
    if (settings.error_rates)
      for (std::string_view key : {"/classified/taxonomy", "/classified/model"}) {
        std::size_t number = static_cast<std::size_t>(catalogue_of(settings).extra_named(key)) - kColumns;
        if (std::find(extras_.begin(), extras_.end(), number) == extras_.end()) extras_.push_back(number);
      }
    period_ = settings.period;
    auto wanted = wanted_tables(settings);
    bool in_time = std::find(wanted.begin(), wanted.end(), "trend") != wanted.end() ||
                   losses_over_ == Column::kPeriod || asks_for(settings.where, Column::kPeriod);
    if (in_time && period_ == Period::kAll) period_ = Period::kMonth;
    if (settings.by_extra) extras_.push_back(static_cast<std::size_t>(*settings.by_extra) - kColumns);
    if (settings.partial) {  // whatever table may be asked of it
      extras_.resize(catalogue_of(settings).extras());
      std::iota(extras_.begin(), extras_.end(), std::size_t{0});
      if (period_ == Period::kAll) period_ = Period::kMonth;
    }
    terms_ = partial_terms(settings);
  }

  void record(const Record& record, const frame::Context&, frame::Emitter& out) override {
    message_.clear();
    if (record.kind() == Kind::kPartial) return unpack(record, out);
    if (settings_.merge)
      return out.message("!--merge adds up what --partial wrote; there are other records in the input");
    switch (record.kind()) {
      case Kind::kRun: pack_run(record, message_); break;
      case Kind::kCapture:
      case Kind::kPage:
      case Kind::kItem:
      case Kind::kForeign: {
        read_facts(record, period_, facts_, settings_.clock);
        if (settings_.rates) convert();
        bool page = record.kind() == Kind::kPage || record.kind() == Kind::kCapture;
        if ((!page || filters_pages_) && !settings_.where.holds(record, facts_.view)) return;
        if (!page) fill_extras(catalogue_of(settings_), extras_, record, facts_.view);
        pack_facts(facts_, losses_over_, message_);
        break;
      }
      default: return;
    }
    out.message(message_);
  }

  void failed(const Record&, const frame::Failure& failure, const frame::Context&,
              frame::Emitter& out) override {
    message_.clear();
    pack_failure(failure.error_class, message_);
    out.message(message_);
  }

 private:
  void unpack(const Record& record, frame::Emitter& out) {
    auto messages = read_partial(record, terms_);
    if (!messages) return out.message("!" + messages.error().message);
    for (std::string_view message : frame::Emitter::messages(*messages)) out.message(message);
  }

  // Prices in euro, at the day of observation; those without a rate stay in their currency.
  void convert() {
    if (!facts_.fetched_millis) return;
    for (PricePoint& price : facts_.prices) {
      auto rate = settings_.rates->euro(price.currency, *facts_.fetched_millis / 86'400'000);
      auto each = rate ? price.each.times(*rate) : std::nullopt;
      auto rounded = each ? each->divided_by(Decimal(1)) : std::nullopt;
      if (!rounded) continue;
      price.each = *rounded;
      price.currency = "EUR";
    }
  }

  const Settings settings_;
  const bool filters_pages_;
  Period period_ = Period::kAll;
  Column losses_over_ = Column::kRoute;
  std::vector<std::size_t> extras_;
  std::string terms_;
  Facts facts_;
  std::string message_;
};

// What stops the run as a whole comes as a message: a step has no other way to say it. It is said at the end.
class Refusal {
 public:
  bool takes(std::string_view message) {
    if (!message.starts_with('!')) return false;
    if (said_.empty()) said_ = message.substr(1);
    return true;
  }
  void stop_if_any() const {
    if (!said_.empty()) throw Fatal(Exit::kUsage, said_);
  }

 private:
  std::string said_;
};

class PartialFolder : public frame::Folder {
 public:
  explicit PartialFolder(const Settings& settings) : writer_(partial_terms(settings)) {}

  void take(std::string_view message, frame::Emitter& out) override {
    if (!refusal_.takes(message) && writer_.add(message)) line(out);
  }
  void bad_line(std::string_view) override { writer_.add("b"); }
  void finish(frame::Emitter& out) override {
    refusal_.stop_if_any();
    if (!writer_.empty()) line(out);
  }

 private:
  void line(frame::Emitter& out) {
    out.buffer().append(writer_.line());
    out.end_line(Kind::kPartial);
  }
  PartialWriter writer_;
  Refusal refusal_;
};

class ReportFolder : public frame::Folder {
 public:
  explicit ReportFolder(const Settings& settings) : settings_(settings), words_(settings.language) {
    bool pages = settings.unit == Unit::kPage;
    for (const auto& name : wanted_tables(settings))
      if (const Spec* spec = catalogue_of(settings).find(name)) pages = pages || spec->unit == Unit::kPage;
    if (pages) ledger_.keep_pages();
  }

  void take(std::string_view message, frame::Emitter&) override {
    if (!refusal_.takes(message)) ledger_.take(message);
  }
  void bad_line(std::string_view) override { ledger_.bad_line(); }
  void finish(frame::Emitter& out) override {
    refusal_.stop_if_any();
    ledger_.close();
    auto document = make_document({ledger_, settings_, words_});
    suppress_small(document, settings_.suppress, words_);
    emit_document(document, settings_, out);
  }

 private:
  const Settings settings_;
  Words words_;
  Ledger ledger_;
  Refusal refusal_;
};

bool counts(const Settings& settings) { return settings.verb == "count" || settings.verb == "top"; }

[[noreturn]] void usage(const std::string& message) { throw Fatal(Exit::kUsage, message); }

// The columns of a table, by name or, for count, any pointer or member.
void check_by(Settings& settings) {
  if (counts(settings) || settings.table == "count" || settings.table == "top") {
    if (settings.by.empty())
      usage("count needs --by with a column, a member or a JSON Pointer such as /host");
    return;
  }
  if (settings.by.empty()) return;
  if (settings.by.size() > 1) usage("--by takes one column here; count and top take several");
  if (settings.period != Period::kAll)
    usage("--by and --period both say what the columns are: give one of them");
  if (column_from_name(settings.by.front())) return;
  auto own = std::make_shared<Catalogue>(catalogue_of(settings));
  auto column = own->column_of(settings.by.front());
  if (!column) usage("--by: " + column.error().message);
  settings.by_extra = *column;
  settings.catalogue = std::move(own);
}

std::string read_small_file(std::string_view flag, const std::string& file, std::size_t most) {
  std::ifstream in(file, std::ios::binary);
  if (!in) usage(fmt::format("{}: cannot read {}", flag, printable(file)));
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most) usage(fmt::format("{}: {} is longer than {} bytes", flag, printable(file), most));
  return text;
}

// What `report health -O json` printed at the last good run.
void read_baseline(Settings& settings, const std::string& file) {
  std::string text = read_small_file("--baseline", file, 64 << 20);
  RecordParser parser;
  for (std::string_view line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    auto record = parser.parse_copy(line);
    if (!record)
      usage(fmt::format("--baseline: {} is not what report health -O json printed", printable(file)));
    const Record& row = **record;
    if (row["table"].text_or_empty() != "health" || !row["row"].integer()) continue;
    auto number = [&](std::string_view key) {
      return static_cast<std::uint64_t>(std::max<std::int64_t>(0, row[key].integer().value_or(0)));
    };
    settings.baseline[std::string(row["host"].text_or_empty())] = {number("pages"), number("items")};
  }
  if (settings.baseline.empty())
    usage(fmt::format("--baseline: {} is not what report health -O json printed", printable(file)));
}

void read_rates(Settings& settings, const std::string& file) {
  std::string text = read_small_file("--rates", file, 256 << 20);
  settings.rates_digest = sha256_label(text);
  auto rates = Rates::parse(text, printable(file));
  if (!rates) usage("--rates: " + rates.error().message);
  settings.rates = std::make_shared<const Rates>(std::move(*rates));
}

// The user's own tables: the last of them is printed, unless a verb says otherwise.
void read_tables(Settings& settings, const cli::Shared& shared) {
  if (settings.table_files.empty()) return;
  auto own = std::make_shared<Catalogue>(catalogue_of(settings));
  std::string digests;
  for (const auto& file : settings.table_files) {
    std::string text = read_small_file("--table", file, 64 * 1024);
    digests += sha256_label(text);
    auto name = own->add(text, printable(file));
    if (!name) usage(name.error().message);
    if (shared.verb.empty()) settings.verb = *name;
  }
  settings.tables_digest = sha256_label(digests);
  settings.catalogue = std::move(own);
}

// explain TABLE: the first operand is a table's name.
void take_table(Settings& settings, cli::Shared& shared) {
  if (shared.operands.empty())
    usage("explain needs the name of a table: report explain TABLE --cell ROW,COLUMN [FILE…]");
  settings.table = shared.operands.front();
  shared.operands.erase(shared.operands.begin());
  if (settings.table == "top") settings.table = "count";
  if (is_table(settings.table, settings) || settings.table == "count") {
    if (settings.table == "runs" || settings.table == "quality" || settings.table == "unseen")
      usage("explain: the rows of " + settings.table + " are not made of records");
    return;
  }
  std::vector<std::string_view> names = {"count"};
  auto tables = table_names(settings);
  for (const TableName& one : tables) names.push_back(one.name);
  auto near = nearest(settings.table, names);
  usage(fmt::format("explain: no table {}{}", printable(settings.table),
                    near ? fmt::format("; {} is meant?", *near) : "; report tables names them"));
}

// export TABLE: one of the tidy tables.
void take_tidy_table(Settings& settings, cli::Shared& shared) {
  static constexpr std::string_view kNames =
      "items, prices, quantities, places, labels, identifiers, pages or codebook";
  if (shared.operands.empty()) usage(fmt::format("export needs the name of a table: {}", kNames));
  settings.table = shared.operands.front();
  shared.operands.erase(shared.operands.begin());
  if (settings.table != "codebook" && !is_tidy_table(settings.table))
    usage(fmt::format("export: no table {}; it is {}", printable(settings.table), kNames));
  if (shared.format.empty()) settings.format = "csv";
  if (settings.format != "csv" && settings.format != "tsv") usage("export prints -O csv or -O tsv");
}

// `report volme`: the first operand is no file, and has the look of a table's name.
void check_first_operand(const cli::Shared& shared) {
  if (!shared.verb.empty() || shared.operands.empty()) return;
  const std::string& first = shared.operands.front();
  if (first.find_first_of("./-") != std::string::npos || access(first.c_str(), F_OK) == 0) return;
  std::vector<std::string_view> names = {"all", "count", "top", "explain", "estimate", "export", "tables"};
  auto tables = table_names();
  for (const TableName& one : tables) names.push_back(one.name);
  auto near = nearest(first, names);
  usage(fmt::format("no such file, and no table: {}{}", printable(first),
                    near ? fmt::format("; {} is meant?", *near) : "; report tables names them"));
}

std::size_t terminal_width() {
  const char* columns = getenv("COLUMNS");
  int width = columns ? atoi(columns) : 0;
  winsize size{};
  if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  return width >= 20 && width < 10'000 ? static_cast<std::size_t>(width) : 80;
}

void settle_format(Settings& settings, const cli::Shared& shared) {
  bool to_terminal = isatty(1) && !shared.output;
  bool explains = settings.verb == "explain";
  settings.format = shared.format;
  if (settings.format.empty()) settings.format = !explains ? "table" : to_terminal ? "text" : "json";
  if (explains && settings.format == "table") settings.format = "text";
  if (explains && settings.format != "json" && settings.format != "text")
    usage("explain prints -O text or -O json");
  if (!explains && settings.format == "text") settings.format = "table";
  settings.terminal = to_terminal;
  settings.color = shared.color == "always" || (shared.color == "auto" && to_terminal && !getenv("NO_COLOR"));
  if (!to_terminal) return;
  if (settings.width == 0) settings.width = terminal_width();
  std::string locale;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const char* value = getenv(name); value && *value && locale.empty()) locale = value;
  std::string lower = to_lower_ascii(locale);
  settings.utf8 = lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
}

Exit print_now(const std::string& text, const cli::Shared& shared) {
  frame::Sink sink(shared);
  sink.write(text);
  sink.close();
  return Exit::kOk;
}

Exit run_estimate(const Settings& settings, const cli::Shared& shared) {
  if (shared.operands.empty())
    usage("estimate needs the name of an estimator and its figures: report estimate wilson k=168 n=2812");
  auto table = estimate(shared.operands.front(), {shared.operands.begin() + 1, shared.operands.end()});
  if (!table) usage(table.error().message);
  render::Document document;
  document.tables.push_back(std::move(*table));
  Buffer text;
  if (settings.format == "json") {
    // One object, as a script wants it: {"estimate":…,"low":…,"high":…}.
    Buffer lines;
    render::print_json(document, lines);
    std::string_view row = lines.view();
    row.remove_prefix(row.find('\n') + 1);
    text.append("{");
    text.append(row.substr(row.find("\"estimate\":")));
  } else {
    render::print(settings.format, document,
                  {settings.width, settings.terminal, settings.color, settings.utf8}, text);
  }
  return print_now(text.str(), shared);
}

}  // namespace

std::unique_ptr<frame::Step> make_step(const Settings& settings) {
  if (settings.verb == "explain") return make_explain_step(settings);
  if (settings.verb == "export") return make_tidy_step(settings);
  if (counts(settings)) return make_count_step(settings);
  return std::make_unique<ReportStep>(settings);
}

std::unique_ptr<frame::Folder> make_folder(const Settings& settings) {
  if (settings.verb == "explain") return make_explain_folder(settings);
  if (settings.verb == "export") return make_tidy_folder(settings);
  if (counts(settings)) return make_count_folder(settings);
  if (settings.partial) return std::make_unique<PartialFolder>(settings);
  return std::make_unique<ReportFolder>(settings);
}

std::string table_list() {
  std::string out;
  for (const TableName& one : table_names()) out += fmt::format("{}\t{}\n", one.name, one.title.en);
  return out;
}

std::string column_list() {
  std::string out;
  for (const ColumnInfo& one : columns()) out += fmt::format("{}\t{}\n", one.name, one.meaning);
  return out;
}

std::vector<cli::Verb> verbs() {
  std::vector<cli::Verb> all = {{"all", "every table", "[FILE…]", {}}, {"tables", "list the tables", "", {}}};
  for (const TableName& one : table_names()) all.push_back({one.name, one.title.en, "[FILE…]", {}});
  all.push_back({"letter", "the findings of the letter of 2012, one by one", "[FILE…]", {}});
  all.push_back(
      {"health", "what each host gave, beside --baseline; status 1 when one went silent", "[FILE…]", {}});
  all.push_back({"count", "how often each value of --by occurs, in any JSON Lines", "[FILE…]", {}});
  all.push_back({"top", "the most frequent values of --by", "[FILE…]", {}});
  all.push_back({"explain", "the records that make up a cell of a table", "TABLE [FILE…]", {}});
  all.push_back({"export", "the records as a tidy table, or the codebook", "TABLE [FILE…]", {}});
  all.push_back({"estimate", "one estimator alone, from figures", "NAME KEY=NUMBER…", {}});
  return all;
}

Exit run(Settings settings, cli::Shared& shared) {
  settings.verb = shared.verb.empty() ? "summary" : shared.verb;
  settle_format(settings, shared);
  check_first_operand(shared);
  if (!shared.fields.empty())
    usage("--fields is for commands that write records; report prints tables, and explain whole records");
  read_tables(settings, shared);
  if (!settings.baseline_file.empty()) {
    if (settings.verb != "health") usage("--baseline belongs to health");
    read_baseline(settings, settings.baseline_file);
  }
  if (!settings.rates_file.empty()) read_rates(settings, settings.rates_file);
  if (!settings.pseudonym_file.empty()) {
    if (settings.names) usage("--names shows what --pseudonym-key hides: give one of them");
    auto key = Pseudonyms::parse(read_small_file("--pseudonym-key", settings.pseudonym_file, 64 * 1024));
    if (!key) usage("--pseudonym-key: " + printable(settings.pseudonym_file) + ": " + key.error().message);
    settings.pseudonyms = std::make_shared<const Pseudonyms>(std::move(*key));
  }
  if (!settings.error_rates_file.empty()) {
    auto text = read_small_file("--error-rates", settings.error_rates_file, 16 << 20);
    auto rates = ErrorRates::parse(text, printable(settings.error_rates_file));
    if (!rates) usage("--error-rates: " + rates.error().message);
    settings.error_rates = std::make_shared<const ErrorRates>(std::move(*rates));
  }
  if (settings.verb == "tables") return print_now(table_list(), shared);
  if (settings.verb == "estimate") return run_estimate(settings, shared);
  if (settings.verb == "explain") take_table(settings, shared);
  if (settings.verb == "export") take_tidy_table(settings, shared);
  if (settings.verb == "export" && settings.table == "codebook") return print_now(codebook(), shared);
  if (!settings.cell.empty() && settings.verb != "explain") usage("--cell belongs to explain");
  if (settings.redact && settings.verb != "export" &&
      (settings.verb != "explain" || settings.format == "json"))
    usage("--redact belongs to explain -O text and to export: tables hold no words of a page");
  auto cell = cut_cell(settings.cell);
  if (!cell) usage(cell.error().message);
  std::size_t names = cell_row_columns(settings);
  if (cell->size() > names)
    if (auto wrong = cell_column_error(settings, (*cell)[names]); !wrong.empty()) usage("--cell: " + wrong);
  check_by(settings);
  if ((settings.partial || settings.merge) &&
      (counts(settings) || settings.verb == "explain" || settings.verb == "export"))
    usage(settings.verb + " reads records: partials do not hold them");
  if (settings.partial && settings.merge && !shared.verb.empty())
    usage("--partial with --merge gives a partial of partials, and no table");
  if (settings.partial && !shared.verb.empty())
    usage("--partial serves every table: name the table when you --merge");
  if (settings.verb == "top" && settings.limit == 0) settings.limit = 10;
  if (settings.verb == "health") settings.verdict = std::make_shared<Verdict>();
  frame::Filter filter;
  filter.command = "report";
  filter.make_step = [&] { return make_step(settings); };
  filter.make_folder = [&] { return make_folder(settings); };
  filter.writes_run_record = false;
  Exit status = frame::run(filter, shared);
  std::string silent = settings.verdict ? settings.verdict->said() : "";
  if (status == Exit::kOk && !silent.empty())
    throw Fatal(Exit::kPartial, "went silent: " + printable(silent));
  return status;
}

}  // namespace peil::inventory
