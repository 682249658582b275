// maps/draft.cpp -- columns weighed by name and content.
#include "maps/draft.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "base/words.hpp"
#include "maps/map.hpp"

namespace peil::maps {

namespace {

/// What a column is called, in lower case without signs; the whole name, or its last word.
struct Name {
  std::string_view member;
  std::string_view words;
};
constexpr std::array kNames = {
    Name{"key",
         "id nr nummer number volgnummer key itemid messageid postid no lfdnr advertentieid listingid "
         "productid reference referentie kenmerk"},
    Name{"url",
         "url link webadres website adresweb href permalink page vipurl weblink internetadres urls "
         "hyperlink producturl"},
    Name{"title",
         "titel title titre naam name product productnaam productname advertentietitel artikel article "
         "artikelnaam produit bezeichnung produkt kop headline onderwerp subject betreff objet item goods "
         "waar middel stof listing advertentie aanbod offer wat was what ware spul artikelbezeichnung"},
    Name{"text",
         "tekst text omschrijving description beschrijving beschreibung toelichting inhoud content body "
         "message bericht nachricht snippet samenvatting details advertentietekst opmerking opmerkingen "
         "selftext texte inhalt post caption"},
    Name{"price",
         "prijs price prix preis vraagprijs bedrag amount verkoopprijs askingprice pricecents saleprice "
         "richtprijs betrag montant kosten cost prijseuro prijseur priceeur priceusd pricebtc prijsct "
         "prijscent prijsincenten unitprice stukprijs euro euros dollar dollars asking vkbrutto vknetto "
         "vkpreis vkprijs "
         "verkaufspreis bruttopreis tarief tarif vraag"},
    Name{"currency", "valuta currency munt waehrung währung devise pricecurrency currencycode munteenheid"},
    Name{"quantity",
         "hoeveelheid quantity menge quantité quantite aantal gewicht weight amountofgoods qty gram "
         "grams gewichtg anzahl poids hoeveel wieviel inhalt inhoud packsize size maat"},
    Name{"unit", "eenheid unit einheit unité unite"},
    Name{"place",
         "plaats woonplaats gemeente locatie location stad city place ort lieu ville town locality "
         "cityname stadt regio plaatsnaam addresslocality"},
    Name{"ships_from",
         "shipsfrom verzendtvan origin origincountry herkomst shippingfrom from_country verzendland"},
    Name{"ships_to",
         "shipsto verzendtnaar destination bestemming shippingto dest destcountry shipto lieferland"},
    Name{"vendor.name",
         "aanbieder verkoper vendor seller verkäufer verkaeufer vendeur adverteerder gebruiker "
         "gebruikersnaam user username account accountnaam author auteur autor afzender sender "
         "from wie who wer sellername vendorname nickname handle shop winkel anbieter alias profiel poster"},
    Name{"listed_at",
         "datum date plaatsingsdatum geplaatst listedat createdat created publishedat published "
         "posted postedat timestamp datumplaatsing tijd time datetime erstellt datumtijd "
         "dateposted added ts epoch unixtime wanneer when wann eingestellt eingestelltam createdutc "
         "created_utc first_seen firstseen gezien"},
    Name{"category",
         "categorie category rubriek kategorie catégorie rubrik groep soort type categoryname "
         "goederensoort"},
    Name{"payment", "betaling betaalwijze payment betaalmethode zahlung paiement paymentmethod"},
    Name{"delivery", "levering bezorging delivery shipping verzending versand livraison verzendwijze"},
    Name{"stock", "voorraad stock bestand instock"},
    Name{"sold_count", "verkocht sold sales soldcount"},
    Name{"rating", "beoordeling rating score bewertung note sterren stars"},
    Name{"sku", "sku artikelnummer artikelnr articlenumber artnr"},
    Name{"ean", "ean gtin barcode ean13 gtin13"},
    Name{"reply_to", "replyto replytomessageid inreplyto inreplytoid parentid antwoordop"},
};

struct Column {
  std::string source;  ///< as a map names it
  std::string name;    ///< what tells its meaning
  std::vector<std::string> values;
  // of the values that are there:
  double numbers = 0, dates = 0, links = 0, letters = 0, money = 0, amounts = 0, length = 0;
  std::string date;   ///< the format that fits all
  std::string taken;  ///< member that it fills
};

std::string bare(std::string_view name) {
  std::string out;
  for (char c : to_lower_ascii(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0) out.push_back(c);
  }
  return out;
}

bool is_number(std::string_view value) {
  value = trim(value);
  for (std::string_view sign : {"€", "$", "£", "EUR", "eur", "USD"}) {
    if (value.starts_with(sign)) value = trim(value.substr(sign.size()));
    if (value.ends_with(sign)) value = trim(value.substr(0, value.size() - sign.size()));
  }
  if (value.ends_with(",-")) value.remove_suffix(2);
  bool digit = false;
  for (char c : value) {
    if (c >= '0' && c <= '9') digit = true;
    else if (c != '.' && c != ',' && c != ' ' && c != '-' && c != '\'') return false;
  }
  return digit;
}

bool has_money(std::string_view value) {
  for (std::string_view sign : {"€", "$", "£", "EUR", "eur", "USD", "BTC", "XMR"}) {
    if (value.find(sign) != std::string_view::npos) return true;
  }
  return false;
}

/// "5 gr", "1kg", "0,5 l", "10x": a number and a short word.
bool is_amount(std::string_view value) {
  value = trim(value);
  std::size_t digits = 0;
  while (digits < value.size() &&
         ((value[digits] >= '0' && value[digits] <= '9') || value[digits] == ',' || value[digits] == '.'))
    ++digits;
  const std::string_view word = trim(value.substr(digits));
  return digits > 0 && !word.empty() && word.size() <= 8 &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
}

constexpr std::array<std::string_view, 14> kDates = {"iso",
                                                     "dd-mm-yyyy",
                                                     "dd-mm-yyyy hh:mm:ss",
                                                     "dd/mm/yyyy",
                                                     "dd/mm/yyyy hh:mm:ss",
                                                     "dd.mm.yyyy",
                                                     "dd.mm.yyyy hh:mm:ss",
                                                     "mm/dd/yyyy",
                                                     "mm-dd-yyyy",
                                                     "mm/dd/yyyy hh:mm:ss",
                                                     "dd-mm-yy",
                                                     "dd/mm/yy",
                                                     "yyyy/mm/dd hh:mm:ss",
                                                     "unix"};

bool fits(const std::string& value, std::string_view format) {
  if (format == "unix" &&
      (value.size() < 9 || value.size() > 13 || value.find_first_not_of("0123456789.") != std::string::npos))
    return false;
  return read_date(value, format).has_value();
}

void weigh(Column& column) {
  std::size_t count = 0;
  for (const std::string& value : column.values) {
    if (trim(value).empty()) continue;
    ++count;
    column.numbers += is_number(value) ? 1 : 0;
    column.links += value.starts_with("http://") || value.starts_with("https://") ||
                            value.starts_with("www.") || value.starts_with("/")
                        ? 1
                        : 0;
    column.money += has_money(value) ? 1 : 0;
    column.amounts += is_amount(value) && !has_money(value) ? 1 : 0;
    const auto letters = std::count_if(value.begin(), value.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
    });
    column.letters += letters * 2 > static_cast<std::ptrdiff_t>(value.size()) ? 1 : 0;
    column.length += static_cast<double>(value.size());
  }
  if (count == 0) return;
  for (std::string_view format : kDates) {
    std::size_t good = 0;
    for (const std::string& value : column.values)
      good += !trim(value).empty() && fits(value, format) ? 1 : 0;
    if (good * 10 < count * 9) continue;
    column.dates = static_cast<double>(good) / static_cast<double>(count);
    column.date = format;
    break;
  }
  const auto n = static_cast<double>(count);
  for (double* share :
       {&column.numbers, &column.links, &column.letters, &column.money, &column.amounts, &column.length})
    *share /= n;
}

/// Whether the content may be what the name says.
bool agrees(std::string_view member, const Column& column) {
  const bool empty = column.length == 0;
  if (empty) return true;
  if (member == "price") return column.numbers >= .5 || column.money >= .3;
  if (member == "listed_at") return column.dates >= .8 || column.numbers < .2;
  if (member == "url") return column.links >= .5 || column.length > 6;
  if (member == "title" || member == "text")
    return column.links < .5 && column.numbers < .9 && column.amounts < .5;
  if (member == "quantity") return column.numbers >= .5 || column.amounts >= .3;
  if (member == "stock" || member == "sold_count" || member == "ean") return column.numbers >= .8;
  if (member == "place" || member == "currency" || member == "unit") return column.numbers < .5;
  return true;
}

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (char c : name) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  return out + "\"";
}

