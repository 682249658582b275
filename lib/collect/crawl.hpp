// collect/crawl.hpp -- a collection that remembers: what waits, what came, what the links lead to.
//
// Between the seeds and the engine stands the frontier (store/frontier.hpp): addresses go in from lists
// and from pages, a few of each site are handed to the engine, and each is done only when its line is
// safely out. So a run that is killed anywhere goes on: what was not settled is asked for again, what was
// settled is not.
//
//   address -> frontier -> engine -> arrived() -> links read elsewhere -> ready() -> a line -> settle()
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collect/bodies.hpp"
#include "collect/link_pool.hpp"
#include "collect/rules.hpp"
#include "collect/settings.hpp"
#include "net/engine.hpp"
#include "store/frontier.hpp"

namespace peil::collect {

class Crawl {
 public:
  /// Opens the state of `settings`, or one in memory. Throws Fatal as store::Frontier does.
  Crawl(const Settings& settings, bool output_is_file, frame::SandboxMode sandbox);

  store::Frontier& frontier() { return frontier_; }
  /// True when the run before this one on the state was cut: its requests may be a moment ago.
  bool was_cut() const { return was_cut_; }
  /// When the run began, for what is due: a resumed run keeps the begin of its first part.
  void set_began(std::int64_t wall_ms) { began_ = wall_ms; }

  /// Takes a seed in; false when it is there already and not due.
  bool add_seed(const std::string& text, const std::string& seed_json);
  /// The input ended: without any seed, everything that is due is asked again.
  void input_ended(bool had_seeds);

  /// Hands waiting addresses to the engine, a few of each site.
  void fill(net::Engine& engine);
  /// No more of them: what the engine has is finished, the rest waits in the state.
  void stop() { stopped_ = true; }

  /// An outcome of the engine. It comes out of ready() when its links are known.
  void arrived(net::Outcome outcome, net::Engine& engine);
  /// The next outcome to be written, with seed, depth, referrer and revisit filled in.
  std::optional<net::Outcome> ready();
  /// Its line ends at this offset of the output.
  void written(const net::Outcome& outcome, std::uint64_t end_offset);
  /// All lines up to `safe_offset` are out: their addresses are done. Returns how many. The caller commits.
  std::size_t settle(std::uint64_t safe_offset, const net::Engine& engine);

  std::size_t unsettled() const { return unsettled_.size(); }
  /// Nothing is left to do (when no seeds come any more).
  bool finished() const;
  std::vector<LinkPool::Watched> watched() const {
    return pool_ ? pool_->watched() : std::vector<LinkPool::Watched>();
  }
  bool busy() const { return pool_ && pool_->unanswered() > 0; }

  /// Links that were left out, by reason, for -v: "out of scope 12, order 3".
  std::string passed_over() const;

 private:
  struct Site {
    std::string name;
    int in_engine = 0;
    int open = 0;           // in the engine, or not settled
    std::int64_t last = 0;  // entry handed over last
    bool hungry = false;    // stands in hungry_
    bool late = false;      // an entry before `last` is wanted again
    bool timed_out = false;
    std::int64_t began = 0;
  };
  struct Loaded {
    store::Entry entry;
    bool conditional = false;
    bool again = false;  // asked a second time, without validators
  };
  struct Unsettled {
    std::uint64_t end_offset;
    std::uint64_t ticket;
    std::int64_t at;
    int status;
    std::string etag, modified, digest, media_type, charset, capture;
  };
  struct Root {
    std::optional<url::Url> seed, moved;
  };

  void load(std::int64_t site, net::Engine& engine);
  void start(store::Entry entry, net::Engine& engine);
  void make_hungry(std::int64_t id, Site& site);
  void noticed(const store::Frontier::Added& added);
  bool revisit(Loaded& loaded, net::Outcome& outcome, net::Engine& engine);
  bool wants_links(const Loaded& loaded, const net::Outcome& outcome) const;
  void read_links_of(std::uint64_t ticket, const net::Outcome& outcome);
  void take_links(LinkPool::Reply reply);
  void add_sitemaps(const store::Entry& entry, const url::Url& page, net::Engine& engine);
  void offer(const Link& link, const store::Entry& from, const Root& root);
  void add_found(const url::Url& url, const store::Entry& from, std::int64_t depth, bool sitemap);
  const Root& root_of(const store::Entry& entry);
  void written(std::uint64_t ticket, std::uint64_t end_offset);
  void pass_over(std::string_view why);
  void finish(std::uint64_t ticket);
  store::Due due() const;

  const Settings& settings_;
  store::Frontier frontier_;
  Bodies bodies_;
  std::unique_ptr<LinkPool> pool_;
  std::unordered_map<std::int64_t, Site> sites_;
  std::deque<std::int64_t> hungry_;
  std::int64_t cursor_ = 0;  // of the sweep over sites that are not in sites_
  bool sweeping_ = true, sweep_found_ = false;
  bool stopped_ = false, was_cut_ = false;
  std::unordered_map<std::uint64_t, Loaded> loaded_;
  std::unordered_map<std::uint64_t, net::Outcome> held_;  // until their links are read
  std::deque<net::Outcome> ready_;
  std::deque<Unsettled> unsettled_;
  std::unordered_map<std::int64_t, Root> roots_;
  std::unordered_map<std::string, std::uint64_t> passed_over_;
  TrapCounts traps_;
  std::int64_t began_ = 0, began_here_ = 0, round_ = 0, run_ = 0;
};

}  // namespace peil::collect
