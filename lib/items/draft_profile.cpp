// items/draft_profile.cpp -- selectors for what was found, tried on all records of the page.
#include "items/draft_profile.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "base/output.hpp"
#include "base/words.hpp"
#include "html/select.hpp"
#include "items/profile_selectors.hpp"
#include "items/site_profile.hpp"
#include "items/values.hpp"

namespace peil::items {

namespace {

using html::kNone;
using html::NodeId;
using html::Selector;
using html::Span;

constexpr std::size_t kTried = 60;     // items that a selector is tried on
constexpr std::size_t kModels = 4;     // items whose elements selectors are made of
constexpr NodeId kNodesOfItem = 3000;  // looked at
constexpr std::size_t kSelectorsOfField = 200;
constexpr std::uint32_t kLongest = 300;  // bytes of an element that is a field
constexpr double kEnough = .8;           // of the items must be read as before

/// Whether an element holds the field of an item as it was found.
using Holds = std::function<bool(const Item&, NodeId)>;

struct FieldSort {
  std::string_view name;
  std::string_view attribute;  ///< read instead of the text, or ""
  std::function<bool(const Item&)> has;
  Holds holds;
  std::function<bool(const Item&, const Item&)> same;  ///< read back as it was found
};

struct Record {
  const Item* item;
  NodeId node;  ///< the element that is the item
};

/// Words that classes have for a field.
std::string_view words_of(std::string_view field) {
  if (field == "title") return "title name titel naam subject";
  if (field == "price") return "price prijs preis prix amount cost";
  if (field == "vendor" || field == "vendor_url") return "vendor seller author user verkoper owner";
  if (field == "date") return "date time datum posted";
  if (field == "place") return "location place city plaats";
  if (field == "ships_from") return "from origin";
  if (field == "ships_to") return "to destination";
  if (field == "text") return "text content message body";
  return field;
}

/// Less is better: a name that says the field, any name, a tag, a place; each step on the way costs.
int cost_of(std::string_view selector, std::string_view field) {
  int cost = static_cast<int>(std::count(selector.begin(), selector.end(), ' ')) * 2;
  if (selector.find(":nth") != std::string_view::npos) cost += 10;
  if (selector.find_first_of(".#[") == std::string_view::npos) cost += 5;
  const std::string lower = to_lower_ascii(selector);
  for (std::string_view word : split(words_of(field), ' ')) {
    if (lower.find(word) != std::string::npos) return cost - 4;
  }
  return cost;
}

class Drafter {
 public:
  Drafter(const PageContext& page, facts::Reader& reader, std::string_view title, std::string_view address)
      : page_(page), tree_(*page.view.tree), reader_(reader), title_(title), address_(address) {}

  std::string run(const std::vector<Item>& items) {
    std::string out =
        fmt::format("# drafted from {}: read it, correct it, then: extract --profile THIS FILE\n",
                    address_.empty() ? "a page" : printable(address_, 300));
    out += fmt::format("host {}\n", host());
    const std::vector<const Item*> chosen = choose(items);
    if (chosen.empty()) return out + no_items();
    profile_.form = chosen.front()->form;
    place(chosen);
    std::string lines;
    if (!single_ && !write_item(lines)) return out + no_items();
    if (profile_.form == Form::kPost || profile_.form == Form::kFeedback) write_text(lines);
    std::vector<std::string> left_out;
    for (const FieldSort& sort : sorts()) write_field(sort, lines, left_out);
    out += fmt::format("\npage {} {}\n", form_name(*profile_.form), pattern_of(path(), single_));
    out += lines;
    for (const std::string& name : left_out)
      out +=
          fmt::format("# {}: found in the text, and left to be found there: no element has it alone\n", name);
    return out;
  }

 private:
  std::string host() const {
    const std::size_t scheme = address_.find("://");
    if (scheme == std::string_view::npos || address_.starts_with("file:")) return "*";
    std::string_view rest = address_.substr(scheme + 3);
    rest = rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
    if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
    if (const std::size_t port = rest.rfind(':');
        port != std::string_view::npos && rest.find(']') == rest.npos)
      rest = rest.substr(0, port);
    if (rest.empty()) return "*";
    return rest.starts_with("www.") ? fmt::format("*.{}", printable(rest.substr(4), 255))
                                    : printable(rest, 255);
  }

