// net/engine.cpp -- jobs, their hosts, and libcurl's multi handle.
#include "net/engine.hpp"

#include <curl/curl.h>
#include <time.h>

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "base/exit.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "net/exchange.hpp"
#include "net/pace.hpp"
#include "net/redirect.hpp"
#include "net/robots_cache.hpp"
#include "net/wall.hpp"
#include "url/host.hpp"

namespace peil::net {
namespace {

constexpr int kRobotsRedirects = 5;  // RFC 9309 §2.3.1.2
constexpr int kFailuresInARow = 5;   // of a host, then what waits for it is not tried
constexpr int kRefusalsInARow = 10;  // 429 and 503 likewise
constexpr Millis kLongestHold = 300'000;

Millis ticks() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Millis>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

/// One URL asked for, until its outcome.
struct Job {
  std::uint64_t ticket = 0;
  url::Url first, url;  // asked for, and where it stands now
  std::string host;     // key of the queue it stands in
  std::vector<archive::Redirect> hops;
  std::vector<std::string> warnings;
  std::vector<archive::Transfer> transfers;
  int tries = 0;
  UnixMillis began = 0;  // wall clock of the first request of this try
  std::optional<Millis> elapsed;
  std::string robots;
  Ask ask;
};

/// How a host behaves: to know when to leave it alone.
struct Behaviour {
  int failures = 0;  // no answer, in a row
  int refusals = 0;  // 429 and 503, in a row
  std::string last_class, last_message;
};

/// A transfer under way.
struct Flight {
  std::unique_ptr<Exchange> exchange;
  std::uint64_t ticket = 0;
  Millis began = 0;
  bool is_robots = false;
  std::string robots_origin;
  int robots_hops = 0;
};

bool is_no_answer(std::string_view error_class) {
  return error_class == "dns" || error_class == "connect" || error_class == "timeout" ||
         error_class == "disconnect" || error_class == "tls" || error_class == "proxy";
}

bool is_worth_another_try(const Answer& answer) {
  if (!answer.error) return answer.status == 429 || (answer.status >= 502 && answer.status <= 504);
  const std::string& error_class = answer.error->error_class;
  return answer.error->retryable && error_class != "dns" && error_class != "timeout";
}

struct GlobalInit {
  GlobalInit() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  ~GlobalInit() { curl_global_cleanup(); }
};

}  // namespace

struct Engine::State {
  Policy policy;
  GlobalInit global;
  CURLM* multi;
  Pace pace;
  RobotsCache robots;
  std::unordered_map<std::uint64_t, Job> jobs;
  std::unordered_map<void*, Flight> flights;
  std::unordered_map<std::string, Behaviour> behaviours;
  std::deque<Outcome> outcomes;
  bool starting = true;

  explicit State(const Policy& p)
      : policy(p), multi(curl_multi_init()), pace({p.per_host, p.delay_ms, p.rate_interval_ms, p.seed}) {
    if (!multi) throw std::bad_alloc();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 64L);
  }
  ~State() {
    for (auto& [handle, flight] : flights) curl_multi_remove_handle(multi, handle);
    flights.clear();
    curl_multi_cleanup(multi);
  }

  void add(const url::Url& url, std::uint64_t ticket, Ask ask);
  void start_what_may();
  void start(std::uint64_t ticket);
  void ask_robots(const std::string& origin, const url::Url& url, std::uint64_t ticket, int hops);
  void ask_page(Job& job);
  void launch(Flight flight, Request request);
  void collect();
  void land_robots(Flight& flight, Answer answer);
  void land_page(Flight& flight, Answer answer);
  bool try_again(Job& job, const Answer& answer);
  bool follow(Job& job, Answer& answer);
  void observe(const Job& job, const Answer& answer);
  bool left_alone(Job& job);
  void fail(Job& job, archive::CaptureError error);
  void finish(Job& job, Answer answer);
  void deliver(Job& job, archive::Capture capture, std::unique_ptr<std::string> body);
  archive::Capture capture_of(const Job& job) const;
};

