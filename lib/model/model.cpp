// model/model.cpp -- reading a model file, and adding up.
#include "model/model.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"
#include "record/record.hpp"

PEIL_EMBEDDED(default_model, peil_data_model_default_peilmodel)

namespace peil::model {

namespace {

constexpr std::string_view kMagic = "peil-model";
constexpr std::int64_t kMostNumber = std::int64_t{1} << 40;  // of a bias or scale: sums stay in 64 bits

/// floor(2^20 / sqrt(n)), exactly.
constexpr std::uint32_t inverse_root(std::uint64_t n) {
  std::uint64_t low = 0, high = std::uint64_t{1} << 20;
  while (low < high) {
    const std::uint64_t middle = (low + high + 1) / 2;
    if (middle * middle * n <= std::uint64_t{1} << 40) low = middle;
    else high = middle - 1;
  }
  return static_cast<std::uint32_t>(low);
}
constexpr auto kInverseRoots = [] {
  std::array<std::uint32_t, kMaxRows + 1> table{};
  for (std::size_t n = 1; n <= kMaxRows; ++n) table[n] = inverse_root(n);
  return table;
}();

/// 1/(1+e^-x) in ten-thousandths for x = 0, 1/64, 2/64 … 12: made by the compiler, the same everywhere.
constexpr int kSteps = 64, kReach = 12;
constexpr auto kSigmoid = [] {
  std::array<std::uint16_t, kSteps * kReach + 1> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double x = static_cast<double>(i) / kSteps;
    double power = 1, term = 1;  // e^-(x/16) by its series, then squared four times
    for (int k = 1; k < 24; ++k) {
      term *= -x / 16 / k;
      power += term;
    }
    for (int k = 0; k < 4; ++k) power *= power;
    table[i] = static_cast<std::uint16_t>(10000 / (1 + power) + 0.5);
  }
  return table;
}();

Error wrong(std::string_view what) { return Error{fmt::format("no model of ours: {}", what)}; }

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::int64_t bounded(Value value, std::int64_t least, std::int64_t most, bool& good) {
  const auto given = value.integer();
  if (!given || *given < least || *given > most) {
    good = false;
    return 0;
  }
  return *given;
}

std::int32_t clamp(std::int64_t value) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, -60000, 60000));
}

}  // namespace

int probability(std::int64_t log_odds) {
  const std::int64_t size = std::abs(std::clamp<std::int64_t>(log_odds, -kReach * 1000, kReach * 1000));
  const int upper = kSigmoid[static_cast<std::size_t>(size * kSteps / 1000)];
  return std::clamp(log_odds < 0 ? 10000 - upper : upper, 1, 9999);
}

Result<Model> Model::parse(std::string_view bytes, bool verify) {
  if (bytes.size() > kModelBytes) return wrong(fmt::format("larger than {} bytes", kModelBytes));
  const std::size_t newline = bytes.substr(0, 256).find('\n');
  if (newline == std::string_view::npos || !bytes.starts_with(kMagic)) {
    return wrong("it does not begin with peil-model");
  }
  const auto words = split(bytes.substr(0, newline), ' ');
  if (words.size() != 5 || words[0] != kMagic) return wrong("its first line is damaged");
  if (words[1] != "1") return wrong(fmt::format("version {:.20}; this classify reads version 1", words[1]));
  const auto card = number(words[3]), payload = number(words[4]);
  if (!card || !payload || *card > kModelBytes || *payload > kModelBytes) {
    return wrong("its first line is damaged");
  }
  const std::string_view rest = bytes.substr(newline + 1);
  if (rest.size() != *card + *payload) {
    return wrong(fmt::format("{} bytes where its first line says {}", rest.size(), *card + *payload));
  }
  if (verify && sha256_label(rest) != words[2]) return wrong("its digest is not that of its first line");
  Model model;
  model.digest_ = std::string(words[2]);
  model.card_ = std::string(trim(rest.substr(0, *card)));
  if (auto read = model.read_card(); !read) return read.error();
  if (auto read = model.read_weights(rest.substr(*card)); !read) return read.error();
  return model;
}

Result<void> Model::read_card() {
  RecordParser parser;
  const auto record = parser.parse_copy(card_);
  if (!record) return wrong("its card is damaged: " + record.error().message);
  const Value root = (*record)->root();
  if (root["features"].text_or_empty() != kFeatures) {
    return wrong(fmt::format("made from other features ({:.40}, not {}): train it anew",
                             root["features"].text_or_empty(), kFeatures));
  }
  bool good = root["lanes"].is_array() && root["lanes"].size() <= kLanes && root["hints"].is_array();
  root["lanes"].each([&](Value value) {
    Lane lane;
    lane.name = std::string(value["name"].text_or_empty());
    value["labels"].each([&](Value label) { lane.labels.emplace_back(label.text_or_empty()); });
    lane.parent = static_cast<int>(bounded(value["parent"], -1, static_cast<int>(lanes_.size()) - 1, good));
    lane.rows = bounded(value["rows"], 0, kMostNumber, good);
    lane.sellers = bounded(value["sellers"], 0, kMostNumber, good);
    std::int64_t* numbers[] = {&lane.words_bias, &lane.words_scale, &lane.lexicon_bias, &lane.lexicon_scale};
    for (std::size_t i = 0; i < 4; ++i) {
      *numbers[i] = bounded(value["weights"].at(i), -kMostNumber >> 8, kMostNumber >> 8, good);
    }
    for (std::size_t i = 0; i < 3; ++i) lane.mix[i] = bounded(value["mix"].at(i), -100000, 100000, good);
    if (lane.labels.empty() || lane.labels[0].empty()) good = false;
    lanes_.push_back(std::move(lane));
  });
  root["hints"].each([&](Value value) {
    const std::string_view name = value.text_or_empty();
    if (const auto key = lexicon_key(name)) hints_.emplace(*key, hint_names_.size());
    hint_names_.emplace_back(name);
  });
  if (!good || lanes_.empty() || hints_.size() != hint_names_.size()) {
    return wrong("a number or a name of its card is out of range");
  }
  return {};
}

