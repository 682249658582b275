// cmd/fetch/options.cpp -- the flag table, and the checks that need more than one flag.
#include "options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/buffer.hpp"
#include "base/hash.hpp"
#include "base/output.hpp"
#include "base/time.hpp"
#include "base/version.hpp"
#include "base/words.hpp"
#include "net/engine.hpp"
#include "record/fields.hpp"
#include "record/write.hpp"

namespace peil {
namespace {

constexpr std::size_t kHeaderFileBytes = 64u << 10;

[[noreturn]] void usage(const std::string& message) { throw Fatal(Exit::kUsage, message); }

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  for (char c : text) {
    bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!plain && kMarks.find(c) == kMarks.npos) return false;
  }
  return !text.empty();
}

void add_header(std::string_view text, net::Policy& policy) {
  auto colon = text.find(':');
  std::string_view name = text.substr(0, colon);
  if (colon == text.npos || !is_token(name)) usage("--header: a header is written 'Name: value'");
  std::string_view value = trim(text.substr(colon + 1));
  for (char c : value)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
      usage("--header: control character in the value of " + std::string(name));
  policy.headers.emplace_back(name, value);
}

/// `16/s`, `30/m`, `100/h`: milliseconds from one request to the next. The unit is compulsory, since
/// tools differ in what a bare number means.
std::int64_t rate_interval(const std::string& text) {
  auto slash = text.find('/');
  std::string unit = slash == text.npos ? "" : text.substr(slash + 1);
  std::int64_t span = unit == "s" ? 1'000 : unit == "m" ? 60'000 : unit == "h" ? 3'600'000 : 0;
  std::string number = text.substr(0, slash);
  bool digits =
      !number.empty() && number.size() <= 7 && number.find_first_not_of("0123456789") == number.npos;
  if (span == 0 || !digits || std::stoll(number) == 0)
    usage("--rate: a number and its unit, such as 2/s, 30/m or 100/h");
  return std::max<std::int64_t>(1, span / std::stoll(number));
}

net::Proxy proxy_of(const char* flag, std::string text) {
  if (text.empty()) return {};
  if (text.starts_with('@')) text = std::string(trim(read_file(text.substr(1), 4096)));
  auto proxy = net::parse_proxy(text);
  if (!proxy) usage(fmt::format("{}: {}", flag, proxy.error().message));
  return *proxy;
}

void set_ways_out(const Options& o, net::Policy& policy) {
  if (o.tor && (!o.proxy.empty() || !o.onion_proxy.empty()))
    usage("--tor is a proxy for everything; leave out --proxy and --onion-proxy");
  policy.proxy = proxy_of("--proxy", o.proxy);
  policy.onion_proxy = proxy_of("--onion-proxy", o.onion_proxy);
  if (policy.onion_proxy && policy.onion_proxy.kind != net::Proxy::Kind::kSocksRemote)
    usage("--onion-proxy: onion names must be resolved by the proxy: use socks5h://");
  if (!o.tor) return;
  std::string address = o.tor->empty() ? "127.0.0.1:9050" : *o.tor;
  policy.proxy = proxy_of("--tor", "socks5h://" + address);
}

std::string tags_json(const std::vector<std::string>& tags) {
  if (tags.empty()) return {};
  Buffer out;
  JsonWriter json(out);
  json.begin_object();
  std::vector<std::string_view> names;
  for (const std::string& tag : tags) {
    auto equals = tag.find('=');
    if (equals == tag.npos || equals == 0) usage("--tag: a tag is written NAME=VALUE");
    std::string_view name = std::string_view(tag).substr(0, equals);
    if (std::find(names.begin(), names.end(), name) != names.end())
      usage(fmt::format("--tag: {} is given twice", printable(name)));
    names.push_back(name);
    json.foreign_key(name).string(std::string_view(tag).substr(equals + 1));
  }
  json.end_object();
  return out.str();
}

