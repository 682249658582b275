// collect/crawl.cpp -- the frontier's two ends.
#include "collect/crawl.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "archive/capture.hpp"
#include "base/hash.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "url/host.hpp"

namespace peil::collect {
namespace {

constexpr std::size_t kWindow = 20'000;  // addresses that the engine holds
constexpr int kOfOneSite = 64;           // of them, of one site
constexpr int kSweepSteps = 256;         // sites looked at in one turn
constexpr std::size_t kRootsKept = 10'000;
constexpr std::int64_t kSitemapDepth = 3;
constexpr std::size_t kReadAtOnce = 64;  // documents that wait for a reader before the engine pauses

std::string_view header(const archive::Capture& capture, std::string_view name) {
  for (const auto& [key, value] : capture.headers)
    if (key.size() == name.size() && to_lower_ascii(key) == name) return value;
  return {};
}

/// A validator that may go into a header again.
std::string validator(std::string_view value) {
  bool good = value.size() <= 1'000 &&
              std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c != 0x7F; });
  return good ? std::string(value) : std::string();
}

}  // namespace

Crawl::Crawl(const Settings& settings, bool output_is_file, frame::SandboxMode sandbox)
    : settings_(settings), frontier_(settings.state.path, output_is_file), bodies_(settings.state.bodies) {
  if (settings.crawl.depth > 0 || settings.crawl.sitemaps) pool_ = std::make_unique<LinkPool>(2, sandbox);
  if (!settings.state.occasion.empty())
    round_ = static_cast<std::int64_t>(hash64(settings.state.occasion) >> 2) + 1;
  began_ = began_here_ = now_millis();
  was_cut_ = frontier_.fact("running") == "1";
  std::string runs = frontier_.fact("runs");
  run_ = runs.empty() ? 0 : std::stoll(runs);
  if (!was_cut_) frontier_.set_fact("runs", std::to_string(++run_));
  frontier_.set_fact("running", "1");
  frontier_.commit();
}

store::Due Crawl::due() const {
  store::Due due;
  due.round = round_;
  if (settings_.state.every_ms > 0) due.before = began_ - settings_.state.every_ms;
  due.before = std::max(due.before, std::min(settings_.state.since_ms, began_));
  return due;
}

bool Crawl::add_seed(const std::string& text, const std::string& seed_json) {
  store::Address address;
  auto parsed = url::parse(text);
  std::string key, url, site;
  if (parsed) {
    key = url::same_key(*parsed);
    url = parsed->without_fragment();
    site = url::registrable_domain(parsed->host());
  } else {
    key = "bad:" + text;
    url = text;
  }
  address.url = url.empty() ? std::string_view(" ") : std::string_view(url);
  address.key = key;
  address.site = site.empty() ? std::string_view(" ") : std::string_view(site);
  address.seed_json = seed_json;
  store::Frontier::Added added = frontier_.add(address, due());
  noticed(added);
  return added.wanted;
}

void Crawl::input_ended(bool had_seeds) {
  if (had_seeds) return;
  store::Due which = due();
  if ((which.before > 0 || which.round != 0) && frontier_.renew(which) > 0) sweeping_ = true;
}

void Crawl::noticed(const store::Frontier::Added& added) {
  if (!added.wanted) return;
  auto known = sites_.find(added.site);
  if (known == sites_.end()) {
    sweeping_ = true;
    return;
  }
  if (added.id <= known->second.last) known->second.late = true;
  else make_hungry(added.site, known->second);
}

void Crawl::make_hungry(std::int64_t id, Site& site) {
  if (site.hungry || site.in_engine > kOfOneSite / 2) return;
  site.hungry = true;
  hungry_.push_back(id);
}

// --- to the engine -----------------------------------------------------------------------------------

