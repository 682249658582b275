// items/offers_of_things.cpp -- structured data read as offers.
#include <algorithm>
#include <cctype>

#include "base/words.hpp"
#include "items/detail.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

Evidence source(std::size_t number, std::string_view path, std::string_view raw, std::string_view rule) {
  return {.field = "structured." + std::to_string(number) + "." + std::string(path),
          .raw = std::string(raw),
          .start = std::nullopt,
          .end = std::nullopt,
          .rule = std::string(rule),
          .weight = std::nullopt};
}

/// A price in structured data: a plain point is decimal; else as in running text.
std::optional<Decimal> amount_of(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > 40) return std::nullopt;
  const bool plain =
      text.find_first_not_of("0123456789.") == std::string_view::npos && text.find('.') == text.rfind('.');
  if (plain && text.front() != '.' && text.back() != '.') {
    while (text.size() > 1 && text[0] == '0' && text[1] != '.') text.remove_prefix(1);
    return Decimal::parse(text);
  }
  return facts::read_number(text);
}

std::string_view availability_of(const Thing& offer) { return local_name(offer.text("availability")); }

void add_price(Item& item, const Thing& offer, std::string_view key, const std::string& path,
               std::size_t number, facts::Reader& reader, std::string_view outer_currency) {
  const std::string_view raw = offer.text(key);
  const auto amount = amount_of(raw);
  if (!amount || amount->is_zero()) return;
  Price price;
  price.amount = *amount;
  std::string_view currency = offer.text("priceCurrency");
  if (currency.empty()) currency = outer_currency;
  price.currency = std::string(reader.currency(currency));
  if (price.currency.empty() && currency.size() == 3) price.currency = std::string(currency);
  if (price.currency.empty()) {
    for (const facts::Price& found : reader.prices(raw)) price.currency = std::string(found.currency);
  }
  price.evidence = source(number, path + "." + std::string(key), raw, "price.structured");
  // An offer of a product that is called "10 gram" is for that.
  if (const std::string_view name = offer.text("name");
      offer.is("Offer") && !name.empty() && name.size() <= 60) {
    const std::vector<facts::Quantity> found = reader.quantities(name);
    if (found.size() == 1 && (found[0].grams || found[0].units || found[0].ml)) {
      price.quantity = to_quantity(found[0], source(number, path + ".name", name, "quantity.structured"));
      if (found[0].grams && !found[0].grams->is_zero())
        price.per_gram = price.amount.divided_by(*found[0].grams);
    }
  }
  item.prices.push_back(std::move(price));
}

void read_offers(Item& item, const Thing& thing, std::size_t number, facts::Reader& reader) {
  bool any = false;
  bool all_out = true;
  const auto one = [&](const Thing& offer, const std::string& path) {
    add_price(item, offer, "price", path, number, reader, thing.text("priceCurrency"));
    if (offer.text("price").empty())
      add_price(item, offer, "lowPrice", path, number, reader, thing.text("priceCurrency"));
    for (const Thing* inner : offer.all("priceSpecification")) {
      if (offer.text("price").empty())
        add_price(item, *inner, "price", path + ".priceSpecification", number, reader,
                  offer.text("priceCurrency"));
    }
    if (const std::string_view words = availability_of(offer); !words.empty()) {
      any = true;
      const std::string lower = to_lower_ascii(words);
      all_out = all_out && (lower.find("outofstock") != std::string::npos ||
                            lower.find("soldout") != std::string::npos ||
                            lower.find("discontinued") != std::string::npos || lower == "oos" ||
                            lower == "out of stock" || says_sold_out(words));
    }
    if (item.vendor.name.empty())
      item.vendor.name =
          clean_name(offer.text("seller").empty() ? offer.text("offeredBy") : offer.text("seller"));
  };
  std::size_t count = 0;
  for (const Thing* offer : thing.all("offers")) {
    if (++count > 50) break;
    one(*offer, "offers");
    for (const Thing* inner : offer->all("offers")) {
      if (++count <= 50) one(*inner, "offers.offers");
    }
  }
  if (thing.is("Offer") || !thing.text("price").empty()) one(thing, "price");
  if (any && all_out) item.stock = 0;
  drop_equal_prices(item.prices);
}

