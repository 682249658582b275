// items/extractor_state.hpp -- private to the extractor: what one worker keeps, and the steps of a reading.
#pragma once

#include "items/extractor.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/words.hpp"
#include "charset/charset.hpp"
#include "facts/reader.hpp"
#include "html/content.hpp"
#include "items/currency.hpp"
#include "items/detail.hpp"
#include "items/documents.hpp"
#include "items/fields.hpp"
#include "items/flat.hpp"
#include "items/price_list.hpp"
#include "items/records.hpp"
#include "items/structured.hpp"
#include "items/trackers.hpp"
#include "items/values.hpp"
#include "text/language.hpp"
#include "url/host.hpp"

namespace peil::items {

using html::kNone;
using html::NodeId;
using html::Span;

inline bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

inline constexpr std::size_t kLanguageBytes = 16'000;  // of a page's main text

struct Extractor::State {
  charset::Decoder decoder;
  html::Parser parser;
  html::HintReader hints;
  html::Tree wrapped;
  html::View view;
  html::ContentFinder content;
  facts::Reader facts;
  StructuredReader structured;
  DocumentReader documents;
  Marks marks;
  std::string plain;
  Reading reading;
  std::optional<url::Url> page_url;
  std::shared_ptr<const SiteProfiles> profiles;

  void clear() {
    view.tree = nullptr;
    reading.info = {};
    reading.page.text.clear();
    reading.page.runs.clear();
    reading.page.blocks.clear();
    reading.page.cut = false;
    reading.main.clear();
    reading.lang.clear();
    reading.host.clear();
    reading.domain.clear();
    reading.network.clear();
    reading.things.clear();
    reading.identifiers.clear();
    reading.items.clear();
    reading.warnings.clear();
    reading.has_text = true;
    page_url.reset();
  }

  void warn(std::string text) { reading.warnings.push_back(std::move(text)); }

  void site(const Document& document) {
    auto parsed = url::parse(document.url);
    if (!parsed) return;
    page_url = *std::move(parsed);
    reading.host = std::string(page_url->host());
    if (reading.host.empty()) return;
    reading.domain = std::string(url::registrable_domain(reading.host));
    reading.network = std::string(url::network_of(reading.host));
  }

  std::string_view decode(const Document& document, bool html) {
    const charset::Decoded decoded =
        decoder.decode(document.bytes, {.declared = document.charset, .html = html});
    if (decoded.overruled) warn(fmt::format("charset: declared otherwise, read as {}", decoded.encoding));
    if (decoded.repaired) warn(fmt::format("charset: invalid bytes in {} were replaced", decoded.encoding));
    return decoded.text;
  }

  /// Of the main text; three samples of a long one say as much as the whole.
  void language(std::string_view hint) {
    std::string text;
    for (Span span : reading.main) {
      if (text.size() > kLanguageBytes) break;
      text += reading.page.of(span).substr(0, kLanguageBytes);
      text += '\n';
    }
    if (text.size() < 40) text = reading.info.title + "\n" + reading.page.text.substr(0, kLanguageBytes);
    text::Language found = text::detect_language(samples(text), hint);
    if (!found.known())
      found =
          text::detect_language(samples(std::string_view(reading.page.text).substr(0, kLanguageBytes)), hint);
    reading.lang = found.code;
    reading.lang_confidence = found.confidence;
  }

  static std::string samples(std::string_view text, std::size_t size = 600) {
    if (text.size() <= 3 * size) return std::string(text);
    std::string out;
    for (std::size_t at : {std::size_t{0}, (text.size() - size) / 2, text.size() - size}) {
      // From blank to blank, so that no word and no code point is cut.
      const std::size_t begin = at == 0 ? 0 : text.find_first_of(" \n\t", at);
      const std::size_t end =
          begin == std::string_view::npos ? begin : text.find_last_of(" \n\t", at + size - 1);
      if (end == std::string_view::npos || end <= begin) return std::string(text);  // hardly any blanks
      out += text.substr(begin, end - begin);
      out += '\n';
    }
    return out;
  }

  /// Joins amounts of titles with prices; languages of items long enough to tell: a short one has its page's
  /// in `context`, and one that is most of its page has the same.
  void finish_items() {
    constexpr std::size_t kEnough = 80;
    std::size_t main = 0;
    for (Span span : reading.main) main += span.size();
    for (Item& item : reading.items) join_amount_of_title(item, facts);
    for (Item& item : reading.items) {
      const std::string_view text = item.span ? reading.page.of(*item.span) : std::string_view(item.text);
      if (text.size() < kEnough) continue;
      if (item.span && text.size() * 3 > main * 2 && !reading.lang.empty() && reading.lang != "unknown") {
        item.lang = reading.lang;
        item.lang_confidence = reading.lang_confidence;
        continue;
      }
      const text::Language found = text::detect_language(samples(text, 250), reading.lang);
      if (!found.known()) continue;
      item.lang = found.code;
      item.lang_confidence = found.confidence;
    }
  }

