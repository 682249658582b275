// Lines through the step and the folder of dedupe, called directly as the frame calls them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clusters/dedupe.hpp"
#include "record/write.hpp"

namespace peil::clusters {

// Runs lines through a step and a folder; gives the lines that come out.
inline std::vector<std::string> dedupe(const std::vector<std::string>& lines, const Options& options = {}) {
  auto step = make_step(options);
  auto folder = make_folder(options, {});
  Buffer sent, out;
  frame::Emitter to_folder(sent), written(out);
  RecordParser parser;
  for (const std::string& line : lines) {
    auto record = parser.parse_copy(line);
    EXPECT_TRUE(record.ok()) << line << record.error().message;
    if (record) step->record(**record, {}, to_folder);
  }
  for (std::string_view message : frame::Emitter::messages(sent.view())) folder->take(message, written);
  folder->finish(written);
  std::vector<std::string> result;
  for (std::string_view rest = out.view(); !rest.empty();) {
    std::size_t end = rest.find('\n');
    result.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return result;
}

// A member of a line's cluster, as text or JSON.
inline std::string cluster(const std::string& line, const char* member) {
  RecordParser parser;
  auto record = parser.parse_copy(line);
  if (!record) return "bad line";
  Value value = (*record)->made("cluster")[member];
  if (auto text = value.text()) return std::string(*text);
  if (!value) return "";
  Buffer json;
  value.append_json(json);
  return json.str();
}

inline Options by(std::vector<std::string> levels) {
  Options options;
  options.by = std::move(levels);
  return options;
}

inline std::string page(const std::string& id, const std::string& digest, const std::string& at,
                        const std::string& more = "") {
  return R"({"v":1,"kind":"page","id":")" + id + R"(","url":"https://a.example/","fetched_at":")" + at +
         R"(","digest":")" + digest + "\"" + more + "}";
}
inline std::string item(const std::string& id, const std::string& members) {
  return R"({"v":1,"kind":"item","id":")" + id + R"(","form":"listing",)" + members + "}";
}

}  // namespace peil::clusters
