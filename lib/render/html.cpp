// One page that needs nothing else: style inside, charts as SVG, and a policy that forbids the rest.
#include <fmt/format.h>

#include <algorithm>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/version.hpp"
#include "render/chart.hpp"
#include "render/inert.hpp"
#include "render/print.hpp"
#include "render/width.hpp"

PEIL_EMBEDDED(report_css, peil_data_render_report_css)

namespace peil::render {
namespace {

// RFC 4648 §4, for the policy's hash of the style sheet.
std::string base64(const Sha256Digest& digest) {
  static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < digest.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < digest.size() ? digest[i + k] : 0u);
    for (int shift = 18; shift >= 0; shift -= 6) out += kLetters[group >> shift & 63];
  }
  out[out.size() - 1] = '=';  // 32 bytes leave a last group of two
  return out;
}

std::string shown_text(std::string_view text) { return html_escape(defang(text)); }

class HtmlPrinter {
 public:
  HtmlPrinter(const Document& document, Buffer& out)
      : document_(document), out_(out), style_(number_style(document.language)) {}

  void run() {
    head();
    out_.append("<main>\n");
    for (std::size_t i = 0; i < document_.tables.size(); ++i)
      section(document_.tables[i], fmt::format("t{}", i + 1));
    out_.append("</main>\n<footer>peil ");
    out_.append(kVersion);
    out_.append("</footer>\n</body>\n</html>\n");
  }

 private:
  // One table without a title of the page's own: the table's question heads the page.
  bool headed_by_table() const {
    return document_.tables.size() == 1 &&
           (document_.title.empty() || document_.title == document_.tables[0].title);
  }
  std::string page_title() const {
    if (headed_by_table()) return document_.tables[0].title;
    return document_.title.empty() ? "peil" : document_.title;
  }
  std::string language() const { return document_.language == "nl" ? "nl" : "en"; }

  void head() {
    std::string title = shown_text(page_title());
    std::string_view css = report_css();
    out_.append("<!DOCTYPE html>\n<html lang=\"" + language() + "\">\n<head>\n<meta charset=\"utf-8\">\n");
    out_.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" +
        base64(sha256(css)) + "'; base-uri 'none'; form-action 'none'\">\n");
    out_.append(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n");
    out_.append("<title>" + title + "</title>\n<style>" + std::string(css) + "</style>\n</head>\n<body>\n");
    out_.append(headed_by_table() ? "<header>\n<h1 id=\"t1-h\">" : "<header>\n<h1>");
    out_.append(title + "</h1>\n");
    if (!document_.lead.empty()) out_.append("<p class=\"lead\">" + shown_text(document_.lead) + "</p>\n");
    if (!document_.warnings.empty()) {
      out_.append("<div class=\"warn\" role=\"note\">");
      for (const auto& warning : document_.warnings)
        out_.append("<p><strong>" + std::string(word("Incomplete", document_.language)) + ".</strong> " +
                    shown_text(warning) + "</p>");
      out_.append("</div>\n");
    }
    list("facts", document_.facts);
    if (document_.tables.size() > 1) contents();
    out_.append("</header>\n");
  }

  void list(std::string_view css_class, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    out_.append("<ul class=\"" + std::string(css_class) + "\">\n");
    for (const auto& line : lines) out_.append("<li>" + shown_text(line) + "</li>\n");
    out_.append("</ul>\n");
  }

  void contents() {
    out_.append("<nav aria-label=\"" + std::string(word("Contents", document_.language)) + "\"><ol>\n");
    for (std::size_t i = 0; i < document_.tables.size(); ++i)
      out_.append(
          fmt::format("<li><a href=\"#t{}\">{}</a></li>\n", i + 1, shown_text(document_.tables[i].title)));
    out_.append("</ol></nav>\n");
  }