  std::string_view path() const {
    if (host() == "*") return "*";
    const std::size_t slash = address_.find('/', address_.find("://") + 3);
    const std::string_view path = slash == std::string_view::npos ? "/" : address_.substr(slash);
    return path.substr(0, path.find('#'));
  }

  std::string no_items() const {
    return fmt::format(
        "\n# No items with elements of their own were found on it: write what you see, as in "
        "peil-profile(5)\n"
        "# page listing {}\n# item   SELECTOR\n# title  SELECTOR\n# price  SELECTOR\n",
        pattern_of(path(), false));
  }

  /// The items of the commonest form that stand in the page's text.
  static std::vector<const Item*> choose(const std::vector<Item>& items) {
    std::array<std::vector<const Item*>, 4> by_form;
    for (const Item& item : items) {
      if (item.span && !item.span->empty()) by_form[static_cast<std::size_t>(item.form)].push_back(&item);
    }
    const auto most = std::max_element(by_form.begin(), by_form.end(),
                                       [](const auto& a, const auto& b) { return a.size() < b.size(); });
    return *most;
  }

  /// The element of each item: the outermost with just its text; for messages, whose author and date stand
  /// beside the text, the outermost that holds no other of them.
  void place(const std::vector<const Item*>& items) {
    single_ = items.size() == 1;
    if (single_) {
      const NodeId body = tree_.find(html::Tag::kBody);
      records_.push_back({items.front(), body == kNone ? 0 : body});
      return;
    }
    std::vector<std::pair<std::uint64_t, NodeId>> by_span;
    for (NodeId id = 1; id < tree_.size(); ++id) {
      const Span span = page_.view.page->spans[id];
      if (tree_.is_element(id) && !span.empty() && tree_.tag(id) != html::Tag::kRecord)
        by_span.emplace_back((static_cast<std::uint64_t>(span.begin) << 32) | span.end, id);
    }
    std::sort(by_span.begin(), by_span.end());
    for (const Item* item : items) {
      const std::uint64_t key = (static_cast<std::uint64_t>(item->span->begin) << 32) | item->span->end;
      const auto found =
          std::lower_bound(by_span.begin(), by_span.end(), std::pair<std::uint64_t, NodeId>(key, 0));
      if (found != by_span.end() && found->first == key) records_.push_back({item, found->second});
    }
    std::sort(records_.begin(), records_.end(),
              [](const Record& a, const Record& b) { return a.node < b.node; });
    if (profile_.form == Form::kPost || profile_.form == Form::kFeedback) widen();
  }

  void widen() {
    std::vector<NodeId> nodes;
    for (const Record& record : records_) nodes.push_back(record.node);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const NodeId before = i == 0 ? 0 : nodes[i - 1];
      const NodeId behind = i + 1 == nodes.size() ? kNone : nodes[i + 1];
      NodeId up = tree_.parent(nodes[i]);
      for (int level = 0; up != kNone && up > before && level < html::Tree::kNearLevels; ++level) {
        if (behind != kNone && tree_.end(up) > behind) break;
        if (behind == kNone && i > 0 && tree_.parent(up) != kNone &&
            tree_.tag(up) != tree_.tag(records_[i - 1].node))
          break;  // the last one: no further than its like
        records_[i].node = up;
        up = tree_.parent(up);
      }
    }
  }

