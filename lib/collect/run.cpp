// collect/run.cpp -- the life of fetch: one loop over seeds, transfers, a child that reads archives, and
// a reader of our output who may be slow or gone.
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "archive/capture.hpp"
#include "base/hash.hpp"
#include "base/words.hpp"
#include "collect/child.hpp"
#include "collect/confinement.hpp"
#include "collect/crawl.hpp"
#include "collect/feed.hpp"
#include "collect/local.hpp"
#include "collect/outbox.hpp"
#include "collect/rehearsal.hpp"
#include "collect/resume.hpp"
#include "collect/screen.hpp"
#include "collect/settings.hpp"
#include "collect/signals.hpp"
#include "collect/summary.hpp"
#include "collect/vault.hpp"
#include "frame/progress.hpp"
#include "frame/run_record.hpp"
#include "net/engine.hpp"
#include "url/host.hpp"

namespace peil::collect {
namespace {

constexpr std::size_t kSeedsHeld = 50'000;      // jobs that wait; more input is read when some are done
constexpr std::size_t kOrderedHeld = 1'000;     // with --ordered, whose outcomes must wait for each other
constexpr std::size_t kOutputHeld = 64u << 20;  // bytes that a slow reader may be behind
constexpr std::size_t kArchivesAtOnce = 64;     // archives that one child reads
constexpr std::int64_t kGraceMillis = 1'500;
constexpr int kMaxMessages = 20;

class Run {
 public:
  Run(const Settings& settings, const cli::Shared& shared)
      : settings_(settings),
        shared_(shared),
        sandbox_(frame::sandbox_mode(shared.sandbox)),
        feed_(shared.operands, settings.url_at, sandbox_),
        out_(settings.ordered, shared.fields),
        progress_(shared, false),
        rehearsal_(settings.policy) {
    facts_.command = "fetch";
    facts_.options = shared.given;
    if (shared.rejects) rejects_.emplace(Output::file(*shared.rejects, shared.force));
    marks_.tags_json = settings.tags_json;
    marks_.now = settings.now;
    marks_.max_bytes = settings.policy.max_bytes;
    marks_.blocked = settings.blocked.get();
    marks_.any_media = settings.policy.any_media;
    facts_.data = settings.data;
    if (settings.collects() && !settings.dry_run) open_state();
    if (!out_.is_open()) out_.open(shared);
    if (settings.keeps_evidence()) vault_.emplace(settings_, began_, [this](auto& what) { message(what); });
    if (feed_.may_use_network() && !settings.offline && !settings.dry_run) {
      std::vector<std::string> said;
      broker_ = confine_run(settings_, shared_, sandbox_, said);
      if (shared_.verbose > 0)
        for (const std::string& line : said) cli::say(shared_.program, line);
    }
    if (crawl_) engine_ = std::make_unique<net::Engine>(settings_.policy);
  }

  Exit go() {
    catch_signals();
    while (!over()) {
      take_seeds();
      start_child();
      wait();
      take_from_child();
      take_outcomes();
      look_at_the_clock();
      show_progress();
    }
    return end();
  }

 private:
  // --- what comes in -------------------------------------------------------------------------------
  bool over() {
    if (out_.sink().reader_gone()) return true;
    if (signal_taken()) {
      bool busy = child_ || (engine_ && engine_->active() > 0);
      return !busy || frame::ticks() > stop_at_;
    }
    if (timed_out_ && crawl_) return engine_->active() == 0 && crawl_->finished();
    return feed_ended_ && !child_ && archives_.empty() && !parked_ &&
           (!engine_ || engine_->unfinished() == 0) && (!crawl_ || crawl_->finished());
  }

  bool has_room() const {
    if (crawl_) return out_.held() < kOutputHeld;
    std::size_t waiting = engine_ ? engine_->unfinished() : 0;
    return waiting < (settings_.ordered ? kOrderedHeld : kSeedsHeld) && out_.held() < kOutputHeld;
  }

