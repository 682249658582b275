#include "frame/run_record.hpp"

#include "base/output.hpp"
#include "base/time.hpp"
#include "base/version.hpp"
#include "record/write.hpp"

namespace peil::frame {
namespace {

void write_pairs(const std::vector<std::pair<std::string, std::string>>& pairs, JsonWriter& json) {
  json.begin_object();
  for (const auto& [name, value] : pairs) json.foreign_key(name).string(value);
  json.end_object();
}

void write_counts(const std::uint64_t (&counts)[kKinds], JsonWriter& json) {
  json.begin_object();
  for (int kind = 0; kind < kKinds; ++kind)
    if (counts[kind])
      json.member(kind_name(static_cast<Kind>(kind)), static_cast<std::int64_t>(counts[kind]));
  json.end_object();
}

void write_members(const RunFacts& facts, JsonWriter& json) {
  json.member("command", facts.command).member("version", kVersion);
  if (!facts.started_at.empty()) json.member("started_at", facts.started_at);
  write_pairs(facts.options, json.key("options"));
  write_pairs(facts.data, json.key("data"));
  write_counts(facts.tally.in, json.key("in"));
  write_counts(facts.tally.out, json.key("out"));
  json.key("failed").begin_object();
  for (const Tally::Class& one : facts.tally.classes)
    if (one.count) json.foreign_key(one.name).integer(static_cast<std::int64_t>(one.count));
  json.end_object();
}

}  // namespace

std::string run_id(const RunFacts& facts) {
  Buffer options, data;
  JsonWriter options_json(options), data_json(data);
  write_pairs(facts.options, options_json);
  write_pairs(facts.data, data_json);
  return make_id('r', {facts.command, kVersion, options.view(), data.view(), facts.started_at});
}

void write_run_record(const RunFacts& facts, Buffer& out) {
  out.append(opening(Kind::kRun, run_id(facts)));
  out.push(',');
  JsonWriter json(out);
  write_members(facts, json);
  out.push('}');
}

void append_log(const std::string& path, const RunFacts& facts, int status, std::int64_t started_millis) {
  Buffer line;
  line.append(opening(Kind::kRun, run_id(facts)));
  line.push(',');
  JsonWriter json(line);
  write_members(facts, json);
  json.member("status", std::int64_t{status});
  json.member("began_at", format_time(started_millis, true))
      .member("ended_at", format_time(now_millis(), true));
  line.append("}\n");
  Output log = Output::append(path);
  log.write(line.view());
  log.close();
}

}  // namespace peil::frame