/// The unit that the last word of a column's name is, or "".
std::string unit_in_name(std::string_view name) {
  const std::string lower = to_lower_ascii(name);
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  std::size_t end = lower.size();
  while (end > 0 && !letter(lower[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && letter(lower[begin - 1])) --begin;
  const std::string word = lower.substr(begin, end - begin);
  if (word == "gram" || word == "grams" || word == "gr" || word == "gewichtg") return "g";
  for (std::string_view unit : {"g", "kg", "mg", "ml", "l", "oz"}) {
    if (word == unit && begin > 0) return word;
  }
  return "";
}

class Drafter {
 public:
  explicit Drafter(std::vector<Column> columns) : columns_(std::move(columns)) {
    for (Column& column : columns_) weigh(column);
  }

  Draft run(const std::string& settings) {
    by_name(true);
    by_name(false);
    by_content();
    // A list that names only the kind of its goods is called by that.
    if (column_for("title") == nullptr && column_for("text") == nullptr) {
      for (Column& column : columns_) {
        if (column.taken == "category") column.taken = "title";
      }
    }
    Draft draft;
    const bool title = column_for("title") != nullptr;
    const bool text = column_for("text") != nullptr;
    const bool post = column_for("price") == nullptr && text && column_for("quantity") == nullptr;
    draft.usable = title || text;
    draft.sure = draft.usable && named_ > 1;
    draft.text = settings + fmt::format("form   {}\n\n", post ? "post" : "listing");
    for (const Name& name : kNames) {
      if (const Column* column = column_for(name.member)) draft.text += rule(name.member, *column);
    }
    std::string rest;
    for (const Column& column : columns_) {
      if (column.taken.empty() && !column.source.empty())
        rest += fmt::format("# not used: {}\n", column.source);
    }
    if (!rest.empty()) draft.text += "\n" + rest;
    return draft;
  }

 private:
  const Column* column_for(std::string_view member) const {
    const auto found = std::find_if(columns_.begin(), columns_.end(),
                                    [&](const Column& column) { return column.taken == member; });
    return found == columns_.end() ? nullptr : &*found;
  }

  /// Whole names first; then names that begin or end with one of the words (`Prijs (EUR)`, `ad_title`).
  void by_name(bool whole) {
    for (const Name& name : kNames) {
      if (column_for(name.member) != nullptr) continue;
      for (std::string_view word : split(name.words, ' ')) {
        const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Column& column) {
          if (!column.taken.empty() || column.source.empty()) return false;
          const std::string held = bare(column.name);
          const bool same = whole ? held == bare(word)
                                  : word.size() >= 5 && (held.starts_with(word) || held.ends_with(word));
          return same && agrees(name.member, column);
        });
        if (found == columns_.end()) continue;
        found->taken = std::string(name.member);
        ++named_;
        break;
      }
    }
  }

  /// Columns without a known name: dates, links, money and the longest text.
  void by_content() {
    const auto best = [&](const std::function<double(const Column&)>& score) {
      Column* found = nullptr;
      double most = 0;
      for (Column& column : columns_) {
        const double points = column.taken.empty() && !column.source.empty() ? score(column) : 0;
        if (points > most) {
          most = points;
          found = &column;
        }
      }
      return found;
    };
    const auto give = [&](std::string_view member, const std::function<double(const Column&)>& score) {
      if (column_for(member) != nullptr) return;
      if (Column* column = best(score)) column->taken = std::string(member);
    };
    give("listed_at", [](const Column& c) { return c.dates >= .9 && c.date != "unix" ? c.dates : 0; });
    give("price", [](const Column& c) { return c.money >= .5 && c.numbers >= .5 ? c.money : 0; });
    give("quantity", [](const Column& c) { return c.amounts >= .6 ? c.amounts : 0; });
    give("url", [](const Column& c) { return c.links >= .8 ? c.links : 0; });
    if (column_for("title") == nullptr && column_for("text") == nullptr)
      give("text", [](const Column& c) {
        return c.letters >= .5 && c.links < .2 && c.dates < .5 && c.length >= 8 ? c.length : 0;
      });
  }

  std::string rule(std::string_view member, const Column& column) const {
    std::string line = fmt::format("{:<11} from {}", member, column.source);
    if (member == "price") {
      const std::string name = to_lower_ascii(column.name);
      const bool cents = name.find("cent") != std::string::npos || bare(column.name).ends_with("ct");
      if (cents) line += " cents";
      for (std::string_view code : {"eur", "usd", "gbp", "btc", "xmr"}) {
        if (name.find(code) == std::string::npos) continue;
        std::string upper(code);
        for (char& c : upper) c = static_cast<char>(c - 32);
        line += " currency " + upper;
        break;
      }
      if (name.find("€") != std::string::npos) line += " currency EUR";
      if (bare(column.name) == "dollar" || bare(column.name) == "dollars") line += " currency USD";
    }
    if (member == "quantity") {
      // weight_g, "Gewicht (kg)", inhoud_ml: where cells are bare numbers the name says of what.
      const std::string unit = unit_in_name(column.name);
      if (!unit.empty() && column.amounts < .5) line += " unit " + unit;
    }
    if (member == "listed_at" && !column.date.empty()) line += " date " + quoted(column.date);
    return line + "\n";
  }

  std::vector<Column> columns_;
  int named_ = 0;
};