  void take_seeds() {
    feed_waits_ = false;
    if (child_) return;  // an archive is being read: what follows it comes after it
    int budget = 256;    // then look at the transfers again
    while (!feed_ended_ && !signal_taken() && has_room() && archives_.size() < kArchivesAtOnce &&
           budget-- > 0) {
      Feed::Next next = parked_ ? std::move(*parked_) : feed_.next();
      parked_.reset();
      if (next.kind == Feed::Next::Kind::kEnd) feed_ended_ = true;
      if (feed_ended_ && crawl_) crawl_->input_ended(had_seeds_);
      if (next.kind == Feed::Next::Kind::kWait) feed_waits_ = true;
      if (next.kind != Feed::Next::Kind::kSeed) return;
      if (!take(next)) {
        next.line = {};  // its bytes are not kept
        parked_.emplace(std::move(next));
        return;
      }
    }
  }

  /// False when the seed must wait until the archives before it are read.
  bool take(Feed::Next& next) {
    Seed& seed = next.seed;
    remark(next);
    refuse_local(seed, next.where, settings_);
    if (seed.kind == Seed::Kind::kArchived) {
      if (settings_.live) seed.kind = Seed::Kind::kUrl;
      else return take_archived(next);
    }
    if (seed.kind == Seed::Kind::kFile && settings_.dry_run) {
      emit_plain(new_ticket(), Rehearsal::line("read", 0, seed.text, {}));
      return true;
    }
    if (seed.kind == Seed::Kind::kFile) {
      LocalFile file(seed.text, next.path, seed.seed_json);
      if (file.needs_child()) {
        take_archive(std::move(file));
        return true;
      }
      if (!archives_.empty()) return false;
      ++facts_.tally.in[static_cast<int>(Kind::kForeign)];
      take_plain_file(file);
      return true;
    }
    if (!archives_.empty()) return false;
    if (seed.kind == Seed::Kind::kBad) {
      bad_line(next);
    } else if (seed.kind == Seed::Kind::kPass) {
      ++facts_.tally.in[static_cast<int>(Kind::kCapture)];
      std::uint64_t ticket = new_ticket();
      emit(ticket, seed.text, Kind::kCapture);
      complete(ticket);
      ++good_;
    } else {
      take_url(seed);
    }
    return true;
  }

  void take_archive(LocalFile file) {
    ++facts_.tally.in[static_cast<int>(Kind::kForeign)];
    archives_.push_back(std::move(file));
    archive_tickets_.push_back(new_ticket());
  }

  /// A line of an archive's index: the bytes where they lie, or nothing; the site is not asked.
  bool take_archived(const Feed::Next& next) {
    const Seed& seed = next.seed;
    std::string path = path_of_archive(seed.place.file);
    if (!path.empty() && !settings_.dry_run) {
      LocalFile file(seed.text, path, seed.seed_json);
      file.take_part(seed.place.offset, seed.place.length);
      if (file.needs_child()) {
        take_archive(std::move(file));
        return true;
      }
    }
    if (!archives_.empty()) return false;
    ++facts_.tally.in[static_cast<int>(Kind::kForeign)];
    if (settings_.dry_run && !path.empty()) {
      emit_plain(new_ticket(), Rehearsal::line("read", 0, seed.text,
                                               path + " from byte " + std::to_string(seed.place.offset)));
      return true;
    }
    std::string why =
        seed.place.file.empty()
            ? "names archived bytes, but no place of them (filename, offset, length); --live asks the site"
            : "its bytes lie in " + seed.place.file +
                  ", which is not here: get it, and they are read from it; or --live asks the site";
    if (settings_.dry_run) {
      emit_plain(new_ticket(), Rehearsal::line("refuse", 0, seed.text, "scope: " + why));
      return true;
    }
    name_run(true);
    refuse(new_ticket(), seed, seed.text, "scope", why);
    return true;
  }

  /// With -v, the tool whose records these are, said once; and what of a line does not travel.
  void remark(Feed::Next& next) {
    Seed& seed = next.seed;
    if (shared_.verbose > 0 && !seed.shape.empty() && shapes_named_.emplace(seed.shape).second)
      message(next.where + ": " + std::string(seed.shape) + " record");
    if (!seed.note.empty()) message(next.where + ": " + seed.note);
    seed.note.clear();  // a parked seed comes twice
  }

