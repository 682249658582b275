// The way back: the records that make up a cell, each with the bytes it came from and why it is there.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/words.hpp"
#include "inventory/report.hpp"
#include "inventory/tables.hpp"
#include "render/inert.hpp"

namespace peil::inventory {

Result<std::vector<std::string>> cut_cell(std::string_view cell) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    char c = cell[i];
    if (quoted && c == '"' && i + 1 < cell.size() && cell[i + 1] == '"') parts.back() += cell[++i];
    else if (c == '"' && (quoted || parts.back().empty())) quoted = !quoted;
    else if (c == ',' && !quoted) parts.emplace_back();
    else parts.back() += c;
  }
  if (quoted) return Error{"--cell: a quotation mark is not closed"};
  return parts;
}
// namespace

std::size_t cell_row_columns(const Settings& settings) {
  if (settings.table == "price") return 4;
  if (settings.table == "quantity" || settings.table == "flow") return 2;
  if (settings.table == "count" || settings.table == "top") return settings.by.size();
  return 1;
}

namespace {

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) c == '\'' ? out += "'\\''" : out += c;
  return out + "'";
}

std::string plain(Value value) { return render::terminal_line(value_text(value).value_or("")); }

// One record as a reader wants it: what it is, where its bytes are, and the evidence for its labels.
class Readable {
 public:
  Readable(const Record& record, bool redact) : record_(record), redact_(redact) {}

  std::string text() {
    std::string title = plain(record_["title"]);
    if (title.empty()) title = plain(record_["text"]);
    if (redact_) title = "(not shown)";
    out_ = (title.empty() ? std::string("(no title)") : title.substr(0, fitting(title, 200))) + "\n";
    Value page = record_["page"];
    Value place = page ? page : record_.root();
    std::string kind(record_.ours() ? kind_name(record_.kind()) : "record");
    if (auto form = record_["form"].text()) kind = *form;
    line("id", plain(record_["id"]) + (kind.empty() ? "" : "  (" + kind + ")"));
    if (!redact_) line("page", plain(place["url"]));
    line("fetched", plain(place["fetched_at"]));
    line("digest", plain(place["digest"]));
    archive(place["warc"]);
    Value cluster = record_.made("cluster");
    if (cluster)
      line("cluster", plain(cluster["id"]) + ", seen " + plain(cluster["first_seen_at"]) + " to " +
                          plain(cluster["last_seen_at"]));
    if (record_["error"])
      line("error", plain(record_["error"]["class"]) +
                        (redact_ ? std::string() : ": " + plain(record_["error"]["message"])));
    if (record_["wall"]) line("wall", plain(record_["wall"]));
    if (record_["status"]) line("status", plain(record_["status"]));
    record_.made("labels").each([&](Value label) {
      std::string weight = label["weight"] ? " (" + plain(label["weight"]) + ")" : "";
      evidence(plain(label["scheme"]), plain(label["label"]) + weight, label);
    });
    for (std::string_view member : {"prices", "quantities", "ships_from", "ships_to", "ships_except"})
      record_.made(member).each([&](Value one) { fact(member, one); });
    return std::move(out_);
  }

 private:
  static std::size_t fitting(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text.size();
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return most;
  }

  void line(std::string_view name, std::string_view value) {
    if (!value.empty()) out_ += fmt::format("    {:<8} {}\n", name, value);
  }

  void archive(Value warc) {
    if (!warc) return;
    std::string file(warc["file"].text_or_empty());
    auto offset = warc["offset"].integer(), length = warc["length"].integer();
    if (file.empty() || !offset || !length) return;
    std::string command = fmt::format("dd if={} iflag=skip_bytes,count_bytes skip={} count={} status=none{}",
                                      shell_quoted(render::terminal_line(file)), *offset, *length,
                                      file.ends_with(".gz") ? " | zcat" : "");
    line("bytes", command);
  }