std::vector<cli::Flag> manners(Options& o) {
  return {
      {'j',
       "jobs",
       "N",
       "transfers at a time (default: 16)",
       "Manners",
       &o.shared.jobs,
       {},
       "-c,-t,--threads,--concurrency,--parallel-max,--max-threads",
       true,
       true,
       false,
       false,
       false},
      {0, "per-host", "N", "transfers at a time to one site", "Manners", &o.per_host},
      {0,
       "delay",
       "DUR",
       "least pause between two requests to one site; up to a half more is added",
       "Manners",
       &o.delay,
       {},
       "-w,--wait,-rd",
       false,
       true},
      {0,
       "rate",
       "N/UNIT",
       "most requests in all: 2/s, 30/m, 100/h (default: no limit)",
       "Manners",
       &o.rate,
       {},
       "-rl,--rate-limit"},
      {0,
       "robots",
       "HOW",
       "what robots.txt says: obey it, record it, ignore it",
       "Manners",
       &o.robots,
       {"obey", "record", "ignore"},
       {},
       false,
       true},
      {0, "reason", "TEXT", "why robots.txt is not obeyed; kept in the run record", "Manners", &o.reason},
  };
}

std::vector<cli::Flag> requests(Options& o) {
  cli::Flag header{
      'H',
      "header",
      "LINE",
      "'Name: value' sent to the site asked for, never after a redirect elsewhere; @FILE reads them",
      "Requests",
      &o.headers};
  header.secret = true;
  cli::Flag proxy{'x',        "proxy",
                  "URL",      "way out for everything: socks5h://HOST:PORT, http://HOST:PORT; @FILE reads it",
                  "Requests", &o.proxy,
                  {},         "--http-proxy",
                  true,       true};
  proxy.secret = true;
  cli::Flag tor{0,           "tor",
                "HOST:PORT", "all through Tor's SOCKS port (default when given bare: 127.0.0.1:9050)",
                "Requests",  &o.tor};
  tor.value_optional = true;
  tor.in_short_help = true;
  cli::Flag onion{0,          "onion-proxy", "URL", "way out for .onion only: socks5h://HOST:PORT",
                  "Requests", &o.onion_proxy};
  onion.secret = true;
  return {
      header,
      {'A', "user-agent", "TEXT", "name to go by (default: peil and its version)", "Requests", &o.user_agent},
      proxy,
      tor,
      onion,
      {0, "allow-private", "", "also fetch from addresses that are not public (own network, tests)",
       "Requests", &o.allow_private},
      {0, "any-port", "", "also ask ports that are none of the web's", "Requests", &o.any_port},
      {0, "cacert", "FILE", "trust these certificates (PEM) instead of the system's", "Requests", &o.cacert},
      {0, "media", "", "keep bodies of any type, images and programs too", "Requests", &o.media},
      {0, "offline", "", "read files and archives only; ask nothing of the network", "Requests", &o.offline},
      {0, "live", "", "ask the site for what an index line names, instead of the archive", "Requests",
       &o.live},
  };
}

std::vector<cli::Flag> bounds(Options& o) {
  return {
      {0, "timeout", "DUR", "of one transfer", "Limits", &o.timeout, {}, "-timeout", false, true},
      {0, "connect-timeout", "DUR", "of its connection", "Limits", &o.connect_timeout},
      {0, "max-time", "DUR", "of the whole run; 0 is no limit", "Limits", &o.max_time, {}, "-m,-ct"},
      {0,
       "retries",
       "N",
       "second tries after a failed connection or 429, 502, 503, 504",
       "Limits",
       &o.retries,
       {},
       "--retry,--tries,-retry"},
      {0,
       "max-size",
       "SIZE",
       "of one body, as received and decoded; the rest is cut off",
       "Limits",
       &o.max_size,
       {},
       "--max-filesize,-mrs,-Q",
       false,
       true},
      {0, "max-redirs", "N", "redirects followed", "Limits", &o.max_redirs, {}, "--max-redirect"},
  };
}

std::vector<cli::Flag> crawling(Options& o) {
  cli::Flag depth{0,       "depth", "N", "follow links N steps from each address; 0 follows none",
                  "Links", &o.depth};
  depth.also = "-d,--level,-l,-depth";
  depth.in_short_help = true;
  return {
      depth,
      {0,
       "scope",
       "WHERE",
       "links followed: to the same host, the same registrable domain, below the same folder, any",
       "Links",
       &o.scope,
       {"host", "domain", "prefix", "any"},
       "-fs,--domains,-D,-cs"},
      {0,
       "include",
       "PATTERN",
       "only links that match; * is anything; may be repeated",
       "Links",
       &o.include,
       {},
       "-mr,-cs,--accept-regex"},
      {0, "exclude", "PATTERN", "no links that match", "Links", &o.exclude, {}, "-fr,-cos,--reject-regex"},
      {0, "max-pages", "N", "most links taken up for one site; 0 is no limit", "Links", &o.max_pages},
      {0, "max-host-time", "DUR", "longest time for one site; 0 is no limit", "Links", &o.max_host_time},
      {0,
       "sitemaps",
       "",
       "read the sitemaps of each site too",
       "Links",
       &o.sitemaps,
       {},
       "-kf,--known-files"},
      {0, "shard", "I/N", "only the sites of share I of N: 1/4, 2/4, 3/4, 4/4", "Links", &o.shard},
  };
}