  void bad_line(const Feed::Next& next) {
    ++facts_.tally.bad;
    facts_.tally.count_class("bad_line", 1);
    message(next.where + ": " + next.seed.text);
    if (!rejects_) return;
    rejects_->write(next.line);
    rejects_->write("\n");
  }

  void message(const std::string& text) {
    if (++messages_ > kMaxMessages) return;
    progress_.erase();
    cli::say(shared_.program, text);
  }

  std::uint64_t new_ticket() { return out_.new_ticket(); }

  void take_plain_file(const LocalFile& file) {
    name_run(false);
    std::uint64_t ticket = new_ticket();
    Buffer line;
    bool good = write_plain_file(file, marks_, line);
    if (!file.ok()) message(printable(file.path()) + ": " + file.error());
    count(good, "url");
    emit(ticket, line.view(), Kind::kCapture);
    complete(ticket);
  }

  void take_url(const Seed& seed) {
    if (settings_.shards > 1 && !takes(seed.text)) return;
    if (crawl_ && !settings_.offline) {
      had_seeds_ = true;
      if (crawl_->add_seed(seed.text, seed.seed_json)) ++facts_.tally.in[static_cast<int>(Kind::kForeign)];
      else ++repeated_;
      return;
    }
    ++facts_.tally.in[static_cast<int>(Kind::kForeign)];
    name_run(true);
    std::uint64_t ticket = new_ticket();
    auto parsed = url::parse(seed.text);
    if (!parsed && settings_.dry_run)
      return emit_plain(ticket, Rehearsal::line("refuse", 0, seed.text, parsed.error().message));
    if (!parsed) return refuse(ticket, seed, seed.text, "url", parsed.error().message);
    if (!first_time(*parsed)) {
      ++repeated_;
      complete(ticket);
      return;
    }
    if (settings_.dry_run) {
      emit_plain(ticket, rehearsal_.address(*parsed));
      return;
    }
    if (settings_.offline)
      return refuse(ticket, seed, net::shown(*parsed), "scope",
                    "--offline: nothing is asked for on the network");
    if (!engine_) engine_ = std::make_unique<net::Engine>(settings_.policy);
    if (!seed.seed_json.empty()) seeds_[ticket] = seed.seed_json;
    engine_->add(*parsed, ticket);
  }

  /// Whether an address belongs to the share of --shard.
  bool takes(const std::string& text) const {
    auto parsed = url::parse(text);
    return settings_.takes_share(parsed ? url::registrable_domain(parsed->host()) : std::string_view(text));
  }

  /// --dry-run: a line that is no record.
  void emit_plain(std::uint64_t ticket, const std::string& line) {
    emit(ticket, line, Kind::kForeign);
    complete(ticket);
    ++good_;
  }

  bool first_time(const url::Url& url) {
    Sha256Digest digest = sha256(url::same_key(url));
    return seen_.emplace(reinterpret_cast<const char*>(digest.data()), 15).second;  // 15: no allocation
  }

  void refuse(std::uint64_t ticket, const Seed& seed, const std::string& address,
              const std::string& error_class, const std::string& why) {
    net::Outcome outcome;
    outcome.ticket = ticket;
    outcome.capture.url = outcome.capture.requested_url = address;
    outcome.capture.fetched_at = format_time(settings_.now.value_or(now_millis()), true);
    outcome.capture.error = archive::CaptureError{error_class, "fetch", why, false};
    outcome.capture.seed_json = seed.seed_json;
    write(outcome);
  }

  // --- what goes out -------------------------------------------------------------------------------
  /// The id of the run is settled by its first record. A run that only reads files has no clock in
  /// it, so that the same files give the same bytes.
  void name_run(bool network) {
    if (!marks_.run_id.empty()) return;
    if (settings_.now) facts_.started_at = format_time(*settings_.now, true);
    else if (network) facts_.started_at = format_time(began_, true);
    marks_.run_id = frame::run_id(facts_);
  }

