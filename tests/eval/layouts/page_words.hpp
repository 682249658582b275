// tests/eval/layouts/page_words.hpp -- the words, prices and dates of one page, in its language and form.
#pragma once

#include "../../tools/random.hpp"
#include "words.hpp"

namespace layouts {

/// What all of one page's texts have in common.
class PageWords {
 public:
  PageWords(const Words& words, int locale, std::uint64_t seed)
      : locale_(locale), dice_{seed}, words_(words) {
    money_ = static_cast<int>(dice_.below(4));
    dates_ = static_cast<int>(dice_.below(3));
    label_seed_ = dice_.next();
  }

  const std::vector<std::string>& list(const std::string& key) const {
    const auto found = words_.find(key);
    if (found == words_.end()) fail("no words named " + key);
    const auto& own = found->second[static_cast<std::size_t>(locale_)];
    return own.front() == "-" ? found->second[0] : own;
  }
  const std::string& word(const std::string& key) {
    const auto& all = list(key);
    return all[dice_.below(all.size())];
  }
  /// A label is the same word all over a page.
  const std::string& label(const std::string& key) const {
    const auto& all = list(key);
    return all[(label_seed_ ^ seed_of(key)) % all.size()];
  }

  std::string page_title() { return list("categories")[label_seed_ % list("categories").size()]; }

  Thing thing(const std::string& title, std::size_t number) {
    Thing t;
    t.title = title;
    t.number = static_cast<int>(number) + 3;
    t.url = "/listing/" + std::to_string(1000 + 37 * number);
    t.vendor = word("nicks");
    t.author = word("nicks");
    const char* const sources[] = {"NL", "DE", "BE", "GB", "FR", "ES", "PL", "US"};
    const char* const targets[] = {"WW", "EU", "NL", "DE", "BE", "US"};
    t.from = sources[dice_.below(8)];
    t.to = targets[dice_.below(6)];
    t.except = t.to == "US" ? "FR" : dice_.chance(50) ? "AU" : "US";
    if (t.to == "NL" || t.to == "DE" || t.to == "BE") t.to = "EU";
    t.rating = std::to_string(3 + dice_.below(2)) + "." + std::to_string(1 + dice_.below(9));
    t.category = word("categories");
    t.town = word("towns");
    t.text = word("told");
    t.body = list("posts")[number % list("posts").size()];
    t.review = list("reviews")[number % list("reviews").size()];
    t.about = list("goods")[(number * 11 + 3) % list("goods").size()];
    const long prices[] = {950, 1250, 1995, 2500, 3500, 4750, 6000, 8999, 12000, 17550, 24900, 129500};
    t.cents = prices[dice_.below(12)] + static_cast<long>(number) * 100;
    t.stock = 2 + static_cast<int>(dice_.below(90));
    t.sold = 3 + static_cast<int>(dice_.below(400));
    t.day = 1 + static_cast<int>(dice_.below(28));
    t.month = 1 + static_cast<int>(dice_.below(3));
    const int amounts[] = {1, 2, 5, 10, 25, 50, 100};
    t.amount = amounts[dice_.below(7)];
    t.pieces = dice_.chance(25);
    return t;
  }

  static std::string grouped(long whole, const char* divider) {
    std::string digits = std::to_string(whole);
    if (digits.size() > 3) digits.insert(digits.size() - 3, divider);
    return digits;
  }

  std::string number_text(long cents) const {
    const bool english = locale_ == 0;
    const char* thousands = english ? "," : locale_ == 3 ? "\xC2\xA0" : ".";
    std::string text = grouped(cents / 100, thousands);
    const long rest = cents % 100;
    if (rest == 0 && money_ == 1) return text + (locale_ == 1 ? ",-" : "");
    return text + (english ? "." : ",") + (rest < 10 ? "0" : "") + std::to_string(rest);
  }

  std::string currency() const {
    return locale_ == 0 ? (money_ == 0 ? "GBP" : money_ == 1 ? "USD" : "EUR") : "EUR";
  }

  std::string price_text(long cents) const {
    const std::string n = number_text(cents);
    if (locale_ == 0)
      return money_ == 0 ? "£" + n : money_ == 1 ? "$" + n : money_ == 2 ? "€" + n : n + " EUR";
    if (locale_ == 1) return money_ < 2 ? "€ " + n : money_ == 2 ? "€" + n : n + " euro";
    return money_ < 3 ? n + " €" : locale_ == 2 ? "EUR " + n : n + " EUR";
  }

  static std::string amount_of(long cents) {
    std::string out = std::to_string(cents / 100);
    if (cents % 100 != 0) {
      std::string rest = std::to_string(100 + cents % 100).substr(1);
      while (rest.back() == '0') rest.pop_back();
      out += "." + rest;
    }
    return out;
  }

  std::string iso(const Thing& t) const {
    char out[48];
    std::snprintf(out, sizeof out, "2026-%02d-%02d", t.month, t.day);
    return out;
  }

  std::string date_text(const Thing& t) const {
    if (dates_ == 0) return iso(t);
    const std::string month = list("months")[static_cast<std::size_t>(t.month - 1)];
    if (dates_ == 1 || locale_ == 0)
      return locale_ == 0 && dates_ == 1 ? month.substr(0, 3) + " " + std::to_string(t.day) + ", 2026"
             : locale_ == 2              ? std::to_string(t.day) + ". " + month + " 2026"
                                         : std::to_string(t.day) + " " + month + " 2026";
    char out[48];
    std::snprintf(out, sizeof out,
                  locale_ == 1   ? "%02d-%02d-2026"
                  : locale_ == 2 ? "%02d.%02d.2026"
                                 : "%02d/%02d/2026",
                  t.day, t.month);
    return out;
  }

  std::string quantity_text(const Thing& t) const {
    const auto& units = list(t.pieces ? "pieces" : "units");
    const std::string& unit = units[label_seed_ % units.size()];
    return std::to_string(t.amount) + (unit.size() <= 2 && money_ == 2 ? "" : " ") + unit;
  }

  tests::Random& dice() { return dice_; }

 protected:
  int locale_;
  tests::Random dice_;
  int money_ = 0, dates_ = 0;
  std::uint64_t label_seed_ = 0;

 private:
  const Words& words_;
};

}  // namespace layouts