  bool write_item(std::string& lines) {
    if (records_.size() < 2) return false;
    std::vector<NodeId> wanted;
    for (const Record& record : records_) wanted.push_back(record.node);
    double best = 0;
    std::string chosen;
    for (const std::string& text : selectors_of(tree_, wanted.front(), 0)) {
      auto selector = Selector::parse(text);
      if (!selector) continue;
      std::size_t hits = 0, extra = 0;
      NodeId done = 0;
      for (const NodeId id : selector->all(tree_)) {
        if (id < done || page_.view.page->spans[id].empty()) continue;
        done = tree_.end(id);
        (std::binary_search(wanted.begin(), wanted.end(), id) ? hits : extra) += 1;
      }
      const double score =
          2.0 * static_cast<double>(hits) / static_cast<double>(hits + extra + wanted.size());
      if (score <= best + 1e-9) continue;
      best = score;
      chosen = text;
      profile_.item = *std::move(selector);
    }
    if (best < .7) return false;
    lines += fmt::format("# {} items were found; the selector fits {:.0f} % of them\nitem   {}\n",
                         wanted.size(), best * 100, chosen);
    if (records_.size() > kTried) records_.resize(kTried);
    return true;
  }

  /// Where the words of a message stand.
  void write_text(std::string& lines) {
    FieldSort sort;
    sort.name = "text";
    sort.has = [](const Item&) { return true; };
    sort.holds = [this](const Item& item, NodeId id) { return page_.view.page->spans[id] == *item.span; };
    sort.same = [](const Item& was, const Item& is) { return was.span == is.span; };
    std::vector<std::string> left_out;
    write_field(sort, lines, left_out);
  }

  bool holds_evidence(const Item& item, const Evidence& why, NodeId id) const {
    const Span span = page_.view.page->spans[id];
    if (span.empty() || span.size() > kLongest || span == *item.span) return false;
    if (why.field == "page.text")
      return span.size() <= 40 && words(id).find(why.raw) != std::string_view::npos;
    if (why.field != "text" || !why.start || !why.end) return false;
    return span.begin <= item.span->begin + *why.start && span.end >= item.span->begin + *why.end;
  }

  std::string_view words(NodeId id) const {
    const std::string_view text = page_.view.page->of(id);
    return text.size() > kLongest ? std::string_view() : text;
  }

  std::string date_of(std::string_view text) const {
    if (text.empty() || text.size() > 40) return {};
    facts::DateContext context;
    context.reference = page_.reference;
    const std::optional<facts::Date> found = reader_.date_field(text, context);
    return found ? date_text(*found) : std::string();
  }

  FieldSort coded(std::string_view name, std::vector<Coded> Item::*list) const {
    return {name, "", [list](const Item& item) { return !(item.*list).empty(); },
            [this, list](const Item& item, NodeId id) {
              return holds_evidence(item, (item.*list).front().evidence, id);
            },
            [list](const Item& was, const Item& is) {
              return std::equal((was.*list).begin(), (was.*list).end(), (is.*list).begin(), (is.*list).end(),
                                [](const Coded& a, const Coded& b) { return a.value == b.value; });
            }};
  }

  FieldSort count(std::string_view name, std::optional<std::int64_t> Item::*member) const {
    return {name, "", [member](const Item& item) { return (item.*member).has_value(); },
            [this, member](const Item& item, NodeId id) {
              return words(id).size() <= 60 && first_integer(words(id)) == item.*member;
            },
            [member](const Item& was, const Item& is) { return was.*member == is.*member; }};
  }

  FieldSort date_sort(std::string_view attribute) const {
    const auto date = [](const Item& item) -> const std::string& {
      return item.form == Form::kFeedback ? item.rated_at : item.listed_at;
    };
    return {"date", attribute, [date](const Item& item) { return !date(item).empty(); },
            [this, date, attribute](const Item& item, NodeId id) {
              const std::string_view text =
                  attribute.empty() ? words(id) : tree_.attribute(id, attribute).value_or(std::string_view());
              return date_of(text) == date(item);
            },
            [date](const Item& was, const Item& is) { return date(was) == date(is); }};
  }