  void write(net::Outcome& outcome) {
    archive::Capture& capture = outcome.capture;
    capture.run_id = marks_.run_id;
    capture.tags_json = marks_.tags_json;
    if (auto seed = seeds_.find(outcome.ticket); !crawl_ && seed != seeds_.end()) {
      capture.seed_json = std::move(seed->second);
      seeds_.erase(seed);
    }
    archive::complete(capture);
    if (vault_) vault_->add(outcome, marks_.run_id);
    line_.clear();
    archive::write_capture(capture, line_);
    count(!capture.error, capture.error ? capture.error->error_class : "");
    emit(outcome.ticket, line_.view(), Kind::kCapture);
    complete(outcome.ticket);
  }

  void count(bool good, std::string_view error_class) {
    if (good) {
      ++good_;
      return;
    }
    ++facts_.tally.failed;
    if (net::is_refusal_class(error_class)) ++refused_;
    if (error_class == "proxy") ++no_proxy_;
    facts_.tally.count_class(error_class, 1);
  }

  void emit(std::uint64_t ticket, std::string_view line, Kind kind) {
    ++facts_.tally.out[static_cast<int>(kind)];
    out_.emit(ticket, line, kind);
  }
  void complete(std::uint64_t ticket) { out_.complete(ticket); }

  // --- the child -----------------------------------------------------------------------------------
  void start_child() {
    if (child_ || archives_.empty()) return;
    name_run(false);
    reading_ = 0;
    url::preload();  // a library that opens its tables late cannot, locked down
    child_ = std::make_unique<Child>(
        [this](Child::Channel& channel) { read_archives(archives_, marks_, channel); }, sandbox_);
  }

  void take_from_child() {
    if (!child_) return;
    while (out_.held() < kOutputHeld) {
      auto received = child_->receive();
      if (!received) break;
      take_message(*received);
    }
    if (!child_->finished()) return;
    std::string why = child_->end();
    child_.reset();
    std::size_t done = archives_.size();
    if (!why.empty()) {
      crashed(why);
      done = reading_ + 1;
    }
    for (std::size_t i = reading_; i < done; ++i) complete(archive_tickets_[i]);
    archives_.erase(archives_.begin(), archives_.begin() + static_cast<std::ptrdiff_t>(done));
    archive_tickets_.erase(archive_tickets_.begin(),
                           archive_tickets_.begin() + static_cast<std::ptrdiff_t>(done));
  }

  void take_message(const Child::Received& received) {
    switch (received.type) {
      case Child::Message::kLine:
      case Child::Message::kFailure:
        count(received.type == Child::Message::kLine, "url");
        emit(archive_tickets_[reading_], received.text, Kind::kCapture);
        break;
      case Child::Message::kDamage:
        damaged_ = true;
        facts_.tally.count_class("damaged", 1);
        message(std::string(received.text));
        break;
      case Child::Message::kNote: message(std::string(received.text)); break;
      case Child::Message::kAt: {
        std::size_t at = 0;
        for (char digit : received.text) at = at * 10 + static_cast<std::size_t>(digit - '0');
        for (; reading_ < at; ++reading_) complete(archive_tickets_[reading_]);
        break;
      }
    }
  }

  /// The child died: the archive in hand is an error record, those behind it are read by another.
  void crashed(const std::string& why) {
    const LocalFile& file = archives_[reading_];
    message(printable(file.path()) + ": " + why);
    net::Outcome outcome;
    outcome.ticket = archive_tickets_[reading_];
    outcome.capture.url = file.address();
    outcome.capture.via = "file";
    outcome.capture.fetched_at = format_time(settings_.now.value_or(file.modified()));
    outcome.capture.error = archive::CaptureError{"worker_crashed", "fetch", why, false};
    write(outcome);
  }

  // --- transfers -----------------------------------------------------------------------------------
  void take_outcomes() {
    if (!engine_) return;
    engine_->set_starting(!signal_taken() && !timed_out_ && out_.held() < kOutputHeld);
    while (auto outcome = engine_->take()) {
      archive::Capture& capture = outcome->capture;
      screen(capture, settings_.blocked.get(), true);  // types were looked at before the body came
      if (settings_.hosting && !capture.ip.empty()) capture.hosting = settings_.hosting->find(capture.ip);
      if (crawl_) crawl_->arrived(std::move(*outcome), *engine_);
      else write(*outcome);
    }
    if (!crawl_) return;
    while (auto outcome = crawl_->ready()) {
      write(*outcome);
      crawl_->written(*outcome, out_.sink().given());
    }
    if (vault_ && crawl_->unsettled() > 0) vault_->sync();
    keeper_->settle(false, *engine_);
    if (!signal_taken() && !timed_out_) crawl_->fill(*engine_);
  }

