#include "clusters/dedupe.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "clusters/keys.hpp"
#include "clusters/message.hpp"
#include "clusters/table.hpp"
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

class DedupeFolder : public frame::Folder {
 public:
  DedupeFolder(const Options& options, Output* dropped, int spool_file)
      : unique_(options.unique),
        dropped_(dropped),
        levels_(options.by.empty() ? default_levels() : *parse_levels(options.by)),
        table_(options.threshold, spool_file) {}

  void take(std::string_view bytes, frame::Emitter& out) override {
    decode(bytes, message_);
    if (message_.keys.keys.empty()) {
      out.buffer().append(message_.line);
      return out.end_line(message_.kind);
    }
    Placement placement = table_.place(message_.keys);
    if (!unique_ || placement.is_first) {
      write(placement, out.buffer());
      return out.end_line(message_.kind);
    }
    if (dropped_ == nullptr) return;
    write(placement, left_out_);
    left_out_.push('\n');
    if (left_out_.size() >= kDropped) flush_dropped();
  }

  void finish(frame::Emitter&) override { flush_dropped(); }

 private:
  static constexpr std::size_t kDropped = 256u << 10;

  void flush_dropped() {
    if (dropped_ != nullptr && !left_out_.empty()) dropped_->write(left_out_.view());
    left_out_.clear();
  }

  void write(const Placement& placement, Buffer& out) {
    out.append(message_.line.substr(0, message_.gap));
    JsonWriter json(out);
    json.begin_object();
    json.member("id", "k:" + base32_lower(placement.cluster)).member("level", levels_[placement.level].name);
    if (!placement.of.empty()) json.member("of", placement.of);
    Decimal united(placement.overlap.united);
    json.member("similarity", Decimal(placement.overlap.common).divided_by(united).value_or(Decimal(1)));
    if (placement.first) json.member("first_seen_at", times_[0].text(*placement.first));
    if (placement.last) json.member("last_seen_at", times_[1].text(*placement.last));
    json.end_object();
    out.append(message_.line.substr(message_.gap + 1));
  }

  // Many records of one crawl have one time: formatting it once is enough.
  struct TimeText {
    const std::string& text(UnixMillis time) {
      if (text_.empty() || time != time_) {
        text_ = format_time(time, time % 1000 != 0);
        time_ = time;
      }
      return text_;
    }
    UnixMillis time_ = 0;
    std::string text_;
  };

  bool unique_;
  Output* dropped_;
  std::vector<Level> levels_;
  ClusterTable table_;
  Message message_;
  TimeText times_[2];
  Buffer left_out_;
};

}  // namespace

std::unique_ptr<frame::Step> make_step(const Options& options) {
  return std::make_unique<DedupeStep>(options);
}

std::unique_ptr<frame::Folder> make_folder(const Options& options, Output* dropped, int spool_file) {
  return std::make_unique<DedupeFolder>(options, dropped, spool_file);
}

}  // namespace peil::clusters
