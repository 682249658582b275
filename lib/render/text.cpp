// Tables for people, in columns of a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "render/inert.hpp"
#include "render/print.hpp"
#include "render/width.hpp"

namespace peil::render {
namespace {

constexpr std::size_t kBarWidth = 20;
constexpr std::size_t kLeastBarWidth = 8;
constexpr std::size_t kLongText = 28;    // a text column wider than this is the first to be cut
constexpr std::size_t kProseWidth = 96;  // notes are wrapped at this where nothing else says so

// One column as it will be printed: its lines of heading, and its cells.
struct Strip {
  std::vector<std::string> head;
  std::vector<std::string> cells;  // one for each row
  std::vector<double> parts;       // of bars: 0 to 1
  std::size_t width = 0;
  bool right = false;
  bool names_row = false;
  bool is_bar = false;
};

class TextPrinter {
 public:
  TextPrinter(const Document& document, const Page& page, Buffer& out)
      : document_(document), page_(page), out_(out), style_(number_style(document.language)) {}

  void run() {
    bool first = true;
    if (!document_.title.empty()) {
      paint("\x1b[1m", document_.title);
      first = false;
    }
    if (!document_.lead.empty()) prose(document_.lead, "", "");
    for (const auto& warning : document_.warnings)
      prose(warning, std::string(word("Incomplete", document_.language)) + ": ", "  ", "\x1b[33m");
    for (const auto& fact : document_.facts) prose(fact, "", "  ", "\x1b[2m");
    if (!document_.lead.empty() || !document_.warnings.empty() || !document_.facts.empty()) first = false;
    for (const Table& table : document_.tables) {
      if (!first) out_.push('\n');
      first = false;
      print(table);
    }
  }

 private:
  void line(std::string_view text) {
    while (text.ends_with(' ')) text.remove_suffix(1);
    out_.append(text);
    out_.push('\n');
  }
  void paint(std::string_view color, std::string_view text) {
    if (text.empty()) return;
    std::string shown = terminal_line(text);
    line(page_.color ? std::string(color) + shown + "\x1b[0m" : shown);
  }
  void prose(std::string_view text, std::string_view mark, std::string_view indent,
             std::string_view color = "") {
    std::size_t width = page_.width ? page_.width : kProseWidth;
    std::string lines = wrap(std::string(mark) + terminal_line(text), width, indent);
    for (std::size_t at = 0; at <= lines.size();) {
      std::size_t end = std::min(lines.find('\n', at), lines.size());
      std::string_view one = std::string_view(lines).substr(at, end - at);
      line(page_.color && !color.empty() ? std::string(color) + std::string(one) + "\x1b[0m"
                                         : std::string(one));
      at = end + 1;
    }
  }

  std::string cell_text(const Table& table, const Row& row, std::size_t column) const {
    if (column >= row.cells.size()) return "";
    std::string shown = show(row.cells[column], style_, page_.utf8 ? "–" : "-", page_.utf8 ? "·" : "-");
    shown = terminal_line(shown);
    if (!page_.utf8 && shown.starts_with("−")) shown.replace(0, 3, "-");
    if (column == 0 && table.columns[0].names_row)
      shown.insert(0, static_cast<std::size_t>(row.indent) * 2, ' ');
    return shown;
  }

  Strip strip(const Table& table, std::size_t column) const {
    const Column& about = table.columns[column];
    Strip result;
    result.right = about.type != ColumnType::kText;
    result.names_row = about.names_row;
    for (const Row& row : table.rows) {
      result.cells.push_back(cell_text(table, row, column));
      result.width = std::max(result.width, display_width(result.cells.back()));
    }
    // A long heading over short figures is broken into lines.
    std::string head = terminal_line(heading(about));
    std::string broken = wrap(head, std::max<std::size_t>(result.width, 9), "");
    for (std::string_view rest = broken;;) {
      std::size_t end = std::min(rest.find('\n'), rest.size());
      result.head.emplace_back(rest.substr(0, end));
      result.width = std::max(result.width, display_width(result.head.back()));
      if (end == rest.size()) break;
      rest.remove_prefix(end + 1);
    }
    return result;
  }

  static double magnitude(const Cell& cell) {
    switch (cell.kind) {
      case Cell::Kind::kCount: return static_cast<double>(cell.count);
      case Cell::Kind::kNumber: return cell.number.to_double();
      case Cell::Kind::kShare: return cell.share;
      default: return 0;
    }
  }