// --- queueing ------------------------------------------------------------------------------------

void Engine::State::add(const url::Url& url, std::uint64_t ticket, Ask ask) {
  Job job;
  job.ask = std::move(ask);
  job.ticket = ticket;
  job.first = job.url = url;
  job.host = url::registrable_domain(url.host());
  Job& stored = jobs[ticket] = std::move(job);
  if (auto refusal = refusal_of(url, policy))
    return fail(stored, {refusal->error_class, "fetch", refusal->message, false});
  pace.push(stored.host, ticket);
}

void Engine::State::start_what_may() {
  while (starting && static_cast<int>(flights.size()) < policy.jobs) {
    auto ticket = pace.next(ticks());
    if (!ticket) return;
    start(*ticket);
  }
}

/// The job has its host's slot now.
void Engine::State::start(std::uint64_t ticket) {
  Job& job = jobs.at(ticket);
  if (left_alone(job)) return;
  if (policy.robots == RobotsMode::kIgnore) {
    job.robots = "ignored";
    return ask_page(job);
  }
  std::string origin = job.url.origin();
  RobotsCache::Entry& entry = robots.of(origin, ticks());
  if (!entry.known) {
    entry.waiting.push_back(ticket);
    if (entry.waiting.size() > 1) return;  // it is being asked for
    auto target = url::parse("/robots.txt", &job.url);
    return ask_robots(origin, *target, ticket, 0);
  }
  RobotsVerdict verdict = RobotsCache::verdict(entry, policy.agent_token, job.url.target());
  job.robots = verdict.word;
  if (auto wanted = entry.rules.crawl_delay_ms(policy.agent_token))
    pace.set_delay(job.host, std::min(*wanted, kLongestHold));
  if (verdict.may || policy.robots == RobotsMode::kRecord) return ask_page(job);
  pace.release(job.host, ticks(), false);
  bool unreachable = verdict.word == "unreachable";
  fail(job, {"robots", "fetch",
             unreachable ? "robots.txt cannot be had, so nothing may be asked for (RFC 9309 2.3.1.4)"
                         : "robots.txt does not allow it",
             unreachable});
}

/// A host that did not answer, or said "not now", too often in a row: what waits for it is not tried.
bool Engine::State::left_alone(Job& job) {
  auto found = behaviours.find(job.host);
  if (found == behaviours.end()) return false;
  const Behaviour& behaviour = found->second;
  archive::CaptureError error{
      "blocked", "fetch",
      "not asked: the site said 429 or 503 " + std::to_string(kRefusalsInARow) + " times in a row", true};
  if (behaviour.failures >= kFailuresInARow)
    error = {behaviour.last_class, "fetch",
             "not asked: the site failed " + std::to_string(kFailuresInARow) +
                 " times in a row, last: " + behaviour.last_message,
             true};
  else if (behaviour.refusals < kRefusalsInARow) return false;
  pace.release(job.host, ticks(), false);
  fail(job, std::move(error));
  return true;
}

// --- requests ------------------------------------------------------------------------------------

void Engine::State::ask_robots(const std::string& origin, const url::Url& url, std::uint64_t ticket,
                               int hops) {
  Flight flight;
  flight.ticket = ticket;
  flight.is_robots = true;
  flight.robots_origin = origin;
  flight.robots_hops = hops;
  Request request;
  request.url = url;
  request.with_headers = url.origin() == jobs.at(ticket).first.origin();
  request.max_bytes = limits::kRobotsBytes;
  request.any_media = true;
  launch(std::move(flight), std::move(request));
}

void Engine::State::ask_page(Job& job) {
  Flight flight;
  flight.ticket = job.ticket;
  Request request;
  request.url = job.url;
  request.with_headers = job.url.origin() == job.first.origin();
  request.max_bytes = policy.max_bytes;
  request.any_media = job.ask.any_media;
  if (job.hops.empty()) {
    request.etag = job.ask.etag;
    request.modified = job.ask.modified;
    job.began = now_millis();
    job.elapsed.reset();
  }
  launch(std::move(flight), std::move(request));
}

