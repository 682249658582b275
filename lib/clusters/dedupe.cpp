#include "clusters/dedupe.hpp"

#include <algorithm>
#include <span>

#include "base/hash.hpp"
#include "clusters/keys.hpp"
#include "clusters/message.hpp"
#include "record/write.hpp"

namespace peil::clusters {
namespace {

constexpr std::string_view kOwnKeys[] = {"cluster", "entity"};

class DedupeStep : public frame::Step {
 public:
  explicit DedupeStep(const Options& options) : keys_(options) {}

  void record(const Record& record, const frame::Context&, frame::Emitter& out) override {
    message_.kind = record.kind();
    switch (record.kind()) {
      case Kind::kRun:
      case Kind::kPartial:
      case Kind::kNotice:
      case Kind::kTruth:
        message_.keys.keys.clear();
        message_.keys.looks = {};
        message_.line = record.line();
        break;
      default: keys_.make(record, message_.keys); write_line(record);
    }
    send(out);
  }

  // dedupe reduce: a line of dedupe map. Lines that nobody sorted would give what their order gives.
  void text(std::string_view line, const frame::Context& context, frame::Emitter& out) override {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos)
      throw frame::Failure{"bad_line", "no key and TAB: dedupe map writes them"};
    if (context.line == last_line_ + 1 && line.substr(0, tab) < last_key_)
      throw frame::Failure{"bad_line", "not in order: sort it with LC_ALL=C sort"};
    last_line_ = context.line;
    last_key_ = line.substr(0, tab);
    auto parsed = parser_.parse_copy(line.substr(tab + 1));
    if (!parsed) throw frame::Failure{"bad_line", parsed.error().message};
    const Record& inner = **parsed;
    if (inner.kind() == Kind::kRun && inner["command"].text_or_empty().starts_with("dedupe")) return;
    record(inner, context, out);
  }

  // A record on which this command itself failed goes on, marked so, outside any cluster.
  void failed(const Record& record, const frame::Failure& failure, const frame::Context& context,
              frame::Emitter& out) override {
    message_.kind = record.kind();
    message_.keys.keys.clear();
    message_.keys.looks = {};
    line_.clear();
    frame::write_failed(record, failure, context.command, line_);
    message_.line = line_.view();
    send(out);
  }

 private:
  void send(frame::Emitter& out) {
    packed_.clear();
    encode(message_, packed_);
    out.message(packed_.view());
  }

  // The line with our members, and a digit where the cluster will stand.
  void write_line(const Record& record) {
    line_.clear();
    const bool keyed = !message_.keys.keys.empty();
    members_.clear();
    JsonWriter json(members_);
    if (keyed) json.key("cluster").raw("0");
    if (auto entity = keys_.entity_keys(record); !entity.empty()) {
      json.key("entity").begin_object().key("keys").begin_array();
      for (const std::string& key : entity) json.string(key);
      json.end_array().end_object();
    }
    write_with(record, kOwnKeys, members_.view(), line_);
    message_.line = line_.view();
    if (keyed) message_.gap = find_gap(record);
  }

  static constexpr std::string_view kGap = "\"cluster\":";

  // In a record of ours our members are the last ones. In a foreign one they may stand in its middle,
  // where text from outside can look like them: there a second writing shows which byte it is.
  std::size_t find_gap(const Record& record) {
    if (record.ours()) return line_.size() - 1 - members_.size() + kGap.size();
    if (!record.root()["peil"]) return line_.size() - 2 - members_.size() + kGap.size();
    members_.data()[kGap.size()] = '1';
    other_.clear();
    write_with(record, kOwnKeys, members_.view(), other_);
    std::string_view a = line_.view(), b = other_.view();
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  }

  KeyMaker keys_;
  Message message_;
  Buffer line_, other_, members_, packed_;
  RecordParser parser_;  // of text()
  std::string last_key_;
  std::uint64_t last_line_ = UINT64_MAX - 1;
};

std::string hash_hex(std::string_view bytes) {
  const Sha256Digest digest = sha256(bytes);
  return hex(digest);
}

// What a key is made of must sort as bytes and hold no TAB.
std::string sortable(std::string_view text) {
  const bool plain = text.size() <= 64 && std::all_of(text.begin(), text.end(),
                                                      [](unsigned char c) { return c > ' ' && c < 0x7F; });
  return plain ? std::string(text) : hash_hex(text).substr(0, 32);
}

// The order in which reduce is to see the records: by time, then page, then place on the page, then id.
// What has no time comes last, and behind it what is no observation.
class MapStep : public frame::Step {
 public:
  explicit MapStep(const Options& options) : maker_(options) {}

  void record(const Record& record, const frame::Context&, frame::Emitter& out) override {
    maker_.make(record, keys_);
    std::string key = keys_.time ? format_time(*keys_.time, true) : "~";
    const std::string id = sortable(record.ours() ? record["id"].text_or_empty() : keys_.of);
    switch (record.kind()) {
      case Kind::kRun:
      case Kind::kPartial:
      case Kind::kNotice:
      case Kind::kTruth: key = "~~"; break;
      case Kind::kItem: {
        const auto start = record["span"]["start"].integer().value_or(0);
        std::string place = std::to_string(std::max<std::int64_t>(start, 0));
        place.insert(0, 12 - std::min<std::size_t>(place.size(), 12), '0');
        key += " " + sortable(record["page"]["id"].text_or_empty()) + " " + place;
        break;
      }
      default: key += " " + id + " !"; break;  // a page stands before its items
    }
    // Two records that are equal so far are told apart by their bytes, whichever shard they were in.
    key += " " + id + " " + hash_hex(record.line()).substr(0, 16);
    line_.clear();
    line_.append(key);
    line_.push('\t');
    line_.append(record.line());
    out.message(line_.view());
  }
  void failed(const Record& record, const frame::Failure&, const frame::Context&,
              frame::Emitter& out) override {
    out.message("~\t" + std::string(record.line()));
  }

 private:
  KeyMaker maker_;
  Keys keys_;
  Buffer line_;
};

// Lines as they come.
class PassFolder : public frame::Folder {
 public:
  void take(std::string_view message, frame::Emitter& out) override {
    out.buffer().append(message);
    out.end_line(Kind::kForeign);
  }
  void finish(frame::Emitter&) override {}
};

}  // namespace

std::unique_ptr<frame::Step> make_map_step(const Options& options) {
  return std::make_unique<MapStep>(options);
}
std::unique_ptr<frame::Folder> make_map_folder() { return std::make_unique<PassFolder>(); }

std::unique_ptr<frame::Step> make_step(const Options& options) {
  return std::make_unique<DedupeStep>(options);
}

}  // namespace peil::clusters
