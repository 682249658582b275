// clusters/folder.cpp -- the process that remembers: it takes records in input order and names clusters.
//
// The items of one page are held until the next page begins: what they say of each other (which address
// they share, which of them are known) decides where each belongs.
#include <map>
#include <set>
#include <unordered_map>

#include "base/hash.hpp"
#include "clusters/dedupe.hpp"
#include "clusters/message.hpp"
#include "clusters/table.hpp"
#include "record/write.hpp"

namespace peil::clusters {
namespace {

class DedupeFolder : public frame::Folder {
 public:
  DedupeFolder(const Options& options, const Places& places)
      : unique_(options.unique || options.only_new),
        only_new_(options.only_new),
        remembers_(places.state != nullptr),
        left_out_(places.dropped),
        members_(places.clusters),
        levels_(options.by.empty() ? default_levels() : *parse_levels(options.by)),
        table_(options.threshold, places.spool_file, options.memory) {
    if (!remembers_) return;
    places.state->load(table_);
    table_.write_to(&journal_);
  }

  // A table larger than the processor's caches is mostly waited for: what the next records will look at
  // is asked for while this one is decided.
  void take_batch(std::span<const std::string_view> messages, frame::Emitter& out) override {
    constexpr std::size_t kAhead = 8;
    for (std::size_t i = 0; i < std::min(kAhead, messages.size()); ++i) prefetch(messages[i], table_);
    for (std::size_t i = 0; i < messages.size(); ++i) {
      if (i + kAhead < messages.size()) prefetch(messages[i + kAhead], table_);
      if (i + kAhead / 2 < messages.size()) prefetch_entry(messages[i + kAhead / 2], table_);
      take(messages[i], out);
    }
    hand_over(out);
  }

  void take(std::string_view bytes, frame::Emitter& out) override {
    decode(bytes, message_);
    const Looks& looks = message_.keys.looks;
    const bool of_page = looks.page != KeyBytes{};
    if (!of_page || looks.page != page_) {
      let_go(out);
      page_ = looks.page;
      part_ = 0;
    }
    if (!of_page && message_.keys.keys.empty()) return pass(message_, out);
    if (!of_page) return write(message_, table_.place(message_.keys), out);
    if (held_.size() == kHeldItems || held_bytes_.size() + bytes.size() > kHeldBytes) let_go(out);
    held_.push_back({held_bytes_.size(), bytes.size()});
    held_bytes_.append(bytes);
  }

  void finish(frame::Emitter& out) override {
    let_go(out);
    hand_over(out);
    left_out_.flush();
    members_.flush();
  }

 private:
  static constexpr std::size_t kHeldItems = 4096;
  static constexpr std::size_t kHeldBytes = 64u << 20;

  // Lines for a file beside the stream, written in pieces.
  class Aside {
   public:
    explicit Aside(Output* to) : to_(to) {}
    explicit operator bool() const { return to_ != nullptr; }
    Buffer& line() { return lines_; }
    void end_line() {
      lines_.push('\n');
      if (lines_.size() >= kPiece) flush();
    }
    void flush() {
      if (to_ != nullptr && !lines_.empty()) to_->write(lines_.view());
      lines_.clear();
    }

   private:
    static constexpr std::size_t kPiece = 256u << 10;
    Output* to_;
    Buffer lines_;
  };

  // What was noted since goes with the lines written since.
  void hand_over(frame::Emitter& out) {
    if (journal_.empty()) return;
    out.journal().append(journal_.view());
    journal_.clear();
  }

  struct Held {
    std::size_t start, size;
    Message message = {};
    std::optional<Placement> placement = {};
  };

  void pass(const Message& message, frame::Emitter& out) {
    out.buffer().append(message.line);
    out.end_line(message.kind);
  }