void Crawl::fill(net::Engine& engine) {
  if (stopped_ || (pool_ && pool_->unanswered() > kReadAtOnce)) return;
  while (!hungry_.empty() && engine.unfinished() < kWindow) {
    std::int64_t site = hungry_.front();
    hungry_.pop_front();
    load(site, engine);
  }
  for (int step = 0; sweeping_ && step < kSweepSteps && engine.unfinished() < kWindow; ++step) {
    auto next = frontier_.next_site(cursor_);
    if (!next) {
      cursor_ = 0;
      sweeping_ = sweep_found_;
      sweep_found_ = false;
      continue;
    }
    cursor_ = *next;
    if (sites_.count(*next)) continue;
    sweep_found_ = true;
    load(*next, engine);
  }
}

void Crawl::load(std::int64_t id, net::Engine& engine) {
  auto [found, fresh] = sites_.try_emplace(id);
  Site& site = found->second;
  site.hungry = false;
  if (fresh) {
    site.name = frontier_.site_name(id);
    site.began = now_millis();
    store::SiteClock clock = frontier_.clock(id);
    std::int64_t delay = std::max(clock.delay_ms, settings_.policy.delay_ms);
    // A run that was cut may have asked a moment before it died.
    if (was_cut_) clock.next_at = std::max(clock.next_at, began_here_ + delay);
    engine.set_clock(site.name, {clock.next_at, clock.delay_ms});
  }
  bool in_time =
      settings_.crawl.time_per_site_ms == 0 || now_millis() - site.began < settings_.crawl.time_per_site_ms;
  if (in_time) {
    for (store::Entry& entry : frontier_.load(id, site.last, kOfOneSite - site.in_engine)) {
      site.last = entry.id;
      ++site.in_engine;
      ++site.open;
      start(std::move(entry), engine);
    }
  } else if (!site.timed_out) {
    site.timed_out = true;
    pass_over("time of the site is over");
  }
  // With a budget of time the site is remembered, or it would begin anew.
  if (site.open == 0 && settings_.crawl.time_per_site_ms == 0) {
    if (site.late) sweeping_ = true;
    sites_.erase(found);
  }
}

void Crawl::start(store::Entry entry, net::Engine& engine) {
  auto ticket = static_cast<std::uint64_t>(entry.id);
  auto parsed = url::parse(entry.url);
  Loaded& loaded = loaded_[ticket];
  loaded.entry = std::move(entry);
  const store::Entry& e = loaded.entry;
  if (!parsed) {
    net::Outcome outcome;
    outcome.ticket = ticket;
    outcome.capture.url = outcome.capture.requested_url = e.url;
    outcome.capture.fetched_at = format_time(settings_.now.value_or(now_millis()), true);
    outcome.capture.error = archive::CaptureError{"url", "fetch", parsed.error().message, false};
    finish(ticket);
    ready_.push_back(std::move(outcome));
    return;
  }
  net::Ask ask;
  ask.any_media = e.sitemap;
  if (!e.digest.empty() && (!e.etag.empty() || !e.modified.empty()) && bodies_.has(e.digest)) {
    ask.etag = e.etag;
    ask.modified = e.modified;
    loaded.conditional = true;
  }
  engine.add(*parsed, ticket, std::move(ask));
}

// --- from the engine ---------------------------------------------------------------------------------

/// The engine is done with it: its site may have the next.
void Crawl::finish(std::uint64_t ticket) {
  std::int64_t id = loaded_.at(ticket).entry.site;
  Site& site = sites_.at(id);
  --site.in_engine;
  make_hungry(id, site);
}

void Crawl::arrived(net::Outcome outcome, net::Engine& engine) {
  std::uint64_t ticket = outcome.ticket;
  Loaded& loaded = loaded_.at(ticket);
  if (revisit(loaded, outcome, engine)) return;
  finish(ticket);
  archive::Capture& capture = outcome.capture;
  const store::Entry& entry = loaded.entry;
  if (entry.root == 0 && !entry.sitemap && !capture.error && pool_) {
    auto page = url::parse(capture.url);
    if (!capture.redirects.empty()) {
      frontier_.moved(entry.id, capture.url);
      roots_.erase(entry.id);
    }
    if (page && settings_.crawl.sitemaps) add_sitemaps(entry, *page, engine);
  }
  if (!wants_links(loaded, outcome)) {
    ready_.push_back(std::move(outcome));
    return;
  }
  read_links_of(ticket, outcome);
  held_.emplace(ticket, std::move(outcome));
}