  std::vector<FieldSort> sorts() const {
    const auto address = [this](NodeId id) {
      return absolute(tree_.value(id, html::Attr::kHref), page_.base);
    };
    std::vector<FieldSort> all;
    const bool offers = profile_.form == Form::kListing || profile_.form == Form::kProfile;
    const auto same_title = [](const Item& was, const Item& is) { return was.title == is.title; };
    const auto has_title = [](const Item& item) { return !item.title.empty(); };
    all.push_back({"title", "", has_title,
                   [this](const Item& item, NodeId id) { return one_line(words(id)) == item.title; },
                   same_title});
    all.push_back({"title", "title", has_title,
                   [this](const Item& item, NodeId id) {
                     return one_line(tree_.attribute(id, "title").value_or(std::string_view())) == item.title;
                   },
                   same_title});
    if (!single_)
      all.push_back({"url", "", [](const Item& item) { return !item.url.empty(); },
                     [address](const Item& item, NodeId id) { return address(id) == item.url; },
                     [](const Item& was, const Item& is) { return was.url == is.url; }});
    if (profile_.form == Form::kFeedback)
      all.push_back({"about", "", [](const Item& item) { return !item.about_title.empty(); },
                     [this](const Item& item, NodeId id) { return one_line(words(id)) == item.about_title; },
                     [](const Item& was, const Item& is) { return was.about_title == is.about_title; }});
    if (profile_.form != Form::kPost)  // the prices of a post stand in its words
      all.push_back({"price", "", [](const Item& item) { return !item.prices.empty(); },
                     [this](const Item& item, NodeId id) {
                       return holds_evidence(item, item.prices.front().evidence, id);
                     },
                     [](const Item& was, const Item& is) {
                       return was.prices.size() == is.prices.size() &&
                              was.prices.front().amount == is.prices.front().amount &&
                              was.prices.front().currency == is.prices.front().currency;
                     }});
    all.push_back({"vendor", "", [](const Item& item) { return !item.vendor.name.empty(); },
                   [this](const Item& item, NodeId id) { return clean_name(words(id)) == item.vendor.name; },
                   [](const Item& was, const Item& is) { return was.vendor.name == is.vendor.name; }});
    all.push_back({"vendor_url", "", [](const Item& item) { return !item.vendor.url.empty(); },
                   [address](const Item& item, NodeId id) { return address(id) == item.vendor.url; },
                   [](const Item& was, const Item& is) { return was.vendor.url == is.vendor.url; }});
    if (offers) {
      all.push_back(coded("ships_from", &Item::ships_from));
      all.push_back(coded("ships_to", &Item::ships_to));
      all.push_back(coded("place", &Item::places));
    }
    all.push_back({"rating", "", [](const Item& item) { return !item.rating.empty(); },
                   [this](const Item& item, NodeId id) {
                     return words(id).size() <= 60 && read_rating(words(id)) == item.rating;
                   },
                   [](const Item& was, const Item& is) { return was.rating == is.rating; }});
    if (offers) {
      all.push_back(count("stock", &Item::stock));
      all.push_back(count("sold_count", &Item::sold_count));
      all.push_back(count("feedback_count", &Item::feedback_count));
    }
    all.push_back(date_sort("datetime"));
    all.push_back(date_sort(""));
    return all;
  }

  /// The selectors of all elements that hold the field in the first records that have it, best first.
  std::vector<std::string> candidates(const FieldSort& sort) const {
    std::vector<std::string> all;
    std::size_t models = 0;
    for (const Record& record : records_) {
      if (!sort.has(*record.item) || models == kModels) continue;
      bool any = false;
      const NodeId end = std::min(tree_.end(record.node), record.node + kNodesOfItem);
      for (NodeId id = end; id-- > record.node;) {  // innermost first
        if (!tree_.is_element(id) || id == 0 || !sort.holds(*record.item, id)) continue;
        any = true;
        for (std::string& text : selectors_of(tree_, id, record.node)) {
          if (all.size() < kSelectorsOfField && std::find(all.begin(), all.end(), text) == all.end())
            all.push_back(std::move(text));
        }
      }
      models += any ? 1 : 0;
    }
    return all;
  }

