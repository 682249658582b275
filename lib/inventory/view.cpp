#include "inventory/view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"
#include "base/words.hpp"
#include "expr/expr.hpp"

namespace peil::inventory {

const std::array<ColumnInfo, kColumns>& columns() {
  static constexpr std::array<ColumnInfo, kColumns> kAll = {{
      {Column::kGoods, "goods", "none", "class of goods; a class stands for all below it"},
      {Column::kAct, "act", "unknown",
       "offer, request, review, discussion, news, help, law, scam_report, unknown"},
      {Column::kChannel, "channel", "unknown", "kind of place: shop, classifieds, darknet.market, ..."},
      {Column::kRoute, "route", "unknown", "clear, tor or i2p"},
      {Column::kAudience, "audience", "none", "nl.directed, nl.possible, be, and each signal found"},
      {Column::kLevel, "level", "unknown", "user, retail, middle or wholesale"},
      {Column::kOrigin, "origin", "undeclared", "where it ships from: country or region code"},
      {Column::kDestination, "destination", "undeclared", "where it ships to"},
      {Column::kExcept, "except", "none", "where it says it does not ship to"},
      {Column::kMo, "mo", "none", "ways of working: payment, post, contact, hosting"},
      {Column::kRisk, "risk", "none", "signs of fraud or phishing"},
      {Column::kGrow, "grow", "none", "signs of growing on a scale"},
      {Column::kSubstance, "substance", "unknown", "canonical names of substances"},
      {Column::kSubstanceIn, "substance_in", "unknown", "class:substance, as drug.cocaine:cocaine"},
      {Column::kPayment, "payment", "none", "means of payment named"},
      {Column::kDelivery, "delivery", "none", "ways of delivery named"},
      {Column::kLang, "lang", "unknown", "language of the text"},
      {Column::kSource, "source", "none", "tags.source"},
      {Column::kAccess, "access", "none", "tags.access: open or closed"},
      {Column::kFrame, "frame", "undeclared", "seed.frame: random, census or list"},
      {Column::kStratum, "stratum", "none", "seed.stratum"},
      {Column::kForm, "form", "none", "listing, post, feedback or profile"},
      {Column::kCurrency, "currency", "none", "currencies of its prices"},
      {Column::kHas, "has", "none", "what it bears: price, quantity, contact, seller, identifier"},
      {Column::kPeriod, "period", "undated", "month, week or day it was fetched in, by --period"},
      {Column::kStep, "step", "none", "of a page: what became of it, as the table coverage names it"},
      {Column::kHost, "host", "unknown", "host name"},
      {Column::kDomain, "domain", "unknown", "registrable domain"},
      {Column::kSeller, "seller", "unknown", "seller: entity, or name and domain"},
  }};
  return kAll;
}

std::optional<Column> column_from_name(std::string_view name) {
  for (const ColumnInfo& one : columns())
    if (one.name == name) return one.column;
  return std::nullopt;
}

namespace {

constexpr char kBetweenColumns = '\x1e';
constexpr char kBetweenValues = '\x1f';
constexpr std::size_t kValueBytes = 256;
constexpr std::size_t kValues = 64;  // of one column of one record: a bound on hostile lists

bool needs_care(std::string_view value) {
  if (value.size() > kValueBytes) return true;
  return std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::string cared_for(std::string_view value) {
  std::size_t end = value.size();
  if (end > kValueBytes) {
    end = kValueBytes;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  }
  std::string out;
  for (char c : value.substr(0, end)) static_cast<unsigned char>(c) < 0x20 ? out += "\xEF\xBF\xBD" : out += c;
  return end < value.size() ? out + "…" : out;
}

}  // namespace

void View::add(Column column, std::string_view value) {
  if (value.empty()) return;
  if (needs_care(value)) {
    owned_.push_back(cared_for(value));
    value = owned_.back();
  }
  auto number = static_cast<std::size_t>(column);
  if (number >= values_.size()) values_.resize(number + 1);
  auto& values = values_[number];
  if (values.size() >= kValues) return;
  // Sorted, each once: two records that say the same pack alike.
  auto place = std::lower_bound(values.begin(), values.end(), value);
  if (place == values.end() || *place != value) values.insert(place, value);
}

void View::add_owned(Column column, std::string value) {
  owned_.push_back(std::move(value));
  add(column, owned_.back());
}

void View::clear() {
  for (auto& values : values_) values.clear();
  owned_.clear();
}

void View::pack(std::string& out) const {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (i >= kPackedColumns && i < kColumns) continue;  // host, domain, seller
    if (i > 0) out += kBetweenColumns;
    for (std::size_t k = 0; k < values_[i].size(); ++k) {
      if (k > 0) out += kBetweenValues;
      out += values_[i][k];
    }
  }
}

View View::unpack(std::string_view packed) {
  View view;
  for (std::size_t i = 0; i < kPackedColumns || !packed.empty(); ++i) {
    if (i == kPackedColumns) i = kColumns;
    if (i >= view.values_.size()) view.values_.resize(i + 1);
    std::size_t end = std::min(packed.find(kBetweenColumns), packed.size());
    std::string_view values = packed.substr(0, end);
    while (!values.empty()) {
      std::size_t cut = std::min(values.find(kBetweenValues), values.size());
      view.values_[i].push_back(values.substr(0, cut));
      values.remove_prefix(std::min(values.size(), cut + 1));
    }
    packed.remove_prefix(std::min(packed.size(), end + 1));
  }
  return view;
}

std::vector<std::string_view> classes(const View& view, int depth) {
  std::vector<std::string_view> all;
  for (std::string_view label : view.of(Column::kGoods)) {
    for (int parts = 1; parts <= depth; ++parts) {
      std::string_view one = cut_slug(label, parts);
      if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
      if (one.size() == label.size()) break;
    }
  }
  return all;
}

std::vector<std::string_view> leaf_classes(const View& view, int depth) {
  std::vector<std::string_view> all;
  for (std::string_view label : view.of(Column::kGoods)) {
    std::string_view one = cut_slug(label, depth);
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  }
  return all;
}

std::string period_of(std::int64_t unix_millis, Period period) {
  if (period == Period::kAll) return "";
  static constexpr std::string_view kParts[] = {"", "month", "week", "date"};
  return expr::date_part(kParts[static_cast<std::size_t>(period)], format_time(unix_millis));
}

}  // namespace peil::inventory
