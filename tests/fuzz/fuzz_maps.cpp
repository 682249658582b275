// Any bytes are a table, a workbook, a chat, a mail, XML and a map: reading ends, and cells are of the text.
// links: maps
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "charset/charset.hpp"
#include "maps/chat.hpp"
#include "maps/csv.hpp"
#include "maps/draft.hpp"
#include "maps/mail.hpp"
#include "maps/map.hpp"
#include "maps/parts.hpp"
#include "maps/sniff.hpp"
#include "maps/xlsx.hpp"
#include "maps/xml.hpp"

using namespace peil;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string text;
  charset::append_repaired(bytes, text);
  maps::format_of(bytes, "", "");
  const char separator = maps::separator_of(text);
  maps::Oddities odd;
  std::vector<maps::Row> rows;
  std::size_t cells = 0;
  maps::read_csv(text, separator == 0 ? ',' : separator, odd, [&](const maps::Row& row) {
    for (const std::string& cell : row.cells) cells += cell.size();
    if (rows.size() < maps::kDraftRows) rows.push_back(row);
    return true;
  });
  if (cells > text.size()) std::abort();
  const maps::Draft draft = maps::draft_table(rows, separator, "csv");
  if (draft.usable && !maps::parse_map(draft.text, "draft")) std::abort();
  (void)maps::parse_map(text, "fuzz");
  maps::Oddities more;
  (void)maps::read_xlsx(bytes, "", more, [](const maps::Row&) { return true; });
  maps::read_chat(text);
  static maps::MailReader mail;
  mail.read(bytes, (size & 1) != 0);
  maps::split_mbox(bytes);
  maps::XmlReader xml(text);
  for (std::size_t events = 0; xml.next() != maps::XmlReader::Event::kEnd; ++events)
    if (events > 2 * text.size() + 2) std::abort();
  std::size_t at = 0;
  maps::cut_json(
      [&](std::string& to) {
        if (at >= text.size()) return false;
        to += text.substr(at, 7);
        at += 7;
        return true;
      },
      64, [](std::string_view, std::int64_t) {}, [](std::string) {});
  return 0;
}