/// Fills in that the body is that of an earlier capture. True when the page must be asked for again, since
/// the server says "as before" and what was before is not there any more.
bool Crawl::revisit(Loaded& loaded, net::Outcome& outcome, net::Engine& engine) {
  archive::Capture& capture = outcome.capture;
  const store::Entry& entry = loaded.entry;
  if (capture.error || entry.digest.empty()) return false;
  if (capture.status == 304 && loaded.conditional && !loaded.again) {
    auto body = bodies_.read(entry.digest);
    if (!body) {
      loaded.again = true;
      if (auto parsed = url::parse(entry.url)) {
        engine.add(*parsed, outcome.ticket, {});
        return true;
      }
      return false;
    }
    outcome.body = std::make_unique<std::string>(std::move(*body));
    capture.body = *outcome.body;
    capture.media_type = entry.media_type;
    capture.charset = entry.charset;
    capture.wire_digest.clear();
    capture.digest.clear();
    capture.revisit_of = entry.capture;
    return false;
  }
  if (capture.body && !capture.body->empty() && sha256_label(*capture.body) == entry.digest)
    capture.revisit_of = entry.capture;
  return false;
}

bool Crawl::wants_links(const Loaded& loaded, const net::Outcome& outcome) const {
  const archive::Capture& capture = outcome.capture;
  if (!pool_ || stopped_ || capture.error || !capture.body || capture.body->empty()) return false;
  int status = capture.status.value_or(0);
  if (status >= 300 && status != 304) return false;
  if (loaded.entry.sitemap) return true;
  std::string type = capture.media_type.empty()
                         ? archive::parse_content_type(header(capture, "content-type")).media_type
                         : capture.media_type;
  return settings_.crawl.depth > 0 && loaded.entry.depth <= settings_.crawl.depth && may_have_links(type);
}

void Crawl::read_links_of(std::uint64_t ticket, const net::Outcome& outcome) {
  const archive::Capture& capture = outcome.capture;
  auto type = archive::parse_content_type(header(capture, "content-type"));
  Document document;
  document.body = *capture.body;
  document.media_type = capture.media_type.empty() ? type.media_type : capture.media_type;
  document.charset = capture.charset.empty() ? type.charset : capture.charset;
  document.url = capture.url;
  pool_->ask(ticket, document);
}

std::optional<net::Outcome> Crawl::ready() {
  if (pool_)
    while (auto reply = pool_->take()) take_links(std::move(*reply));
  while (!ready_.empty()) {
    net::Outcome outcome = std::move(ready_.front());
    ready_.pop_front();
    const store::Entry& entry = loaded_.at(outcome.ticket).entry;
    if (entry.sitemap) {  // a list of addresses, like robots.txt: no page of its own
      written(outcome.ticket, 0);
      continue;
    }
    archive::Capture& capture = outcome.capture;
    if (outcome.body) capture.body = *outcome.body;
    capture.seed_json = entry.seed_json;
    if (pool_) capture.depth = entry.depth;
    if (entry.root != 0) {
      if (auto root = frontier_.find(entry.root)) capture.seed_json = root->seed_json;
      if (auto parent = frontier_.find(entry.parent)) capture.referrer = parent->url;
    }
    archive::complete(capture);
    return outcome;
  }
  return std::nullopt;
}

void Crawl::written(std::uint64_t ticket, std::uint64_t end_offset) {
  unsettled_.push_back({end_offset, ticket, now_millis(), 0, {}, {}, {}, {}, {}, {}});
}

