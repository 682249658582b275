// store/frontier.cpp -- the frontier in SQLite: write-ahead log, one writer, prepared statements.
//
// An address is found by 64 bits of the SHA-256 of its key: at 10 million addresses the chance that any
// two fall together is 3 in a million. What waits stands in a partial index by site, so that the next
// entries of a site are found without reading those that are done.
#include "store/frontier.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

#include "base/exit.hpp"
#include "base/hash.hpp"

namespace peil::store {
namespace {

constexpr int kApplicationId = 0x7065696c;  // "peil"
constexpr int kVersion = 1;

constexpr const char* kTables = R"sql(
CREATE TABLE urls(
  id INTEGER PRIMARY KEY, key INTEGER NOT NULL, site INTEGER NOT NULL, url TEXT NOT NULL,
  wanted INTEGER NOT NULL, depth INTEGER NOT NULL, parent INTEGER, root INTEGER, sitemap INTEGER, seed TEXT,
  at INTEGER, round INTEGER, status INTEGER, etag TEXT, modified TEXT, digest TEXT, media TEXT, charset TEXT,
  capture TEXT, moved TEXT);
CREATE UNIQUE INDEX urls_key ON urls(key);
CREATE INDEX urls_wanted ON urls(site, id) WHERE wanted = 1;
CREATE TABLE sites(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, next_at INTEGER NOT NULL DEFAULT 0,
  delay_ms INTEGER NOT NULL DEFAULT 0, run INTEGER NOT NULL DEFAULT 0, taken INTEGER NOT NULL DEFAULT 0);
CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)sql";

constexpr const char* kColumns =
    "id, url, site, depth, parent, root, sitemap, seed, etag, modified, digest, media, charset, capture";

std::int64_t key_of(std::string_view key) {
  Sha256Digest digest = sha256(key);
  std::int64_t value;
  std::memcpy(&value, digest.data(), sizeof value);
  return value;
}

}  // namespace

