// The printers for machines and for other people's documents: Markdown, CSV, TSV, JSON Lines.
#include <fmt/format.h>

#include <array>

#include "record/write.hpp"
#include "render/inert.hpp"
#include "render/print.hpp"

namespace peil::render {

// --- Markdown -----------------------------------------------------------------------------------------

namespace {

void markdown_row(const std::vector<std::string>& cells, Buffer& out) {
  for (const auto& cell : cells) {
    out.append("| ");
    out.append(cell);
    out.push(' ');
  }
  out.append("|\n");
}

void markdown_table(const Table& table, const Document& document, int level, Buffer& out) {
  NumberStyle style = number_style(document.language);
  out.append(std::string(static_cast<std::size_t>(level), '#') + " " + markdown_escape(defang(table.title)) +
             "\n\n");
  std::string about = subtitle(table, document.language);
  if (!about.empty()) out.append("*" + markdown_escape(defang(about)) + "*\n\n");
  if (table.rows.empty()) {
    out.append(table.empty.empty() ? word("Nothing to show.", document.language)
                                   : markdown_escape(table.empty));
    out.append("\n\n");
  } else {
    std::vector<std::string> cells;
    for (const Column& column : table.columns) cells.push_back(markdown_escape(defang(heading(column))));
    markdown_row(cells, out);
    for (const Column& column : table.columns)
      out.append(column.type == ColumnType::kText ? "|:---" : "|---:");
    out.append("|\n");
    for (const Row& row : table.rows) {
      cells.clear();
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        std::string shown = i < row.cells.size() ? show(row.cells[i], style) : "";
        bool ours = i < row.cells.size() && row.cells[i].kind != Cell::Kind::kText;
        shown = ours ? shown : markdown_escape(defang(shown));
        if (i == 0)
          for (int depth = 0; depth < row.indent; ++depth) shown.insert(0, "&emsp;");
        if (row.role != Row::Role::kData && !shown.empty()) shown = "**" + shown + "**";
        cells.push_back(std::move(shown));
      }
      markdown_row(cells, out);
    }
    out.push('\n');
  }
  if (!table.denominator.empty())
    out.append(std::string(word("Shares are of", document.language)) + " " +
               markdown_escape(table.denominator) + ".\n\n");
  for (const auto& note : table.notes) out.append("- " + markdown_escape(defang(note)) + "\n");
  if (!table.notes.empty()) out.push('\n');
}

}  // namespace

void print_markdown(const Document& document, Buffer& out) {
  if (!document.title.empty()) out.append("# " + markdown_escape(defang(document.title)) + "\n\n");
  if (!document.lead.empty()) out.append(markdown_escape(defang(document.lead)) + "\n\n");
  for (const auto& warning : document.warnings)
    out.append("**" + std::string(word("Incomplete", document.language)) +
               "**: " + markdown_escape(defang(warning)) + "\n\n");
  for (const auto& fact : document.facts) out.append("- " + markdown_escape(defang(fact)) + "\n");
  if (!document.facts.empty()) out.push('\n');
  for (const Table& table : document.tables)
    markdown_table(table, document, document.title.empty() ? 1 : 2, out);
}

// --- CSV and TSV ----------------------------------------------------------------------------------------

namespace {

using Field = std::string (*)(std::string_view);

// What one cell is in a file: one field, or three for a share (value, low, high).
void fields_of(const Cell& cell, ColumnType type, Field field, std::vector<std::string>& out) {
  out.push_back(field(exact(cell)));
  if (type != ColumnType::kShare) return;
  out.push_back(cell.interval ? exact_percent(cell.interval->first) : "");
  out.push_back(cell.interval ? exact_percent(cell.interval->second) : "");
}

std::vector<std::string> keys_of(const Table& table) {
  std::vector<std::string> keys;
  for (const Column& column : table.columns) {
    bool is_share = column.type == ColumnType::kShare;
    keys.push_back(is_share ? column.key + "_percent" : column.key);
    if (is_share) keys.insert(keys.end(), {column.key + "_low", column.key + "_high"});
  }
  return keys;
}

void join(const std::vector<std::string>& fields, std::string_view separator, std::string_view end,
          Buffer& out) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out.append(separator);
    out.append(fields[i]);
  }
  out.append(end);
}

void delimited(const Table& table, Field field, std::string_view separator, std::string_view end,
               Buffer& out) {
  std::vector<std::string> fields;
  for (const auto& key : keys_of(table)) fields.push_back(field(key));
  join(fields, separator, end, out);
  for (const Row& row : table.rows) {
    fields.clear();
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      fields_of(i < row.cells.size() ? row.cells[i] : unknown(), table.columns[i].type, field, fields);
    join(fields, separator, end, out);
  }
}

