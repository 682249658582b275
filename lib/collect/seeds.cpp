// collect/seeds.cpp -- plain lines and JSON lines.
#include "collect/seeds.hpp"

#include "base/words.hpp"
#include "record/write.hpp"

namespace peil::collect {
namespace {

bool is_file_url(std::string_view text) {
  return text.size() >= 5 && to_lower_ascii(text.substr(0, 5)) == "file:";
}

Seed address(std::string_view text) {
  Seed seed;
  seed.kind = is_file_url(text) ? Seed::Kind::kFile : Seed::Kind::kUrl;
  seed.text = text;
  return seed;
}

/// Every member but the one at the top that gave the address.
std::string other_members(const Record& record, std::string_view url_key) {
  Buffer out;
  JsonWriter json(out);
  json.begin_object();
  bool any = false;
  record.root().each_member([&](std::string_view key, Value value) {
    if (key == url_key) return;
    json.foreign_key(key).raw("");
    value.append_json(out);
    any = true;
  });
  json.end_object();
  return any ? out.str() : std::string();
}

Seed from_record(const Record& record, std::string_view line, std::string_view url_at) {
  Seed seed;
  if (record.ours()) {
    bool own_run = record.kind() == Kind::kRun && record["command"].text_or_empty() == "fetch";
    seed.kind = own_run ? Seed::Kind::kNothing : Seed::Kind::kPass;
    if (!own_run) seed.text = line;
    return seed;
  }
  for (std::string_view pointer : {url_at, std::string_view("/request/endpoint")}) {
    auto text = record.root().at_pointer(pointer).text();
    if (!text) continue;
    seed = address(*text);
    bool top = pointer.rfind('/') == 0;
    seed.seed_json = other_members(record, top ? pointer.substr(1) : std::string_view());
    return seed;
  }
  seed.kind = Seed::Kind::kBad;
  seed.text = "no address at " + std::string(url_at) + "; --url-at names the member that has it";
  return seed;
}

}  // namespace

Seed read_seed(std::string_view line, std::string_view url_at, RecordParser& parser) {
  std::string_view text = trim(line);
  if (text.starts_with("\xEF\xBB\xBF")) text = trim(text.substr(3));
  if (text.empty() || text.front() == '#') return {};
  if (text.front() != '{') return address(text);
  auto record = parser.parse_copy(text);
  if (!record) return {Seed::Kind::kBad, record.error().message, {}};
  return from_record(**record, text, url_at);
}

}  // namespace peil::collect
