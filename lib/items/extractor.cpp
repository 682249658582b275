// items/extractor.cpp -- the order in which a page is read.
#include "items/extractor_state.hpp"

#include "items/draft_profile.hpp"

namespace peil::items {

namespace {

enum class Sort { kHtml, kText, kJson, kBinary };

/// Bytes that are no text whatever the charset.
bool is_binary(std::string_view bytes) {
  if (begins_with_any(bytes,
                      {"%PDF-", "\x89PNG", "GIF8", "\xFF\xD8\xFF", "PK\x03\x04", "\x1F\x8B", "RIFF", "OggS",
                       "\x7F"
                       "ELF",
                       "BM6", "ID3"}))
    return true;
  const std::string_view head = bytes.substr(0, 4096);
  const auto controls = std::count_if(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x09 || (byte > 0x0D && byte < 0x20 && byte != 0x1B);
  });
  return controls * 10 > static_cast<std::ptrdiff_t>(head.size()) * 3 &&
         !begins_with_any(bytes, {"\xFF\xFE", "\xFE\xFF"}) && bytes.find("<\0") == std::string_view::npos;
}

Sort sort_of(const Document& document) {
  const std::string_view type = document.media_type;
  std::string_view head = document.bytes.substr(0, 2048);
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head = trim(head);
  if (type.find("html") != std::string_view::npos || type.find("xml") != std::string_view::npos)
    return Sort::kHtml;
  if (type.find("json") != std::string_view::npos) return Sort::kJson;
  const bool looks_html =
      begins_with_any(head, {"<!", "<html", "<HTML", "<head", "<body", "<div", "<p", "<table", "<?xml", "<h1",
                             "<section", "<article", "<span", "<a ", "<ul", "<title", "<meta"});
  if (type.starts_with("text/") && type != "text/plain") return Sort::kHtml;
  if (type == "text/plain") return Sort::kText;
  if (begins_with_any(type, {"image/", "audio/", "video/", "font/"}) || type == "application/pdf" ||
      type == "application/zip")
    return Sort::kBinary;
  if (looks_html) return Sort::kHtml;
  if (is_binary(document.bytes)) return Sort::kBinary;
  return Sort::kText;
}

}  // namespace

void Extractor::State::read_html(const Document& document) {
  const html::Tree& tree = parser.parse(decode(document, true));
  if (tree.cut_nodes()) warn(fmt::format("nodes: more than {}, the rest was not read", limits::kPageNodes));
  if (tree.cut_attributes())
    warn(fmt::format("attributes: more than {} in a tag, the rest was not read", limits::kTagAttributes));
  if (document.identifiers_only) {
    html::render(tree, reading.page);
    if (reading.page.cut) warn("text: longer than 16 MiB, the rest was not read");
    html::look(tree, reading.page, hints, view);
    const std::optional<url::Url> base = base_of(tree, page_url ? &*page_url : nullptr);
    read_links(view, base ? &*base : nullptr, reading.info);
    identifiers();
    return read_trackers(tree, facts, reading.identifiers);
  }
  read_tree(tree, document, false);
  language(reading.info.declared_lang);
  finish_items();
  identifiers();
  read_trackers(tree, facts, reading.identifiers);
}

/// `again`: the records of a flat list have elements around them now.
void Extractor::State::read_tree(const html::Tree& tree, const Document& document, bool again) {
  html::render(tree, reading.page);
  if (reading.page.cut && !again) warn("text: longer than 16 MiB, the rest was not read");
  html::look(tree, reading.page, hints, view);
  StructuredData data = structured.read(tree, reading.page);
  reading.things = std::move(data.things);
  if (!again) {
    for (std::string& warning : data.warnings) warn(std::move(warning));
  }
  mark(view, facts, document.fetched_at, marks);
  if (marks.read_to < reading.page.text.size())
    warn(fmt::format("items: more than {} prices, what stands behind them was not read", facts::kMaxMarks));
  read_title(view, reading.things, reading.info);
  if (reading.info.title.empty() && !document.title.empty())
    reading.info.title = one_line(document.title, 400);
  if (!again) content.find(view, reading.info.title, reading.main);
  Lists lists = find_lists(view, marks);
  if (!again && !document.is_message) {
    const std::vector<html::Stretch> flat = lists.offers.kind == ListKind::kNone
                                                ? find_flat_records(view, marks)
                                                : find_tails(view, lists.offers.members);
    if (!flat.empty()) {
      wrapped = html::wrap(tree, flat);
      return read_tree(wrapped, document, true);
    }
  }
  read_date(view, marks, reading.things, facts, document.fetched_at, reading.info);
  const std::optional<url::Url> base = base_of(tree, page_url ? &*page_url : nullptr);
  read_links(view, base ? &*base : nullptr, reading.info);
  read_breadcrumb(view, reading.things, reading.info);
  reading.info.software = software_of(view, document.cookies);
  if (const NodeId root = tree.find(html::Tag::kHtml); root != kNone)
    reading.info.declared_lang = std::string(tree.value(root, html::Attr::kLang));
  if (document.is_message) {
    read_text(document);
  } else {
    find_items(document, std::move(lists));
  }
}