void Engine::State::launch(Flight flight, Request request) {
  flight.exchange = std::make_unique<Exchange>(policy, std::move(request));
  flight.began = ticks();
  void* handle = flight.exchange->handle();
  flights.emplace(handle, std::move(flight));
  curl_multi_add_handle(multi, handle);
}

// --- answers -------------------------------------------------------------------------------------

void Engine::State::collect() {
  int running = 0;
  curl_multi_perform(multi, &running);
  int left = 0;
  while (CURLMsg* note = curl_multi_info_read(multi, &left)) {
    if (note->msg != CURLMSG_DONE) continue;
    void* handle = note->easy_handle;
    CURLcode code = note->data.result;
    curl_multi_remove_handle(multi, handle);  // `note` is gone after this
    auto found = flights.find(handle);
    Flight flight = std::move(found->second);
    flights.erase(found);
    Answer answer = flight.exchange->finish(code);
    if (flight.is_robots) land_robots(flight, std::move(answer));
    else land_page(flight, std::move(answer));
  }
}

void Engine::State::land_robots(Flight& flight, Answer answer) {
  Hop hop = hop_of(answer, flight.exchange->request().url, policy);
  if (hop.target && flight.robots_hops < kRobotsRedirects && starting)
    return ask_robots(flight.robots_origin, *hop.target, flight.ticket, flight.robots_hops + 1);
  std::vector<std::uint64_t> waiting;
  if (answer.error && answer.status == 0) {
    // The host itself cannot be had: its pages fail as robots.txt did, and the next try asks again.
    waiting = robots.forget(flight.robots_origin);
    for (std::uint64_t ticket : waiting) {
      Job& job = jobs.at(ticket);
      job.robots = "unreachable";
      job.began = now_millis();
      Answer same;
      same.error = answer.error;
      same.error->message = "robots.txt: " + same.error->message;
      observe(job, same);
      pace.release(job.host, ticks(), true);
      if (!try_again(job, same)) finish(job, std::move(same));
    }
    return;
  }
  waiting = RobotsCache::settle(robots.of(flight.robots_origin, ticks()), answer, ticks());
  for (std::uint64_t ticket : waiting) start(ticket);
}