void Crawl::written(const net::Outcome& outcome, std::uint64_t end_offset) {
  const archive::Capture& capture = outcome.capture;
  Unsettled one{end_offset, outcome.ticket, now_millis(), capture.status.value_or(0), {}, {}, {}, {}, {}, {}};
  const store::Entry& entry = loaded_.at(outcome.ticket).entry;
  bool whole = !capture.error && capture.body && capture.truncated.empty();
  bool fresh = capture.status.value_or(0) < 300;
  if (whole && (fresh || capture.status == 304)) {
    one.digest = capture.digest;
    // A 304 may carry newer validators, or none.
    one.etag = validator(header(capture, "etag"));
    one.modified = validator(header(capture, "last-modified"));
    if (!fresh && one.etag.empty()) one.etag = entry.etag;
    if (!fresh && one.modified.empty()) one.modified = entry.modified;
    one.media_type = capture.media_type;
    one.charset = capture.charset;
    one.capture = capture.revisit_of.empty() ? capture.id : capture.revisit_of;
    if (fresh && (!one.etag.empty() || !one.modified.empty())) bodies_.keep(one.digest, *capture.body);
  }
  unsettled_.push_back(std::move(one));
}

std::size_t Crawl::settle(std::uint64_t safe_offset, const net::Engine& engine) {
  std::size_t count = 0;
  for (; !unsettled_.empty() && unsettled_.front().end_offset <= safe_offset;
       unsettled_.pop_front(), ++count) {
    const Unsettled& one = unsettled_.front();
    auto loaded = loaded_.find(one.ticket);
    const store::Entry& entry = loaded->second.entry;
    store::Answer answer{one.at,     one.status,     one.etag,    one.modified,
                         one.digest, one.media_type, one.charset, one.capture};
    frontier_.done(entry.id, answer, round_);
    auto found = sites_.find(entry.site);
    Site& site = found->second;
    net::Engine::Clock clock = engine.clock(site.name);
    if (clock.next_at > one.at || clock.delay_ms > 0)
      frontier_.set_clock(entry.site, {clock.next_at, clock.delay_ms});
    --site.open;
    make_hungry(entry.site, site);  // gives the site up when it has no more
    loaded_.erase(loaded);
  }
  return count;
}

bool Crawl::finished() const {
  if (busy() || !ready_.empty() || !held_.empty()) return false;
  return stopped_ || (!sweeping_ && hungry_.empty() && loaded_.size() == unsettled_.size());
}

// --- links -------------------------------------------------------------------------------------------

void Crawl::take_links(LinkPool::Reply reply) {
  auto held = held_.find(reply.ticket);
  if (held == held_.end()) return;
  net::Outcome outcome = std::move(held->second);
  held_.erase(held);
  if (!reply.failure.empty()) outcome.capture.warnings.push_back("links: " + reply.failure);
  if (reply.found.cut) outcome.capture.warnings.push_back("links: more than " + std::to_string(kMaxLinks));
  if (!reply.found.robots.empty())
    outcome.capture.warnings.push_back("robots_meta: " + printable(reply.found.robots, 200));
  const store::Entry entry = loaded_.at(reply.ticket).entry;
  std::string tags = to_lower_ascii(header(outcome.capture, "x-robots-tag")) + "," + reply.found.robots;
  bool closed = tags.find("nofollow") != tags.npos || tags.find("none") != tags.npos;
  if (closed && settings_.policy.robots == net::RobotsMode::kObey && !entry.sitemap) {
    if (!reply.found.links.empty()) pass_over("nofollow");
  } else {
    const Root root = root_of(entry);
    for (const Link& link : reply.found.links) offer(link, entry, root);
  }
  ready_.push_back(std::move(outcome));
}

const Crawl::Root& Crawl::root_of(const store::Entry& entry) {
  std::int64_t id = entry.root ? entry.root : entry.id;
  if (roots_.size() > kRootsKept) roots_.clear();
  auto [found, fresh] = roots_.try_emplace(id);
  if (fresh) {
    if (auto seed = frontier_.find(id))
      if (auto parsed = url::parse(seed->url)) found->second.seed = *parsed;
    if (auto parsed = url::parse(frontier_.moved_to(id))) found->second.moved = *parsed;
  }
  return found->second;
}

