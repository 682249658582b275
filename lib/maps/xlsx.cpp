// maps/xlsx.cpp -- the parts of a workbook.
#include "maps/xlsx.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "archive/zip.hpp"
#include "base/decimal.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "maps/xml.hpp"

namespace peil::maps {

namespace {

using Event = XmlReader::Event;

constexpr std::size_t kCellBytes = 64u << 10;

class Book {
 public:
  explicit Book(std::string_view bytes) : input_(archive::input_of(bytes)) {}

  Result<void> open() {
    auto members = archive::zip_members(input_);
    if (!members) return Error{"workbook: " + members.error().message};
    members_ = *std::move(members);
    Buffer xml;
    if (auto got = part("xl/workbook.xml", kStringsBytes, xml); !got) return got.error();
    XmlReader reader(xml.view());
    for (Event event = reader.next(); event != Event::kEnd; event = reader.next()) {
      if (event != Event::kOpen) continue;
      if (reader.name() == "sheet" && sheets.size() < 1000)
        sheets.emplace_back(reader.attribute("name"), reader.attribute("id"));
      if (reader.name() == "workbookPr")
        date1904 = reader.attribute("date1904") == "1" || reader.attribute("date1904") == "true";
    }
    Buffer relations;
    if (part("xl/_rels/workbook.xml.rels", kStringsBytes, relations)) {
      XmlReader rels(relations.view());
      for (Event event = rels.next(); event != Event::kEnd; event = rels.next()) {
        if (event == Event::kOpen && rels.name() == "Relationship" && targets_.size() < 5000)
          targets_.emplace_back(rels.attribute("Id"), rels.attribute("Target"));
      }
    }
    styles();
    return shared_strings();
  }

  Result<void> part(std::string_view name, std::uint64_t limit, Buffer& out) const {
    for (const archive::ZipMember& member : members_) {
      if (member.name != name) continue;
      if (auto got = archive::unpack(input_, member, limit, out); !got)
        return Error{fmt::format("workbook: {}: {}", printable(name, 80), got.error().message)};
      return {};
    }
    return Error{fmt::format("workbook: {} is not in it", printable(name, 80))};
  }

  std::string path_of(std::size_t sheet) const {
    for (const auto& [id, target] : targets_) {
      if (id != sheets[sheet].second) continue;
      return target.starts_with('/') ? target.substr(1) : "xl/" + target;
    }
    return fmt::format("xl/worksheets/sheet{}.xml", sheet + 1);
  }

  std::vector<std::pair<std::string, std::string>> sheets;  // name, relation
  std::vector<std::string> strings;
  std::vector<bool> dated;  // by number of the cell's style
  bool date1904 = false;

 private:
  Result<void> shared_strings() {
    Buffer xml;
    const bool there = std::any_of(members_.begin(), members_.end(), [](const archive::ZipMember& member) {
      return member.name == "xl/sharedStrings.xml";
    });
    if (!there) return {};
    if (auto got = part("xl/sharedStrings.xml", kStringsBytes, xml); !got) return got.error();
    XmlReader reader(xml.view());
    bool text = false, phonetic = false;
    for (Event event = reader.next(); event != Event::kEnd; event = reader.next()) {
      const bool open = event == Event::kOpen;
      if (event == Event::kText) {
        if (text && !phonetic && !strings.empty() && strings.back().size() < kCellBytes)
          strings.back() += reader.text();
      } else if (reader.name() == "si" && open) {
        strings.emplace_back();
      } else if (reader.name() == "rPh") {
        phonetic = open;
      } else if (reader.name() == "t") {
        text = open;
      }
    }
    return {};
  }

  static bool shows_date(int format, std::string_view code) {
    if ((format >= 14 && format <= 22) || (format >= 45 && format <= 47)) return true;
    bool quoted = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
      const char c = code[i];
      if (c == '"') quoted = !quoted;
      else if (c == '[' && !quoted) i = std::min(code.find(']', i), code.size());  // colours, locales
      else if (c == '\\') ++i;
      else if (!quoted && std::string_view("yYdD").find(c) != std::string_view::npos) return true;
      else if (!quoted && (c == 'h' || c == 'H')) return true;
    }
    return false;
  }

  void styles() {
    Buffer xml;
    if (!part("xl/styles.xml", kStringsBytes, xml)) return;
    std::vector<std::pair<int, std::string>> codes;
    bool cells = false;
    XmlReader reader(xml.view());
    const auto number = [](std::string_view text) {
      int out = 0;
      for (char c : text.substr(0, 6)) out = c >= '0' && c <= '9' ? out * 10 + (c - '0') : out;
      return out;
    };
    for (Event event = reader.next(); event != Event::kEnd; event = reader.next()) {
      if (event == Event::kText) continue;
      const bool open = event == Event::kOpen;
      if (reader.name() == "cellXfs") cells = open;
      if (!open) continue;
      if (reader.name() == "numFmt" && codes.size() < 5000)
        codes.emplace_back(number(reader.attribute("numFmtId")), reader.attribute("formatCode"));
      if (reader.name() == "xf" && cells && dated.size() < 70'000) {
        const int format = number(reader.attribute("numFmtId"));
        const auto found =
            std::find_if(codes.begin(), codes.end(), [&](const auto& code) { return code.first == format; });
        dated.push_back(shows_date(format, found == codes.end() ? "" : found->second));
      }
    }
  }