  void evidence(std::string_view name, std::string_view what, Value bearer) {
    line(name, what);
    int shown = 0;
    bearer["evidence"].each([&](Value one) {
      if (++shown > 12) return;
      std::string place = plain(one["field"]);
      if (one["start"] && one["end"]) place += fmt::format("[{}–{}]", plain(one["start"]), plain(one["end"]));
      std::string weight = one["weight"] ? " " + plain(one["weight"]) : "";
      std::string raw = redact_ ? "…" : plain(one["raw"]);
      out_ += fmt::format("             {} “{}” ({}{})\n", place, raw.substr(0, fitting(raw, 120)),
                          plain(one["rule"]), weight);
    });
    if (shown > 12) out_ += fmt::format("             and {} more\n", shown - 12);
  }

  void fact(std::string_view member, Value one) {
    std::string what = plain(one["code"]);
    if (member == "prices") {
      what = plain(one["amount"]) + " " + plain(one["currency"]);
      if (Value quantity = one["quantity"])
        what += " for " + plain(quantity["amount"]) + " " + plain(quantity["unit"]);
    } else if (member == "quantities") {
      what = plain(one["amount"]) + " " + plain(one["unit"]);
    }
    static constexpr std::pair<std::string_view, std::string_view> kNames[] = {{"prices", "price"},
                                                                               {"quantities", "amount"},
                                                                               {"ships_from", "from"},
                                                                               {"ships_to", "to"},
                                                                               {"ships_except", "not to"}};
    for (const auto& [key, name] : kNames)
      if (key == member) evidence(name, what, one);
  }

  const Record& record_;
  const bool redact_;
  std::string out_;
};

class ExplainStep : public frame::Step {
 public:
  explicit ExplainStep(const Settings& settings) : settings_(settings), keys_(settings) {
    auto parts = cut_cell(settings.cell);
    if (parts) row_ = std::move(*parts);
    std::size_t names = cell_row_columns(settings_);
    if (row_.size() > names) {
      key_ = row_[names];
      row_.resize(names);
    }
    bool counts = settings_.table == "count" || settings_.table == "top";
    if (counts) row_.resize(names);
    extras_ = needed_extras(catalogue_of(settings), wanted_tables(settings));
    if (settings.by_extra) extras_.push_back(static_cast<std::size_t>(*settings.by_extra) - kColumns);
  }

  void record(const Record& record, const frame::Context&, frame::Emitter& out) override {
    if (record.kind() == Kind::kRun) return;
    read_facts(record, settings_.period, facts_, settings_.clock);
    fill_extras(catalogue_of(settings_), extras_, record, facts_.view);
    bool within = !facts_.within.empty();
    bool fits = belongs(record) && settings_.where.holds(record, facts_.view);
    // That the row and the column exist is told once, so that a cell of 0 is no mistake.
    bool row_is_there = !row_seen_ && !settings_.cell.empty() && exists(record, row_, "");
    bool column_is_there = !column_seen_ && !key_.empty() && exists(record, {}, key_);
    row_seen_ = row_seen_ || row_is_there;
    column_seen_ = column_seen_ || column_is_there;
    if (!fits && !within && !row_is_there && !column_is_there) return;
    const auto& forms = facts_.view.of(Column::kForm);
    bool post =
        !forms.empty() && forms[0] == "post" && settings_.table != "count" && settings_.table != "top";
    std::string message;
    Packer packer(message);
    packer.byte(static_cast<std::uint8_t>((post ? 1 : 0) | (fits ? 2 : 0) | (row_is_there ? 4 : 0) |
                                          (column_is_there ? 8 : 0)));
    packer.text(facts_.page_id);
    packer.text(facts_.id);
    packer.text(facts_.within);
    packer.text(facts_.cluster.empty() ? facts_.id : facts_.cluster);
    if (fits)
      packer.text(settings_.format == "json" ? std::string(record.line())
                                             : Readable(record, settings_.redact).text());
    out.message(message);
  }
  void failed(const Record&, const frame::Failure&, const frame::Context&, frame::Emitter&) override {}