void Extractor::State::find_items(const Document& document, Lists lists) {
  const html::Tree& tree = *view.tree;
  const std::optional<url::Url> base = base_of(tree, page_url ? &*page_url : nullptr);
  const Money money = money_of(view, marks, reading.domain);
  FactReader fact_reader(facts, reading.page.text, money);
  const PageContext page{view, marks, base ? &*base : nullptr, money, fact_reader, document.fetched_at};
  if (const ProfilePage* known = profile_of_page()) {
    reading.items = read_by_profile(*known, page, facts, reading.info.title, page_url->href());
    return keep_main_of_items();
  }
  settle_overlap(lists);
  const DetailInput input{page, reading.info, reading.things, lists, reading.main, facts};
  std::optional<Item> detail = read_detail(input);
  if (detail) {
    if (page_url && detail->url.empty()) detail->url = page_url->href();
    reading.items.push_back(*detail);
  } else if (lists.offers.kind == ListKind::kListing && !lists.offers.related) {
    std::vector<Item> listings = read_listings(page, lists.offers);
    const auto titled =
        std::count_if(listings.begin(), listings.end(), [](const Item& item) { return !item.title.empty(); });
    const bool sound = static_cast<std::size_t>(titled) * 5 >= listings.size() * 3;
    if (sound && !is_table_of_article(lists.offers)) {
      for (Item& item : listings) reading.items.push_back(std::move(item));
    }
  }
  merge_things(page, detail ? &*detail : nullptr);
  if (lists.messages.kind != ListKind::kNone &&
      !(lists.messages.kind == ListKind::kPost && !reading.items.empty() && !detail)) {
    for (Item& item : read_messages(page, lists.messages)) reading.items.push_back(std::move(item));
  }
  if (reading.items.empty()) read_menus(fact_reader);
  fact_reader.read_page_route(reading.items);
  if (reading.items.empty()) read_as_message(fact_reader);
  if (!detail) {
    if (std::optional<Item> profile = read_profile(input)) reading.items.push_back(std::move(*profile));
  }
  keep_main_of_items();
}

/// Price lists in preformatted text, or in lines that only a break parts.
void Extractor::State::read_menus(FactReader& fact_reader) {
  const html::PageText& page = reading.page;
  NodeId done = 0;
  for (const html::Block& block : page.blocks) {
    if (block.node < done || page.of(block.span).find('\n') == std::string_view::npos) continue;
    NodeId pre = view.tree->closest(html::Tag::kPre, block.node);
    const Span where = pre == kNone ? block.span : page.spans[pre];
    if (pre != kNone) done = view.tree->end(pre);
    for (Item& item : read_price_list(page.text, where, fact_reader, facts))
      reading.items.push_back(std::move(item));
  }
}

/// A short page without any list or product that names a price for an amount, or a price under a headline
/// that names the amount, is a message: what it says decides what it is.
void Extractor::State::read_as_message(FactReader& fact_reader) {
  constexpr std::uint32_t kShort = 2500;
  if (reading.main.empty() || !reading.info.published_at.empty() || reading.page.text.size() > 2 * kShort)
    return;
  for (const Thing& thing : reading.things) {
    if (thing.is("Article") || thing.is("NewsArticle") || thing.is("article") || thing.is("BlogPosting"))
      return;
  }
  Item item;
  item.form = Form::kPost;
  item.title = reading.info.title;
  Span span = {reading.main.front().begin, reading.main.back().end};
  if (reading.info.headline != kNone && view.page->spans[reading.info.headline].end <= span.begin)
    span.begin = view.page->spans[reading.info.headline].begin;
  if (span.size() > kShort) return;
  item.span = span;
  fact_reader.read_all(item);
  const auto asked = [](const Price& price) { return price.quantity && !price.currency.empty(); };
  const bool offered = std::any_of(item.prices.begin(), item.prices.end(), asked) ||
                       (item.prices.size() == 1 && !item.quantities.empty());
  if (!offered) return;
  if (page_url) item.url = page_url->href();
  reading.items.push_back(std::move(item));
}