// One prepared statement, bound by position.
class Statement {
 public:
  Statement() = default;
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void prepare(sqlite3* db, const std::string& sql) {
    db_ = db;
    check(sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
  }
  Statement& bind(int at, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, at, value));
    return *this;
  }
  /// The bytes must live until the statement is reset.
  Statement& bind(int at, std::string_view text) {
    check(text.empty()
              ? sqlite3_bind_null(statement_, at)
              : sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC));
    return *this;
  }
  /// True when there is a row.
  bool step() {
    int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail();
    reset();
    return false;
  }
  void run() {
    while (step()) {}
  }
  void reset() { sqlite3_reset(statement_); }
  /// First column of the only row, 0 or "" when there is none.
  std::int64_t one_integer() {
    std::int64_t value = step() ? integer(0) : 0;
    reset();
    return value;
  }
  std::string one_text() {
    std::string value = step() ? text(0) : std::string();
    reset();
    return value;
  }
  std::int64_t integer(int column) { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) {
    const auto* bytes = sqlite3_column_text(statement_, column);
    if (!bytes) return {};
    return {reinterpret_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  void check(int code) {
    if (code != SQLITE_OK) fail();
  }
  [[noreturn]] void fail() { throw Fatal(Exit::kFailed, std::string("state: ") + sqlite3_errmsg(db_)); }
  sqlite3* db_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

struct Frontier::State {
  std::string path;
  sqlite3* db = nullptr;
  Statement find_key, insert, want, renew, load, next_site, find, done, answered, moved, moved_to, wanted,
      total, site, add_site, name, clock, set_clock, taken, set_taken, fact, set_fact, drop_fact;

  ~State();
  void execute(const char* sql) {
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return;
    int code = sqlite3_errcode(db);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
      throw Fatal(Exit::kRetry, path + ": in use by another run; try again when it has ended");
    throw Fatal(Exit::kFailed, path + ": " + sqlite3_errmsg(db));
  }
  std::int64_t pragma(const char* sql) {
    Statement statement;
    statement.prepare(db, sql);
    return statement.step() ? statement.integer(0) : 0;
  }
  void open(bool durable);
  void prepare();
  std::int64_t site_of(std::string_view name);
};

Frontier::State::~State() {
  // Statements end before their database does: close_v2 waits for them.
  if (db) sqlite3_close_v2(db);
}

void Frontier::State::open(bool durable) {
  if (sqlite3_open_v2(path.empty() ? ":memory:" : path.c_str(), &db,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK)
    throw Fatal(Exit::kFailed, path + ": " + (db ? sqlite3_errmsg(db) : "out of memory"));
  // Held from here to the end, so that two runs never share a frontier.
  execute(
      "PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
      "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;");
  execute("BEGIN EXCLUSIVE; COMMIT;");
  bool fresh = pragma("SELECT count(*) FROM sqlite_master") == 0;
  if (!fresh && pragma("PRAGMA application_id") != kApplicationId)
    throw Fatal(Exit::kFailed, path + ": a database, but no state of fetch");
  if (!fresh && pragma("PRAGMA user_version") != kVersion)
    throw Fatal(Exit::kFailed, path + ": a state of another version of fetch");
  // Either way a commit survives this process; FULL also waits until it survives the machine.
  execute("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=16000;");
  execute(durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  execute("BEGIN EXCLUSIVE");
  if (fresh) {
    execute(kTables);
    execute(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
    execute(("PRAGMA user_version=" + std::to_string(kVersion)).c_str());
  }
  prepare();
}

void Frontier::State::prepare() {
  find_key.prepare(db, "SELECT id, site, wanted, at, round, depth FROM urls WHERE key=?1");
  insert.prepare(db,
                 "INSERT INTO urls(key, site, url, wanted, depth, parent, root, sitemap, seed) "
                 "VALUES(?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8)");
  want.prepare(db, "UPDATE urls SET wanted=1, seed=coalesce(?2, seed), depth=?3 WHERE id=?1");
  renew.prepare(db,
                "UPDATE urls SET wanted=1 WHERE wanted=0 AND "
                "(at < ?1 OR (?2 <> 0 AND coalesce(round, 0) <> ?2))");
  std::string columns = kColumns;
  load.prepare(db,
               "SELECT " + columns + " FROM urls WHERE wanted=1 AND site=?1 AND id>?2 ORDER BY id LIMIT ?3");
  next_site.prepare(db, "SELECT site FROM urls WHERE wanted=1 AND site>?1 ORDER BY site LIMIT 1");
  find.prepare(db, "SELECT " + columns + " FROM urls WHERE id=?1");
  done.prepare(db, "UPDATE urls SET wanted=0, at=?2, round=?3, status=?4 WHERE id=?1");
  answered.prepare(db,
                   "UPDATE urls SET wanted=0, at=?2, round=?3, status=?4, etag=?5, modified=?6, digest=?7, "
                   "media=?8, charset=?9, capture=?10 WHERE id=?1");
  moved.prepare(db, "UPDATE urls SET moved=?2 WHERE id=?1");
  moved_to.prepare(db, "SELECT moved FROM urls WHERE id=?1");
  wanted.prepare(db, "SELECT count(*) FROM urls WHERE wanted=1");
  total.prepare(db, "SELECT count(*) FROM urls");
  site.prepare(db, "SELECT id FROM sites WHERE name=?1");
  add_site.prepare(db, "INSERT INTO sites(name) VALUES(?1)");
  name.prepare(db, "SELECT name FROM sites WHERE id=?1");
  clock.prepare(db, "SELECT next_at, delay_ms FROM sites WHERE id=?1");
  set_clock.prepare(db, "UPDATE sites SET next_at=?2, delay_ms=?3 WHERE id=?1");
  taken.prepare(db, "SELECT run, taken FROM sites WHERE id=?1");
  set_taken.prepare(db, "UPDATE sites SET run=?2, taken=?3 WHERE id=?1");
  fact.prepare(db, "SELECT value FROM facts WHERE name=?1");
  set_fact.prepare(db, "INSERT OR REPLACE INTO facts(name, value) VALUES(?1, ?2)");
  drop_fact.prepare(db, "DELETE FROM facts WHERE name=?1");
}

std::int64_t Frontier::State::site_of(std::string_view site_name) {
  std::int64_t id = 0;
  if (site.bind(1, site_name).step()) id = site.integer(0);
  site.reset();
  if (id) return id;
  add_site.bind(1, site_name).run();
  return sqlite3_last_insert_rowid(db);
}

Frontier::Frontier(const std::string& path, bool durable) : state_(std::make_unique<State>()) {
  state_->path = path;
  state_->open(durable);
}

Frontier::~Frontier() = default;

Frontier::Added Frontier::add(const Address& address, const Due& due) {
  State& s = *state_;
  std::int64_t key = key_of(address.key);
  Added added;
  if (s.find_key.bind(1, key).step()) {
    added.id = s.find_key.integer(0);
    added.site = s.find_key.integer(1);
    bool waits = s.find_key.integer(2) != 0;
    bool again = s.find_key.integer(3) < due.before || (due.round != 0 && s.find_key.integer(4) != due.round);
    std::int64_t depth = std::min(s.find_key.integer(5), address.depth);
    s.find_key.reset();
    if (waits || !again) return added;
    s.want.bind(1, added.id).bind(2, address.seed_json).bind(3, depth).run();
    added.wanted = true;
    return added;
  }
  s.find_key.reset();
  added.site = s.site_of(address.site);
  s.insert.bind(1, key).bind(2, added.site).bind(3, address.url).bind(4, address.depth);
  s.insert.bind(5, address.parent).bind(6, address.root).bind(7, std::int64_t{address.sitemap});
  s.insert.bind(8, address.seed_json).run();
  added.id = sqlite3_last_insert_rowid(s.db);
  added.wanted = true;
  return added;
}

bool Frontier::knows(std::string_view key, const Due& due) {
  State& s = *state_;
  bool known = s.find_key.bind(1, key_of(key)).step();
  if (known) {
    bool again = s.find_key.integer(3) < due.before || (due.round != 0 && s.find_key.integer(4) != due.round);
    known = s.find_key.integer(2) != 0 || !again;
  }
  s.find_key.reset();
  return known;
}

std::int64_t Frontier::site_id(std::string_view name) { return state_->site_of(name); }

std::int64_t Frontier::renew(const Due& due) {
  state_->renew.bind(1, due.before).bind(2, due.round).run();
  return sqlite3_changes(state_->db);
}

namespace {
Entry entry_of(Statement& row) {
  Entry entry;
  entry.id = row.integer(0);
  entry.url = row.text(1);
  entry.site = row.integer(2);
  entry.depth = row.integer(3);
  entry.parent = row.integer(4);
  entry.root = row.integer(5);
  entry.sitemap = row.integer(6) != 0;
  entry.seed_json = row.text(7);
  entry.etag = row.text(8);
  entry.modified = row.text(9);
  entry.digest = row.text(10);
  entry.media_type = row.text(11);
  entry.charset = row.text(12);
  entry.capture = row.text(13);
  return entry;
}
}  // namespace

std::vector<Entry> Frontier::load(std::int64_t site, std::int64_t after, int limit) {
  Statement& row = state_->load.bind(1, site).bind(2, after).bind(3, std::int64_t{limit});
  std::vector<Entry> entries;
  while (row.step()) entries.push_back(entry_of(row));
  return entries;
}

std::optional<std::int64_t> Frontier::next_site(std::int64_t site) {
  Statement& row = state_->next_site.bind(1, site);
  std::optional<std::int64_t> found;
  if (row.step()) found = row.integer(0);
  row.reset();
  return found;
}

std::optional<Entry> Frontier::find(std::int64_t id) {
  Statement& row = state_->find.bind(1, id);
  std::optional<Entry> found;
  if (row.step()) found = entry_of(row);
  row.reset();
  return found;
}

std::string Frontier::site_name(std::int64_t site) { return state_->name.bind(1, site).one_text(); }

void Frontier::done(std::int64_t id, const Answer& answer, std::int64_t round) {
  Statement& row = answer.digest.empty() ? state_->done : state_->answered;
  row.bind(1, id).bind(2, answer.at).bind(3, round).bind(4, std::int64_t{answer.status});
  if (!answer.digest.empty())
    row.bind(5, answer.etag)
        .bind(6, answer.modified)
        .bind(7, answer.digest)
        .bind(8, answer.media_type)
        .bind(9, answer.charset)
        .bind(10, answer.capture);
  row.run();
}

void Frontier::moved(std::int64_t id, std::string_view url) { state_->moved.bind(1, id).bind(2, url).run(); }

std::string Frontier::moved_to(std::int64_t id) { return state_->moved_to.bind(1, id).one_text(); }

std::int64_t Frontier::wanted() { return state_->wanted.one_integer(); }
std::int64_t Frontier::total() { return state_->total.one_integer(); }

SiteClock Frontier::clock(std::int64_t site) {
  Statement& row = state_->clock.bind(1, site);
  SiteClock clock;
  if (row.step()) clock = {row.integer(0), row.integer(1)};
  row.reset();
  return clock;
}

void Frontier::set_clock(std::int64_t site, const SiteClock& clock) {
  state_->set_clock.bind(1, site).bind(2, clock.next_at).bind(3, clock.delay_ms).run();
}

std::int64_t Frontier::count_site(std::int64_t site, std::int64_t run, std::int64_t more) {
  Statement& row = state_->taken.bind(1, site);
  std::int64_t count = row.step() && row.integer(0) == run ? row.integer(1) : 0;
  row.reset();
  if (more == 0) return count;
  count += more;
  state_->set_taken.bind(1, site).bind(2, run).bind(3, count).run();
  return count;
}

std::string Frontier::fact(std::string_view name) { return state_->fact.bind(1, name).one_text(); }

void Frontier::set_fact(std::string_view name, std::string_view value) {
  if (value.empty()) state_->drop_fact.bind(1, name).run();
  else state_->set_fact.bind(1, name).bind(2, value).run();
}

void Frontier::commit() { state_->execute("COMMIT; BEGIN EXCLUSIVE"); }

}  // namespace peil::store