std::vector<cli::Flag> remembering(Options& o) {
  cli::Flag state{0,       "state",
                  "FILE",  "remember here what was asked; the same call goes on where it stopped",
                  "Again", &o.state};
  state.also = "-resume,--resume,-c,--continue";
  state.in_short_help = true;
  state.shapes_output = false;
  cli::Flag bodies{0,       "bodies", "DIR", "keep bodies here, so that unchanged pages need not come again",
                   "Again", &o.bodies};
  bodies.shapes_output = false;
  return {
      state,
      bodies,
      {0, "every", "DUR", "ask again for what was asked longer ago", "Again", &o.every},
      {0, "since", "TIME", "ask again for what was not asked since", "Again", &o.since},
      {0, "occasion", "NAME", "ask for everything once for this occasion; also a tag", "Again", &o.occasion},
  };
}

std::vector<cli::Flag> lawful(Options& o) {
  cli::Flag blocklist{0,     "blocklist", "FILE", "hashes of hosts never asked and of contents never kept",
                      "Law", &o.blocklist};
  blocklist.shapes_output = false;  // its digest stands in the run record
  return {
      blocklist,
      {0, "basis", "TEXT", "on what ground this is collected; kept in the run record", "Law", &o.basis},
      {0, "case", "ID", "for which case; kept in the run record, and a tag", "Law", &o.case_id},
      {0, "until", "DATE", "last day of the permission; after it nothing is asked", "Law", &o.until},
      {0, "require", "FLAG", "refuse to run without this flag (for a configuration); may be repeated", "Law",
       &o.require},
  };
}

std::vector<cli::Flag> evidence(Options& o) {
  cli::Flag warc{0,          "warc",
                 "DIR",      "keep there what went over the wire, as WARC files, in a chain of digests",
                 "Evidence", &o.warc};
  warc.also = "--warc-file,--store-response,-sr,-srd";
  warc.in_short_help = true;
  warc.shapes_output = false;
  return {
      warc,
      {0,
       "warc-size",
       "SIZE",
       "begin a new WARC file after so much",
       "Evidence",
       &o.warc_size,
       {},
       "--warc-max-size"},
      {0,
       "warc-plain",
       "",
       "WARC files without compression",
       "Evidence",
       &o.warc_plain,
       {},
       "--no-warc-compression"},
      {0,
       "sync",
       "WHEN",
       "on the disk itself: each second (batch), or each record before its line (always)",
       "Evidence",
       &o.sync,
       {"batch", "always"}},
  };
}

std::vector<cli::Flag> records(Options& o) {
  return {
      {0, "tag", "NAME=VALUE", "mark every record; may be repeated (reserved: source, access, occasion)",
       "Records", &o.tags},
      {0, "url-at", "POINTER", "member of JSON input lines that has the address", "Records", &o.url_at},
      {0,
       "ordered",
       "",
       "write in the order of the input, not of completion",
       "Records",
       &o.ordered,
       {},
       {},
       false,
       true},
      {0, "asn", "FILE", "table of networks (MMDB) that fills hosting from the server's address", "Records",
       &o.asn},
      {0, "fail", "", "status 1 if anything could not be fetched", "Records", &o.fail},
  };
}

std::string schema(std::string_view kind) {
  Buffer out;
  write_schema(kind.empty() ? Kind::kForeign : kind_from_name(kind), out);
  return out.str();
}

}  // namespace

/// `3/16`: share 2 of 16, counted from 0.
void set_shard(const std::string& text, collect::Settings& settings) {
  if (text.empty()) return;
  auto parts = split(text, '/');
  auto number = [](std::string_view digits) -> std::uint64_t {
    bool good =
        !digits.empty() && digits.size() <= 6 && digits.find_first_not_of("0123456789") == digits.npos;
    return good ? std::stoull(std::string(digits)) : 0;
  };
  std::uint64_t share = number(parts[0]), of = parts.size() == 2 ? number(parts[1]) : 0;
  if (share == 0 || share > of) usage("--shard: a share and their number, such as 1/4");
  settings.shard = share - 1;
  settings.shards = of;
}

