// archive/own_facts.cpp -- an archive may be anyone's: facts count for the one record that they name, and a
// response is passed over only where they say that this address redirected.
#include "archive/own_facts.hpp"

#include <vector>

#include "record/record.hpp"

namespace peil::archive {
namespace {

std::string json_of(const Value& value) {
  Buffer out;
  if (value.is_object()) value.append_json(out);
  return out.str();
}

std::string id_in(std::string_view brackets) {
  if (brackets.starts_with('<') && brackets.ends_with('>'))
    return std::string(brackets.substr(1, brackets.size() - 2));
  return std::string(brackets);
}

}  // namespace

struct OwnFacts::Facts {
  std::string record_id;  // of the record that they are about
  Capture capture;
  std::size_t redirects_seen = 0;
};

OwnFacts::OwnFacts() = default;
OwnFacts::~OwnFacts() = default;

bool OwnFacts::wants(const WarcRecord& record) {
  return record.type == "metadata" && record.header("Content-Type") == "application/json" &&
         record.content_length < (1u << 20) && !record.header("WARC-Concurrent-To").empty();
}

void OwnFacts::take(const WarcRecord& record, std::string_view block) {
  facts_.reset();
  while (block.ends_with('\n')) block.remove_suffix(1);
  RecordParser parser;
  auto parsed = parser.parse_copy(block);
  if (!parsed || (*parsed)->kind() != Kind::kCapture) return;
  const Value& r = (*parsed)->root();
  facts_ = std::make_unique<Facts>();
  facts_->record_id = id_in(record.header("WARC-Concurrent-To"));
  Capture& c = facts_->capture;
  auto text = [&](const char* key) { return std::string(r[key].text_or_empty()); };
  c.url = text("url");
  c.requested_url = text("requested_url");
  c.fetched_at = text("fetched_at");
  c.robots = text("robots");
  c.referrer = text("referrer");
  c.revisit_of = text("revisit_of");
  c.media_type = text("media_type");
  c.charset = text("charset");
  c.elapsed_ms = r["elapsed_ms"].integer();
  c.depth = r["depth"].integer();
  c.seed_json = json_of(r["seed"]);
  c.tags_json = json_of(r["tags"]);
  for (const Value& hop : r["redirects"].elements())
    c.redirects.push_back(
        {std::string(hop["url"].text_or_empty()), static_cast<int>(hop["status"].integer().value_or(0))});
  for (const Value& warning : r["warnings"].elements()) c.warnings.emplace_back(warning.text_or_empty());
  if (Value tls = r["tls"])
    c.tls = Tls{std::string(tls["issuer"].text_or_empty()), std::string(tls["subject"].text_or_empty()),
                std::string(tls["sha256"].text_or_empty()), std::string(tls["not_after"].text_or_empty())};
  if (Value hosting = r["hosting"])
    c.hosting =
        Hosting{hosting["asn"].integer().value_or(0), std::string(hosting["name"].text_or_empty()),
                std::string(hosting["cc"].text_or_empty()), std::string(hosting["as_of"].text_or_empty())};
}

bool OwnFacts::is_redirect(const WarcRecord& record) {
  if (!facts_ || record.record_id() == facts_->record_id) return false;
  const auto& redirects = facts_->capture.redirects;
  bool next = facts_->redirects_seen < redirects.size() &&
              redirects[facts_->redirects_seen].url == record.target_uri();
  if (next) ++facts_->redirects_seen;
  return next;
}

void OwnFacts::complete(const WarcRecord& record, Capture& capture) {
  if (!facts_ || record.record_id() != facts_->record_id) return;
  Capture& c = facts_->capture;
  capture.url = c.url;
  capture.requested_url = std::move(c.requested_url);
  capture.redirects = std::move(c.redirects);
  capture.fetched_at = std::move(c.fetched_at);
  capture.elapsed_ms = c.elapsed_ms;
  capture.depth = c.depth;
  capture.robots = std::move(c.robots);
  capture.referrer = std::move(c.referrer);
  capture.seed_json = std::move(c.seed_json);
  capture.tags_json = std::move(c.tags_json);
  capture.tls = std::move(c.tls);
  capture.hosting = std::move(c.hosting);
  capture.media_type = std::move(c.media_type);  // a revisit had that of its original
  capture.charset = std::move(c.charset);
  if (capture.body) capture.revisit_of = std::move(c.revisit_of);
  // What HTTP and its codings gave to warn of was said then; what the archive gives is said now.
  std::erase_if(capture.warnings, [](const std::string& warning) {
    return !warning.starts_with("archive_") && !warning.starts_with("revisit_");
  });
  capture.warnings.insert(capture.warnings.begin(), c.warnings.begin(), c.warnings.end());
  facts_.reset();
}

}  // namespace peil::archive