  void open_state() {
    crawl_ = std::make_unique<Crawl>(settings_, shared_.output && *shared_.output != "-", sandbox_);
    keeper_ = std::make_unique<Keeper>(*crawl_, out_, facts_, !settings_.state.path.empty());
    bool resumed = keeper_->open(shared_, format_time(settings_.now.value_or(began_), true));
    if (resumed && shared_.verbose > 0)
      cli::say(shared_.program, "going on with the run that began at " + facts_.started_at);
    marks_.run_id = frame::run_id(facts_);
  }

  void look_at_the_clock() {
    std::int64_t now = frame::ticks();
    if (vault_) vault_->sync();
    if (signal_taken() && stop_at_ == 0) {
      stop_at_ = now + kGraceMillis;
      feed_.stop();
      feed_ended_ = true;
      parked_.reset();
      if (!child_) archives_.clear();
    }
    if (settings_.max_time_ms > 0 && now - began_ticks_ > settings_.max_time_ms && !timed_out_) {
      timed_out_ = true;
      if (!feed_ended_) message("--max-time reached: the rest of the input is not read");
      feed_.stop();
      feed_ended_ = true;
      parked_.reset();
      if (crawl_) crawl_->stop();  // what is under way is finished, the rest stays in the state
      else if (engine_) engine_->abandon("timeout", "--max-time was reached before it was done");
      take_outcomes();
    }
  }