  // Places the items of a page together and writes them: first those that are known, so that what is
  // new is never taken for an old offer that stands beside it.
  void let_go(frame::Emitter& out) {
    if (held_.empty()) return;
    for (Held& held : held_) decode(held_bytes_.view().substr(held.start, held.size), held.message);
    drop_shared_addresses();
    KeyBytes payload = held_.front().message.keys.looks.payload;
    payload[15] ^= static_cast<std::uint8_t>(part_++);  // a very long page comes in parts
    table_.recall_page(payload, twins_);
    const bool copy = !twins_.empty();
    std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> same;  // clusters by content, last first
    for (auto twin = twins_.rbegin(); twin != twins_.rend(); ++twin)
      same[twin->content].push_back(twin->cluster);
    for (Held& held : held_) {
      if (held.message.keys.keys.empty()) continue;
      std::uint64_t given = 0;
      if (auto found = same.find(held.message.keys.looks.content);
          found != same.end() && !found->second.empty()) {
        given = found->second.back();
        found->second.pop_back();
      }
      held.placement = table_.place_known(held.message.keys, given);
    }
    for (Held& held : held_)
      if (!held.placement && !held.message.keys.keys.empty())
        held.placement = table_.place(held.message.keys);
    if (!copy && held_.front().message.keys.looks.payload != KeyBytes{}) {
      for (const Held& held : held_)
        if (held.placement) twins_.push_back({held.message.keys.looks.content, held.placement->at});
      if (!twins_.empty()) table_.remember_page(payload, twins_);
    }
    for (const Held& held : held_)
      held.placement ? write(held.message, *held.placement, out) : pass(held.message, out);
    held_.clear();
    held_bytes_.clear();
  }

  // An address that several items of one page bear under different names is that of a thread, a profile
  // or a price list: none of theirs.
  void drop_shared_addresses() {
    std::map<KeyBytes, std::uint64_t> names;  // by address
    std::set<KeyBytes> shared;
    auto each_address = [&](auto&& visit) {
      for (Held& held : held_)
        if (held.message.keys.looks.page_located)
          std::erase_if(held.message.keys.keys, [&](const Key& key) {
            return key.role == Role::kAddress && visit(key.bytes, held.message.keys);
          });
    };
    each_address([&](const KeyBytes& address, const Keys& keys) {
      if (names.emplace(address, keys.looks.name).first->second != keys.looks.name) shared.insert(address);
      return false;
    });
    each_address([&](const KeyBytes& address, const Keys& keys) {
      return keys.keys.size() > 1 && shared.contains(address);
    });
  }

  void write(const Message& message, const Placement& placement, frame::Emitter& out) {
    if (remembers_) table_.note_sighting(placement, message.keys, message.keys.occasion);
    if (members_) write_member(message, placement);
    if (!unique_ || (only_new_ ? placement.is_first : placement.first_here)) {
      write_line(message, placement, out.buffer());
      return out.end_line(message.kind);
    }
    if (!left_out_) return;
    write_line(message, placement, left_out_.line());
    left_out_.end_line();
  }

  // One member of a cluster: which record, of what, and why.
  void write_member(const Message& message, const Placement& placement) {
    JsonWriter json(members_.line());
    json.begin_object().member("cluster", "k:" + base32_lower(placement.cluster));
    if (!message.keys.of.empty()) json.member("member", message.keys.of);
    if (!placement.of.empty()) json.member("of", placement.of);
    json.member("level", levels_[placement.level].name).member("reason", name(placement.reason));
    write_similarity(placement, json);
    if (message.keys.time) json.member("seen_at", times_[2].text(*message.keys.time));
    json.end_object();
    members_.end_line();
  }

  static void write_similarity(const Placement& placement, JsonWriter& json) {
    const similar::Overlap& overlap = placement.overlap;
    json.key("similarity");
    if (overlap.common == overlap.united) {
      json.raw("1");
    } else {
      json.decimal(Decimal(overlap.common).divided_by(Decimal(overlap.united)).value_or(Decimal(1)));
    }
  }

  void write_line(const Message& message, const Placement& placement, Buffer& out) {
    out.append(message.line.substr(0, message.gap));
    JsonWriter json(out);
    json.begin_object();
    json.member("id", "k:" + base32_lower(placement.cluster)).member("level", levels_[placement.level].name);
    if (!placement.of.empty()) json.member("of", placement.of);
    write_similarity(placement, json);
    if (placement.first) json.member("first_seen_at", times_[0].text(*placement.first));
    if (placement.last) json.member("last_seen_at", times_[1].text(*placement.last));
    json.end_object();
    out.append(message.line.substr(message.gap + 1));
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

  bool unique_, only_new_, remembers_;
  Aside left_out_, members_;
  std::vector<Level> levels_;
  ClusterTable table_;
  Message message_;
  KeyBytes page_{};    // of the items held
  unsigned part_ = 0;  // of that page, when it is let go in parts
  std::vector<Held> held_;
  Buffer held_bytes_;
  std::vector<ClusterTable::PageItem> twins_;
  TimeText times_[3];
  Buffer journal_;  // what was done since the last lines were handed over
};

}  // namespace

std::unique_ptr<frame::Folder> make_folder(const Options& options, const Places& places) {
  return std::make_unique<DedupeFolder>(options, places);
}

}  // namespace peil::clusters
