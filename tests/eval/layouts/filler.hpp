// tests/eval/layouts/filler.hpp -- one page of a layout, and what is true of it.
#pragma once

#include "page_words.hpp"

namespace layouts {

class Filler : private PageWords {
 public:
  Filler(const Words& words, const Layout& layout, int variant)
      : PageWords(words, variant % 4, seed_of(layout.name) + static_cast<std::uint64_t>(variant) * 7919),
        layout_(layout),
        classes_((variant + variant / 4) % 3) {
    page_.url = "http://" + std::string(kLocales[locale_]) + std::to_string(variant) + ".test/" + layout.name;
    page_.kind = layout.kind;
    page_.layout = layout.name;
    topic_ = word("topics");
    site_ = word("sites");
    const std::size_t count = layout.few > 0 ? layout.few : 4 + dice_.below(9);
    const std::vector<std::string>& goods = list("goods");
    std::size_t at = dice_.below(goods.size());
    for (std::size_t i = 0; i < count + 4; ++i, at += 7)
      things_.push_back(thing(goods[at % goods.size()], i));
    records_ = count;
  }

  Page run() {
    const bool one = layout_.kind == "detail" || layout_.kind == "profile" || layout_.few == 1;
    if (one) page_.items.emplace_back();
    subject_ = &things_.front();
    facts_ = one ? &page_.items.back() : nullptr;
    const std::string body = fill(layout_.body);
    const std::string head = layout_.kind == "detail"    ? things_.front().title
                             : layout_.kind == "profile" ? things_.front().vendor
                             : layout_.kind == "posts"   ? topic_
                                                         : page_title();
    page_.html = "<!DOCTYPE html><html lang=\"" + std::string(kLocales[locale_]) +
                 "\"><head><meta charset=utf-8><title>" + escaped(head + " - " + site_) +
                 "</title></head><body>" + rename(body) + "</body></html>";
    return std::move(page_);
  }

 private:
  void say(const std::string& fact, const std::string& value) {
    if (facts_ != nullptr) facts_->emplace(fact, value);
  }

  /// The text of a placeholder; what it shows is noted as true of the item in hand.
  std::string fact(const std::string& name) {
    Thing& t = *subject_;
    const auto plain = [&](const char* key, const std::string& value) {
      say(key, value);
      return escaped(value);
    };
    if (name == "title") return plain("title", t.title);
    if (name == "url") return plain("url", t.url);
    if (name == "vendor") return plain("vendor", t.vendor);
    if (name == "author") return plain("vendor", t.author);
    if (name == "rating") return plain("rating", t.rating);
    if (name == "category") return plain("category", t.category);
    if (name == "stock") return plain("stock", std::to_string(t.stock));
    if (name == "sold") return plain("sold", std::to_string(t.sold));
    if (name == "sales") return plain("sales", std::to_string(t.sold));
    if (name == "body") return plain("body", t.body);
    if (name == "review") return plain("body", t.review);
    if (name == "about") return plain("about", t.about);
    if (name == "from" || name == "to" || name == "except") {
      const std::string& code = name == "from" ? t.from : name == "to" ? t.to : t.except;
      say(name, code);
      return label("country." + code);
    }
    if (name == "price" || name == "price.n") {
      say("price", amount_of(t.cents) + " " + currency());
      return name == "price" ? price_text(t.cents) : number_text(t.cents);
    }
    if (name == "qty") {
      say("qty", std::to_string(t.amount));
      return quantity_text(t);
    }
    if (name == "date" || name == "date.iso" || name == "since") {
      if (layout_.kind != "profile") say("date", iso(t));
      else if (name == "since") say("since", iso(t));
      return name == "date.iso" ? iso(t) : date_text(t);
    }
    if (name == "text") return escaped(word("told"));
    if (name == "town") return t.town;
    if (name == "n") return std::to_string(t.number);
    return around(name);
  }

