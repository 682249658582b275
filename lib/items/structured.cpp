// items/structured.cpp -- JSON in scripts: JSON-LD, and the state of applications.
#include "items/structured.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "base/words.hpp"
#include "items/microdata.hpp"
#include "items/values.hpp"
#include "items/variations.hpp"

namespace peil::items {

namespace {

constexpr std::size_t kStateBytes = 3u << 20;  // of one page
constexpr int kBlocksOfScript = 60;
constexpr int kStateDepth = 30;

std::string scalar(Value value) {
  if (auto text = value.text()) return one_line(*text, kThingText);
  if (auto number = value.decimal()) return number->str();
  if (auto truth = value.boolean()) return *truth ? "true" : "false";
  return {};
}

// ---- JSON-LD

class LdWalk {
 public:
  explicit LdWalk(std::vector<Thing>& out) : out_(out) {}

  /// Nodes at the top, in arrays, under @graph and @list.
  void top(Value value, int depth) {
    if (depth > kThingDepth || count_ > kThings) return;
    if (value.is_array()) return value.each([&](Value entry) { top(entry, depth + 1); });
    if (!value.is_object()) return;
    if (const Value graph = value["@graph"]) top(graph, depth + 1);
    if (value["@type"] || !value["@graph"]) {
      Thing thing = node(value, 0);
      thing.source = "json-ld";
      if (!thing.members.empty() && !value["@list"]) out_.push_back(std::move(thing));
    }
    if (const Value list = value["@list"]) top(list, depth + 1);
  }

 private:
  Thing node(Value value, int depth) {
    ++count_;
    Thing thing;
    const Value type = value["@type"];
    thing.type = std::string(local_name(type.is_array() ? type.at(0).text_or_empty() : type.text_or_empty()));
    value.each_member([&](std::string_view key, Value member) {
      key = local_name(key);
      if (is_kept_key(key)) add(thing, key, member, depth);
    });
    return thing;
  }

  void add(Thing& thing, std::string_view key, Value value, int depth) {
    if (count_ > kThings || depth > kThingDepth) return;
    if (value.is_array()) {
      value.each([&](Value entry) {
        if (!entry.is_array()) add(thing, key, entry, depth);
      });
    } else if (value.is_object()) {
      Thing held = node(value, depth + 1);
      if (held.members.empty()) {
        const std::string id = scalar(value["@id"]);
        const std::string literal = scalar(value["@value"]);
        if (!id.empty() || !literal.empty()) thing.add(key, literal.empty() ? id : literal);
      } else {
        thing.add(key, std::move(held));
      }
    } else if (std::string text = scalar(value); !text.empty()) {
      ++count_;
      thing.add(key, text);
    }
  }

  std::vector<Thing>& out_;
  std::size_t count_ = 0;
};

/// JSON as pages really have it: comments of HTML around it, control characters and newlines in
/// strings, commas before a closing bracket. Linear.
std::string mend(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\' && i + 1 < text.size()) {
        out.push_back(c);
        out.push_back(text[++i]);
        continue;
      }
      in_string = c != '"';
      out.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
      continue;
    }
    if ((c == ']' || c == '}') && !out.empty()) {
      std::size_t end = out.size();
      while (end > 0 &&
             (out[end - 1] == ' ' || out[end - 1] == '\n' || out[end - 1] == '\t' || out[end - 1] == '\r'))
        --end;
      if (end > 0 && out[end - 1] == ',') out.erase(end - 1, 1);
    }
    in_string = c == '"';
    out.push_back(c);
  }
  return out;
}

std::string_view without_comment(std::string_view text) {
  text = trim(text);
  for (auto [open, close] : {std::pair<std::string_view, std::string_view>{"<!--", "-->"},
                             {"//<![CDATA[", "//]]>"},
                             {"/*<![CDATA[*/", "/*]]>*/"},
                             {"<![CDATA[", "]]>"}}) {
    if (text.starts_with(open)) text.remove_prefix(open.size());
    if (text.ends_with(close)) text.remove_suffix(close.size());
    text = trim(text);
  }
  while (!text.empty() && text.back() == ';') text.remove_suffix(1);
  return text;
}

