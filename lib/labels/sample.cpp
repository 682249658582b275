// labels/sample.cpp -- a stratified sample of classified records, for people to code.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/output.hpp"
#include "labels/evaluate.hpp"
#include "quality/sheet.hpp"
#include "text/utf8.hpp"

namespace peil::labels {

namespace {

constexpr std::size_t kTextBytes = 600;

/// Rows of one stratum: how many there were, and those of the smallest keys.
struct Stratum {
  std::uint64_t count = 0;
  std::map<std::pair<std::uint64_t, std::string>, std::string> rows;  // key and id -> line
};

std::string cut(std::string_view text) {
  if (text.size() <= kTextBytes) return std::string(text);
  return std::string(text::prefix(text, kTextBytes)) + " …";
}

std::string scheme_labels(const Record& record, std::string_view scheme) {
  std::string list;
  record.made("labels").each([&](Value label) {
    if (label["scheme"].text_or_empty() != scheme) return;
    list += (list.empty() ? "" : " ") + std::string(label["label"].text_or_empty());
  });
  return list;
}

std::string row_of(const Record& record, std::string_view id, const std::string& labels,
                   const std::string& stratum) {
  std::string score;
  record.made("labels").each([&](Value label) {
    if (!score.empty() || label["scheme"].text_or_empty() != "goods") return;
    if (const auto value = label["score"].decimal()) score = value->str();
  });
  const std::string_view day = record["listed_at"] ? record["listed_at"].text_or_empty()
                                                   : record["page"]["fetched_at"].text_or_empty();
  const Gold gold = read_gold(record);
  const std::string cells[] = {std::string(id),
                               stratum,
                               "",
                               std::string(record["form"].text_or_empty()),
                               scheme_labels(record, "act"),
                               labels.empty() ? "none" : labels,
                               score,
                               std::string(record["lang"]["code"].text_or_empty()),
                               scheme_labels(record, "channel"),
                               std::string(day.substr(0, 10)),
                               gold.seller,
                               std::string(record["page"]["url"].text_or_empty()),
                               std::string(record["title"].text_or_empty()),
                               cut(record["text"].text_or_empty()),
                               "",
                               "",
                               "",
                               std::string(record.made("classified")["taxonomy"].text_or_empty()),
                               std::string(record.made("classified")["model"].text_or_empty())};
  std::string line;
  for (const std::string& each : cells) line += (line.empty() ? "" : "\t") + quality::cell(each);
  return line;
}

/// Rows for each stratum: equal parts, the stratum of none a quarter, and what one cannot fill to the others.
std::map<std::string, std::size_t> allot(const std::map<std::string, Stratum>& strata, std::size_t size) {
  std::map<std::string, std::size_t> allotted;
  std::size_t left = size;
  if (const auto none = strata.find("none"); none != strata.end()) {
    allotted["none"] = std::min<std::size_t>(none->second.rows.size(), size / 4);
    left -= allotted["none"];
  }
  for (bool moved = true; moved && left > 0;) {
    moved = false;
    for (const auto& [name, stratum] : strata) {
      if (left == 0) break;
      if (allotted[name] >= stratum.rows.size() || (name == "none" && allotted[name] >= size / 4)) continue;
      ++allotted[name];
      --left;
      moved = true;
    }
  }
  return allotted;
}

}  // namespace

Exit sample(const EvalSettings& settings, const cli::Shared& shared) {
  if (settings.size < 1 || settings.size > 100000) throw Fatal(Exit::kUsage, "--size takes 1 to 100000");
  const auto size = static_cast<std::size_t>(settings.size);
  const std::string seed = std::to_string(shared.seed);
  std::map<std::string, Stratum> strata;
  std::uint64_t unlabelled = 0;
  const std::size_t bad =
      each_record(shared, shared.operands, [&](const Record& record, const std::string& place) {
        if (record.kind() == Kind::kRun || record.kind() == Kind::kPage || record.kind() == Kind::kCapture)
          return;
        const std::string_view form = record["form"].text_or_empty();
        if (form == "feedback" || form == "profile") return;
        if (!record.made("labels")) {
          ++unlabelled;
          return;
        }
        const std::string labels = scheme_labels(record, "goods");
        const std::string name = labels.empty() ? "none" : labels.substr(0, labels.find(' '));
        const std::string id = record["id"] ? std::string(record["id"].text_or_empty()) : place;
        Stratum& stratum = strata[name];
        ++stratum.count;
        stratum.rows.emplace(std::pair{hash64(id, hash64(seed)), id}, row_of(record, id, labels, name));
        if (stratum.rows.size() > size) stratum.rows.erase(std::prev(stratum.rows.end()));
      });
  if (strata.empty()) {
    throw Fatal(Exit::kUsage,
                unlabelled > 0 ? "no record bears labels: run classify first" : "no item in the input");
  }
  Output out = shared.output ? Output::file(*shared.output, shared.force) : Output::standard();
  out.write(quality::head_line());
  const auto allotted = allot(strata, size);
  for (const auto& [name, stratum] : strata) {
    std::size_t left = allotted.contains(name) ? allotted.at(name) : 0;
    for (const auto& [key, line] : stratum.rows) {
      if (left-- == 0) break;
      // The third cell waits for the size of the stratum.
      const std::size_t second = line.find('\t', line.find('\t') + 1) + 1;
      out.write(fmt::format("{}{}{}\n", line.substr(0, second), stratum.count, line.substr(second)));
    }
  }
  out.close();
  return bad > 0 ? Exit::kPartial : Exit::kOk;
}

}  // namespace peil::labels