void Crawl::offer(const Link& link, const store::Entry& from, const Root& root) {
  auto parsed = url::parse(link.url);
  if (!parsed || !parsed->is_http()) return;
  bool inside = (root.seed && in_scope(*parsed, *root.seed, settings_.crawl.scope)) ||
                (root.moved && in_scope(*parsed, *root.moved, settings_.crawl.scope));
  if (link.kind == Link::Kind::kSitemap) {
    if (!from.sitemap || from.depth + 1 >= kSitemapDepth || !inside) return;
    return add_found(*parsed, from, from.depth + 1, true);
  }
  // The next part of a list and the better address of a page are no further away than it is.
  bool level = link.kind == Link::Kind::kNext || link.kind == Link::Kind::kCanonical;
  std::int64_t depth = from.sitemap ? 1 : level ? from.depth : from.depth + 1;
  if (depth > settings_.crawl.depth) return;
  if (link.kind == Link::Kind::kNoFollow && settings_.policy.robots == net::RobotsMode::kObey)
    return pass_over("nofollow");
  if (!inside) return pass_over("out of scope");
  if (std::string_view why = never_follow(*parsed); !why.empty()) return pass_over(why);
  url::Url address = without_session(*parsed);
  if (std::string_view why = trap_of(address); !why.empty()) return pass_over(why);
  if (!passes(address.without_fragment(), settings_.crawl)) return pass_over("excluded");
  add_found(address, from, depth, false);
}

void Crawl::add_found(const url::Url& url, const store::Entry& from, std::int64_t depth, bool sitemap) {
  std::string_view site = url::registrable_domain(url.host());
  if (!settings_.takes_share(site)) return pass_over("another share");
  std::string key = (sitemap ? "sitemap:" : "") + url::same_key(url);
  if (frontier_.knows(key, due())) return;
  if (!sitemap) {
    if (std::string_view why = traps_.note(url, site); !why.empty()) return pass_over(why);
    if (settings_.crawl.pages_per_site > 0) {
      std::int64_t id = frontier_.site_id(site);
      if (frontier_.count_site(id, run_, 0) >= settings_.crawl.pages_per_site)
        return pass_over("pages of the site are used up");
      frontier_.count_site(id, run_, 1);
    }
  }
  store::Address address;
  std::string text(url.without_fragment());
  address.url = text;
  address.key = key;
  address.site = site;
  address.depth = depth;
  address.parent = from.sitemap ? from.root : from.id;
  address.root = from.root ? from.root : from.id;
  address.sitemap = sitemap;
  noticed(frontier_.add(address, due()));
}

void Crawl::add_sitemaps(const store::Entry& entry, const url::Url& page, net::Engine& engine) {
  std::vector<std::string> named = engine.sitemaps(page);
  if (named.empty()) named.push_back("/sitemap.xml");
  const Root root = root_of(entry);
  for (const std::string& one : named) {
    auto parsed = url::parse(one, &page);
    if (!parsed || !parsed->is_http()) continue;
    bool inside = (root.seed && in_scope(*parsed, *root.seed, Scope::kDomain)) ||
                  (root.moved && in_scope(*parsed, *root.moved, Scope::kDomain));
    if (inside || settings_.crawl.scope == Scope::kAny) add_found(*parsed, entry, 0, true);
  }
}

void Crawl::pass_over(std::string_view why) { ++passed_over_[std::string(why)]; }

std::string Crawl::passed_over() const {
  std::vector<std::pair<std::string, std::uint64_t>> sorted(passed_over_.begin(), passed_over_.end());
  std::sort(sorted.begin(), sorted.end());
  std::string text;
  for (const auto& [why, count] : sorted)
    text.append(text.empty() ? "" : ", ").append(fmt::format("{} {}", why, count));
  return text;
}

}  // namespace peil::collect