void set_crawl(const Options& o, collect::Settings& settings) {
  if (o.depth < 0 || o.depth > 1000) usage("--depth: between 0 and 1000");
  if (o.max_pages < 0) usage("--max-pages: 0 or more");
  collect::CrawlRules& rules = settings.crawl;
  rules.depth = o.depth;
  rules.scope = o.scope == "domain"   ? collect::Scope::kDomain
                : o.scope == "prefix" ? collect::Scope::kPrefix
                : o.scope == "any"    ? collect::Scope::kAny
                                      : collect::Scope::kHost;
  rules.include = o.include;
  rules.exclude = o.exclude;
  rules.pages_per_site = o.max_pages;
  rules.time_per_site_ms = o.max_host_time.millis;
  rules.sitemaps = o.sitemaps;
  if (o.sitemaps && o.depth == 0) rules.depth = 1;  // what a sitemap names is one step away
  settings.state = {o.state, o.bodies, o.occasion, o.every.millis, 0};
  bool again = !o.bodies.empty() || !o.occasion.empty() || !o.since.empty() || o.every.millis > 0;
  if (again && o.state.empty()) usage("--bodies, --every, --since and --occasion need --state FILE");
  if (!o.since.empty()) {
    auto time = parse_time(o.since);
    if (!time) usage("--since: not a time, such as 2026-10-01T00:00:00Z or 2026-10-01");
    settings.state.since_ms = *time;
  }
  if (settings.collects() && o.ordered) usage("--ordered: a collection has no order; leave it out");
  if (!o.state.empty() && o.offline) usage("--offline: a state is of addresses, and none would be asked");
  set_shard(o.shard, settings);
}

constexpr std::size_t kTableBytes = std::size_t{1} << 30;

void set_law(const Options& o, collect::Settings& settings) {
  for (const std::string& name : o.require) {
    auto given = [&](const auto& pair) { return pair.first == name; };
    bool there = std::any_of(o.shared.given.begin(), o.shared.given.end(), given) ||
                 (name == "blocklist" && !o.blocklist.empty()) || (name == "state" && !o.state.empty());
    if (!there) usage("--" + name + " is required here (--require)");
  }
  if (!o.until.empty()) {
    auto day = parse_time(o.until);
    if (!day) usage("--until: not a date, such as 2026-12-31");
    // A date means that day included.
    std::int64_t end = *day + (o.until.size() == 10 ? 86'400'000 : 0);
    std::int64_t now = o.shared.now ? parse_time(*o.shared.now).value_or(0) : now_millis();
    if (now >= end) usage("--until: the permission ended on " + o.until);
  }
  if (!o.blocklist.empty()) {
    std::string text = read_file(o.blocklist, kTableBytes);
    auto list = net::BlockList::read(text);
    if (!list) usage(fmt::format("--blocklist: {}: {}", printable(o.blocklist), list.error().message));
    settings.blocked = std::make_shared<const net::BlockList>(std::move(*list));
    settings.policy.blocked = settings.blocked.get();
    settings.data.emplace_back("blocklist", sha256_label(text));
  }
  if (!o.asn.empty()) {
    auto table = net::HostingTable::open(o.asn);
    if (!table) usage("--asn: " + table.error().message);
    settings.hosting = std::make_shared<const net::HostingTable>(std::move(*table));
    settings.data.emplace_back("asn", sha256_label(read_file(o.asn, kTableBytes)));
  }
}

cli::Command command(Options& o) {
  std::vector<cli::Flag> own;
  for (auto part :
       {manners(o), requests(o), bounds(o), crawling(o), remembering(o), evidence(o), lawful(o), records(o)})
    own.insert(own.end(), part.begin(), part.end());
  cli::Command command;
  command.name = "fetch";
  command.summary = "get pages from the web, Tor, files and archives as records";
  command.operands = "[URL | FILE | DIR | -]…";
  command.flags = cli::with_shared(o.shared, std::move(own));
  cli::Flag to{0,          "to",        "ID", "record that it belongs to: the id of a capture, page or item",
               "Evidence", &o.attach_to};
  cli::Flag note{0, "note", "TEXT", "what it is and who made it", "Evidence", &o.note};
  command.verbs = {
      {"verify", "check folders of evidence, byte by byte, against their chains", "DIR…", {}},
      {"attach", "take files (a screenshot, a note) into the chain of --warc DIR", "FILE…", {to, note}}};
  command.examples = {
      {"what do these pages say?", "fetch https://example.org/ < /dev/null | extract | jq -r .title"},
      {"which offers lie in an archive?", "fetch crawl.warc.gz | extract | classify | report table"}};
  command.schema = schema;
  command.lists = {{"fields", [] {
                      Buffer out;
                      write_field_list(out);
                      return out.str();
                    }}};
  command.version_details = [] { return net::Engine::library_version() + "\n"; };
  return command;
}

