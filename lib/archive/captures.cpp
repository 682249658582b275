#include "archive/captures.hpp"

#include <algorithm>
#include <optional>

#include "archive/digests.hpp"
#include "archive/http_message.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "codec/decoder.hpp"
#include "url/host.hpp"
#include "url/url.hpp"

namespace peil::archive {
namespace {

constexpr std::size_t kEntryBytes = 200;  // of the revisit table, besides the text: about what a node costs
constexpr std::size_t kWirePiece = 256u << 10;
constexpr std::size_t kKeptBody = 4u << 20;  // larger bodies are not kept for revisits

std::string fetched_at(std::string_view date) {
  if (parse_time(date)) return std::string(date);
  // ARC's fourteen digits, which some converters left standing.
  if (date.size() == 14 &&
      std::all_of(date.begin(), date.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    auto part = [&](std::size_t at, std::size_t size) { return std::string(date.substr(at, size)); };
    std::string text = part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(8, 2) + ":" +
                       part(10, 2) + ":" + part(12, 2) + "Z";
    if (parse_time(text)) return text;
  }
  return {};
}

std::string revisit_key(std::string_view uri, std::string_view date) {
  return "at " + std::string(date) + " " + std::string(uri);
}
std::string digest_key(std::string_view digest) {
  std::size_t colon = digest.find(':');
  if (colon == std::string_view::npos) return {};
  return "digest " + to_lower_ascii(digest.substr(0, colon)) + to_lower_ascii(digest.substr(colon));
}

// WARC-Truncated knows one word that records do not.
std::string truncation(std::string_view declared) {
  std::string word = to_lower_ascii(trim(declared));
  if (word.empty() || word == "length" || word == "time" || word == "disconnect") return word;
  return "length";
}

// Damage is told where it lies in the file that people have.
std::function<void(const Damage&)> in_file(std::function<void(const Damage&)> report, std::uint64_t base) {
  if (!report || base == 0) return report;
  return [report = std::move(report), base](const Damage& damage) {
    report({damage.offset + base, damage.what});
  };
}

}  // namespace

void RevisitTable::remember(std::initializer_list<std::string> keys, Original original) {
  std::size_t size = original.body.size() + kEntryBytes;
  for (const std::string& key : keys) size += 2 * key.size() + kEntryBytes;
  if (size > room_) return;
  Entry entry{std::make_shared<Original>(std::move(original)), {}, size};
  for (const std::string& key : keys) {
    if (key.empty()) continue;
    by_key_[key] = entry.original;
    entry.keys.push_back(key);
  }
  used_ += size;
  order_.push_back(std::move(entry));
  while (used_ > room_) {
    const Entry& oldest = order_.front();
    used_ -= oldest.size;
    for (const std::string& key : oldest.keys)
      if (auto it = by_key_.find(key); it != by_key_.end() && it->second == oldest.original)
        by_key_.erase(it);
    order_.pop_front();
  }
}

const RevisitTable::Original* RevisitTable::find(const std::string& key) const {
  auto it = by_key_.find(key);
  return it == by_key_.end() ? nullptr : it->second.get();
}

// What is computed while a record's block passes.
struct WarcCaptures::Body {
  explicit Body(const WarcRecord& record)
      : block(record.header("WARC-Block-Digest")),
        stored(record.header("WARC-Payload-Digest")),
        wire(record.header("WARC-Payload-Digest")) {}
  DigestCheck block;   // of the whole block
  DigestCheck stored;  // of the entity as stored, chunk sizes included
  DigestCheck wire;    // of the entity without them
  bool chunked = false;
  bool decoded = false;  // a content coding was undone
};

WarcCaptures::WarcCaptures(Input input, std::string file, WarcOptions options, RevisitTable& revisits,
                           std::function<void(const Damage&)> report)
    : reader_(std::move(input), in_file(std::move(report), options.base_offset)),
      file_(std::move(file)),
      options_(options),
      revisits_(revisits) {}
WarcCaptures::~WarcCaptures() = default;

std::uint64_t WarcCaptures::records() const { return reader_.records(); }

Capture* WarcCaptures::next() {
  while (const WarcRecord* record = reader_.next())
    if (take(*record)) return &capture_;
  return nullptr;
}

bool WarcCaptures::take(const WarcRecord& record) {
  if (OwnFacts::wants(record)) {
    std::string block;
    for (std::string_view piece; !(piece = reader_.read()).empty();) block.append(piece);
    own_facts_.take(record, block);
    return false;
  }
  if (record.type != "response" && record.type != "resource" && record.type != "revisit") return false;
  auto url = url::parse(record.target_uri());
  if (own_facts_.is_redirect(record)) return false;
  if (!url || !(url->is_http() || url->scheme() == "ftp" || url->scheme() == "file")) return false;
  capture_ = Capture();
  body_.clear();
  parts_ = std::make_unique<Body>(record);
  capture_.requested_url = std::string(record.target_uri());
  capture_.url = url->href();
  capture_.network = std::string(url::network_of(url->host()));
  capture_.via = options_.from_arc ? "arc" : "warc";
  capture_.ip = std::string(record.header("WARC-IP-Address"));
  capture_.fetched_at = fetched_at(record.header("WARC-Date"));
  if (capture_.fetched_at.empty())
    capture_.warnings.push_back("archive_date: " + printable(record.header("WARC-Date"), 60));
  if (record.type != "revisit")  // of a revisit it says only that the body stands elsewhere
    capture_.truncated = truncation(record.header("WARC-Truncated"));
  if (record.type == "response") take_response();
  else if (record.type == "resource") take_resource(record);
  else take_revisit(record);
  settle(record);
  return true;
}

// The head of an HTTP message at the start of the block, and the bytes behind it that came along.
std::string WarcCaptures::read_head() {
  std::string bytes;
  while (bytes.size() < limits::kHeaderBytes) {
    std::string_view piece = reader_.read();
    if (piece.empty()) break;
    parts_->block.update(piece);
    std::size_t looked = bytes.size() < 4 ? 0 : bytes.size() - 4;
    bytes.append(piece);
    if (looked == 0 ? http_head_end(bytes) != std::string::npos
                    : bytes.find("\n\r\n", looked) != std::string::npos ||
                          bytes.find("\n\n", looked) != std::string::npos)
      break;
  }
  return bytes;
}

void WarcCaptures::take_response() {
  std::string start = read_head();
  HttpHead head = parse_http_head(start);
  if (head.status > 0) capture_.status = head.status;
  capture_.protocol = head.protocol;
  if (head.protocol.empty()) capture_.warnings.push_back("http_status: no status line, all of it is body");
  for (std::string& warning : head.warnings) capture_.warnings.push_back(std::move(warning));
  parts_->chunked = to_lower_ascii(head.joined("Transfer-Encoding")).find("chunked") != std::string::npos;
  capture_.headers = std::move(head.headers);
  start.erase(0, head.size);
  read_entity(start, true);
}

void WarcCaptures::take_resource(const WarcRecord& record) {
  ContentType type = parse_content_type(record.header("Content-Type"));
  capture_.media_type = type.media_type;
  capture_.charset = type.charset;
  read_entity({}, false);
}

// Reads the rest of the block, of which `start` was read with the head: transfer coding, content
// coding, digests, limit.
void WarcCaptures::read_entity(std::string_view start, bool http) {
  codec::CodingList list;
  if (http) {
    HttpHead headers;
    headers.headers = capture_.headers;
    list = codec::parse_codings(headers.joined("Content-Encoding"));
    if (!list.unknown.empty()) {
      capture_.warnings.push_back("coding_unknown: " + printable(list.unknown, 60));
      list.codings.clear();
    }
  }
  parts_->decoded = !list.codings.empty();
  codec::Decoder decoder(list.codings, {.output_bytes = options_.body_bytes});
  Dechunker dechunker;
  Buffer entity;
  auto take = [&](std::string_view bytes) {
    parts_->stored.update(bytes);
    if (parts_->chunked) {
      dechunker.feed(bytes, entity);
      bytes = entity.view();
    }
    parts_->wire.update(bytes);
    decoder.feed(bytes, body_);
    entity.clear();
  };
  take(start);
  for (std::string_view piece; !(piece = reader_.read()).empty();) {
    parts_->block.update(piece);
    for (std::size_t at = 0; at < piece.size(); at += kWirePiece) take(piece.substr(at, kWirePiece));
  }
  if (parts_->chunked) {
    dechunker.finish(entity);
    parts_->wire.update(entity.view());
    decoder.feed(entity.view(), body_);
    // kNot is no fault: many archives store a body without its chunks, under its old header.
    if (dechunker.state() == Dechunker::State::kDamaged || dechunker.state() == Dechunker::State::kRunning) {
      capture_.warnings.push_back("http_chunks: the chunked body is damaged or cut");
      if (capture_.truncated.empty()) capture_.truncated = "disconnect";
    }
  }
  codec::State state = decoder.finish(body_);
  for (const std::string& warning : decoder.warnings()) capture_.warnings.push_back(warning);
  if (state == codec::State::kLimit) capture_.truncated = "length";
  if (state == codec::State::kTruncated || state == codec::State::kDamaged) {
    if (capture_.truncated.empty()) capture_.truncated = "decode";
    capture_.warnings.push_back("coding_damaged: " + decoder.reason());
  }
  capture_.body = body_.view();
}

void WarcCaptures::take_revisit(const WarcRecord& record) {
  std::string start = read_head();
  HttpHead head = parse_http_head(start);
  if (head.status > 0) capture_.status = head.status;
  capture_.protocol = head.protocol;
  capture_.headers = std::move(head.headers);
  for (std::string_view piece; !(piece = reader_.read()).empty();) parts_->block.update(piece);
  std::string refers_to(record.header("WARC-Refers-To"));
  if (refers_to.starts_with('<') && refers_to.ends_with('>'))
    refers_to = refers_to.substr(1, refers_to.size() - 2);
  const RevisitTable::Original* original = nullptr;
  std::string_view uri = record.header("WARC-Refers-To-Target-URI");
  for (const std::string& key :
       {refers_to.empty() ? std::string() : "id " + refers_to,
        revisit_key(uri.empty() ? record.target_uri() : uri, record.header("WARC-Refers-To-Date")),
        digest_key(record.header("WARC-Payload-Digest"))})
    if (original == nullptr && !key.empty()) original = revisits_.find(key);
  capture_.revisit_of = original != nullptr ? original->record_id : refers_to;
  if (original == nullptr) {
    capture_.warnings.push_back("revisit_unresolved: the original was not seen in this run");
    return;
  }
  body_.append(original->body);
  capture_.body = body_.view();
  capture_.wire_digest = original->wire_digest;
  if (capture_.truncated.empty()) capture_.truncated = original->truncated;
  complete(capture_);  // media type of its own headers, if it has any
  if (capture_.media_type.empty()) capture_.media_type = original->media_type;
  if (capture_.charset.empty()) capture_.charset = original->charset;
}

// The block has passed: place, digests, damage; and the body kept for revisits.
void WarcCaptures::settle(const WarcRecord& record) {
  reader_.finish();
  own_facts_.complete(record, capture_);
  for (DigestCheck* check : {&parts_->block, &parts_->stored, &parts_->wire}) check->finish();
  WarcPlace place{file_, {}, {}, std::string(record.record_id()), parts_->block.label()};
  if (record.addressable && !options_.from_arc) {
    place.offset = options_.base_offset + record.offset;
    place.length = record.length;
  }
  capture_.warc = std::move(place);
  if (!record.damage.empty()) {
    capture_.warnings.push_back("archive_damage: " + record.damage);
    if (capture_.truncated.empty()) capture_.truncated = "disconnect";
  } else if (parts_->block.matches() == false) {
    capture_.warnings.push_back("archive_digest: the block is not what WARC-Block-Digest says");
  }
  if (record.type == "revisit") {
    complete(capture_);
    return;
  }
  capture_.wire_digest = parts_->wire.label();
  if (record.damage.empty() && parts_->wire.matches() == false && parts_->stored.matches() == false)
    capture_.warnings.push_back("archive_digest: the payload is not what WARC-Payload-Digest says");
  if (!parts_->decoded && capture_.truncated != "length")
    capture_.digest = capture_.wire_digest;  // the same bytes: no second pass
  complete(capture_);
  if (body_.size() > kKeptBody || !record.damage.empty()) return;
  revisits_.remember(
      {"id " + std::string(record.record_id()), digest_key(record.header("WARC-Payload-Digest")),
       revisit_key(record.target_uri(), record.header("WARC-Date"))},
      {body_.str(), std::string(record.record_id()), capture_.wire_digest, capture_.media_type,
       capture_.charset, capture_.truncated});
}

}  // namespace peil::archive