void read_numbers(Item& item, const Thing& thing, std::size_t number) {
  const auto identifier = [&](std::string_view type, std::string_view key) {
    std::string_view value = thing.text(key);
    // "TE502-129 Chair cover": the number, without the name behind it.
    const std::size_t blank = value.find(' ');
    if (blank >= 5 && blank != std::string_view::npos &&
        value.substr(0, blank).find_first_of("0123456789") != std::string_view::npos)
      value = value.substr(0, blank);
    const bool known = std::any_of(item.identifiers.begin(), item.identifiers.end(),
                                   [&](const Identifier& held) { return held.type == type; });
    if (value.empty() || value.size() > 60 || known) return;
    item.identifiers.push_back({std::string(type), std::string(value), std::nullopt,
                                source(number, key, value, std::string(type) + ".structured")});
  };
  identifier("sku", "sku");
  identifier("sku", "productID");
  identifier("sku", "mpn");
  for (std::string_view key : {"gtin13", "gtin", "gtin12", "gtin14", "gtin8", "isbn"}) identifier("ean", key);
  if (const Thing* rating = thing.thing("aggregateRating")) {
    if (item.rating.empty()) item.rating = read_rating(rating->text("ratingValue"));
    if (!item.feedback_count)
      item.feedback_count = first_integer(rating->text("reviewCount").empty() ? rating->text("ratingCount")
                                                                              : rating->text("reviewCount"));
  }
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    const bool inside =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (inside) {
      word.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
    } else if (!word.empty()) {
      if (word.size() > 2 || (word[0] >= '0' && word[0] <= '9')) words.push_back(std::move(word));
      word.clear();
    }
    if (words.size() > 60) break;
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace

double title_overlap(std::string_view a, std::string_view b) {
  const std::vector<std::string> left = words_of(a);
  const std::vector<std::string> right = words_of(b);
  if (left.empty() || right.empty()) return 0;
  std::vector<std::string> both;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
  const auto shared = static_cast<double>(both.size());
  const double of_shorter = shared / static_cast<double>(std::min(left.size(), right.size()));
  const double of_longer = shared / static_cast<double>(std::max(left.size(), right.size()));
  return of_shorter * (.5 + .5 * of_longer);
}

std::vector<std::size_t> products_of(const std::vector<Thing>& things) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < things.size(); ++i) {
    const Thing& thing = things[i];
    const bool product = thing.is("Product") || thing.is("ProductGroup") || thing.is("Vehicle") ||
                         thing.is("Car") || thing.is("Book") || thing.is("Offer") ||
                         thing.is("AggregateOffer");
    if (product && (thing.thing("offers") != nullptr || !thing.text("price").empty() || thing.is("Product")))
      found.push_back(i);
  }
  return found;
}

void complete_from_thing(Item& item, const Thing& thing, std::size_t number, const PageContext& page,
                         facts::Reader& reader) {
  Item from;
  read_offers(from, thing, number, reader);
  for (Price& price : from.prices) {  // sizes in a form are in the shop's currency
    if (price.currency.empty() && price.quantity && thing.source == "state") price.currency = page.money.fiat;
  }
  read_numbers(from, thing, number);
  item.prices.insert(item.prices.end(), std::make_move_iterator(from.prices.begin()),
                     std::make_move_iterator(from.prices.end()));
  drop_equal_prices(item.prices);
  for (Identifier& identifier : from.identifiers) {
    const bool known =
        std::any_of(item.identifiers.begin(), item.identifiers.end(), [&](const Identifier& held) {
          return held.type == identifier.type && held.value == identifier.value;
        });
    if (!known) item.identifiers.push_back(std::move(identifier));
  }
  if (from.stock) item.stock = from.stock;
  if (item.vendor.name.empty())
    item.vendor.name = from.vendor.name.empty() ? clean_name(thing.text("seller")) : from.vendor.name;
  if (item.rating.empty()) item.rating = from.rating;
  if (!item.feedback_count) item.feedback_count = from.feedback_count;
  if (item.title.empty())
    item.title = one_line(thing.text("name").empty() ? thing.text("headline") : thing.text("name"));
  if (item.url.empty()) item.url = absolute(thing.text("url"), page.base);
  if (const std::string_view place = thing.text("addressLocality"); !place.empty() && item.places.empty()) {
    if (auto town = reader.town_field(place))
      item.places.push_back(
          {std::string(town->value), source(number, "addressLocality", place, "place.structured")});
  }
  if (item.listed_at.empty()) {
    if (auto date = reader.date_field(thing.text("datePublished"), {.reference = page.reference}))
      item.listed_at = date->str();
  }
}

std::optional<Item> item_of_thing(const Thing& thing, std::size_t number, const PageContext& page,
                                  facts::Reader& reader) {
  Item item;
  item.title = one_line(thing.text("name"));
  complete_from_thing(item, thing, number, page, reader);
  if (item.title.empty() || item.prices.empty()) return std::nullopt;
  item.text = item.title;
  item.text += '\n';
  item.text += item.prices.front().evidence.raw;
  if (!item.prices.front().currency.empty()) item.text += " " + item.prices.front().currency;
  if (const std::string_view description = thing.text("description"); !description.empty())
    item.text += "\n" + one_line(description, 2000);
  for (const facts::Quantity& found : reader.quantities(item.text))
    item.quantities.push_back(to_quantity(found, facts::evidence_of(found, item.text)));
  return item;
}

}  // namespace peil::items