void Engine::State::land_page(Flight& flight, Answer answer) {
  Job& job = jobs.at(flight.ticket);
  Millis now = ticks();
  job.elapsed = job.elapsed.value_or(0) + now - flight.began;
  observe(job, answer);
  if (answer.status == 429 || answer.status == 503) {
    Millis pause = parse_retry_after(answer.header("retry-after"), now_millis())
                       .value_or(std::max<Millis>(policy.delay_ms, 1'000) << std::min(job.tries + 1, 8));
    pace.hold(job.host, now + std::min(pause, kLongestHold));
  }
  bool busy = answer.status == 429 || answer.status == 503;
  pace.release(job.host, now, true, answer.ip, busy);
  if (try_again(job, answer)) return;
  if (follow(job, answer)) return;
  finish(job, std::move(answer));
}

void Engine::State::observe(const Job& job, const Answer& answer) {
  Behaviour& behaviour = behaviours[job.host];
  bool silent = answer.error && is_no_answer(answer.error->error_class);
  bool refuses = answer.status == 429 || answer.status == 503;
  if (silent && job.tries >= policy.retries) ++behaviour.failures;  // a job counts once, not each try
  else if (!silent) behaviour.failures = 0;
  behaviour.refusals = refuses ? behaviour.refusals + 1 : 0;
  if (silent) {
    behaviour.last_class = answer.error->error_class;
    behaviour.last_message = answer.error->message;
  } else if (!refuses) {
    behaviours.erase(job.host);
  }
}

bool Engine::State::try_again(Job& job, const Answer& answer) {
  if (!starting || job.tries >= policy.retries || !is_worth_another_try(answer)) return false;
  ++job.tries;
  if (answer.error)
    pace.hold(job.host, ticks() + std::min(std::max<Millis>(policy.delay_ms, 250) << std::min(job.tries, 8),
                                           kLongestHold));
  // From the beginning: a redirect that led here may lead elsewhere now.
  job.url = job.first;
  job.hops.clear();
  job.warnings.clear();
  job.transfers.clear();
  std::string host(url::registrable_domain(job.url.host()));
  job.host = host;
  pace.push(host, job.ticket, true);
  return true;
}

/// True when the job goes on to another URL.
bool Engine::State::follow(Job& job, Answer& answer) {
  Hop hop = hop_of(answer, job.url, policy);
  if (!hop.target && !hop.refusal) return false;
  std::string here(job.url.without_fragment());
  if (hop.target && starting) {
    std::string there(hop.target->without_fragment());
    bool again = there == here || std::any_of(job.hops.begin(), job.hops.end(),
                                              [&](const auto& past) { return past.url == there; });
    if (again) hop.refusal = Refusal{"redirect", "redirect in a circle: " + printable(there, 200)};
    else if (static_cast<int>(job.hops.size()) >= policy.max_redirects)
      hop.refusal = Refusal{"redirect", "more than " + std::to_string(policy.max_redirects) + " redirects"};
  }
  if (hop.refusal) {
    answer.error = archive::CaptureError{hop.refusal->error_class, "fetch", hop.refusal->message, false};
    return false;
  }
  if (!starting) return false;
  job.hops.push_back({here, answer.status});
  if (answer.transfer) job.transfers.push_back(std::move(*answer.transfer));
  if (job.url.scheme() == "https" && hop.target->scheme() == "http")
    job.warnings.push_back("downgrade: redirect from https to http");
  job.url = std::move(*hop.target);
  job.host = url::registrable_domain(job.url.host());
  pace.push(job.host, job.ticket, true);
  return true;
}

// --- outcomes ------------------------------------------------------------------------------------

archive::Capture Engine::State::capture_of(const Job& job) const {
  archive::Capture capture;
  capture.url = shown(job.url);
  capture.requested_url = shown(job.first);
  capture.redirects = job.hops;
  capture.fetched_at = format_time(job.began ? job.began : now_millis(), true);
  capture.elapsed_ms = job.elapsed;
  capture.network = url::network_of(job.url.host());
  capture.robots = job.robots;
  capture.warnings = job.warnings;
  switch (proxy_for(policy, job.url.host()).kind) {
    case Proxy::Kind::kNone: capture.via = "direct"; break;
    case Proxy::Kind::kHttp: capture.via = "http-proxy"; break;
    default: capture.via = "socks"; break;
  }
  return capture;
}

void Engine::State::fail(Job& job, archive::CaptureError error) {
  archive::Capture capture = capture_of(job);
  capture.error = std::move(error);
  deliver(job, std::move(capture), nullptr);
}

void Engine::State::finish(Job& job, Answer answer) {
  archive::Capture capture = capture_of(job);
  if (answer.status > 0) capture.status = answer.status;
  capture.headers = std::move(answer.headers);
  capture.protocol = std::move(answer.protocol);
  if (answer.as_received) capture.digest = answer.wire_digest;
  capture.wire_digest = std::move(answer.wire_digest);
  capture.truncated = std::move(answer.truncated);
  capture.ip = std::move(answer.ip);
  capture.tls = std::move(answer.tls);
  capture.warnings.insert(capture.warnings.end(), answer.warnings.begin(), answer.warnings.end());
  capture.error = std::move(answer.error);
  if (answer.transfer) job.transfers.push_back(std::move(*answer.transfer));
  deliver(job, std::move(capture), std::move(answer.body));
}

void Engine::State::deliver(Job& job, archive::Capture capture, std::unique_ptr<std::string> body) {
  Outcome outcome;
  outcome.ticket = job.ticket;
  outcome.capture = std::move(capture);
  outcome.body = std::move(body);
  outcome.transfers = std::move(job.transfers);
  if (outcome.body) outcome.capture.body = *outcome.body;
  if (outcome.capture.wall.empty()) outcome.capture.wall = wall_of(outcome.capture);
  outcomes.push_back(std::move(outcome));
  jobs.erase(job.ticket);
}

// --- the engine ----------------------------------------------------------------------------------

Engine::Engine(const Policy& policy) : state_(std::make_unique<State>(policy)) {}
Engine::~Engine() = default;

void Engine::add(const url::Url& url, std::uint64_t ticket, Ask ask) {
  state_->add(url, ticket, std::move(ask));
}

Engine::Clock Engine::clock(std::string_view site) const {
  Pace::Clock clock = state_->pace.clock(std::string(site));
  std::int64_t ahead = clock.next_at - ticks();
  return {ahead > 0 ? now_millis() + ahead : 0, clock.delay_ms};
}

void Engine::set_clock(std::string_view site, const Clock& clock) {
  std::string name(site);
  std::int64_t ahead = clock.next_at - now_millis();
  // A wall clock that was turned back does not stop a collection for days.
  if (ahead > 0) state_->pace.hold(name, ticks() + std::min<std::int64_t>(ahead, 2 * kLongestHold));
  if (clock.delay_ms > 0) state_->pace.set_delay(name, std::min(clock.delay_ms, kLongestHold));
}

std::vector<std::string> Engine::sitemaps(const url::Url& url) const {
  return state_->robots.sitemaps(url.origin());
}

void Engine::step(std::span<pollfd> others, int max_wait_ms) {
  State& s = *state_;
  s.start_what_may();
  s.collect();
  s.start_what_may();
  Millis wait = std::max(max_wait_ms, 0);
  bool may_start = s.starting && static_cast<int>(s.flights.size()) < s.policy.jobs;
  if (auto wake = s.pace.wake_at(); wake && may_start) wait = std::clamp<Millis>(*wake - ticks(), 0, wait);
  if (!s.outcomes.empty()) wait = 0;
  std::vector<curl_waitfd> watched;
  std::vector<std::size_t> index;
  for (std::size_t i = 0; i < others.size(); ++i) {
    others[i].revents = 0;
    if (others[i].fd < 0) continue;
    short events = static_cast<short>((others[i].events & POLLIN ? CURL_WAIT_POLLIN : 0) |
                                      (others[i].events & POLLOUT ? CURL_WAIT_POLLOUT : 0));
    watched.push_back({others[i].fd, events, 0});
    index.push_back(i);
  }
  curl_multi_poll(s.multi, watched.data(), static_cast<unsigned>(watched.size()), static_cast<int>(wait),
                  nullptr);
  // libcurl says nothing of errors on descriptors that are not its own.
  if (!others.empty()) poll(others.data(), others.size(), 0);
  s.collect();
}

std::optional<Outcome> Engine::take() {
  auto& outcomes = state_->outcomes;
  if (outcomes.empty()) return std::nullopt;
  Outcome outcome = std::move(outcomes.front());
  outcomes.pop_front();
  if (outcome.body) outcome.capture.body = *outcome.body;
  return outcome;
}

std::size_t Engine::unfinished() const { return state_->jobs.size() + state_->outcomes.size(); }
std::size_t Engine::active() const { return state_->flights.size() + state_->outcomes.size(); }
void Engine::set_starting(bool on) { state_->starting = on; }

void Engine::abandon(const std::string& error_class, const std::string& message) {
  State& s = *state_;
  s.starting = false;
  for (auto& [handle, flight] : s.flights) curl_multi_remove_handle(s.multi, handle);
  s.flights.clear();
  s.pace.drain();
  std::vector<std::uint64_t> tickets;
  for (const auto& [ticket, job] : s.jobs) tickets.push_back(ticket);
  std::sort(tickets.begin(), tickets.end());
  for (std::uint64_t ticket : tickets) s.fail(s.jobs.at(ticket), {error_class, "fetch", message, true});
}

std::string Engine::slowest_host() const { return state_->pace.slowest_host(); }
std::string Engine::library_version() { return curl_version(); }

}  // namespace peil::net
