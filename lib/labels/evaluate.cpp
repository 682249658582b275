// labels/evaluate.cpp -- what was said against what is true.
#include "labels/evaluate.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/output.hpp"
#include "base/words.hpp"
#include "labels/step.hpp"
#include "model/train.hpp"
#include "quality/measure.hpp"
#include "quality/sheet.hpp"
#include "record/write.hpp"

namespace peil::labels {

namespace {

using quality::Judged;
using quality::Rate;

constexpr std::size_t kSheetBytes = std::size_t{256} << 20;

/// Where error rates hold.
struct Domain {
  std::set<std::string> languages, channels, forms;
  std::string from, to, taxonomy, model;
  bool weighted = false;
  void add(std::string_view language, std::string_view channel, std::string_view form, std::string_view day) {
    languages.emplace(language.empty() ? "unknown" : language);
    channels.emplace(channel.empty() ? "unknown" : channel);
    forms.emplace(form.empty() ? "post" : form);
    if (day.size() < 10) return;
    const std::string date(day.substr(0, 10));
    if (from.empty() || date < from) from = date;
    if (to.empty() || date > to) to = date;
  }
};

std::string percent(double value) { return fmt::format("{:.1f}", value * 100); }

std::string show(const Rate& rate) {
  if (!rate.value) return "-";
  std::string text = percent(*rate.value);
  if (rate.low && rate.high) text += fmt::format(" [{}, {}]", percent(*rate.low), percent(*rate.high));
  return text;
}

std::string print_labels(const quality::Report& report) {
  std::string text =
      fmt::format("{:<34} {:>8} {:>8} {:>7}  {:<20} {:<20} {:<20} {:>5}\n", "label", "labelled", "checked",
                  "right", "precision %", "recall %", "specificity %", "F1");
  for (const auto& each : report.labels) {
    text += fmt::format("{:<34} {:>8.0f} {:>8} {:>7}  {:<20} {:<20} {:<20} {:>5}\n", printable(each.label),
                        each.labelled, each.checked, each.right, show(each.precision), show(each.sensitivity),
                        show(each.specificity), each.f1 ? fmt::format("{:.3f}", *each.f1) : "-");
  }
  return text;
}

std::string print_confusion(const quality::Report& report) {
  const std::size_t side = report.classes.size();
  std::string text = "\ntruth, and what the best label was in its place\n";
  for (std::size_t row = 0; row + 1 < side; ++row) {
    std::uint64_t all = 0;
    std::vector<std::pair<std::uint64_t, std::string>> wrong;
    for (std::size_t column = 0; column < side; ++column) {
      const std::uint64_t count = report.confusion[row * side + column];
      all += count;
      if (column != row && count > 0) wrong.emplace_back(count, report.classes[column]);
    }
    std::stable_sort(wrong.begin(), wrong.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    text += fmt::format("  {:<34} {:>6} of {:>6}", printable(report.classes[row]),
                        report.confusion[row * side + row], all);
    for (std::size_t i = 0; i < std::min<std::size_t>(wrong.size(), 4); ++i) {
      text += fmt::format("{}{} {}", i == 0 ? "; " : ", ", printable(wrong[i].second), wrong[i].first);
    }
    text += "\n";
  }
  return text;
}

std::string print_report(const quality::Report& report) {
  std::string text = fmt::format("{} records of {} sellers\n", with_thousands(report.records),
                                 with_thousands(report.sellers));
  text += fmt::format("best label right    {} %\n", show(report.accuracy));
  if (report.macro_f1) text += fmt::format("macro-F1            {:.3f}\n", *report.macro_f1);
  if (report.kappa) text += fmt::format("Cohen's kappa       {:.3f}\n", *report.kappa);
  if (report.ece) text += fmt::format("calibration error   {:.4f}\n", *report.ece);
  text += "(intervals: 95 %, bootstrap over sellers)\n\n" + print_labels(report) + print_confusion(report);
  if (report.ece) {
    text += "\nscore, and how many of these were right\n";
    for (const auto& bin : report.bins) {
      if (bin.count == 0) continue;
      text += fmt::format("  {:.1f}-{:.1f}  mean {:.3f}  right {:.3f}  of {}\n", bin.low, bin.high,
                          bin.mean_score, bin.right, bin.count);
    }
  }
  return text;
}

Decimal six(double value) { return Decimal(static_cast<Int128>(value * 1e6 + 0.5), 6); }

void write_rate(std::string_view name, const Rate& rate, JsonWriter& json) {
  json.key(name).begin_object();
  if (rate.value) json.member("value", six(*rate.value));
  if (rate.low) json.member("low", six(*rate.low));
  if (rate.high) json.member("high", six(*rate.high));
  json.end_object();
}

std::string write_rates(const quality::Report& report, const Domain& domain) {
  Buffer out;
  JsonWriter json(out);
  json.begin_object().member("error_rates", std::int64_t{1}).member("taxonomy", domain.taxonomy);
  if (!domain.model.empty()) json.member("model", domain.model);
  json.member("scheme", "goods").member("records", static_cast<std::int64_t>(report.records));
  json.member("sellers", static_cast<std::int64_t>(report.sellers)).member("weighted", domain.weighted);
  json.key("domain").begin_object();
  auto list = [&](std::string_view name, const std::set<std::string>& names) {
    json.key(name).begin_array();
    for (const std::string& each : names) json.string(each);
    json.end_array();
  };
  list("languages", domain.languages);
  list("channels", domain.channels);
  list("forms", domain.forms);
  if (!domain.from.empty()) json.member("from", domain.from).member("to", domain.to);
  json.end_object().key("labels").begin_array();
  for (const auto& each : report.labels) {
    json.begin_object().member("label", each.label).key("n").begin_object();
    json.member("tp", six(each.tp))
        .member("fp", six(each.fp))
        .member("fn", six(each.fn))
        .member("tn", six(each.tn));
    json.end_object().member("labelled", static_cast<std::int64_t>(each.labelled + 0.5));
    json.member("checked", static_cast<std::int64_t>(each.checked))
        .member("right", static_cast<std::int64_t>(each.right));
    write_rate("sensitivity", each.sensitivity, json);
    write_rate("specificity", each.specificity, json);
    write_rate("precision", each.precision, json);
    json.end_object();
  }
  json.end_array().end_object();
  out.push('\n');
  return out.str();
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> list;
  for (std::string_view each : split(text, ' ')) {
    for (std::string_view word : split(each, ',')) {
      if (!trim(word).empty()) list.emplace_back(trim(word));
    }
  }
  return list;
}

/// What a coder wrote, as truth; false when the cell is empty.
bool read_truth(const std::string& code, const Taxonomy& taxonomy, const std::string& place, Judged& judged) {
  const std::string word = to_lower_ascii(code);
  if (word.empty()) return false;
  static constexpr std::string_view kYes[] = {"y", "yes", "j", "ja", "1", "x", "right", "true"};
  static constexpr std::string_view kNo[] = {"n", "no", "nee", "0", "wrong", "false"};
  if (word == "none" || word == "geen") return true;
  if (std::find(std::begin(kYes), std::end(kYes), word) != std::end(kYes)) {
    if (!judged.said.empty()) judged.truth.push_back(judged.said.front());
    return true;
  }
  if (std::find(std::begin(kNo), std::end(kNo), word) != std::end(kNo)) {
    judged.open = true;
    if (!judged.said.empty()) judged.not_under = judged.said.front();
    return true;
  }
  judged.truth = words_of(word);
  for (const std::string& slug : judged.truth) {
    if (!taxonomy.find_label(Scheme::kGoods, slug)) {
      throw Fatal(Exit::kUsage, fmt::format("{}: unknown label {}; a goods label, none, y or n is wanted",
                                            place, printable(slug, 60)));
    }
  }
  return true;
}

struct Read {
  std::vector<Judged> judged;
  Domain domain;
  std::vector<std::pair<std::string, std::string>> codes;  // of two coders
  std::size_t bad = 0, drawn = 0;
};

void read_sheet_file(const std::string& file, std::string_view bytes, const Taxonomy& taxonomy, Read& read) {
  auto rows = quality::read_sheet(bytes);
  if (!rows) throw Fatal(Exit::kUsage, fmt::format("{}: {}", file, rows.error().message));
  std::map<std::string, double> checked, in_stratum;
  std::vector<std::pair<Judged, std::string>> list;
  std::size_t number = 1;
  for (auto& row : *rows) {
    ++number;
    ++read.drawn;
    Judged judged;
    if (row["labels"] != "none") judged.said = words_of(row["labels"]);
    if (!row["score"].empty()) {
      if (const auto score = Decimal::parse(row["score"])) judged.score = score->to_double();
    }
    judged.seller = row["seller"];
    if (!read_truth(row["truth"], taxonomy, fmt::format("{}:{}", file, number), judged)) continue;
    if (!row["truth2"].empty())
      read.codes.emplace_back(to_lower_ascii(row["truth"]), to_lower_ascii(row["truth2"]));
    const std::string& stratum = row["stratum"];
    const auto size = Decimal::parse(row["in_stratum"]);
    if (!size || *size < Decimal(1))
      throw Fatal(Exit::kUsage, fmt::format("{}:{}: in_stratum is no number", file, number));
    in_stratum[stratum] = size->to_double();
    checked[stratum] += 1;
    read.domain.add(row["lang"], row["channel"], row["form"], row["day"]);
    if (read.domain.taxonomy.empty()) read.domain.taxonomy = row["taxonomy"];
    if (read.domain.model.empty()) read.domain.model = row["model"];
    if (read.domain.taxonomy != row["taxonomy"] || read.domain.model != row["model"]) {
      throw Fatal(
          Exit::kUsage,
          fmt::format("{}:{}: labelled by another taxonomy or model than the rows above", file, number));
    }
    list.emplace_back(std::move(judged), stratum);
  }
  for (auto& [judged, stratum] : list) {
    judged.weight = in_stratum[stratum] / checked[stratum];
    read.judged.push_back(std::move(judged));
  }
  read.domain.weighted = true;
}

/// A labelled record kept until it is its part's turn.
struct Kept {
  std::string line;
  Gold gold;
};

std::shared_ptr<const model::Model> train_without(const std::vector<model::Example>& examples, int part,
                                                  int parts, const model::TrainOptions& options) {
  std::vector<model::Example> rest;
  for (const auto& each : examples) {
    if (model::fold_of(each.seller, parts) != part) rest.push_back(each);
  }
  auto made = model::train(rest, options);
  if (!made) throw Fatal(Exit::kUsage, made.error().message);
  auto parsed = model::Model::parse(*made);
  if (!parsed) throw Fatal(Exit::kFailed, parsed.error().message);
  return std::make_shared<const model::Model>(std::move(*parsed));
}

std::string_view form_name(Form form) {
  static constexpr std::string_view kNames[] = {"page", "listing", "post", "feedback", "profile"};
  return kNames[static_cast<std::size_t>(form)];
}

void judge_kept(const std::vector<const Kept*>& kept, Classifier& classifier, Read& read) {
  RecordParser parser;
  for (const Kept* each : kept) {
    const auto record = parser.parse_copy(each->line);
    if (!record) continue;
    const auto verdicts = classifier.classify(**record, nullptr);
    if (!verdicts) continue;
    Judged judged;
    std::string channel;
    for (const Verdict& label : verdicts->labels) {
      if (label.scheme == Scheme::kChannel) channel = label.label;
      if (label.scheme != Scheme::kGoods) continue;
      if (judged.said.empty() && label.score) judged.score = label.score->to_double();
      judged.said.push_back(label.label);
    }
    judged.truth = each->gold.goods;
    std::erase(judged.truth, "none");
    judged.seller = each->gold.seller;
    judged.open = each->gold.goods.empty();
    judged.not_under = each->gold.not_goods;
    read.domain.add(verdicts->subject.language, channel, form_name(verdicts->subject.form),
                    (**record)["listed_at"].text_or_empty());
    read.judged.push_back(std::move(judged));
  }
}

void judge_records(const std::vector<Kept>& kept, const EvalSettings& settings, const TrainSettings& training,
                   std::shared_ptr<const model::Model> model, const Taxonomy& taxonomy,
                   const cli::Shared& shared, Read& read) {
  read.domain.taxonomy = taxonomy.digest();
  if (settings.cross < 2) {
    std::vector<const Kept*> all;
    for (const Kept& each : kept) all.push_back(&each);
    Classifier classifier(taxonomy, {}, model);
    judge_kept(all, classifier, read);
    if (classifier.learned().speaks()) read.domain.model = model->digest();
    return;
  }
  std::vector<model::Example> examples;
  ExampleReader reader(taxonomy);
  RecordParser parser;
  for (const Kept& each : kept) {
    const auto record = parser.parse_copy(each.line);
    if (!record) continue;
    if (auto example = reader.read(**record, each.gold)) examples.push_back(std::move(*example));
  }
  const auto options = train_options(training, taxonomy);
  for (int part = 0; part < settings.cross; ++part) {
    if (shared.verbose > 0) cli::say(shared.program, fmt::format("part {} of {}", part + 1, settings.cross));
    Classifier classifier(taxonomy, {},
                          train_without(examples, part, static_cast<int>(settings.cross), options));
    std::vector<const Kept*> of_part;
    for (const Kept& each : kept) {
      if (model::fold_of(each.gold.seller, static_cast<int>(settings.cross)) == part)
        of_part.push_back(&each);
    }
    judge_kept(of_part, classifier, read);
  }
}

}  // namespace

Exit evaluate(const EvalSettings& settings, const TrainSettings& training,
              std::shared_ptr<const model::Model> model, const taxonomy::Taxonomy& taxonomy,
              const cli::Shared& shared) {
  if (settings.cross < 0 || settings.cross == 1 || settings.cross > 50) {
    throw Fatal(Exit::kUsage, "--cross takes 2 to 50 parts");
  }
  Read read;
  std::vector<std::string> records;
  for (const std::string& operand : shared.operands) {
    if (operand == "-") {
      records.push_back(operand);
      continue;
    }
    const std::string bytes = read_file(operand, kSheetBytes);
    if (quality::is_sheet(bytes)) read_sheet_file(operand, bytes, taxonomy, read);
    else records.push_back(operand);
  }
  if (!records.empty() && read.drawn > 0)
    throw Fatal(Exit::kUsage, "a coded table and records cannot be measured together");
  if (read.drawn == 0) {
    std::vector<Kept> kept;
    read.bad = each_record(shared, records, [&](const Record& record, const std::string&) {
      Gold gold = read_gold(record);
      if (gold.goods.empty() && gold.not_goods.empty()) return;
      if (!settings.only.empty() && gold.site != settings.only) return;
      kept.push_back({std::string(record.line()), std::move(gold)});
    });
    judge_records(kept, settings, training, std::move(model), taxonomy, shared, read);
  }
  if (read.judged.empty()) {
    throw Fatal(Exit::kUsage, read.drawn > 0 ? "no row has a truth: fill in that column"
                                             : "no record bears a truth (goods, not)");
  }
  const auto report = quality::measure(read.judged, static_cast<std::uint64_t>(shared.seed));
  std::string text = print_report(report);
  if (read.drawn > 0) text += fmt::format("\n{} drawn, {} checked\n", read.drawn, read.judged.size());
  if (const auto kappa = quality::agreement(read.codes)) {
    text += fmt::format("two coders, {} records: kappa {:.3f}\n", read.codes.size(), *kappa);
  }
  if (!settings.rates.empty()) {
    Output rates = Output::file(settings.rates, shared.force);
    rates.write(write_rates(report, read.domain));
    rates.close();
  }
  Output out = shared.output ? Output::file(*shared.output, shared.force) : Output::standard();
  out.write(text);
  out.close();
  return read.bad > 0 ? Exit::kPartial : Exit::kOk;
}

}  // namespace peil::labels
