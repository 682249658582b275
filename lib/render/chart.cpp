#include "render/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "render/inert.hpp"
#include "render/width.hpp"

namespace peil::render {
namespace {

constexpr std::size_t kMaxBars = 24;
constexpr std::size_t kMaxLines = 8;
constexpr int kRowHeight = 24;
constexpr std::size_t kLabelColumns = 24;
constexpr int kPlotLeft = 31;  // per cent of the width
constexpr int kPlotWidth = 55;

struct Mark {
  std::string label;
  std::string shown;  // the figure as people read it
  double value = 0;
  std::optional<std::pair<double, double>> interval;
  bool loss = false;
};

double magnitude(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kCount: return static_cast<double>(cell.count);
    case Cell::Kind::kNumber: return cell.number.to_double();
    case Cell::Kind::kShare: return cell.share;
    default: return -1;
  }
}

std::string label_of(const Table& table, const Row& row) {
  std::string label;
  for (std::size_t i = 0; i < table.columns.size() && i < row.cells.size(); ++i) {
    if (!table.columns[i].names_row) continue;
    if (!label.empty()) label += " · ";
    label += defang(show(row.cells[i], {}));
  }
  return label;
}

// Rows that hold others would be counted twice in a picture: only the deepest are drawn.
std::vector<Mark> marks(const Table& table, NumberStyle style) {
  auto column = std::find_if(table.columns.begin(), table.columns.end(),
                             [&](const Column& one) { return one.key == table.chart_column; });
  std::vector<Mark> all;
  if (column == table.columns.end()) return all;
  auto at = static_cast<std::size_t>(std::distance(table.columns.begin(), column));
  auto whole = std::find_if(table.columns.begin(), table.columns.end(),
                            [](const Column& one) { return one.key == "offers" || one.key == "of"; });
  for (const Row& row : table.rows) {
    bool drawn =
        row.role == Row::Role::kData || (row.role == Row::Role::kGroup && table.chart == Chart::kFunnel);
    if (!drawn || !row.charted || at >= row.cells.size()) continue;
    double value = magnitude(row.cells[at]);
    if (!(value >= 0) || !std::isfinite(value)) continue;
    std::string shown = show(row.cells[at], style);
    // A share of few says little: its n stands beside it.
    if (table.chart == Chart::kDots && whole != table.columns.end())
      shown += " · n " + show(row.cells[static_cast<std::size_t>(whole - table.columns.begin())], style);
    all.push_back({label_of(table, row), shown, value, row.cells[at].interval,
                   table.chart == Chart::kFunnel && row.indent > 0});
  }
  bool tree =
      std::any_of(table.rows.begin(), table.rows.end(), [](const Row& row) { return row.indent > 0; });
  if (table.chart == Chart::kBars && tree)
    std::stable_sort(all.begin(), all.end(), [](const Mark& a, const Mark& b) { return a.value > b.value; });
  return all;
}

std::string head(std::string_view id, const Table& table, std::string_view description, int height) {
  return fmt::format(
      "<svg role=\"img\" aria-labelledby=\"{0}-t {0}-d\" height=\"{1}\"><title id=\"{0}-t\">{2}</title>"
      "<desc id=\"{0}-d\">{3}</desc>\n",
      id, height, html_escape(table.title), html_escape(description));
}

// 1, 2 or 5 times a power of ten, at most four steps up to `most`.
double nice_step(double most) {
  double power = std::pow(10.0, std::floor(std::log10(most)));
  for (double step : {power / 10 * 2, power / 10 * 5, power, power * 2, power * 5})
    if (most / step <= 4.0001) return step;
  return power * 10;
}

std::string grid(double most, bool percent, bool whole, int height, NumberStyle style) {
  std::string out;
  double step = percent ? .25 : nice_step(most);
  if (whole && step < 1) step = 1;
  for (int i = 0; i <= 5 && static_cast<double>(i) * step <= most * 1.0001; ++i) {
    double value = static_cast<double>(i) * step, x = value / most * 100;
    std::string label =
        percent ? fmt::format("{:.0f} %", value * 100) : show(real(value, step < 1 ? 2 : 0), style);
    out += fmt::format("<line class=\"{}\" x1=\"{:.2f}%\" x2=\"{:.2f}%\" y1=\"0\" y2=\"{}\"/>",
                       i ? "grid" : "base", x, x, height);
    out += fmt::format("<text class=\"soft\" x=\"{:.2f}%\" y=\"{}\" text-anchor=\"middle\">{}</text>", x,
                       height + 16, label);
  }
  return out + "\n";
}

std::string bars(const Table& table, std::string_view id, std::string_view language) {
  auto all = marks(table, number_style(language));
  bool dots = table.chart == Chart::kDots;
  double most = 0;
  for (const Mark& mark : all) most = std::max({most, mark.value, mark.interval ? mark.interval->second : 0});
  if (all.empty() || !(most > 0)) return "";
  bool percent = dots;
  if (dots) most = 1;
  std::size_t left_out = all.size() > kMaxBars ? all.size() - kMaxBars : 0;
  all.resize(all.size() - left_out);
  int height = static_cast<int>(all.size()) * kRowHeight;
  auto column = std::find_if(table.columns.begin(), table.columns.end(),
                             [&](const Column& one) { return one.key == table.chart_column; });
  bool whole = column->type == ColumnType::kCount;
  std::string out = head(id, table, heading(*column) + "; " + subtitle(table, language), height + 22);
  std::string plot, labels;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Mark& mark = all[i];
    int top = static_cast<int>(i) * kRowHeight, middle = top + kRowHeight / 2;
    double x = mark.value / most * 100, start = x, end = x;
    labels += fmt::format("<text x=\"0\" y=\"{}\">{}<title>{}</title></text>\n", middle + 4,
                          html_escape(cut_to_width(mark.label, kLabelColumns)), html_escape(mark.label));
    if (!dots)
      plot += fmt::format("<rect class=\"{}\" x=\"0\" y=\"{}\" width=\"{:.2f}%\" height=\"{}\"/>",
                          mark.loss ? "loss" : "bar", top + 4, x, kRowHeight - 8);
    if (mark.interval) {
      double low = mark.interval->first / most * 100;
      start = std::min(start, low);
      end = std::max(end, mark.interval->second / most * 100);
      plot += fmt::format("<line class=\"{}\" x1=\"{:.2f}%\" x2=\"{:.2f}%\" y1=\"{}\" y2=\"{}\"/>",
                          dots ? "range" : "whisker", low, end, middle, middle);
    }
    if (dots) plot += fmt::format("<circle class=\"dot\" cx=\"{:.2f}%\" cy=\"{}\" r=\"5\"/>", x, middle);
    // Behind the mark, or before it where there is no room behind.
    bool before = dots && end > 60 && start > 100 - end;
    plot += fmt::format("<text x=\"{:.2f}%\" dx=\"{}\" y=\"{}\"{}>{}</text>\n", before ? start : end,
                        before ? -9
                        : dots ? 9
                               : 6,
                        middle + 4, before ? " text-anchor=\"end\"" : "", html_escape(mark.shown));
  }
  // Labels end where the plot begins, whatever the width of the page.
  out += fmt::format("<svg class=\"labels\" x=\"0\" width=\"{}%\" height=\"{}\">{}</svg>", kPlotLeft - 1,
                     height, labels);
  out += fmt::format("<svg x=\"{}%\" width=\"{}%\" height=\"{}\">", kPlotLeft, kPlotWidth, height + 22);
  out += grid(most, percent, whole, height, number_style(language)) + plot + "</svg></svg>\n";
  bool intervals =
      std::any_of(all.begin(), all.end(), [](const Mark& mark) { return mark.interval.has_value(); });
  std::string caption = heading(*column) + ".";
  if (table.chart == Chart::kFunnel) caption = word("Blue: what went on. Orange: what was lost.", language);
  if (intervals) caption += " " + std::string(word("Line: 95 % interval.", language));
  if (left_out) {
    std::string more(word("and %d more rows in the table", language));
    caption += " … " + more.replace(more.find("%d"), 2, fmt::format("{}", left_out)) + ".";
  }
  return "<figure>\n" + out + "<figcaption>" + html_escape(caption) + "</figcaption>\n</figure>\n";
}