  int longest_sleep() {
    std::int64_t longest = 60'000;
    std::int64_t now = frame::ticks();
    if (stop_at_) longest = std::min(longest, stop_at_ - now + 1);
    if (settings_.max_time_ms > 0 && !timed_out_)
      longest = std::min(longest, began_ticks_ + settings_.max_time_ms - now + 1);
    if (int due = progress_.due(); due >= 0) longest = std::min<std::int64_t>(longest, due);
    if (crawl_) longest = std::min<std::int64_t>(longest, crawl_->unsettled() > 0 ? 250 : 1'000);
    bool can_take_seeds = !feed_ended_ && !feed_waits_ && !child_ && has_room();
    return can_take_seeds ? 0 : static_cast<int>(std::max<std::int64_t>(longest, 0));
  }

  void wait() {
    pollfd watched[8];
    std::size_t count = 0;
    watched[count++] = {signal_taken() ? -1 : signal_descriptor(), POLLIN, 0};
    watched[count++] = {out_.sink().descriptor(), static_cast<short>(out_.sink().held() > 0 ? POLLOUT : 0),
                        0};
    watched[count++] = {feed_waits_ && has_room() ? feed_.descriptor() : -1, POLLIN, 0};
    bool room = out_.held() < kOutputHeld;
    watched[count++] = {child_ && room ? child_->descriptor() : -1, POLLIN, 0};
    if (crawl_)
      for (const LinkPool::Watched& one : crawl_->watched())
        if (count < std::size(watched))
          watched[count++] = {one.fd, static_cast<short>(POLLIN | (one.write ? POLLOUT : 0)), 0};
    if (!out_.sink().is_stream()) watched[1].fd = -1;  // a file is always ready and never gone
    if (over()) return;
    if (engine_) engine_->step({watched, count}, longest_sleep());
    else poll(watched, count, longest_sleep());
    if (watched[1].fd >= 0 && (watched[1].revents & (POLLERR | POLLHUP | POLLNVAL)))
      out_.sink().note_reader_gone();
    out_.sink().drain();
  }

  void show_progress() {
    frame::Progress::State state;
    state.records = facts_.tally.out[static_cast<int>(Kind::kCapture)];
    state.failed = facts_.tally.failed;
    if (engine_ && progress_.due() == 0) state.waiting = engine_->slowest_host();
    progress_.show(state, progress_wanted());
  }

  // --- the end -------------------------------------------------------------------------------------
  Exit end() {
    progress_.erase();
    if (int number = signal_taken()) {
      if (vault_) vault_->close();
      if (crawl_) keeper_->settle(true, *engine_);
      keeper_.reset();
      crawl_.reset();
      engine_.reset();
      child_.reset();
      out_.sink().finish();
      end_by(number);
    }
    if (vault_) vault_->close();
    if (messages_ > kMaxMessages)
      cli::say(shared_.program, std::to_string(messages_ - kMaxMessages) + " more messages like these");
    if (shared_.verbose > 0 && repeated_ > 0)
      cli::say(shared_.program,
               std::to_string(repeated_) + " addresses were given before and not asked for again");
    if (shared_.verbose > 0 && crawl_)
      if (std::string left_out = crawl_->passed_over(); !left_out.empty())
        cli::say(shared_.program, "links not followed: " + left_out);
    if (facts_.tally.out[static_cast<int>(Kind::kCapture)] > 0) {
      line_.clear();
      frame::write_run_record(facts_, line_);
      out_.sink().line(line_.view());
    }
    if (crawl_ && !out_.sink().reader_gone()) keeper_->close(*engine_);
    out_.sink().finish();
    if (rejects_) rejects_->close();
    Exit result = out_.sink().reader_gone() ? Exit::kOk : status();
    hint();
    if (shared_.log) frame::append_log(*shared_.log, facts_, static_cast<int>(result), began_);
    return result;
  }

  Exit status() const {
    std::uint64_t failed = facts_.tally.failed;
    if (failed > 0 && good_ == 0 && refused_ == failed && facts_.tally.bad == 0 && !damaged_)
      return Exit::kRefused;
    if (failed > 0 && good_ == 0 && no_proxy_ > 0) return Exit::kRetry;
    if (facts_.tally.bad > 0 || damaged_) return Exit::kPartial;
    if (failed > 0 && (good_ == 0 || settings_.fail)) return Exit::kPartial;
    bool wrote = good_ > 0 || failed > 0;
    return shared_.expect_output && !wrote ? Exit::kPartial : Exit::kOk;
  }

  /// For people at a terminal: what failed, and how to see it.
  void hint() {
    if (facts_.tally.failed == 0 || shared_.quiet || !isatty(STDERR_FILENO)) return;
    cli::say(shared_.program, failure_hint(facts_.tally));
  }

  Settings settings_;
  const cli::Shared& shared_;
  frame::SandboxMode sandbox_;
  Feed feed_;
  Outbox out_;
  std::unique_ptr<Crawl> crawl_;
  std::unique_ptr<Keeper> keeper_;
  std::optional<Vault> vault_;
  std::optional<Output> rejects_;
  frame::Progress progress_;
  frame::RunFacts facts_;
  Rehearsal rehearsal_;
  Marks marks_;
  Buffer line_;

  bool feed_ended_ = false, feed_waits_ = false, timed_out_ = false, damaged_ = false;
  std::optional<Feed::Next> parked_;  // a seed that waits for the archives before it
  std::vector<LocalFile> archives_;
  std::vector<std::uint64_t> archive_tickets_;
  std::size_t reading_ = 0;  // of archives_
  std::unique_ptr<Child> child_;
  std::unique_ptr<net::Broker> broker_;
  std::unique_ptr<net::Engine> engine_;
  std::unordered_map<std::uint64_t, std::string> seeds_;
  std::unordered_set<std::string> seen_;
  std::unordered_set<std::string_view> shapes_named_;  // they live in record/shapes.cpp

  std::uint64_t good_ = 0, refused_ = 0, no_proxy_ = 0, repeated_ = 0;
  int messages_ = 0;
  UnixMillis began_ = now_millis();
  std::int64_t began_ticks_ = frame::ticks();
  std::int64_t stop_at_ = 0;
  bool had_seeds_ = false;
};

}  // namespace

Exit run(const Settings& settings, const cli::Shared& shared) { return Run(settings, shared).go(); }

}  // namespace peil::collect
