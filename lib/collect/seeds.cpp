// collect/seeds.cpp -- plain lines and JSON lines.
#include "collect/seeds.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "collect/settings.hpp"
#include "base/limits.hpp"
#include "base/words.hpp"
#include "record/scan.hpp"
#include "record/shapes.hpp"

namespace peil::collect {
namespace {

/// Bytes before the object of a CDXJ line, `example,a)/ 20261005091244 {"url":…}`; 0 when it is none.
std::size_t cdxj_key(std::string_view line) {
  std::size_t brace = line.find('{');
  if (brace == line.npos || brace < 4 || line[brace - 1] != ' ') return 0;
  std::string_view key = line.substr(0, brace - 1);
  std::size_t blank = key.find(' ');
  std::string_view time = blank == key.npos ? std::string_view() : key.substr(blank + 1);
  bool digits = time.size() >= 4 && time.size() <= 17 && time.find_first_not_of("0123456789") == time.npos;
  return digits && line.back() == '}' ? brace : 0;
}

constexpr std::size_t kSchemeBytes = 64;  // in which the colon of a scheme would stand

Seed bad(std::string why) {
  Seed seed;
  seed.kind = Seed::Kind::kBad;
  seed.text = std::move(why);
  return seed;
}

bool is_file_url(std::string_view text) {
  return text.size() >= 5 && to_lower_ascii(text.substr(0, 5)) == "file:";
}

Seed address(std::string_view text) {
  Seed seed;
  seed.kind = is_file_url(text) ? Seed::Kind::kFile : Seed::Kind::kUrl;
  seed.text = text;
  return seed;
}

/// How deep arrays and objects nest in valid JSON text.
int depth_of(std::string_view json) {
  int depth = 0, most = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    char c = json[at];
    if (quoted && c == '\\') ++at;
    else if (c == '"') quoted = !quoted;
    else if (quoted) continue;
    else if (c == '[' || c == '{') most = std::max(most, ++depth);
    else if (c == ']' || c == '}') --depth;
  }
  return most;
}

/// The seed stands one level down in a line of ours, which itself may nest no deeper than any line:
/// what would is left out.
void cut_depth(std::string& json, std::string& note) {
  constexpr int kRoom = limits::kJsonDepth - 2;
  if (json.size() < 2 * kRoom || depth_of(json) <= kRoom + 1) return;  // nesting costs two bytes a level
  std::vector<RawMember> members;
  scan_members(json, members);
  std::string kept = "{";
  for (const RawMember& member : members) {
    std::string_view value =
        std::string_view(json).substr(member.value_start, member.end - member.value_start);
    if (depth_of(value) > kRoom) continue;
    if (kept.size() > 1) kept.push_back(',');
    kept.append(json, member.start, member.end - member.start);
  }
  json = kept.size() > 1 ? kept + '}' : std::string();
  note = "a member nests too deep to travel as seed: left out";
}

/// Documents and raw messages that a tool's record holds, besides Shape::text.
std::vector<std::string_view> documents_of(const Shape* shape) {
  if (!shape) return {};
  std::vector<std::string_view> found;
  if (!shape->text.empty()) found.push_back(shape->text);
  if (shape->name == "katana") found.push_back("/response/raw");
  if (shape->name == "httpx") found.push_back("/response");
  if (shape->name == "trafilatura") found.push_back("/raw_text");
  return found;
}

/// Every member but the one that gave the address and the documents.
std::string other_members(const Record& record, std::string_view url_pointer, const Shape* shape,
                          std::string& note) {
  std::vector<std::string_view> except = documents_of(shape);
  except.push_back(url_pointer);
  Buffer members;
  append_other_members(record, except, members);
  if (members.empty()) return {};
  std::string json = "{" + members.str() + "}";
  cut_depth(json, note);
  return json;
}

/// An offset or length: a number, or digits in a string, as the index has them.
std::optional<std::uint64_t> whole_number(Value value) {
  if (auto number = value.integer()) {
    if (*number < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
  }
  std::string_view digits = value.text_or_empty();
  std::uint64_t number = 0;
  auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || end.ec != std::errc() || end.ptr != digits.data() + digits.size())
    return std::nullopt;
  return number;
}

/// An index line names bytes that lie in an archive. Without a usable place it is still no address to
/// ask for.
void name_place(const Record& record, const Shape& shape, Seed& seed) {
  seed.kind = Seed::Kind::kArchived;
  auto offset = whole_number(record["offset"]), length = whole_number(record["length"]);
  auto file = record.root().at_pointer(shape.archive).text();
  if (!offset || !length || !file) return;
  seed.place = {std::string(*file), *offset, *length};
}

Seed from_record(const Record& record, std::string_view line, std::string_view url_at) {
  Seed seed;
  if (record.ours()) {
    bool own_run = record.kind() == Kind::kRun && record["command"].text_or_empty() == "fetch";
    seed.kind = own_run ? Seed::Kind::kNothing : Seed::Kind::kPass;
    if (!own_run) seed.text = line;
    return seed;
  }
  const Shape* shape = shape_of(record);
  for (std::string_view pointer :
       {url_at, shape ? shape->url : std::string_view(), std::string_view("/request/endpoint")}) {
    if (pointer.empty()) continue;
    auto text = record.root().at_pointer(pointer).text();
    if (!text) continue;
    seed = address(*text);
    if (shape) seed.shape = shape->name;
    if (shape && !shape->archive.empty()) name_place(record, *shape, seed);
    seed.seed_json = other_members(record, pointer, shape, seed.note);
    return seed;
  }
  seed.kind = Seed::Kind::kBad;
  if (shape) seed.shape = shape->name;
  seed.text = "no address at " + std::string(url_at) + "; --url-at names the member that has it";
  return seed;
}

}  // namespace

Seed read_seed(std::string_view line, std::string_view url_at, RecordParser& parser) {
  std::string_view text = trim(line);
  if (text.starts_with("\xEF\xBB\xBF")) text = trim(text.substr(3));
  if (text.empty() || text.front() == '#') return {};
  if (text.starts_with("!meta {")) return {};  // CDXJ's line about itself
  text.remove_prefix(cdxj_key(text));
  if (text.front() != '{') {
    if (text.size() <= limits::kUrlBytes || text.substr(0, kSchemeBytes).find(':') != text.npos)
      return address(text);
    return bad("no address: " + std::to_string(text.size()) + " bytes without a scheme");
  }
  auto record = parser.parse_copy(text);
  if (!record) return bad(record.error().message);
  return from_record(**record, text, url_at);
}

void refuse_local(const Seed& seed, const std::string& where, const Settings& settings) {
  bool local = seed.kind == Seed::Kind::kFile || (seed.kind == Seed::Kind::kArchived && !settings.live);
  bool captured = seed.kind == Seed::Kind::kArchived || seed.kind == Seed::Kind::kPass;
  if (settings.dry_run) return;
  std::string at = where + (where.empty() ? "" : ": ");
  if (!settings.state.path.empty() && (local || captured))
    throw Fatal(Exit::kUsage, at + "--state remembers addresses; files and captures are read without it");
  if (settings.keeps_evidence() && local)
    throw Fatal(Exit::kUsage, at + "--warc keeps what comes over the network; fetch attach adds files");
}

}  // namespace peil::collect