collect::Settings settings_of(const Options& o) {
  collect::Settings settings;
  net::Policy& policy = settings.policy;
  policy.user_agent = o.user_agent.empty() ? fmt::format("peil/{}", kVersion) : o.user_agent;
  for (char c : policy.user_agent)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) usage("--user-agent: control character in it");
  for (const std::string& header : o.headers) {
    if (!header.starts_with('@')) {
      add_header(header, policy);
      continue;
    }
    std::string file = read_file(header.substr(1), kHeaderFileBytes);
    for (std::string_view line : split(file, '\n'))
      if (!trim(line).empty()) add_header(trim(line), policy);
  }
  set_ways_out(o, policy);
  if (policy.proxy && o.connect_timeout.millis == 10'000 && o.tor) {
    // Circuits take their time; what the user asked for stands.
    policy.connect_timeout_ms = 60'000;
    policy.timeout_ms = o.timeout.millis == 60'000 ? 180'000 : o.timeout.millis;
  } else {
    policy.connect_timeout_ms = o.connect_timeout.millis;
    policy.timeout_ms = o.timeout.millis;
  }
  policy.robots = o.robots == "obey"     ? net::RobotsMode::kObey
                  : o.robots == "record" ? net::RobotsMode::kRecord
                                         : net::RobotsMode::kIgnore;
  if (policy.robots != net::RobotsMode::kObey && o.reason.empty())
    usage("--robots=" + o.robots + " needs --reason TEXT, which is kept with the records");
  auto within = [](const char* flag, std::int64_t value, std::int64_t low, std::int64_t high) {
    if (value < low || value > high) usage(fmt::format("{}: between {} and {}", flag, low, high));
    return static_cast<int>(value);
  };
  policy.jobs = within("--jobs", o.shared.jobs.value_or(16), 1, 1000);
  policy.per_host = within("--per-host", o.per_host, 1, 100);
  policy.retries = within("--retries", o.retries, 0, 20);
  policy.max_redirects = within("--max-redirs", o.max_redirs, 0, 50);
  policy.delay_ms = o.delay.millis;
  if (!o.rate.empty()) policy.rate_interval_ms = rate_interval(o.rate);
  if (o.max_size.bytes == 0 || o.max_size.bytes > (1u << 30)) usage("--max-size: between 1 byte and 1G");
  policy.max_bytes = o.max_size.bytes;
  policy.seed = o.shared.seed;
  policy.allow_private = o.allow_private;
  policy.any_media = o.media;
  settings.max_time_ms = o.max_time.millis;
  settings.fail = o.fail;
  settings.ordered = o.ordered;
  settings.offline = o.offline;
  settings.live = o.live;
  settings.dry_run = o.shared.dry_run;
  set_crawl(o, settings);
  set_law(o, settings);
  policy.any_port = o.any_port;
  if (!o.cacert.empty()) policy.ca_pem = read_file(o.cacert, std::size_t{16} << 20);
  if (o.warc_size.bytes < 1024) usage("--warc-size: 1K or more");
  settings.evidence = {o.warc, o.warc_size.bytes, o.warc_plain, o.sync == "always"};
  policy.archive = !o.warc.empty();
  std::vector<std::string> tags = o.tags;
  if (!o.case_id.empty()) tags.push_back("case=" + o.case_id);
  if (!o.occasion.empty()) tags.push_back("occasion=" + o.occasion);
  settings.tags_json = tags_json(tags);
  if (!o.url_at.starts_with('/')) usage("--url-at: a JSON Pointer begins with /");
  settings.url_at = o.url_at;
  if (o.shared.now) settings.now = parse_time(*o.shared.now);
  return settings;
}

}  // namespace peil