  void section(const Table& table, const std::string& id) {
    out_.append(fmt::format("<section id=\"{}\" aria-labelledby=\"{}-h\">\n", id, id));
    if (!headed_by_table())
      out_.append(fmt::format("<h2 id=\"{}-h\">{}</h2>\n", id, shown_text(table.title)));
    std::string about = subtitle(table, document_.language);
    if (!about.empty()) out_.append("<p class=\"sub\">" + shown_text(about) + "</p>\n");
    if (table.rows.empty()) {
      out_.append("<p>" +
                  shown_text(table.empty.empty() ? word("Nothing to show.", document_.language)
                                                 : std::string_view(table.empty)) +
                  "</p>\n");
    } else {
      out_.append(chart(table, id + "-c", document_.language));
      grid(table, id);
    }
    std::vector<std::string> notes = table.notes;
    if (!table.denominator.empty())
      notes.insert(notes.begin(),
                   std::string(word("Shares are of", document_.language)) + " " + table.denominator + ".");
    list("notes", notes);
    out_.append("</section>\n");
  }

  void grid(const Table& table, const std::string& id) {
    out_.append(fmt::format(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{}-h\">\n<table>\n", id));
    out_.append("<caption>" + shown_text(table.title) + "</caption>\n<thead>\n<tr>");
    for (const Column& column : table.columns)
      out_.append(fmt::format("<th scope=\"col\" class=\"{}\">{}</th>",
                              column.type == ColumnType::kText ? "text" : "num",
                              shown_text(heading(column))));
    out_.append("</tr>\n</thead>\n<tbody>\n");
    std::int64_t most = table.chart == Chart::kMatrix ? greatest_shaded(table) : 0;
    bool in_foot = false;
    for (const Row& row : table.rows) {
      bool total = row.role == Row::Role::kTotal;
      if (total && !in_foot) out_.append("</tbody>\n<tfoot>\n");
      in_foot = in_foot || total;
      out_.append(row.role == Row::Role::kGroup ? "<tr class=\"group\">" : "<tr>");
      for (std::size_t i = 0; i < table.columns.size() && i < row.cells.size(); ++i)
        cell(table, row, i, most);
      out_.append("</tr>\n");
    }
    out_.append(in_foot ? "</tfoot>\n" : "</tbody>\n");
    out_.append("</table>\n</div>\n");
  }

  void cell(const Table& table, const Row& row, std::size_t i, std::int64_t most) {
    const Column& column = table.columns[i];
    const Cell& value = row.cells[i];
    std::string css = column.type == ColumnType::kText ? "text" : "num";
    // Short words are never broken; a text that might be of any length may be broken anywhere.
    if (value.kind == Cell::Kind::kText) css += display_width(value.text) <= 30 ? " short" : " long";
    if (i == 0 && row.indent > 0) css += fmt::format(" in{}", std::min(row.indent, 4));
    if (column.shaded && most > 0) {
      css += " h";
      if (value.kind == Cell::Kind::kCount && row.role != Row::Role::kTotal)
        if (int strength = shade(value.count, most)) css += fmt::format(" h{}", strength);
    }
    if (value.kind == Cell::Kind::kUnknown) css += " none";
    std::string shown;
    if (value.kind == Cell::Kind::kShare && value.interval) {
      std::string whole = show(value, style_);
      std::size_t bracket = whole.find(" [");
      shown = html_escape(whole.substr(0, bracket)) + " <span class=\"ci\">" +
              html_escape(whole.substr(bracket + 1)) + "</span>";
    } else if (value.kind == Cell::Kind::kText) {
      shown = "<bdi>" + shown_text(value.text) + "</bdi>";
    } else {
      shown = shown_text(show(value, style_));
    }
    std::string_view tag = column.names_row ? "th" : "td";
    out_.append(fmt::format("<{}{} class=\"{}\">{}</{}>", tag, column.names_row ? " scope=\"row\"" : "", css,
                            shown, tag));
  }

  const Document& document_;
  Buffer& out_;
  NumberStyle style_;
};

}  // namespace

void print_html(const Document& document, Buffer& out) { HtmlPrinter(document, out).run(); }

}  // namespace peil::render