 private:
  bool exists(const Record& record, const std::vector<std::string>& row, std::string_view key) const {
    if (settings_.table == "count" || settings_.table == "top") return belongs(record);
    return in_cell(settings_.table, facts_, row, key, settings_);
  }
  bool belongs(const Record& record) const {
    if (settings_.table != "count" && settings_.table != "top")
      return in_cell(settings_.table, facts_, row_, key_, settings_);
    auto keys = keys_.of(record, facts_.view);
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
      for (std::size_t i = 0; i < key.size(); ++i) {
        std::string_view own = key[i];
        if (own.starts_with(kSellerMark)) own.remove_prefix(kSellerMark.size());
        if (row_[i] != own && !(row_[i].empty() && own == kAbsentKey)) return false;
      }
      return true;
    });
  }

  const Settings settings_;
  const Keys keys_;
  std::vector<std::string> row_;
  std::string key_;
  std::vector<std::size_t> extras_;
  bool row_seen_ = false, column_seen_ = false;
  Facts facts_;
};

class ExplainFolder : public frame::Folder {
 public:
  explicit ExplainFolder(const Settings& settings)
      : settings_(settings),
        words_(settings.language),
        gate_([this](std::string_view message) { show(message); }) {}

  void take(std::string_view message, frame::Emitter& out) override {
    out_ = &out;
    Unpacker unpacker(message);
    std::uint8_t flags = unpacker.byte();
    row_seen_ = row_seen_ || (flags & 4);
    column_seen_ = column_seen_ || (flags & 8);
    std::string_view page = unpacker.text(), id = unpacker.text(), within = unpacker.text();
    gate_.take(page, id, within, flags & 1, flags & 2 ? message : std::string_view());
  }
  void finish(frame::Emitter& out) override {
    out_ = &out;
    gate_.end_page();
    bool fixed = false;
    if (const Spec* spec = catalogue_of(settings_).find(settings_.table))
      fixed = spec->columns.kind == Axis::Kind::kFixed || spec->columns.kind == Axis::Kind::kNone;
    auto cell = cut_cell(settings_.cell);
    bool whole_row = cell->size() <= cell_row_columns(settings_);
    bool there = row_seen_ && (column_seen_ || fixed || whole_row);
    if (records_ == 0 && !settings_.cell.empty() && !there)
      throw Fatal(Exit::kUsage,
                  fmt::format("--cell: no record stands in {}; rows and columns are named as -O csv "
                              "names them",
                              printable(settings_.cell, 120)));
    if (settings_.format == "json") return;
    emit_lines(
        words_.format("Records: {}; clusters: {}.", words_.count(records_), words_.count(clusters_.size())) +
            "\n",
        out);
  }

 private:
  void show(std::string_view message) {
    Unpacker unpacker(message);
    unpacker.byte();
    unpacker.text(), unpacker.text(), unpacker.text();
    clusters_.emplace(unpacker.text());
    ++records_;
    std::string_view body = unpacker.text();
    if (settings_.format == "json") return emit_lines(std::string(body) + "\n", *out_);
    emit_lines(fmt::format("{:>3} {}\n", records_, body), *out_);
  }

  const Settings settings_;
  Words words_;
  PageGate gate_;
  frame::Emitter* out_ = nullptr;
  std::unordered_set<std::string> clusters_;
  std::uint64_t records_ = 0;
  bool row_seen_ = false, column_seen_ = false;
};

}  // namespace

std::unique_ptr<frame::Step> make_explain_step(const Settings& settings) {
  return std::make_unique<ExplainStep>(settings);
}
std::unique_ptr<frame::Folder> make_explain_folder(const Settings& settings) {
  return std::make_unique<ExplainFolder>(settings);
}

}  // namespace peil::inventory