  std::string around(const std::string& name) {
    if (name == "day") return date_text(things_.front());
    if (name == "nick") return things_.front().vendor;
    if (name == "cur") return currency();
    if (name == "page" || name == "cat1") return escaped(page_title());
    if (name == "topic") return escaped(topic_);
    if (name == "site") return escaped(site_);
    if (name == "about.text") return escaped(word("about"));
    if (name == "menu") return menu();
    if (name == "side") {
      std::string out = "<div class=\"sidebar\"><ul>";
      for (const std::string& one : list("categories"))
        out += "<li><a href=\"/c\">" + escaped(one) + "</a> (31)</li>";
      return out + "</ul></div>";
    }
    if (name == "foot") {
      std::string out = "<div class=\"footer\">&copy; 2026 " + escaped(site_);
      for (const std::string& one : list("foot")) out += " <a href=\"/about\">" + escaped(one) + "</a>";
      return out + "</div>";
    }
    if (name.starts_with("L:")) return escaped(label(name.substr(2)));
    fail(layout_.name + ": no such word: " + name);
  }

  std::string menu() {
    std::string out = "<div class=\"menu\">";
    for (const std::string& one : list("menu")) out += "<a href=\"/m\">" + escaped(one) + "</a> ";
    return out + "<a href=\"/login\">" + escaped(label("login")) + "</a></div>";
  }

  std::string loop(const std::string& what, std::string_view inner) {
    std::string out;
    Thing* outer = subject_;
    Facts* held = facts_;
    if (what == "x") {
      for (std::size_t i = 0; i < records_; ++i) {
        subject_ = &things_[i];
        if (layout_.kind != "detail" && layout_.kind != "none") facts_ = &page_.items.emplace_back();
        out += fill(inner);
      }
    } else if (what == "related") {
      facts_ = nullptr;
      for (std::size_t i = 1; i < 5; ++i) {
        subject_ = &things_[i];
        out += fill(inner);
      }
    } else {  // the rungs of a ladder
      Thing rung = *outer;
      rung.pieces = false;
      subject_ = &rung;
      for (const auto& [amount, percent] : {std::pair(1, 100L), std::pair(5, 450L), std::pair(10, 800L)}) {
        rung.amount = amount;
        rung.cents = outer->cents * percent / 100;
        say("rung", amount_of(rung.cents) + " for " + std::to_string(amount));
        Facts* hold = facts_;
        facts_ = nullptr;
        out += fill(inner);
        facts_ = hold;
      }
    }
    subject_ = outer;
    facts_ = held;
    return out;
  }

  std::string fill(std::string_view text) {
    std::string out;
    while (true) {
      const std::size_t open = text.find("[[");
      out += text.substr(0, open);
      if (open == std::string_view::npos) return out;
      text.remove_prefix(open + 2);
      const std::size_t close = text.find("]]");
      const std::string name(text.substr(0, close));
      text.remove_prefix(close + 2);
      if (name[0] != '#' && name != "?") {
        out += fact(name);
        continue;
      }
      const std::string end = "[[/" + (name == "?" ? name : name.substr(1)) + "]]";
      const std::size_t at = text.find(end);
      const std::string_view inner = text.substr(0, at);
      text.remove_prefix(at + end.size());
      if (name != "?") out += loop(name.substr(1), inner);
      else if (dice_.chance(70)) out += fill(inner);
    }
  }

  /// Class names as they are, scrambled, or taken away.
  std::string rename(const std::string& html) const {
    if (classes_ == 0 || layout_.kind == "posts") return html;
    std::string out;
    std::size_t at = 0;
    for (std::size_t found; (found = html.find(" class=\"", at)) != std::string::npos;) {
      out += html.substr(at, found - at);
      const std::size_t begin = found + 8;
      const std::size_t end = html.find('"', begin);
      if (classes_ == 1) {
        char name[32];
        std::snprintf(name, sizeof name, " class=\"c%05x\"",
                      static_cast<unsigned>(seed_of(html.substr(begin, end - begin)) & 0xFFFFF));
        out += name;
      }
      at = end + 1;
    }
    return out + html.substr(at);
  }

  const Layout& layout_;
  int classes_;
  std::string topic_, site_;
  std::vector<Thing> things_;
  std::size_t records_ = 0;
  Thing* subject_ = nullptr;
  Facts* facts_ = nullptr;
  Page page_;
};

}  // namespace layouts