  void identifiers() {
    const std::string_view text = reading.page.text;
    if (hides_letters(text)) warn("obfuscated: invisible characters inside words or a reversed direction");
    for (const facts::Identifier& found : facts.identifiers(text, {.country = phone_country()})) {
      reading.identifiers.push_back(
          {std::string(found.type), found.value, found.valid, facts::evidence_of(found, text)});
    }
    link_identifiers();
  }

  /// Where a number without a country code is read: the country of the site's name, else here.
  std::string_view phone_country() const {
    const std::string_view host = reading.host;
    if (host.ends_with(".be")) return "BE";
    if (host.ends_with(".de")) return "DE";
    if (host.ends_with(".fr")) return "FR";
    if (host.ends_with(".uk")) return "GB";
    return "NL";
  }

  /// mailto:, tel: and the addresses of messengers that stand in links only.
  void link_identifiers() {
    std::unordered_set<std::uint64_t> known;
    for (const Identifier& held : reading.identifiers) known.insert(hash64(held.type + held.value));
    for (std::size_t i = 0; i < reading.info.links.size(); ++i) {
      const std::string& address = reading.info.links[i].url;
      const bool contact =
          begins_with_any(address, {"mailto:", "tel:", "tg:", "xmpp:", "sgnl:", "https://t.me/",
                                    "https://telegram.", "https://wa.me/", "https://api.whatsapp.com",
                                    "https://signal.me/", "https://discord.", "https://chat.whatsapp.com",
                                    "bitcoin:", "monero:", "https://tikkie.me/", "https://www.paypal."});
      if (!contact) continue;
      const std::string field = fmt::format("links.{}.url", i);
      for (const facts::Identifier& found : facts.identifiers(address)) {
        if (found.type == "url" || found.type == "domain") continue;
        if (known.insert(hash64(std::string(found.type) + found.value)).second)
          reading.identifiers.push_back(
              {std::string(found.type), found.value, found.valid, facts::evidence_of(found, address, field)});
      }
    }
  }

  void identifiers_of_items() {
    const auto& all = reading.identifiers;
    for (Item& item : reading.items) {
      if (!item.span) continue;
      auto at = std::lower_bound(all.begin(), all.end(), item.span->begin,
                                 [](const Identifier& held, std::uint32_t begin) {
                                   return held.evidence.field == "text" && *held.evidence.start < begin;
                                 });
      for (; at != all.end() && at->evidence.field == "text" && *at->evidence.end <= item.span->end; ++at) {
        const bool quoted = std::any_of(item.quotes.begin(), item.quotes.end(), [&](Span quote) {
          return *at->evidence.start >= quote.begin && *at->evidence.start < quote.end;
        });
        if (quoted) continue;
        Identifier own = *at;
        own.evidence.start = *own.evidence.start - item.span->begin;
        own.evidence.end = *own.evidence.end - item.span->begin;
        item.identifiers.push_back(std::move(own));
      }
    }
  }

  void read_html(const Document& document);
  void read_tree(const html::Tree& tree, const Document& document, bool again);
  void read_text(const Document& document);
  void read_menus(FactReader& fact_reader);
  void read_as_message(FactReader& fact_reader);
  void find_items(const Document& document, Lists lists);
  void read_json(const Document& document);
  bool read_listed(const Document& document);
  void read_entries_of(std::vector<Entry>& entries, const Document& document);

  const ProfilePage* profile_of_page() const {
    if (!profiles) return nullptr;
    if (!page_url || reading.host.empty()) return profiles->find({}, page_url ? page_url->href() : "/");
    const std::string_view address = page_url->href();
    const std::size_t scheme = address.find("://");
    const std::size_t path = scheme == std::string_view::npos ? scheme : address.find('/', scheme + 3);
    return profiles->find(reading.host, path == std::string_view::npos ? "/" : address.substr(path));
  }

  /// The same records cannot be offers and messages: feedback is what says so, and posts are all by one
  /// and the same author, or have no price more often than not.
  void settle_overlap(Lists& lists) const {
    if (lists.messages.members.empty() || lists.offers.members.empty()) return;
    const html::Tree& tree = *view.tree;
    const bool apart = lists.messages.members.front() >= tree.end(lists.offers.members.back()) ||
                       lists.offers.members.front() >= tree.end(lists.messages.members.back());
    if (apart) return;
    if (lists.messages.kind == ListKind::kFeedback || lists.offers.distinct < .6) lists.offers = {};
  }

  /// A table with prices inside an article (a test, a comparison) offers nothing by itself.
  bool is_table_of_article(const RecordList& list) const {
    bool article = false;
    for (const Thing& thing : reading.things)
      article = article || thing.is("Article") || thing.is("article") || thing.is("BlogPosting");
    if (!article) return false;
    std::uint32_t chars = 0;
    for (NodeId id : list.members) chars += view.chars_in(id);
    return chars * 2 < view.chars.back();
  }
  void merge_things(const PageContext& page, const Item* detail);
  void keep_main_of_items();
};

}  // namespace peil::items