// ---- JSON

struct Rows {
  std::string pointer;
  Value array;
  std::size_t objects = 0;
};

std::string escaped(std::string_view key) {
  std::string out;
  for (char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out.push_back(c);
  }
  return out;
}

void find_rows(Value value, const std::string& pointer, int depth, std::size_t& visited, Rows& best) {
  if (depth > 8 || ++visited > 20'000) return;
  if (value.is_array()) {
    std::size_t objects = 0;
    value.each([&](Value entry) { objects += entry.is_object() ? 1 : 0; });
    if (objects > best.objects) best = {pointer, value, objects};
    return;
  }
  value.each_member([&](std::string_view key, Value member) {
    if (member.is_object() || member.is_array())
      find_rows(member, pointer + "/" + escaped(key), depth + 1, visited, best);
  });
}

std::string scalar(Value value) {
  if (auto text = value.text()) return std::string(text->substr(0, 4000));
  if (auto number = value.decimal()) return number->str();
  return {};
}

void add_members(Value object, const std::string& pointer, const std::string& outer, std::size_t row,
                 int depth, std::vector<Column>& columns) {
  object.each_member([&](std::string_view key, Value member) {
    const std::string path = pointer + "/" + escaped(key);
    if (member.is_object() && depth < 2)
      return add_members(member, path, std::string(key), row, depth + 1, columns);
    const bool mixed = member.is_array() && (key == "text" || key == "message");
    if ((member.is_object() || member.is_array()) && !mixed) return;
    auto found = std::find_if(columns.begin(), columns.end(),
                              [&](const Column& column) { return column.source == path; });
    if (found == columns.end()) {
      if (columns.size() >= 300) return;
      Column column;
      column.source = path;
      // `name` and `amount` say something only with what they are of: a seller, a price.
      const std::string own = bare(key);
      const bool vague = own == "name" || own == "username" || own == "amount" || own == "value" ||
                         own == "id" || own == "title" || own == "city" || own == "current";
      static constexpr std::array<std::string_view, 10> kWrappers = {
          "node",    "_source",    "source", "item", "listing",
          "product", "attributes", "fields", "data", "properties"};
      const bool wrapped = std::find(kWrappers.begin(), kWrappers.end(), outer) != kWrappers.end();
      column.name = vague && depth > 0 && !wrapped ? outer : std::string(key);
      if (depth > 0 && bare(key).find("cent") != std::string::npos) column.name = outer + "cents";
      columns.push_back(std::move(column));
      found = std::prev(columns.end());
    }
    while (found->values.size() < row) found->values.emplace_back();
    found->values.push_back(scalar(member));
  });
}

}  // namespace

