// tests/unit/inventory_fixture.hpp -- shared by the tests of report: records in, a printed table out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inventory/report.hpp"

namespace peil::inventory {

/// What report prints of these lines, step and folder joined as the frame joins them.
inline std::string report(const Settings& settings, const std::vector<std::string>& lines) {
  auto step = make_step(settings);
  auto folder = make_folder(settings);
  RecordParser parser;
  Buffer sent, out;
  frame::Emitter to_folder(sent), printed(out);
  for (const auto& line : lines) {
    auto record = parser.parse_copy(line);
    if (!record) {
      folder->bad_line(record.error().message);
      continue;
    }
    step->record(**record, {}, to_folder);
  }
  for (std::string_view message : frame::Emitter::messages(sent.view())) folder->take(message, printed);
  folder->finish(printed);
  return out.str();
}

/// The settings of `report VERB -O FORMAT`.
inline Settings table(std::string verb, std::string format = "csv") {
  Settings settings;
  settings.verb = std::move(verb);
  settings.format = std::move(format);
  return settings;
}

/// A record of an item with these labels of goods, parted by commas, and `more` members.
inline std::string item(std::string_view id, std::string_view goods, std::string_view more = "",
                        std::string_view act = "offer", std::string_view form = "listing") {
  std::string line = R"({"v":1,"kind":"item","id":"i:)" + std::string(id) + R"(","form":")" +
                     std::string(form) +
                     R"(","page":{"id":"p:1","fetched_at":"2026-10-05T10:00:00Z"},"network":"clear",)"
                     R"("labels":[{"scheme":"act","label":")" +
                     std::string(act) + R"("},{"scheme":"channel","label":"shop.growshop"})";
  for (std::size_t at = 0; at < goods.size();) {
    std::size_t end = std::min(goods.find(',', at), goods.size());
    line += R"(,{"scheme":"goods","label":")" + std::string(goods.substr(at, end - at)) + "\"}";
    at = end + 1;
  }
  return line + "]" + std::string(more) + "}";
}

/// The line of a CSV that begins with `name`, or "".
inline std::string row(const std::string& csv, const std::string& name) {
  std::size_t at = csv.find("\r\n" + name + ",");
  return at == std::string::npos ? "" : csv.substr(at + 2, csv.find("\r\n", at + 2) - at - 2);
}

}  // namespace peil::inventory