/// Offers that only structured data has; those that the page shows too are completed.
void Extractor::State::merge_things(const PageContext& page, const Item* detail) {
  if (detail != nullptr) return;
  std::unordered_map<std::uint64_t, std::size_t> by_url;
  std::unordered_map<std::uint64_t, std::size_t> by_title;
  for (std::size_t i = 0; i < reading.items.size(); ++i) {
    if (!reading.items[i].url.empty()) by_url.try_emplace(hash64(reading.items[i].url), i);
    by_title.try_emplace(hash64(to_lower_ascii(reading.items[i].title)), i);
  }
  const std::vector<std::size_t> products = products_of(reading.things);
  std::vector<Item> fresh;
  for (std::size_t number : products) {
    const Thing& thing = reading.things[number];
    std::optional<Item> item = item_of_thing(thing, number, page, facts);
    if (!item) continue;
    std::size_t known = reading.items.size();
    if (auto found = by_title.find(hash64(to_lower_ascii(item->title))); found != by_title.end())
      known = found->second;
    if (auto found = by_url.find(hash64(item->url)); !item->url.empty() && found != by_url.end())
      known = found->second;
    if (known < reading.items.size()) {
      complete_from_thing(reading.items[known], thing, number, page, facts);
    } else {
      by_title.try_emplace(hash64(to_lower_ascii(item->title)), reading.items.size() + fresh.size());
      fresh.push_back(std::move(*item));
    }
  }
  // A page that shows a list of its own keeps to it: what scripts hold beside it are adverts and teasers.
  if (!reading.items.empty() && fresh.size() < reading.items.size()) return;
  // Offers that only a script holds must be many, or their names must be seen.
  std::size_t seen = 0;
  for (const Item& item : fresh) seen += reading.page.text.find(item.title) != std::string::npos ? 1 : 0;
  const auto named = std::count_if(
      fresh.begin(), fresh.end(), [](const Item& item) { return item.title.find(' ') != std::string::npos; });
  if ((fresh.size() < 3 || static_cast<std::size_t>(named) * 5 < fresh.size() * 3) && seen * 2 < fresh.size())
    return;
  if (fresh.size() >= 2 || reading.items.empty()) {
    for (Item& item : fresh) reading.items.push_back(std::move(item));
  }
}

/// The item's span, with the quotations before and behind it that are part of the message.
static Span with_quotes(const Item& item) {
  Span span = *item.span;
  if (!item.quotes.empty()) {
    span.begin = std::min(span.begin, item.quotes.front().begin);
    span.end = std::max(span.end, item.quotes.back().end);
  }
  return span;
}

/// What was accepted as an item is content, whatever the model says (menus do not become items).
void Extractor::State::keep_main_of_items() {
  // Posts are content where they are the page (a forum); below an article they are comments, which
  // the model at times takes for text.
  std::size_t posts = 0;
  for (const Item& item : reading.items)
    posts += item.form == Form::kPost && item.span ? with_quotes(item).size() : 0;
  const bool forum = posts * 2 > reading.page.text.size();
  const auto by_begin = [](Span a, Span b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; };
  std::vector<Span> said;  // the posts: of one list, so they do not overlap
  for (const Item& item : reading.items) {
    if (item.form == Form::kPost && item.span) said.push_back(with_quotes(item));
  }
  std::sort(said.begin(), said.end(), by_begin);
  std::vector<Span> spans;
  for (Span span : reading.main) {
    const auto behind = std::upper_bound(said.begin(), said.end(), span.begin,
                                         [](std::uint32_t at, Span post) { return at < post.begin; });
    const bool comment = !forum && behind != said.begin() && span.end <= std::prev(behind)->end;
    if (!comment) spans.push_back(span);
  }
  for (const Item& item : reading.items) {
    if (item.span && item.form != Form::kProfile && (item.form != Form::kPost || forum))
      spans.push_back(with_quotes(item));
  }
  std::sort(spans.begin(), spans.end(), by_begin);
  reading.main.clear();
  for (Span span : spans) {
    if (!reading.main.empty() && span.begin <= reading.main.back().end) {
      reading.main.back().end = std::max(reading.main.back().end, span.end);
    } else if (!span.empty()) {
      reading.main.push_back(span);
    }
  }
}

Extractor::Extractor(std::shared_ptr<const SiteProfiles> profiles) : state_(std::make_unique<State>()) {
  state_->profiles = std::move(profiles);
}
Extractor::~Extractor() = default;

Reading& Extractor::read(const Document& document) {
  State& state = *state_;
  state.clear();
  state.site(document);
  const bool listed = !document.is_message && state.read_listed(document);
  if (!listed) switch (document.is_message ? Sort::kText : sort_of(document)) {
      case Sort::kHtml: state.read_html(document); break;
      case Sort::kBinary:
        state.reading.has_text = false;
        state.warn(fmt::format("media_type: {} is not read",
                               document.media_type.empty() ? "binary data" : document.media_type));
        break;
      case Sort::kJson: state.read_json(document); break;
      case Sort::kText:
        state.read_text(document);
        if (!document.identifiers_only) state.language({});
        state.finish_items();
        state.identifiers();
        break;
    }
  // The page's identifiers that stand in an item are the item's too, counted from its own text.
  state.identifiers_of_items();
  return state.reading;
}

std::string Extractor::draft(std::optional<UnixMillis> fetched_at, std::string_view address) {
  State& state = *state_;
  if (state.view.tree == nullptr) return {};
  const std::optional<url::Url> base = base_of(*state.view.tree, state.page_url ? &*state.page_url : nullptr);
  const Money money = money_of(state.view, state.marks, state.reading.domain);
  FactReader fact_reader(state.facts, state.reading.page.text, money);
  const PageContext page{state.view, state.marks, base ? &*base : nullptr, money, fact_reader, fetched_at};
  return draft_profile(page, state.facts, state.reading.items, state.reading.info.title, address);
}

}  // namespace peil::items