// ---- application state

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string lower_key(std::string_view key) {
  std::string out;
  for (char c : key.substr(0, 60)) {
    if (c != '_' && c != '-' && c != '$') out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
  return out;
}

/// Reads one object of a state as an offer, if it has a name and a price, sought two levels down.
class OfferReader {
 public:
  static Thing read(Value object) {
    OfferReader reader;
    reader.level(object, 0);
    Thing thing;
    if (reader.name_.empty()) return thing;
    thing.source = "state";
    thing.type = "Product";
    thing.add("name", reader.name_);
    if (!reader.url_.empty()) thing.add("url", reader.url_);
    if (!reader.sku_.empty()) thing.add("sku", reader.sku_);
    if (!reader.description_.empty()) thing.add("description", reader.description_);
    if (!reader.seller_.empty()) thing.add("seller", reader.seller_);
    if (!reader.place_.empty()) thing.add("addressLocality", reader.place_);
    if (!reader.date_.empty()) thing.add("datePublished", reader.date_);
    if (reader.price_.empty()) {
      for (Thing& offer : reader.ladder_) {
        if (!reader.currency_.empty()) offer.add("priceCurrency", reader.currency_);
        thing.add("offers", std::move(offer));
      }
    } else {
      reader.scale();
      Thing offer;
      offer.type = "Offer";
      offer.add("price", reader.price_);
      if (!reader.currency_.empty()) offer.add("priceCurrency", reader.currency_);
      if (!reader.availability_.empty()) offer.add("availability", reader.availability_);
      thing.add("offers", std::move(offer));
    }
    return thing;
  }

 private:
  void level(Value object, int depth) {
    int members = 0;
    object.each_member([&](std::string_view name, Value value) {
      if (++members > 200) return;
      const std::string key = lower_key(name);
      if (value.is_object() && depth < 2) {
        const bool price = is_price_object(key);
        if (price) in_price_ += 1;
        if (price || one_of(key, {"source", "node", "product", "item", "attributes", "data", "fields",
                                  "details", "location", "seller", "user", "owner", "address",
                                  "sellerinformation", "sellerinfo", "merchant", "advertiser"})) {
          const std::string outer = std::exchange(under_, key);
          level(value, depth + 1);
          under_ = outer;
        }
        if (price) in_price_ -= 1;
      } else if (value.is_array() && depth == 0 &&
                 one_of(key, {"variants", "offers", "prices", "pricing", "tiers"})) {
        variants(value);
      } else if (!value.is_object() && !value.is_array()) {
        member(key, value);
      }
    });
  }

  /// Sizes of one product, each with its price: a ladder.
  void variants(Value list) {
    bool any = false, all_out = true;
    list.each([&](Value entry) {
      if (!entry.is_object() || ladder_.size() >= 50) return;
      OfferReader reader;
      reader.level(entry, 1);
      if (reader.price_.empty()) return;
      reader.scale();
      Thing offer;
      offer.type = "Offer";
      if (!reader.name_.empty() && reader.name_ != "Default Title") offer.add("name", reader.name_);
      offer.add("price", reader.price_);
      if (!reader.currency_.empty()) offer.add("priceCurrency", reader.currency_);
      if (!reader.availability_.empty()) offer.add("availability", reader.availability_);
      any = true;
      all_out = all_out && reader.availability_ == "OutOfStock";
      if (sku_.empty()) sku_ = reader.sku_;
      ladder_.push_back(std::move(offer));
    });
    if (any && all_out && availability_.empty()) availability_ = "OutOfStock";
  }

  /// Some shops give prices in the currency's smallest unit and say how many decimals that is.
  void scale() {
    if (minor_ <= 0 || minor_ > 8 || price_.find_first_not_of("0123456789") != std::string::npos) return;
    if (auto whole = Decimal::parse(price_))
      price_ = Decimal(whole->coefficient(), whole->scale() + minor_).str();
    minor_ = 0;
  }

  static bool is_price_object(std::string_view key) {
    return key.find("price") != std::string_view::npos && !is_other_price(key);
  }
  static bool is_other_price(std::string_view key) {
    for (std::string_view word :
         {"old", "was", "list", "regular", "ship", "tax", "max", "from", "range", "type", "label", "unit",
          "original", "retail", "strike", "compare", "msrp", "valid", "per"}) {
      if (key.find(word) != std::string_view::npos) return true;
    }
    return false;
  }

  void member(const std::string& key, Value value) {
    const std::string text = scalar(value);
    if (text.empty()) return;
    const bool person = one_of(
        under_, {"seller", "user", "owner", "sellerinformation", "sellerinfo", "merchant", "advertiser"});
    if (name_.empty() && !person && in_price_ == 0 &&
        one_of(key, {"name", "title", "productname", "displayname", "headline", "subject", "producttitle"})) {
      if (is_name(text)) name_ = text;
    } else if (one_of(key, {"url", "href", "link", "permalink", "producturl", "vipurl", "canonicalurl",
                            "pdpurl", "slug", "path"})) {
      if (url_.empty() && in_price_ == 0 && key != "slug") url_ = text;
    } else if (one_of(key, {"id", "sku", "productid", "itemid", "articlenumber", "code"})) {
      if ((sku_.empty() || key == "sku") && in_price_ == 0 && under_.empty()) sku_ = text;
    } else if (key == "currencyminorunit") {
      if (text.size() == 1) minor_ = text[0] - '0';
    } else if (one_of(key, {"currency", "currencycode", "pricecurrency", "currencyiso"})) {
      if (currency_.empty()) currency_ = text;
    } else if (one_of(key, {"description", "bodyhtml", "shortdescription"}) && !person) {
      if (description_.empty()) description_ = text;
    } else if (person ? one_of(key, {"name", "username", "sellername", "displayname"})
                      : in_price_ == 0 && one_of(key, {"vendor", "seller", "vendorname", "sellername"})) {
      if (seller_.empty()) seller_ = text;
    } else if (one_of(key, {"cityname", "city", "locality", "town"})) {
      if (place_.empty()) place_ = text;
    } else if (one_of(key, {"date", "createdat", "publishedat", "dateposted", "listedat", "datecreated"})) {
      if (date_.empty()) date_ = text;
    } else if (one_of(key, {"availability", "stockstatus", "instock", "isinstock", "available"})) {
      if (availability_.empty())
        availability_ = text == "false" ? "OutOfStock" : text == "true" ? "InStock" : text;
    } else {
      price(key, value, text);
    }
  }

  void price(const std::string& key, Value value, const std::string& text) {
    const bool cents = key.find("cents") != std::string::npos || key.find("centamount") != std::string::npos;
    const bool named = key == "price" || key == "saleprice" || key == "currentprice" || key == "finalprice" ||
                       key == "pricecents" || key == "askingprice" || key == "sellingprice" ||
                       key == "priceamount" || key == "productprice";
    const bool inner = in_price_ > 0 && one_of(key, {"amount", "value", "price", "current", "final", "cents",
                                                     "centamount", "sale", "now"});
    if (!price_.empty() || !(named || inner)) return;
    if (cents) {
      if (auto whole = value.decimal()) {
        if (auto divided = whole->divided_by(Decimal(100), 18)) price_ = divided->str();
        // The one family of sites that calls it so trades in euro alone (Marktplaats, 2dehands).
        if (under_ == "priceinfo" && currency_.empty()) currency_ = "EUR";
      }
    } else if (text.find_first_of("0123456789") != std::string::npos && text.size() < 30) {
      price_ = text;
    }
  }

  static bool is_name(std::string_view text) {
    std::size_t words = 1;
    for (char c : text) words += c == ' ' ? 1 : 0;
    return text.size() >= 3 && words <= 30 && text.size() <= 250;
  }

  std::string name_, url_, sku_, currency_, description_, seller_, place_, date_, availability_, price_,
      under_;
  std::vector<Thing> ladder_;
  int in_price_ = 0;
  int minor_ = 0;
};

/// The largest array (or map of like shape) of offers in a state, and single offers by the way.
class StateWalk {
 public:
  void run(Value value, int depth = 0) {
    if (depth > kStateDepth || visited_ > 200'000) return;
    if (!value.is_object() && !value.is_array()) return;
    list(value);
    const auto inner = [&](Value entry) {
      ++visited_;
      run(entry, depth + 1);
    };
    if (value.is_array()) {
      value.each(inner);
    } else {
      value.each_member([&](std::string_view key, Value entry) {
        single(lower_key(key), entry);
        inner(entry);
      });
    }
  }

  /// The largest list, and the single offers that stand under a name of such.
  std::vector<Thing> take() {
    for (Thing& thing : singles_) best_.push_back(std::move(thing));
    return std::move(best_);
  }

 private:
  void list(Value value) {
    std::vector<Thing> found;
    std::size_t objects = 0;
    std::size_t others = 0;
    std::size_t priced = 0;
    const auto look = [&](Value entry) {
      if (!entry.is_object()) {
        ++others;
        return;
      }
      ++objects;
      if (objects > 1000) return;
      Thing thing = OfferReader::read(entry);
      if (thing.members.empty()) return;
      priced += thing.thing("offers") != nullptr ? 1 : 0;
      found.push_back(std::move(thing));
    };
    if (value.is_array()) {
      value.each(look);
    } else {
      value.each_member([&](std::string_view, Value entry) { look(entry); });
    }
    if (objects < 2 || others > objects) return;
    const auto n = static_cast<double>(objects);
    if (static_cast<double>(found.size()) < .6 * n || static_cast<double>(priced) < .6 * n ||
        found.size() <= best_.size())
      return;
    // Warranties, sizes and layouts have names and prices too, but no address or number of their own.
    const auto known = std::count_if(found.begin(), found.end(), [](const Thing& t) {
      return !t.text("url").empty() || !t.text("sku").empty();
    });
    if (static_cast<double>(known) < .6 * static_cast<double>(found.size())) return;
    best_ = std::move(found);
  }

  void single(const std::string& key, Value entry) {
    if (!entry.is_object() || singles_.size() >= 3) return;
    if (!one_of(key, {"listing", "product", "item", "ad", "advert", "advertisement", "offer",
                      "productdetails", "listingdetails"}))
      return;
    Thing thing = OfferReader::read(entry);
    if (thing.thing("offers") != nullptr) singles_.push_back(std::move(thing));
  }

  std::vector<Thing> best_;
  std::vector<Thing> singles_;
  std::size_t visited_ = 0;
};

/// End of the bracketed stretch that begins at `at`, strings passed over; npos when it does not end.
std::size_t match_end(std::string_view text, std::size_t at, std::size_t limit) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = at; i < text.size() && i - at < limit; ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      else if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return i + 1;
  }
  return std::string_view::npos;
}

