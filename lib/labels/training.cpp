// labels/training.cpp -- from labelled records to a model, and a model's card for people.
#include "labels/training.hpp"

#include <unistd.h>

#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/output.hpp"
#include "base/words.hpp"
#include "labels/learned.hpp"
#include "labels/subject.hpp"
#include "model/train.hpp"
#include "record/write.hpp"

namespace peil::labels {

namespace {

constexpr std::size_t kTableBytes = std::size_t{1} << 20;

/// Examples with what a card says of their origin.
struct Examples {
  std::vector<model::Example> list;
  std::map<std::string, std::pair<std::int64_t, std::set<std::string>>> sites;  // rows, sellers
  std::map<std::string, std::int64_t> languages;
  std::size_t unknown_labels = 0, bad = 0, contradicted = 0;
};

/// Whether the words say plainly that a coarse shelf is wrong: a market that keeps steroids, seeds and pipes
/// under drugs. Such rows teach nothing that the taxonomy means.
bool contradicts(const Gold& gold, const Analysis& analysis) {
  if (gold.goods.size() != 1 || gold.goods[0].find('.') != std::string::npos) return false;
  const Taxonomy& t = analysis.taxonomy();
  bool elsewhere = false;
  for (const LabelSum& sum : analysis.sums(Scheme::kGoods, {analysis.head()})) {
    if (Taxonomy::below(t.label(sum.label).slug, gold.goods[0])) return false;
    elsewhere |= sum.weight >= t.settings().strong && !Taxonomy::below(t.label(sum.label).slug, "other");
  }
  return elsewhere;
}

Examples read_examples(const TrainSettings& settings, const taxonomy::Taxonomy& taxonomy,
                       const cli::Shared& shared) {
  Examples made;
  ExampleReader reader(taxonomy);
  const auto left_out =
      settings.leave_out.empty() ? std::pair{-1, 1} : read_part(settings.leave_out, "--leave-out");
  made.bad = each_record(shared, shared.operands, [&](const Record& record, const std::string&) {
    Gold gold = read_gold(record);
    std::erase_if(gold.goods, [&](const std::string& slug) {
      const bool unknown = !taxonomy.find_label(Scheme::kGoods, slug);
      made.unknown_labels += unknown;
      return unknown;
    });
    if (gold.goods.empty() && gold.not_goods.empty() && gold.family.empty()) return;
    if (!gold.seller.empty() && model::fold_of(gold.seller, left_out.second) == left_out.first) return;
    auto example = reader.read(record, gold);
    if (!example) return;
    auto& site = made.sites[gold.site];
    ++site.first;
    site.second.insert(gold.seller);
    ++made.languages[reader.language()];
    made.list.push_back(std::move(*example));
  });
  made.contradicted = reader.contradicted();
  return made;
}

std::string card_members(const TrainSettings& settings, const Examples& examples,
                         const taxonomy::Taxonomy& taxonomy, const cli::Shared& shared) {
  Buffer out;
  JsonWriter json(out);
  json.fresh();
  json.member("name", settings.name.empty() ? "unnamed" : settings.name);
  if (shared.now) json.member("trained_at", *shared.now);
  json.member("taxonomy", taxonomy.digest());
  json.member("examples", static_cast<std::int64_t>(examples.list.size()));
  json.key("sites").begin_array();
  for (const auto& [site, of] : examples.sites) {
    json.begin_object().member("site", site).member("rows", of.first);
    json.member("sellers", static_cast<std::int64_t>(of.second.size())).end_object();
  }
  json.end_array().key("languages").begin_array();
  for (const auto& [language, rows] : examples.languages) {
    json.begin_object().member("lang", language).member("rows", rows).end_object();
  }
  json.end_array();
  json.member("contradicted", static_cast<std::int64_t>(examples.contradicted));
  json.member("least_sellers", settings.least_sellers).member("folds", settings.folds);
  if (!settings.notes.empty()) {
    json.key("notes").begin_array();
    const std::string notes = read_file(settings.notes, kTableBytes);
    for (std::string_view line : split(notes, '\n')) {
      if (!trim(line).empty()) json.string(trim(line));
    }
    json.end_array();
  }
  return out.str();
}

std::vector<model::ClassRow> classes_of(const TrainSettings& settings) {
  if (settings.classes.empty()) return {};
  if (settings.classes == "builtin") return model::builtin_classes();
  auto read = model::read_classes(read_file(settings.classes, kTableBytes));
  if (!read) throw Fatal(Exit::kUsage, fmt::format("{}: {}", settings.classes, read.error().message));
  return std::move(*read);
}

}  // namespace

std::optional<model::Example> ExampleReader::read(const Record& record, const Gold& gold) {
  auto subject = read_subject(record, {});
  if (!subject) return std::nullopt;
  analysis_.read(*subject);
  if (contradicts(gold, analysis_)) {
    ++contradicted_;
    return std::nullopt;
  }
  language_ = subject->language;
  model::Example example;
  read_features(analysis_, analysis_.head(), example.rows, example.hints);
  example.goods = gold.goods;
  example.not_goods = gold.not_goods;
  example.family = gold.family;
  example.seller = gold.seller;
  example.site = gold.site;
  return example;
}

model::TrainOptions train_options(const TrainSettings& settings, const taxonomy::Taxonomy& taxonomy) {
  model::TrainOptions options;
  options.classes = classes_of(settings);
  options.folds = static_cast<int>(std::clamp<std::int64_t>(settings.folds, 0, 20));
  options.least_rows = static_cast<std::size_t>(std::max<std::int64_t>(settings.least_rows, 2));
  options.least_sellers = static_cast<std::size_t>(std::max<std::int64_t>(settings.least_sellers, 1));
  options.hint_names = hint_names(taxonomy);
  return options;
}

std::pair<int, int> read_part(const std::string& part, std::string_view flag) {
  const auto words = split(part, '/');
  int which = -1, of = 0;
  if (words.size() == 2) {
    std::from_chars(words[0].data(), words[0].data() + words[0].size(), which);
    std::from_chars(words[1].data(), words[1].data() + words[1].size(), of);
  }
  if (of < 2 || of > 1000 || which < 0 || which >= of) {
    throw Fatal(Exit::kUsage, fmt::format("{} takes K/N with 0 <= K < N, not {}", flag, printable(part, 40)));
  }
  return {which, of};
}

std::shared_ptr<const model::Model> need_model(const std::string& file, bool none) {
  if (none) return nullptr;
  if (file.empty()) return {std::shared_ptr<void>(), &model::Model::builtin()};
  auto read = model::Model::parse(read_file(file, model::kModelBytes));
  if (!read) throw Fatal(Exit::kFailed, fmt::format("{}: {}", file, read.error().message));
  return std::make_shared<const model::Model>(std::move(*read));
}

Exit train(const TrainSettings& settings, const taxonomy::Taxonomy& taxonomy, const cli::Shared& shared) {
  if (!shared.output) throw Fatal(Exit::kUsage, "train needs -o FILE: a model is no text");
  const Examples examples = read_examples(settings, taxonomy, shared);
  model::TrainOptions options = train_options(settings, taxonomy);
  options.card = card_members(settings, examples, taxonomy, shared);
  if (shared.verbose > 0) {
    options.progress = [&](std::string_view what) { cli::say(shared.program, std::string(what)); };
  }
  if (examples.unknown_labels > 0) {
    cli::say(shared.program, fmt::format("{} labels are not in the taxonomy", examples.unknown_labels));
  }
  if (examples.list.empty()) {
    throw Fatal(Exit::kUsage, "no labelled record with a title or text: goods, not or family are wanted");
  }
  auto made = model::train(examples.list, options);
  if (!made) throw Fatal(Exit::kUsage, made.error().message);
  Output out = Output::file(*shared.output, shared.force);
  out.write(*made);
  out.close();
  return examples.bad > 0 ? Exit::kPartial : Exit::kOk;
}

std::string print_card(const model::Model& model) {
  RecordParser parser;
  const auto record = parser.parse_copy(model.card());
  if (!record) return {};
  const Value card = (*record)->root();
  std::string text = fmt::format("{}\n{}\n", printable(card["name"].text_or_empty()), model.digest());
  if (const auto at = card["trained_at"].text()) text += fmt::format("trained {}\n", printable(*at));
  text += fmt::format("features {}, taxonomy {}\n\nExamples: {}\n", model::kFeatures,
                      printable(card["taxonomy"].text_or_empty()), card["examples"].integer().value_or(0));
  card["sites"].each([&](Value site) {
    text += fmt::format("  {:<24} {:>7} titles of {} sellers\n", printable(site["site"].text_or_empty()),
                        site["rows"].integer().value_or(0), site["sellers"].integer().value_or(0));
  });
  std::string languages;
  card["languages"].each([&](Value each) {
    languages += fmt::format("{}{} {}", languages.empty() ? "" : ", ",
                             printable(each["lang"].text_or_empty()), each["rows"].integer().value_or(0));
  });
  text += fmt::format("  languages as detected: {}\n\nClasses: examples, sellers, what it says\n", languages);
  for (std::size_t i = 0; i < model.lanes().size(); ++i) {
    const model::Lane& lane = model.lanes()[i];
    int depth = 0;
    for (int up = lane.parent; up >= 0; up = model.lanes()[static_cast<std::size_t>(up)].parent) ++depth;
    text += fmt::format("  {:<34} {:>6} {:>5}  {}\n",
                        std::string(static_cast<std::size_t>(depth) * 2, ' ') + printable(lane.name),
                        lane.rows, lane.sellers, printable(lane.labels[0]));
  }
  bool head = true;
  card["notes"].each([&](Value note) {
    if (head) text += "\n";
    head = false;
    text += printable(note.text_or_empty()) + "\n";
  });
  return text;
}

}  // namespace peil::labels
