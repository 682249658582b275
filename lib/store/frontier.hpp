// store/frontier.hpp -- what a collection still has to ask for, and what it has asked already: one SQLite
// file, so that a run that was killed at any instant goes on where it stopped.
//
// All changes between two commit() are one transaction: the caller commits when the lines that they speak
// of are safely out, and so nothing is lost and nothing is twice. One process at a time: the file is held
// locked from open() to the end. Memory does not grow with the number of addresses: 10 million of them are
// a file of about 2 GB and a page cache of 64 MiB.
//
//   store::Frontier frontier(path, true);
//   frontier.add({.url = …, .site = …}, due);
//   for (auto& entry : frontier.load(site, after, 16)) …  // asks nothing twice while `after` grows
//   frontier.done(id, answer); frontier.commit();
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peil::store {

/// An address as it is put in.
struct Address {
  std::string_view url;        ///< as it will be asked for
  std::string_view key;        ///< equal for addresses that are the same (url::same_key)
  std::string_view site;       ///< whom politeness is owed to: the registrable domain
  std::int64_t depth = 0;      ///< links from the seed
  std::int64_t parent = 0;     ///< entry on whose page the link stood
  std::int64_t root = 0;       ///< the seed's entry; 0: it is one itself
  bool sitemap = false;        ///< a list of addresses, no page
  std::string_view seed_json;  ///< of a seed: its line's other members
};

/// What is known of an address.
struct Entry {
  std::int64_t id = 0;
  std::string url;
  std::int64_t site = 0;
  std::int64_t depth = 0, parent = 0, root = 0;
  bool sitemap = false;
  std::string seed_json;
  // Of the last answer with a body; empty before there was one.
  std::string etag, modified, digest, media_type, charset;
  std::string capture;  ///< id of the first capture with that body
};

/// What came of asking.
struct Answer {
  std::int64_t at = 0;                                                    ///< Unix milliseconds
  int status = 0;                                                         ///< HTTP status, 0: none
  std::string_view etag, modified, digest, media_type, charset, capture;  ///< kept only when digest is not ""
};

/// Which addresses that were asked for already are to be asked for again.
struct Due {
  std::int64_t before = 0;  ///< those asked for before this time (Unix milliseconds)
  std::int64_t round = 0;   ///< those of another round (an occasion), unless 0
};

/// How a site was left: the next run waits as long as this one would have.
struct SiteClock {
  std::int64_t next_at = 0;   ///< Unix milliseconds before which it is not asked
  std::int64_t delay_ms = 0;  ///< that it wants (Crawl-delay); 0: none
};

class Frontier {
 public:
  /// Opens or makes `path`; "" keeps everything in memory. A commit survives a kill of this process at any
  /// instant, with `durable` also a loss of power. Throws Fatal: kRetry when another process holds it,
  /// kFailed when it cannot be read, or is none of ours.
  Frontier(const std::string& path, bool durable);
  ~Frontier();
  Frontier(const Frontier&) = delete;
  Frontier& operator=(const Frontier&) = delete;

  struct Added {
    std::int64_t id = 0;
    std::int64_t site = 0;
    bool wanted = false;  ///< new, or due again
  };
  /// Puts an address in, or finds it.
  Added add(const Address& address, const Due& due);
  /// Whether an address with this key waits already, or is done and not due.
  bool knows(std::string_view key, const Due& due);
  /// The number of a site, new or known.
  std::int64_t site_id(std::string_view name);
  /// Makes every address that is due wanted again; returns how many.
  std::int64_t renew(const Due& due);

  /// Of one site, at most `limit` wanted entries behind entry `after`, in the order of their coming.
  std::vector<Entry> load(std::int64_t site, std::int64_t after, int limit);
  /// The next site behind `site` that has wanted entries; nullopt at the end.
  std::optional<std::int64_t> next_site(std::int64_t site);
  std::optional<Entry> find(std::int64_t id);
  std::string site_name(std::int64_t site);

  /// The entry was asked for, or finally refused: it is not wanted any more. `round`: see Due.
  void done(std::int64_t id, const Answer& answer, std::int64_t round);
  /// Where a seed was found to live now (after redirects): part of its scope.
  void moved(std::int64_t id, std::string_view url);
  std::string moved_to(std::int64_t id);

  std::int64_t wanted();  ///< entries that wait
  std::int64_t total();

  SiteClock clock(std::int64_t site);
  void set_clock(std::int64_t site, const SiteClock& clock);
  /// Addresses of the site taken up in this run (its number), for budgets.
  std::int64_t count_site(std::int64_t site, std::int64_t run, std::int64_t more);

  /// Small facts of the collection as a whole: "" when unknown.
  std::string fact(std::string_view name);
  void set_fact(std::string_view name, std::string_view value);

  /// All changes since the last commit become permanent together. Throws Fatal(kFailed), as on a full
  /// disk. What was not committed is forgotten when the Frontier ends.
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::store