/// A bracket followed by what JSON has there: a quoted key, another bracket, or nothing.
bool json_like(std::string_view text, std::size_t at) {
  std::size_t next = at + 1;
  while (next < text.size() && next - at < 64 &&
         (text[next] == ' ' || text[next] == '\n' || text[next] == '\t' || text[next] == '\r'))
    ++next;
  return next < text.size() &&
         (text[next] == '"' || (text[at] == '[' && (text[next] == '{' || text[next] == '[')));
}

/// The text that a string literal of a script stands for. Returns where it ends.
std::size_t unescape(std::string_view text, std::size_t at, std::string& out) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == quote) return i + 1;
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out.push_back(text[i]);
      continue;
    }
    const char c = text[++i];
    if (c == 'n' || c == 't' || c == 'r') out.push_back(' ');
    else if (c == 'x' && i + 2 < text.size()) {
      const std::string code = std::string(text.substr(i + 1, 2));
      if (code == "22") out.push_back('"');
      else if (code == "27") out.push_back('\'');
      else if (code == "5C" || code == "5c") out.push_back('\\');
      else out.append("?");
      i += 2;
    } else if (c == 'u') {
      const std::string_view code = text.substr(i + 1, 4);
      if (code == "0022") out.push_back('"');
      else out.append("\\u").append(code);
      i += 4;
    } else {
      out.push_back(c);
    }
  }
  return std::string_view::npos;
}

}  // namespace

