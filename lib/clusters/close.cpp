#include "clusters/close.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "clusters/keys.hpp"
#include "clusters/spool.hpp"
#include "entities/entities.hpp"
#include "record/write.hpp"

namespace peil::clusters {
namespace {

constexpr std::string_view kOwnKeys[] = {"entity"};
constexpr std::string_view kGap = "\"entity\":0";

// In front of each message and each line in the spool.
struct Head {
  std::uint32_t line, keys;  // bytes
  std::uint32_t gap;         // where in the line the value of `entity` belongs
  std::uint8_t kind, links;
  std::uint8_t unused[2];
};

class CloseStep : public frame::Step {
 public:
  explicit CloseStep(const Options& options) : maker_(options) {}

  void record(const Record& record, const frame::Context&, frame::Emitter& out) override {
    packed_.clear();
    line_.clear();
    std::vector<std::string> keys;
    record.made("entity")["keys"].each([&](Value key) { keys.emplace_back(key.text_or_empty()); });
    if (keys.empty()) keys = maker_.entity_keys(record);
    std::erase_if(keys,
                  [](const std::string& key) { return key.empty() || key.find('\n') != std::string::npos; });
    std::string joined;
    for (const std::string& key : keys) joined.append(joined.empty() ? "" : "\n").append(key);
    const bool keyed = !keys.empty() && record.ours();
    if (keyed) write_with(record, kOwnKeys, kGap, line_);
    // A page of a shop shows the shop's own telephone; a page of a market shows many sellers'.
    const bool shop = std::any_of(keys.begin(), keys.end(),
                                  [](const std::string& key) { return key.starts_with("site:"); });
    const bool links = record.kind() == Kind::kItem || (record.kind() == Kind::kPage && shop);
    send(record, keyed ? line_.view() : record.line(), keyed ? joined : "", links, out);
  }

  void failed(const Record& record, const frame::Failure& failure, const frame::Context& context,
              frame::Emitter& out) override {
    line_.clear();
    frame::write_failed(record, failure, context.command, line_);
    send(record, line_.view(), "", false, out);
  }

 private:
  void send(const Record& record, std::string_view line, std::string_view keys, bool links,
            frame::Emitter& out) {
    Head head{static_cast<std::uint32_t>(line.size()),  static_cast<std::uint32_t>(keys.size()), 0,
              static_cast<std::uint8_t>(record.kind()), static_cast<std::uint8_t>(links),        {}};
    if (!keys.empty()) head.gap = static_cast<std::uint32_t>(line.size() - 2);  // our member is the last one
    packed_.clear();
    packed_.append({reinterpret_cast<const char*>(&head), sizeof head});
    packed_.append(keys);
    packed_.append(line);
    out.message(packed_.view());
  }

  KeyMaker maker_;
  Buffer line_, packed_;
};

class CloseFolder : public frame::Folder {
 public:
  explicit CloseFolder(int spool_file) : spool_(spool_file) {}

  void take(std::string_view message, frame::Emitter&) override {
    Head head;
    std::memcpy(&head, message.data(), sizeof head);
    split(message.substr(sizeof head, head.keys));
    if (!keys_.empty()) entities_.add(keys_, head.links != 0);
    const std::uint64_t at = spool_.append(message);
    if (first_ == 0) first_ = at;
  }

  void finish(frame::Emitter& out) override {
    entities_.settle();
    std::string message;
    for (std::uint64_t at = first_; at != 0 && at < spool_.size();) {
      Head head;
      spool_.read(at, reinterpret_cast<char*>(&head), sizeof head);
      message.resize(head.keys + head.line);
      spool_.read(at + sizeof head, message.data(), message.size());
      at += (sizeof head + message.size() + Spool::kAlign - 1) / Spool::kAlign * Spool::kAlign;
      std::string_view line = std::string_view(message).substr(head.keys);
      split(std::string_view(message).substr(0, head.keys));
      if (keys_.empty()) {
        out.buffer().append(line);
      } else {
        out.buffer().append(line.substr(0, head.gap));
        write_entity(out.buffer());
        out.buffer().append(line.substr(head.gap + 1));
      }
      out.end_line(static_cast<Kind>(head.kind));
    }
  }

 private:
  void split(std::string_view joined) {
    keys_.clear();
    while (!joined.empty()) {
      const std::size_t end = std::min(joined.find('\n'), joined.size());
      keys_.push_back(joined.substr(0, end));
      joined.remove_prefix(std::min(end + 1, joined.size()));
    }
  }

  void write_entity(Buffer& out) {
    const auto& seller = entities_.seller_of(keys_);
    JsonWriter json(out);
    json.begin_object().key("keys").begin_array();
    for (std::string_view key : keys_) json.string(key);
    json.end_array();
    if (!seller.id.empty()) json.member("id", seller.id);
    std::vector<Evidence> why;
    for (std::string_view key : seller.joint)
      why.push_back({"entity.keys", std::string(key), {}, {}, "entity.shared_key", {}});
    for (std::string_view key : keys_)
      if (entities_.is_hub(key)) why.push_back({"entity.keys", std::string(key), {}, {}, "entity.hub", {}});
    if (!why.empty()) {
      json.key("why").begin_array();
      for (const Evidence& one : why)
        json.begin_object()
            .member("field", one.field)
            .member("raw", one.raw)
            .member("rule", one.rule)
            .end_object();
      json.end_array();
    }
    json.end_object();
  }

  Spool spool_;
  std::uint64_t first_ = 0;
  entities::Entities entities_;
  std::vector<std::string_view> keys_;
};

}  // namespace

std::unique_ptr<frame::Step> make_close_step(const Options& options) {
  return std::make_unique<CloseStep>(options);
}
std::unique_ptr<frame::Folder> make_close_folder(int spool_file) {
  return std::make_unique<CloseFolder>(spool_file);
}

}  // namespace peil::clusters
