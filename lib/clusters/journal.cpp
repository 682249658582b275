#include "clusters/journal.hpp"

#include <cstring>

namespace peil::clusters {
namespace {

enum Op : char {
  kSettings = 'V',
  kOccasion = 'O',
  kCluster = 'C',
  kMarks = 'M',
  kKey = 'K',
  kText = 'N',
  kPage = 'P',
  kTitle = 'T',
  kSeen = 'S',
};

void number(Buffer& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push(static_cast<char>(value | 0x80));
  out.push(static_cast<char>(value));
}
std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}
void key_of(Buffer& out, const KeyBytes& key) {
  out.append({reinterpret_cast<const char*>(key.data()), key.size()});
}
void words(Buffer& out, std::string_view text) {
  number(out, text.size());
  out.append(text);
}
void list(Buffer& out, const std::vector<std::uint64_t>& values) {
  number(out, values.size());
  out.append({reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]});
}

// Reads what the functions above write; `good` turns false where the bytes end too early.
struct Cursor {
  std::string_view rest;
  bool good = true;

  std::string_view take(std::uint64_t size) {
    if (size > rest.size()) {
      good = false;
      rest = {};
      return {};
    }
    std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      std::string_view byte = take(1);
      if (byte.empty()) return 0;
      value |= static_cast<std::uint64_t>(byte[0] & 0x7F) << shift;
      if ((byte[0] & 0x80) == 0) return value;
    }
    good = false;
    return 0;
  }
  std::string_view words() { return take(number()); }
  KeyBytes key() {
    KeyBytes key{};
    if (std::string_view bytes = take(key.size()); !bytes.empty())
      std::memcpy(key.data(), bytes.data(), key.size());
    return key;
  }
  void list(std::vector<std::uint64_t>& values) {
    const std::uint64_t count = number();
    std::string_view bytes = count > rest.size() / 8 ? take(rest.size() + 1) : take(count * 8);
    values.resize(bytes.size() / 8);
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  }
};

}  // namespace

std::string JournalReader::replay(std::string_view frame) {
  Cursor in{frame};
  auto known = [&](std::uint64_t cluster) {
    in.good = in.good && cluster < clusters_;
    return cluster;
  };
  while (!in.rest.empty() && in.good) {
    switch (in.take(1)[0]) {
      case kSettings: settings(in.words()); break;
      case kOccasion:
        if (auto name = in.words(); in.good) occasion(name), ++occasions_;
        break;
      case kCluster: {
        KeyBytes id = in.key();
        auto bits = static_cast<std::uint32_t>(in.number());
        std::string_view of = in.words();
        if (in.good) cluster(id, bits, of), ++clusters_;
        break;
      }
      case kMarks: {
        std::uint64_t at = known(in.number());
        auto bits = static_cast<std::uint32_t>(in.number());
        if (in.good) marks(at, bits);
        break;
      }
      case kKey: {
        KeyBytes bytes = in.key();
        std::uint64_t at = known(in.number());
        if (in.good) key(bytes, at);
        break;
      }
      case kText: {
        std::uint64_t at = known(in.number());
        in.list(list_);
        if (in.good && !list_.empty()) text(at, list_);
        break;
      }
      case kPage: {
        KeyBytes payload = in.key();
        const std::uint64_t count = in.number();
        items_.clear();
        for (std::uint64_t i = 0; i < count && in.good; ++i) {
          std::uint64_t content = 0;
          if (std::string_view bytes = in.take(8); !bytes.empty()) std::memcpy(&content, bytes.data(), 8);
          items_.push_back({content, known(in.number())});
        }
        if (in.good) page(payload, items_);
        break;
      }
      case kTitle: {
        KeyBytes seller = in.key();
        std::uint64_t at = known(in.number());
        for (auto* values : {&looks_.title, &looks_.words, &looks_.amounts}) in.list(*values);
        if (in.good) title(seller, at, looks_);
        break;
      }
      case kSeen: {
        Sighting one;
        one.cluster = known(in.number());
        one.occasion = in.number();
        one.count = in.number();
        if (one.timed = one.count & 1; one.timed) {
          one.first = unzigzag(in.number());
          one.last = one.first + static_cast<UnixMillis>(in.number() & INT64_MAX);
        }
        one.count >>= 1;
        in.good = in.good && one.occasion <= occasions_;
        if (in.good) seen(one);
        break;
      }
      default: return "an operation that this version does not know";
    }
  }
  return in.good ? "" : "an operation that does not add up";
}

void JournalWriter::settings(std::string_view text) {
  out_.push(kSettings);
  words(out_, text);
}
void JournalWriter::occasion(std::string_view name) {
  out_.push(kOccasion);
  words(out_, name);
}
void JournalWriter::cluster(const KeyBytes& id, std::uint32_t marks, std::string_view of) {
  out_.push(kCluster);
  key_of(out_, id);
  number(out_, marks);
  words(out_, of);
}
void JournalWriter::marks(std::uint64_t cluster, std::uint32_t marks) {
  out_.push(kMarks);
  number(out_, cluster);
  number(out_, marks);
}
void JournalWriter::key(const KeyBytes& key, std::uint64_t cluster) {
  out_.push(kKey);
  key_of(out_, key);
  number(out_, cluster);
}
void JournalWriter::text(std::uint64_t cluster, const std::vector<std::uint64_t>& shingles) {
  out_.push(kText);
  number(out_, cluster);
  list(out_, shingles);
}
void JournalWriter::page(const KeyBytes& payload, const std::vector<JournalReader::PageItem>& items) {
  out_.push(kPage);
  key_of(out_, payload);
  number(out_, items.size());
  for (const auto& item : items) {
    out_.append({reinterpret_cast<const char*>(&item.content), 8});
    number(out_, item.cluster);
  }
}
void JournalWriter::title(const KeyBytes& seller, std::uint64_t cluster, const Looks& lists) {
  out_.push(kTitle);
  key_of(out_, seller);
  number(out_, cluster);
  for (const auto* values : {&lists.title, &lists.words, &lists.amounts}) list(out_, *values);
}
void JournalWriter::seen(const Sighting& one) {
  out_.push(kSeen);
  number(out_, one.cluster);
  number(out_, one.occasion);
  number(out_, one.count << 1 | (one.timed ? 1 : 0));
  if (!one.timed) return;
  number(out_, zigzag(one.first));
  number(out_, static_cast<std::uint64_t>(one.last - one.first));
}

}  // namespace peil::clusters