  std::string bar(double part, std::size_t width) const {
    if (!(part > 0)) return "";
    auto eighths = static_cast<std::size_t>(part * static_cast<double>(width) * 8 + .5);
    eighths = std::clamp<std::size_t>(eighths, 1, width * 8);
    if (!page_.utf8) return std::string(std::max<std::size_t>(1, (eighths + 4) / 8), '#');
    static constexpr std::string_view kBlocks[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    std::string out;
    for (std::size_t i = 0; i < eighths / 8; ++i) out += "█";
    return out.append(kBlocks[eighths % 8]);
  }

  Strip bars(const Table& table, std::size_t column) const {
    Strip result;
    result.is_bar = true;
    result.head = {""};
    double most = 0;
    for (const Row& row : table.rows)
      if (row.role != Row::Role::kTotal) most = std::max(most, magnitude(row.cells[column]));
    for (const Row& row : table.rows) {
      bool draw = most > 0 && row.role != Row::Role::kTotal;
      result.parts.push_back(draw ? magnitude(row.cells[column]) / most : 0);
    }
    draw_bars(result, kBarWidth);
    return result;
  }

  void draw_bars(Strip& strip, std::size_t width) const {
    strip.cells.clear();
    strip.width = 0;
    for (double part : strip.parts) {
      strip.cells.push_back(bar(part, width));
      strip.width = std::max(strip.width, display_width(strip.cells.back()));
    }
  }

  static std::size_t total_width(const std::vector<Strip>& strips, bool bars = true) {
    std::size_t width = 0;
    for (const Strip& strip : strips) width += bars || !strip.is_bar ? strip.width + 2 : 0;
    return width ? width - 2 : 0;
  }

  void shrink(std::vector<Strip>& strips) const {
    for (Strip& strip : strips) {
      std::size_t width = total_width(strips, false);
      if (width <= page_.width) return;
      if (strip.right || strip.is_bar || strip.width <= kLongText) continue;
      std::size_t excess = width - page_.width;
      strip.width = std::max(kLongText, strip.width > excess ? strip.width - excess : 0);
    }
  }

  // Columns that do not fit beside each other go below each other, each block with the names of the rows.
  std::vector<std::vector<Strip>> blocks(std::vector<Strip> strips) const {
    bool narrow = page_.cut && page_.width > 0;
    if (narrow && total_width(strips) > page_.width) shrink(strips);
    std::vector<Strip> names;
    for (const Strip& strip : strips)
      if (strip.names_row) names.push_back(strip);
    std::vector<std::vector<Strip>> all = {names};
    for (std::size_t i = 0; i < strips.size(); ++i) {
      Strip& strip = strips[i];
      if (strip.names_row) continue;
      // Bars are drawn only where no column must give way to them.
      std::size_t behind = 0;
      for (std::size_t k = i + 1; strip.is_bar && k < strips.size(); ++k)
        if (!strips[k].is_bar) behind += strips[k].width + 2;
      std::size_t others = total_width(all.back()) + 2 + behind;
      if (narrow && strip.is_bar && others + kLeastBarWidth > page_.width) continue;
      if (narrow && strip.is_bar) draw_bars(strip, std::min(kBarWidth, page_.width - others));
      bool fits = !narrow || others + strip.width <= page_.width;
      if (!fits && all.back().size() > names.size()) all.push_back(names);
      all.back().push_back(std::move(strip));
    }
    return all;
  }

  std::string padded(const Strip& strip, std::string_view text) const {
    std::string shown =
        page_.cut ? cut_to_width(text, std::max<std::size_t>(strip.width, 1), page_.utf8 ? "…" : "~")
                  : std::string(text);
    std::size_t used = display_width(shown);
    std::string gap(strip.width > used ? strip.width - used : 0, ' ');
    if (strip.is_bar && page_.color) shown = "\x1b[34m" + shown + "\x1b[0m";
    return strip.right ? gap + shown : shown + gap;
  }

  void rule(const std::vector<Strip>& strips) {
    std::string text;
    for (const Strip& strip : strips) {
      if (!text.empty()) text += "  ";
      for (std::size_t i = 0; i < strip.width; ++i) text += strip.is_bar ? " " : page_.utf8 ? "─" : "-";
    }
    line(text);
  }

  void block(const Table& table, const std::vector<Strip>& strips) {
    std::size_t head_lines = 1;
    for (const Strip& strip : strips) head_lines = std::max(head_lines, strip.head.size());
    for (std::size_t i = 0; i < head_lines; ++i) {
      std::string text;
      for (const Strip& strip : strips) {
        if (&strip != &strips.front()) text += "  ";
        std::size_t skipped = head_lines - strip.head.size();  // headings stand on the rule
        text += padded(strip, i < skipped ? "" : strip.head[i - skipped]);
      }
      line(text);
    }
    rule(strips);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      if (table.rows[i].role == Row::Role::kTotal) rule(strips);
      std::string text;
      for (const Strip& strip : strips) {
        if (&strip != &strips.front()) text += "  ";
        text += padded(strip, strip.cells[i]);
      }
      bool strong = table.rows[i].role != Row::Role::kData && page_.color;
      line(strong ? "\x1b[1m" + text + "\x1b[0m" : text);
    }
  }

  void print(const Table& table) {
    paint("\x1b[1m", table.title);
    std::string about = subtitle(table, document_.language);
    if (!about.empty()) prose(about, "", "", "\x1b[2m");
    out_.push('\n');
    if (table.rows.empty()) {
      line(table.empty.empty() ? std::string(word("Nothing to show.", document_.language))
                               : terminal_line(table.empty));
    } else {
      std::vector<Strip> strips;
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        strips.push_back(strip(table, i));
        if (table.columns[i].bar) strips.push_back(bars(table, i));
      }
      bool first = true;
      for (const auto& one : blocks(std::move(strips))) {
        if (!first) out_.push('\n');
        first = false;
        block(table, one);
      }
    }
    if (!table.denominator.empty() || !table.notes.empty()) out_.push('\n');
    if (!table.denominator.empty())
      prose(std::string(word("Shares are of", document_.language)) + " " + table.denominator + ".", "", "");
    for (const auto& note : table.notes) prose(note, "", "");
  }

  const Document& document_;
  const Page& page_;
  Buffer& out_;
  NumberStyle style_;
};

}  // namespace

void print_text(const Document& document, const Page& page, Buffer& out) {
  TextPrinter(document, page, out).run();
}

}  // namespace peil::render
