// items/values.cpp -- small readings.
#include "items/values.hpp"

#include "base/words.hpp"
#include "text/utf8.hpp"

namespace peil::items {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::optional<std::int64_t> first_integer(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && !is_digit(text[at])) ++at;
  if (at == text.size()) return std::nullopt;
  std::int64_t number = 0;
  int digits = 0;
  while (at < text.size() && digits < 15) {
    if (is_digit(text[at])) {
      number = number * 10 + (text[at] - '0');
      ++digits;
      ++at;
      continue;
    }
    // A separator counts when exactly three digits follow.
    const bool group = (text[at] == ',' || text[at] == '.' || text[at] == '\'') && at + 3 < text.size() &&
                       is_digit(text[at + 1]) && is_digit(text[at + 2]) && is_digit(text[at + 3]) &&
                       (at + 4 >= text.size() || !is_digit(text[at + 4]));
    if (!group) break;
    ++at;
  }
  return number;
}

bool says_sold_out(std::string_view text) {
  const std::string lower = to_lower_ascii(text.substr(0, 200));
  for (std::string_view word : {"sold out",
                                "out of stock",
                                "outofstock",
                                "soldout",
                                "not available",
                                "unavailable",
                                "no longer available",
                                "currently unavailable",
                                "discontinued",
                                "uitverkocht",
                                "niet op voorraad",
                                "niet beschikbaar",
                                "niet leverbaar",
                                "ausverkauft",
                                "nicht verfügbar",
                                "nicht auf lager",
                                "nicht lieferbar",
                                "vergriffen",
                                "épuisé",
                                "rupture de stock",
                                "indisponible",
                                "en rupture"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

std::optional<std::int64_t> read_stock(std::string_view text) {
  if (says_sold_out(text)) return 0;
  const std::string_view head = text.substr(0, 60);
  return first_integer(head);
}

std::string read_rating(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && !is_digit(text[at])) ++at;
  std::string number;
  bool point = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      number.push_back(c);
    } else if ((c == '.' || c == ',') && !point && at + 1 < text.size() && is_digit(text[at + 1])) {
      point = true;
      number.push_back('.');
    } else {
      break;
    }
    if (number.size() > 8) return {};
  }
  return number;
}

std::string one_line(std::string_view text, std::size_t limit) {
  std::string out;
  for (char c : text) {
    if (is_blank(c)) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
    } else {
      out.push_back(c);
    }
    if (out.size() >= limit + 4) break;
  }
  out.resize(text::boundary(out, limit));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string date_text(const facts::Date& date) {
  if (!date.second || date.offset) return date.str();
  return format_time((date.day * 86'400 + *date.second) * 1000);
}

std::string clean_name(std::string_view text) {
  std::string name = one_line(text, 80);
  for (std::string_view open : {" (", "(", " [", "["}) {
    if (const std::size_t at = name.find(open); at != std::string::npos && at > 0) name.resize(at);
  }
  for (std::string_view prefix : {"by ", "By ", "from ", "van ", "von ", "par ", "door ", "@"}) {
    if (name.starts_with(prefix) && name.size() > prefix.size()) name.erase(0, prefix.size());
  }
  while (!name.empty() &&
         (is_blank(name.back()) || name.back() == ',' || name.back() == ':' || name.back() == '|'))
    name.pop_back();
  while (!name.empty() && (is_blank(name.front()) || name.front() == ':')) name.erase(0, 1);
  return name;
}

bool leads_to_action(std::string_view address) {
  if (!address.starts_with("http")) return !address.empty() && !address.starts_with("file:");
  const std::size_t query = std::min(address.find('?'), address.size());
  const std::string parameters = to_lower_ascii(address.substr(query).substr(0, 200));
  if (parameters.find("add-to-cart=") != std::string::npos ||
      parameters.find("add_to_cart") != std::string::npos)
    return true;
  std::string_view path = address.substr(0, std::min(address.find('#'), query));
  path.remove_prefix(std::min(path.size(), path.find("//") + 2));
  const std::vector<std::string_view> parts = split(path, '/');
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string part =
        to_lower_ascii(parts[i].substr(0, std::min<std::size_t>(parts[i].find('.'), 40)));
    for (std::string_view word :
         {"contact", "cart", "basket", "checkout", "wishlist", "login", "signin", "register", "winkelwagen",
          "winkelmand", "winkelmandje", "warenkorb", "panier", "add-to-cart", "addtocart", "buy", "order"}) {
      if (part == word && (i + 1 == parts.size() || parts[i + 1].empty() || word != "order")) return true;
    }
  }
  return false;
}

bool hides_letters(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  for (std::size_t at = 0; (at = text.find('\xE2', at)) != std::string_view::npos; ++at) {
    const std::string_view sign = text.substr(at, 3);
    const bool override_ = sign == "\xE2\x80\xAD" || sign == "\xE2\x80\xAE";
    const bool zero =
        sign == "\xE2\x80\x8B" || sign == "\xE2\x80\x8C" || sign == "\xE2\x80\x8D" || sign == "\xE2\x81\xA0";
    if (override_ ||
        (zero && at > 0 && at + 3 < text.size() && letter(text[at - 1]) && letter(text[at + 3]))) {
      return true;
    }
  }
  return false;
}

std::string number_in_address(std::string_view address) {
  const std::size_t query = std::min(address.find_first_of("?#"), address.size());
  const auto number_at_end = [](std::string_view text) -> std::string {
    std::size_t begin = text.size();
    while (begin > 0 && is_digit(text[begin - 1])) --begin;
    const std::size_t digits = text.size() - begin;
    if (digits < 6 || digits > 15) return {};
    const bool letter = begin > 0 && ((text[begin - 1] | 0x20) >= 'a' && (text[begin - 1] | 0x20) <= 'z');
    if (letter && begin > 1 && text[begin - 2] != '/' && text[begin - 2] != '-' && text[begin - 2] != '_')
      return {};
    return std::string(text.substr(letter ? begin - 1 : begin));
  };
  for (std::string_view part : split(address.substr(std::min(query + 1, address.size())), '&')) {
    for (std::string_view name :
         {"pid=", "product_id=", "productid=", "sku=", "item=", "itemid=", "item_id=", "artnr="}) {
      if (!to_lower_ascii(part.substr(0, name.size())).starts_with(name)) continue;
      if (std::string found = number_at_end(part); !found.empty()) return found;
    }
  }
  std::string_view path = address.substr(0, query);
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash < 9) return {};
  std::string_view last = path.substr(slash);
  for (std::string_view ending : {".html", ".htm", ".php", ".aspx", ".jsp"}) {
    if (last.ends_with(ending)) last.remove_suffix(ending.size());
  }
  return number_at_end(last);
}

}  // namespace peil::items