Draft draft_table(const std::vector<Row>& rows, char separator, std::string_view format) {
  if (rows.empty()) return {};
  // The row of names is the first that is as wide as most.
  std::array<int, 512> widths{};
  const auto width = [](const Row& row) {
    std::size_t used = row.cells.size();
    while (used > 0 && trim(row.cells[used - 1]).empty()) --used;
    return std::min<std::size_t>(used, 511);
  };
  for (const Row& row : rows) ++widths[width(row)];
  std::size_t usual = 0;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    if (widths[i] > 0 && widths[i] * 3 >= widths[usual])
      usual = widths[i] >= widths[usual] || usual == 0 ? i : usual;
  }
  std::size_t head = 0;
  while (head < rows.size() && width(rows[head]) * 3 < usual * 2) ++head;
  if (head >= rows.size() || head > 20) head = 0;
  const auto names =
      std::count_if(rows[head].cells.begin(), rows[head].cells.end(), [](const std::string& cell) {
        return !trim(cell).empty() && !is_number(cell) && cell.size() < 60 && !fits(cell, "iso") &&
               !fits(cell, "dd-mm-yyyy") && cell.find("://") == std::string::npos;
      });
  const bool named =
      static_cast<std::size_t>(names) * 10 >= width(rows[head]) * 9 && (rows.size() > 1 || names >= 2);
  std::vector<Column> columns;
  std::size_t most = 0;
  for (const Row& row : rows) most = std::max(most, row.cells.size());
  columns.resize(std::min<std::size_t>(most, 512));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    columns[c].source = fmt::format("column {}", c + 1);
    if (!named || c >= rows[head].cells.size()) continue;
    columns[c].name = std::string(trim(rows[head].cells[c]));
    const bool twice =
        std::count_if(rows[head].cells.begin(), rows[head].cells.end(),
                      [&](const std::string& cell) { return trim(cell) == columns[c].name; }) > 1;
    if (!columns[c].name.empty() && !twice && columns[c].name.find('\n') == std::string::npos)
      columns[c].source = quoted(columns[c].name);
  }
  for (std::size_t r = named ? head + 1 : head; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      columns[c].values.push_back(c < rows[r].cells.size() ? rows[r].cells[c] : "");
  }
  std::string settings = fmt::format("format {}\n", format);
  if (format == "csv" && separator != 0)
    settings += fmt::format("separator {}\n", separator == '\t' ? "tab" : std::string(1, separator));
  settings += named ? fmt::format("header {}\n", rows[head].number) : "header none\n";
  return Drafter(std::move(columns)).run(settings);
}

Draft draft_json(Value root, std::string_view format) {
  Rows rows;
  std::size_t visited = 0;
  if (format == "jsonl") rows = {"", root, root.size()};
  else find_rows(root, "", 0, visited, rows);
  if (rows.objects == 0 && !root.is_object()) return {};
  std::vector<Column> columns;
  std::size_t row = 0;
  if (rows.objects == 0) {
    add_members(root, "", "", row, 0, columns);
  } else {
    rows.array.each([&](Value entry) {
      if (row < kDraftRows && entry.is_object()) add_members(entry, "", "", row++, 0, columns);
    });
  }
  std::string settings = fmt::format("format {}\n", format);
  if (format == "json") settings += fmt::format("rows   {}\n", rows.pointer.empty() ? "\"\"" : rows.pointer);
  return Drafter(std::move(columns)).run(settings);
}

}  // namespace peil::maps