// One panel: a line over the shaded columns, broken where a period was not observed.
std::string panel(const Table& table, const Row& row, std::string_view id, double most) {
  std::vector<std::size_t> periods;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i].shaded) periods.push_back(i);
  std::string line, points, spoken;
  bool pen_down = false;
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const Cell& cell = row.cells[periods[i]];
    double value = magnitude(cell);
    spoken += table.columns[periods[i]].heading + ": " + (value >= 0 ? show(cell, {}) : "–") + "; ";
    if (!(value >= 0)) {
      pen_down = false;
      continue;
    }
    double x = periods.size() == 1
                   ? 50
                   : 2 + 96.0 * static_cast<double>(i) / static_cast<double>(periods.size() - 1);
    double y = 37 - 34 * value / most;
    line += fmt::format("{}{:.2f} {:.2f} ", pen_down ? "L" : "M", x, y);
    points += fmt::format("M{:.2f} {:.2f}h0 ", x, y);
    pen_down = true;
  }
  if (line.empty()) return "";
  std::string label = label_of(table, row);
  std::string out = fmt::format(
      "<div><p>{}</p><svg role=\"img\" aria-labelledby=\"{}-t\" viewBox=\"0 0 100 40\" "
      "preserveAspectRatio=\"none\">"
      "<title id=\"{}-t\">{}</title><path class=\"line\" d=\"{}\"/><path class=\"point\" d=\"{}\"/></svg>",
      html_escape(label), id, id, html_escape(label + ". " + spoken), line, points);
  out += fmt::format("<p class=\"ends\"><span>{}</span><span>{}</span></p></div>\n",
                     html_escape(table.columns[periods.front()].heading),
                     periods.size() > 1 ? html_escape(table.columns[periods.back()].heading) : "");
  return out;
}