Result<void> Model::read_weights(std::string_view payload) {
  const std::size_t lanes = lanes_.size();
  const std::size_t hint_bytes = hint_names_.size() * lanes;
  if (payload.size() < hint_bytes || (payload.size() - hint_bytes) % (lanes + 2) != 0) {
    return wrong("its weights do not fit its card");
  }
  const std::size_t rows = (payload.size() - hint_bytes) / (lanes + 2);
  if (rows > kRows) return wrong("more rows than there are");
  auto copy = [&](std::string_view from, Weights& to) {
    to.fill(0);
    std::memcpy(to.data(), from.data(), lanes);
  };
  index_.assign(kRows, 0);
  row_weights_.resize(rows);
  std::size_t at = 0;
  int last = -1;
  for (std::size_t i = 0; i < rows; ++i, at += lanes + 2) {
    const int row = static_cast<unsigned char>(payload[at]) | static_cast<unsigned char>(payload[at + 1])
                                                                  << 8;
    if (row <= last) return wrong("its rows are out of order");
    last = row;
    index_[static_cast<std::size_t>(row)] = static_cast<std::uint16_t>(i + 1);
    if (i + 1 > 0xFFFF) return wrong("more rows than there are");
    copy(payload.substr(at + 2, lanes), row_weights_[i]);
  }
  hint_weights_.resize(hint_names_.size());
  for (Weights& weights : hint_weights_) {
    copy(payload.substr(at, lanes), weights);
    at += lanes;
  }
  return {};
}

const Model& Model::builtin() {
  static const Model model = [] {
    auto parsed = Model::parse(default_model(), false);
    return parsed ? std::move(*parsed) : Model();
  }();
  return model;
}

std::vector<std::string> Model::labels() const {
  std::set<std::string> set;
  for (const Lane& lane : lanes_) set.insert(lane.labels.begin(), lane.labels.end());
  return {set.begin(), set.end()};
}

void Model::judge(std::span<const Row> rows, std::span<const LexiconValue> hints, Opinion& opinion) const {
  if (lanes_.empty()) return;
  alignas(64) std::array<std::int16_t, kLanes> sums{};  // 240 × 127 fits
  const std::size_t count = std::min(rows.size(), kMaxRows);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t index = index_[rows[i]];
    if (index == 0) continue;
    const Weights& weights = row_weights_[index - 1u];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      sums[lane] = static_cast<std::int16_t>(sums[lane] + weights[lane]);
    }
  }
  std::array<std::int64_t, kLanes> hinted{};
  for (const auto& [key, value] : hints) {
    const auto at = hints_.find(key);
    if (at == hints_.end()) continue;
    const Weights& weights = hint_weights_[at->second];
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane)
      hinted[lane] += std::int64_t{weights[lane]} * value;
  }
  const std::int64_t root = count == 0 ? 0 : kInverseRoots[count];
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const Lane& lane = lanes_[i];
    opinion.words[i] =
        clamp(lane.words_bias + ((std::int64_t{sums[i]} * root >> 10) * (lane.words_scale >> 4) >> 22));
    opinion.lexicon[i] = clamp(lane.lexicon_bias + (hinted[i] * lane.lexicon_scale / 65536 / 1000));
    opinion.log_odds[i] =
        clamp((lane.mix[0] * opinion.words[i] + lane.mix[1] * opinion.lexicon[i]) / 1000 + lane.mix[2]);
  }
}

std::int32_t Model::weight(Row row, std::size_t lane, std::size_t count) const {
  const std::uint16_t index = index_.empty() ? std::uint16_t{0} : index_[row];
  if (index == 0 || count == 0 || lane >= lanes_.size()) return 0;
  const std::int64_t root = kInverseRoots[std::min(count, kMaxRows)];
  const std::int64_t sum = row_weights_[index - 1u][lane];
  return clamp(((sum * root >> 10) * (lanes_[lane].words_scale >> 4) >> 22) * lanes_[lane].mix[0] / 1000);
}

Choice best_child(const Model& model, const Opinion& opinion, int parent) {
  Choice best;
  std::int64_t total = 0;
  std::int32_t top = 0;
  for (std::size_t i = 0; i < model.lanes().size(); ++i) {
    if (model.lanes()[i].parent != parent) continue;
    total += probability(opinion.log_odds[i]);
    if (best.lane >= 0 && opinion.log_odds[i] <= top) continue;
    best.lane = static_cast<int>(i);
    top = opinion.log_odds[i];
  }
  if (best.lane < 0) return best;
  const int own = probability(top);
  best.probability =
      parent < 0 ? own : static_cast<int>(own * std::int64_t{10000} / std::max<std::int64_t>(total, own));
  return best;
}

}  // namespace peil::model