void StructuredReader::json_ld(std::string_view script, StructuredData& out) {
  const std::string_view text = without_comment(script);
  if (text.empty()) return;
  for (int attempt = 0; attempt < 2; ++attempt) {
    scratch_ = "{\"@list\":[";
    scratch_ += attempt == 0 ? std::string(text) : mend(text);
    scratch_ += "]}";
    const auto record = parser_.parse_copy(scratch_);
    if (record) {
      LdWalk(out.things).top((**record)["@list"], 0);
      return;
    }
    if (attempt == 1 && out.warnings.size() < 20)
      out.warnings.push_back("structured: JSON-LD: " + record.error().message);
  }
}

void StructuredReader::state(std::string_view script, bool whole, StructuredData& out) {
  if (script.size() < 20 || state_bytes_ > kStateBytes) return;
  const auto look = [&](std::string_view json) {
    state_bytes_ += json.size();
    if (state_bytes_ > kStateBytes || json.find("rice") == std::string_view::npos) return;
    scratch_ = "{\"@list\":[";
    scratch_ += json;
    scratch_ += "]}";
    const auto record = parser_.parse_copy(scratch_);
    if (!record) return;
    StateWalk walk;
    walk.run((**record)["@list"]);
    for (Thing& thing : walk.take()) out.things.push_back(std::move(thing));
  };
  if (whole) return look(without_comment(script));
  std::size_t at = 0;
  for (int blocks = 0; blocks < kBlocksOfScript; ++blocks) {
    std::size_t equals = at;
    while (equals < script.size() && script[equals] != '=' && script[equals] != '(') ++equals;
    if (equals >= script.size()) return;
    std::size_t value = equals + 1;
    while (value < script.size() &&
           (script[value] == ' ' || script[value] == '\n' || script[value] == '\t' || script[value] == '\r'))
      ++value;
    if (value >= script.size()) return;
    at = value;
    const bool parse =
        script[equals] == '(' && equals >= 10 && script.substr(equals - 10, 10) == "JSON.parse";
    if (parse && (script[value] == '"' || script[value] == '\'')) {
      std::string text;
      const std::size_t end = unescape(script, value, text);
      look(text);
      if (end == std::string_view::npos) return;
      at = end;
    } else if (script[equals] == '=' && (script[value] == '{' || script[value] == '[') &&
               json_like(script, value)) {
      const std::size_t end = match_end(script, value, kStateBytes);
      if (end == std::string_view::npos)
        return;  // what began here did not end: nothing behind it can be told
      look(script.substr(value, end - value));
      at = end;
    } else {
      --blocks;
    }
  }
}

