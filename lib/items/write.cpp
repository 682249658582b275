// items/write.cpp -- items as JSON.
#include "items/write.hpp"

#include <cmath>
#include <string>

namespace peil::items {

namespace {

void write_quantity(const Quantity& quantity, bool with_evidence, JsonWriter& json) {
  json.begin_object().member("amount", quantity.amount).member("unit", quantity.unit);
  if (quantity.grams) json.member("grams", *quantity.grams);
  if (quantity.units) json.member("units", *quantity.units);
  if (quantity.ml) json.member("ml", *quantity.ml);
  if (quantity.strength_mg) json.member("strength_mg", *quantity.strength_mg);
  if (with_evidence) write_evidence({&quantity.evidence, 1}, json);
  json.end_object();
}

void write_prices(const std::vector<Price>& prices, JsonWriter& json) {
  if (prices.empty()) return;
  json.key("prices").begin_array();
  for (const Price& price : prices) {
    json.begin_object().member("amount", price.amount);
    if (!price.currency.empty()) json.member("currency", price.currency);
    if (price.quantity) {
      json.key("quantity");
      write_quantity(*price.quantity, true, json);
    }
    if (price.per_gram) json.member("per_gram", *price.per_gram);
    if (price.holding) json.member("holding", true);
    write_evidence({&price.evidence, 1}, json);
    json.end_object();
  }
  json.end_array();
}

void write_coded(std::string_view key, std::string_view name, const std::vector<Coded>& list,
                 JsonWriter& json) {
  if (list.empty()) return;
  json.key(key).begin_array();
  for (const Coded& entry : list) {
    json.begin_object().member(name, entry.value);
    write_evidence({&entry.evidence, 1}, json);
    json.end_object();
  }
  json.end_array();
}

void text_member(std::string_view key, const std::string& text, JsonWriter& json) {
  if (!text.empty()) json.member(key, text);
}

void write_vendor(const Vendor& vendor, JsonWriter& json) {
  if (vendor.empty()) return;
  json.key("vendor").begin_object();
  text_member("name", vendor.name, json);
  text_member("url", vendor.url, json);
  text_member("rating", vendor.rating, json);
  if (vendor.sold_count) json.member("sold_count", *vendor.sold_count);
  text_member("since", vendor.since, json);
  json.end_object();
}

void write_goods(const Item& item, JsonWriter& json) {
  write_prices(item.prices, json);
  if (!item.quantities.empty()) {
    json.key("quantities").begin_array();
    for (const Quantity& quantity : item.quantities) write_quantity(quantity, true, json);
    json.end_array();
  }
  write_coded("ships_from", "code", item.ships_from, json);
  write_coded("ships_to", "code", item.ships_to, json);
  write_coded("ships_except", "code", item.ships_except, json);
  write_coded("places", "value", item.places, json);
  write_coded("payment", "value", item.payment, json);
  write_coded("delivery", "value", item.delivery, json);
  write_vendor(item.vendor, json);
  if (!item.category_path.empty()) {
    json.key("category_path").begin_array();
    for (const std::string& category : item.category_path) json.string(category);
    json.end_array();
  }
  text_member("rating", item.rating, json);
  if (item.feedback_count) json.member("feedback_count", *item.feedback_count);
  if (item.sold_count) json.member("sold_count", *item.sold_count);
  if (item.stock) json.member("stock", *item.stock);
  text_member("listed_at", item.listed_at, json);
  if (!item.about_url.empty() || !item.about_title.empty()) {
    json.key("about").begin_object();
    text_member("url", item.about_url, json);
    text_member("title", item.about_title, json);
    json.end_object();
  }
  text_member("rated_at", item.rated_at, json);
}

}  // namespace

std::string_view form_name(Form form) {
  switch (form) {
    case Form::kListing: return "listing";
    case Form::kPost: return "post";
    case Form::kFeedback: return "feedback";
    case Form::kProfile: return "profile";
  }
  return "listing";
}

void append_value(Value value, JsonWriter& json) {
  json.raw("");  // minds the comma
  value.append_json(json.buffer());
}

void write_lang(std::string_view code, double confidence, JsonWriter& json) {
  if (code.empty()) return;
  const auto hundredths = static_cast<std::int64_t>(std::lround(confidence * 100));
  json.key("lang")
      .begin_object()
      .member("code", code)
      .member("confidence", Decimal(hundredths, 2))
      .end_object();
}

void write_identifiers(const std::vector<Identifier>& identifiers, JsonWriter& json) {
  if (identifiers.empty()) return;
  json.key("identifiers").begin_array();
  for (const Identifier& identifier : identifiers) {
    json.begin_object().member("type", identifier.type).member("value", identifier.value);
    if (identifier.valid) json.member("valid", *identifier.valid);
    write_evidence({&identifier.evidence, 1}, json);
    json.end_object();
  }
  json.end_array();
}

void write_item(Item& item, std::string_view page_text, const PageBearings& bearings, std::size_t position,
                std::string_view within_id, Buffer& out) {
  const std::string place = item.span
                                ? std::to_string(item.span->begin) + "-" + std::to_string(item.span->end)
                                : "#" + std::to_string(position);
  item.id = make_id('i', {bearings.page_id, form_name(item.form), item.url, place});
  out.append(opening(Kind::kItem, item.id));
  JsonWriter json(out);
  json.fresh();
  out.push(',');
  if (!bearings.before.empty()) {
    out.append(bearings.before);
    out.push(',');
  }
  text_member("title", item.title, json);
  json.member("text", item.span ? page_text.substr(item.span->begin, item.span->size())
                                : std::string_view(item.text));
  write_lang(item.lang, item.lang_confidence, json);
  if (!bearings.site.empty()) json.key("site").raw(bearings.site);
  write_identifiers(item.identifiers, json);
  json.member("form", form_name(item.form));
  json.key("page").raw(bearings.page);
  if (!bearings.context.empty()) json.key("context").raw(bearings.context);
  if (!within_id.empty()) json.member("within", within_id);
  text_member("url", item.url, json);
  if (item.span) {
    json.key("span")
        .begin_object()
        .member("start", std::int64_t{item.span->begin})
        .member("end", std::int64_t{item.span->end})
        .end_object();
  }
  write_goods(item, json);
  text_member("key", item.key, json);
  text_member("reply_to", item.reply_to, json);
  if (item.row > 0) json.member("row", static_cast<std::int64_t>(item.row));
  json.member("position", static_cast<std::int64_t>(position));
  out.push('}');
}

}  // namespace peil::items