  archive::Input input_;
  std::vector<archive::ZipMember> members_;
  std::vector<std::pair<std::string, std::string>> targets_;
};

/// `BC12`: column 55, from 1; 0 when it is none.
std::size_t column_of(std::string_view reference) {
  std::size_t column = 0;
  for (char c : reference) {
    if (c < 'A' || c > 'Z' || column > kCells) break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
  }
  return column;
}

/// A serial number of days as a date; the days before March 1900 follow the error that spreadsheets keep.
std::string date_of(const std::string& serial, bool date1904) {
  const auto number = Decimal::parse(serial);
  if (!number) return serial;
  const double days = number->to_double() + (date1904 ? 1462 : 0);
  if (days < 1 || days > 2'958'465) return serial;
  const double whole = std::floor(days);
  const auto seconds = static_cast<std::int64_t>(std::llround((days - whole) * 86400));
  const std::int64_t epoch = static_cast<std::int64_t>(whole) - 25569 + (whole < 60 ? 1 : 0);
  if (seconds == 0) return format_date(epoch * 86'400'000);
  std::string text = format_time((epoch * 86400 + seconds) * 1000);
  text[10] = ' ';
  text.pop_back();
  return text;
}

/// 1.2000000000000002E-3 as people see it: exact where short, no exponent.
std::string number_of(const std::string& text) {
  if (const auto number = Decimal::parse(text)) {
    if (text.size() < 16) return number->str();
    if (const auto rounded = number->divided_by(Decimal(1), 15)) return rounded->str();
  }
  return text;
}

void read_sheet(std::string_view xml, const Book& book, Oddities& oddities, bool& any,
                const std::function<bool(const Row&)>& visit) {
  XmlReader reader(xml);
  Row row;
  std::string type, value;
  std::size_t style = 0, column = 0;
  bool in_value = false, in_cell = false;
  std::uint64_t next_row = 1;
  std::size_t bytes = 0;
  for (Event event = reader.next(); event != Event::kEnd; event = reader.next()) {
    const bool open = event == Event::kOpen;
    if (event == Event::kText) {
      if (in_value && value.size() < kCellBytes) value += reader.text();
    } else if (reader.name() == "row") {
      if (open) {
        row.cells.clear();
        column = bytes = 0;
        row.number = next_row;
        std::uint64_t number = 0;
        for (char c : reader.attribute("r").substr(0, 9))
          number = c >= '0' && c <= '9' ? number * 10 + static_cast<std::uint64_t>(c - '0') : number;
        if (number > 0) row.number = number;
        next_row = row.number + 1;
        continue;
      }
      if (!has_value(row)) {
        ++oddities.empty;
        continue;
      }
      if (bytes > kRowBytes) {
        ++oddities.too_long;
        continue;
      }
      any = true;
      if (!visit(row)) return;
    } else if (reader.name() == "c") {
      in_cell = open;
      if (open) {
        const std::size_t at = column_of(reader.attribute("r"));
        column = at > 0 ? at : column + 1;
        type = std::string(reader.attribute("t"));
        style = 0;
        for (char c : reader.attribute("s").substr(0, 6))
          style = c >= '0' && c <= '9' ? style * 10 + static_cast<std::size_t>(c - '0') : style;
        value.clear();
        continue;
      }
      if (value.empty() || column > kCells) continue;
      std::string shown;
      if (type == "s") {
        std::size_t number = 0;
        for (char c : value.substr(0, 9))
          number = c >= '0' && c <= '9' ? number * 10 + static_cast<std::size_t>(c - '0') : number;
        if (number < book.strings.size()) shown = book.strings[number];
      } else if (type == "b") {
        shown = value == "1" ? "true" : "false";
      } else if (type.empty() || type == "n") {
        shown =
            style < book.dated.size() && book.dated[style] ? date_of(value, book.date1904) : number_of(value);
      } else if (type != "e") {
        shown = value;
      }
      if (row.cells.size() < column) row.cells.resize(column);
      bytes += shown.size();
      if (bytes <= kRowBytes) row.cells[column - 1] = std::move(shown);
    } else if (in_cell && (reader.name() == "v" || reader.name() == "t")) {
      in_value = open;
    }
  }
}

}  // namespace

Result<Workbook> read_xlsx(std::string_view bytes, std::string_view sheet, Oddities& oddities,
                           const std::function<bool(const Row&)>& visit) {
  Book book(bytes);
  if (auto opened = book.open(); !opened) return opened.error();
  Workbook about;
  for (const auto& [name, id] : book.sheets) about.sheets.push_back(name);
  bool any = false;
  for (std::size_t i = 0; i < book.sheets.size() && !any; ++i) {
    if (!sheet.empty() && book.sheets[i].first != sheet) continue;
    Buffer xml;
    if (auto got = book.part(book.path_of(i), kSheetBytes, xml); !got) return got.error();
    about.read = book.sheets[i].first;
    read_sheet(xml.view(), book, oddities, any, visit);
  }
  if (!sheet.empty() && about.read.empty())
    return Error{fmt::format("workbook: no sheet \"{}\" (it has: {})", printable(sheet, 60),
                             printable(fmt::format("{}", fmt::join(about.sheets, ", ")), 200))};
  return about;
}

}  // namespace peil::maps