void StructuredReader::variations(const html::Tree& tree, const html::PageText& page, html::NodeId form,
                                  StructuredData& out) {
  const std::string_view json = tree.attribute(form, "data-product_variations").value_or(std::string_view());
  state_bytes_ += json.size();
  if (!json.starts_with('[') || state_bytes_ > kStateBytes) return;
  scratch_ = "{\"@list\":" + std::string(json) + "}";
  const auto record = parser_.parse_copy(scratch_);
  if (!record) return;
  if (!headings_) headings_ = headings_of(tree, page);
  if (auto thing = thing_of_variations((**record)["@list"], tree, page, form, *headings_))
    out.things.push_back(*std::move(thing));
}

StructuredData StructuredReader::read(const html::Tree& tree, const html::PageText& page) {
  StructuredData out;
  state_bytes_ = 0;
  headings_.reset();
  for (html::NodeId id = 1; id < tree.size(); ++id) {
    if (tree.tag(id) == html::Tag::kForm) variations(tree, page, id, out);
    if (tree.tag(id) != html::Tag::kScript || id + 1 >= tree.end(id)) continue;
    const std::string_view type = tree.value(id, html::Attr::kType);
    const std::string_view script = tree.text(id + 1);
    if (type.find("ld+json") != std::string_view::npos) {
      json_ld(script, out);
    } else if (type.find("json") != std::string_view::npos) {
      state(script, true, out);
    } else if (type.empty() || type.find("javascript") != std::string_view::npos || type == "module") {
      state(script, false, out);
    }
  }
  read_microdata(tree, page, out.things);
  read_rdfa(tree, page, out.things);
  read_meta(tree, out.things);
  return out;
}

std::vector<Thing> StructuredReader::offers_in_json(std::string_view json, std::string& error) {
  scratch_ = "{\"@list\":[";
  scratch_ += json;
  scratch_ += "]}";
  const auto record = parser_.parse_copy(scratch_);
  if (!record) {
    error = record.error().message;
    return {};
  }
  StateWalk walk;
  const Value list = (**record)["@list"];
  walk.run(list);
  std::vector<Thing> things = walk.take();
  // A document that is one offer.
  if (const Value whole = list.at(0); things.empty() && whole.is_object()) {
    Thing thing = OfferReader::read(whole);
    if (thing.thing("offers") != nullptr) things.push_back(std::move(thing));
  }
  return things;
}

}  // namespace peil::items
