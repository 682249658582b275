#include "clusters/dedupe.hpp"

#include <algorithm>

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
    members_.data()[kGap.size()] = '1';
    other_.clear();
    write_with(record, kOwnKeys, members_.view(), other_);
    std::string_view a = line_.view(), b = other_.view();
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  }

  KeyMaker keys_;
  Message message_;
  Buffer line_, other_, members_, packed_;
};

}  // namespace

std::unique_ptr<frame::Step> make_step(const Options& options) {
  return std::make_unique<DedupeStep>(options);
}

}  // namespace peil::clusters