  void write_field(const FieldSort& sort, std::string& lines, std::vector<std::string>& left_out) {
    const bool done = std::any_of(profile_.fields.begin(), profile_.fields.end(),
                                  [&](const ProfileField& field) { return field.name == sort.name; });
    const auto having = static_cast<std::size_t>(std::count_if(
        records_.begin(), records_.end(), [&](const Record& record) { return sort.has(*record.item); }));
    if (done || having * 5 < records_.size() * 2) return;  // few have it: their words tell it
    ProfileField field;
    field.name = std::string(sort.name);
    field.attribute = std::string(sort.attribute);
    if (sort.name == "url" || sort.name == "vendor_url") field.attribute = "href";
    field.rule = "draft";
    std::string chosen;
    std::size_t best = 0;
    int least = 0;
    for (const std::string& text : candidates(sort)) {
      auto selector = Selector::parse(text);
      if (!selector) continue;
      std::size_t hits = 0;
      for (const Record& record : records_) {
        if (!sort.has(*record.item)) continue;
        const NodeId found = selector->first(tree_, record.node);
        hits += found != kNone && sort.holds(*record.item, found) ? 1 : 0;
      }
      const int cost = cost_of(text, sort.name);
      if (hits < best || hits == 0 || (hits == best && cost >= least)) continue;
      best = hits;
      least = cost;
      chosen = text;
      field.selector = *std::move(selector);
    }
    std::size_t right = 0;
    if (best > 0) {
      profile_.fields.push_back(std::move(field));
      right = read_back(sort);
      if (static_cast<double>(right) < kEnough * static_cast<double>(having))
        profile_.fields.pop_back(), right = 0;
    }
    if (right == 0) {
      if (std::find(left_out.begin(), left_out.end(), sort.name) == left_out.end())
        left_out.emplace_back(sort.name);
      return;
    }
    std::erase(left_out, sort.name);
    if (right < having) lines += fmt::format("# right in {} of {}\n", right, having);
    lines += fmt::format("{:<6} {}{}\n", sort.name, chosen,
                         sort.attribute.empty() ? std::string() : fmt::format(" @{}", sort.attribute));
  }

  /// In how many of the items that have the field it is the same when read by the profile so far.
  std::size_t read_back(const FieldSort& sort) const {
    const std::vector<Item> again = read_by_profile(profile_, page_, reader_, title_, address_);
    std::size_t right = 0;
    std::size_t at = 0;
    for (const Record& record : records_) {
      if (!sort.has(*record.item)) continue;
      const auto is_it = [&](const Item& item) { return single_ || within(*record.item->span, *item.span); };
      while (at < again.size() && !is_it(again[at]) && again[at].span->begin <= record.item->span->begin)
        ++at;
      right +=
          at < again.size() && is_it(again[at]) && sort.has(again[at]) && sort.same(*record.item, again[at])
              ? 1
              : 0;
    }
    return right;
  }

  static bool within(Span inner, Span outer) { return outer.begin <= inner.begin && inner.end <= outer.end; }

  const PageContext& page_;
  const html::Tree& tree_;
  facts::Reader& reader_;
  std::string_view title_, address_;
  ProfilePage profile_;
  std::vector<Record> records_;
  bool single_ = false;
};

bool is_own(std::string_view part) {
  const auto digits = std::count_if(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 3;
}

}  // namespace

std::string pattern_of(std::string_view path, bool single) {
  if (path == "*") return "*";
  const std::size_t question = std::min(path.find('?'), path.size());
  const std::string_view query = path.substr(question);
  std::string out;
  std::vector<std::string_view> parts = split(path.substr(0, question), '/');
  const bool numbered = query.size() > 1;  // the item's name is in the query
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += '/';
    const bool last = i + 1 == parts.size();
    const bool star = is_own(parts[i]) || (single && last && !numbered && !parts[i].empty());
    out += star ? "*" : printable(parts[i], 200);
  }
  if (single && numbered) return out + "?*";
  if (single) return out;
  return out == "/" ? "/ /?*" : out.ends_with('*') ? out : out + "*";
}

std::string draft_profile(const PageContext& page, facts::Reader& reader, const std::vector<Item>& items,
                          std::string_view title, std::string_view address) {
  return Drafter(page, reader, title, address).run(items);
}

}  // namespace peil::items