// "drug.cocaine", or "drug.cocaine / EUR" where several columns name the row.
std::string row_name(const Table& table, const Row& row) {
  std::string name;
  for (std::size_t i = 0; i < table.columns.size() && i < row.cells.size(); ++i) {
    if (!table.columns[i].names_row) continue;
    std::string part = exact(row.cells[i]);
    if (!name.empty() && !part.empty()) name += " / ";
    name += part;
  }
  return name;
}

void long_form(const Document& document, Buffer& out) {
  out.append("table,row,column,value,low,high\r\n");
  for (const Table& table : document.tables) {
    for (const Row& row : table.rows) {
      for (std::size_t i = 0; i < table.columns.size() && i < row.cells.size(); ++i) {
        const Column& column = table.columns[i];
        if (column.names_row) continue;
        std::vector<std::string> fields = {
            csv_field(table.name), csv_field(row_name(table, row)),
            csv_field(column.key + (column.type == ColumnType::kShare ? "_percent" : ""))};
        fields_of(row.cells[i], column.type, csv_field, fields);
        fields.resize(6);
        join(fields, ",", "\r\n", out);
      }
    }
  }
}

}  // namespace

void print_csv(const Document& document, Buffer& out) {
  if (document.tables.size() == 1) delimited(document.tables.front(), csv_field, ",", "\r\n", out);
  else long_form(document, out);
}

void print_tsv(const Document& document, Buffer& out) {
  for (const Table& table : document.tables) {
    if (document.tables.size() > 1) out.append("# " + tsv_field(table.name) + "\n");
    delimited(table, tsv_field, "\t", "\n", out);
  }
}

// --- JSON Lines -----------------------------------------------------------------------------------------

namespace {

void json_cell(const Column& column, const Cell& cell, JsonWriter& json) {
  bool is_share = column.type == ColumnType::kShare;
  json.foreign_key(is_share ? column.key + "_percent" : column.key);
  switch (cell.kind) {
    case Cell::Kind::kUnknown: json.null(); break;
    case Cell::Kind::kText: json.string(cell.text); break;
    case Cell::Kind::kCount: json.integer(cell.count); break;
    case Cell::Kind::kNumber: json.decimal(cell.number); break;
    case Cell::Kind::kShare: json.raw(exact_percent(cell.share)); break;
  }
  if (!is_share || !cell.interval) return;
  json.foreign_key(column.key + "_low").raw(exact_percent(cell.interval->first));
  json.foreign_key(column.key + "_high").raw(exact_percent(cell.interval->second));
}

void json_texts(std::string_view key, const std::vector<std::string>& texts, JsonWriter& json) {
  if (texts.empty()) return;
  json.key(key).begin_array();
  for (const auto& one : texts) json.string(one);
  json.end_array();
}

}  // namespace

void print_json(const Document& document, Buffer& out) {
  for (const Table& table : document.tables) {
    JsonWriter about(out);
    about.begin_object().member("table", table.name).member("row", "about").member("title", table.title);
    if (!table.unit.empty()) about.member("unit", table.unit);
    if (table.n) about.member("n", static_cast<std::int64_t>(*table.n));
    if (!table.window.empty()) about.member("window", table.window);
    if (!table.denominator.empty()) about.member("denominator", table.denominator);
    json_texts("notes", table.notes, about);
    json_texts("incomplete", document.warnings, about);
    about.end_object();
    out.push('\n');
    std::int64_t index = 0;
    for (const Row& row : table.rows) {
      JsonWriter json(out);
      json.begin_object().member("table", table.name);
      if (row.role == Row::Role::kTotal) json.member("row", "total");
      else json.member("row", ++index);
      for (std::size_t i = 0; i < table.columns.size() && i < row.cells.size(); ++i)
        json_cell(table.columns[i], row.cells[i], json);
      json.end_object();
      out.push('\n');
    }
  }
}

// --- by name --------------------------------------------------------------------------------------------

std::span<const std::string_view> format_names() {
  static constexpr std::array<std::string_view, 6> kNames = {"table", "markdown", "csv",
                                                             "tsv",   "json",     "html"};
  return kNames;
}

void print(std::string_view format, const Document& document, const Page& page, Buffer& out) {
  if (format == "markdown") return print_markdown(document, out);
  if (format == "csv") return print_csv(document, out);
  if (format == "tsv") return print_tsv(document, out);
  if (format == "json") return print_json(document, out);
  if (format == "html") return print_html(document, out);
  print_text(document, page, out);
}

}  // namespace peil::render