std::string lines(const Table& table, std::string_view id, std::string_view language) {
  double most = static_cast<double>(greatest_shaded(table));
  std::string out;
  std::size_t drawn = 0;
  for (const Row& row : table.rows) {
    if (row.role != Row::Role::kData || drawn == kMaxLines || !(most > 0)) continue;
    out += panel(table, row, fmt::format("{}-{}", id, drawn), most);
    ++drawn;
  }
  if (out.empty()) return "";
  return "<figure>\n<div class=\"multiples\">\n" + out + "</div>\n<figcaption>" +
         html_escape(table.unit + ", 0–" +
                     show_count(static_cast<std::int64_t>(most), number_style(language))) +
         ".</figcaption>\n</figure>\n";
}

}  // namespace

int shade(std::int64_t count, std::int64_t most) {
  if (count <= 0 || most <= 0) return 0;
  double part = std::sqrt(static_cast<double>(count) / static_cast<double>(most));
  return std::clamp(static_cast<int>(std::ceil(part * 5)), 1, 5);
}

std::int64_t greatest_shaded(const Table& table) {
  std::int64_t most = 0;
  for (const Row& row : table.rows) {
    if (row.role == Row::Role::kTotal) continue;
    for (std::size_t i = 0; i < table.columns.size() && i < row.cells.size(); ++i)
      if (table.columns[i].shaded && row.cells[i].kind == Cell::Kind::kCount)
        most = std::max(most, row.cells[i].count);
  }
  return most;
}

std::string chart(const Table& table, std::string_view id, std::string_view language) {
  switch (table.chart) {
    case Chart::kBars:
    case Chart::kDots:
    case Chart::kFunnel: return bars(table, id, language);
    case Chart::kLines: return lines(table, id, language);
    case Chart::kNone:
    case Chart::kMatrix: return "";
  }
  return "";
}

}  // namespace peil::render
