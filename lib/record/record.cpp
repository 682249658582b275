#include "record/record.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/limits.hpp"
#include "base/words.hpp"
#include "record/dom.hpp"
#include "record/scan.hpp"
#include "record/write.hpp"

namespace peil {
namespace {

constexpr std::size_t kKeptCapacity = 4u << 20;  // a parser that met a larger line shrinks again

// Tells whether a key came before, at the cost of one table look-up for keys that differ.
class SeenKeys {
 public:
  bool repeated(std::string_view key) {
    if (count_ == kFew) {
      if (many_.empty()) many_.insert(few_.begin(), few_.end());
      return !many_.insert(key).second;
    }
    std::size_t mark = (key.size() * 31 + (key.empty() ? 0
                                                       : static_cast<unsigned char>(key[0]) * 7u +
                                                             static_cast<unsigned char>(key.back()))) %
                       256;
    std::uint64_t& word = marks_[mark / 64];
    std::uint64_t bit = std::uint64_t{1} << mark % 64;
    if ((word & bit) && std::find(few_.begin(), few_.begin() + count_, key) != few_.begin() + count_)
      return true;
    word |= bit;
    few_[static_cast<std::size_t>(count_++)] = key;
    return false;
  }

 private:
  static constexpr int kFew = 64;
  std::array<std::uint64_t, 4> marks_{};
  std::array<std::string_view, kFew> few_;
  int count_ = 0;
  std::unordered_set<std::string_view> many_;
};

std::string_view without_frame(std::string_view line) {
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view trimmed_object(std::string_view line) { return line.substr(0, line.rfind('}') + 1); }

bool is_own(std::string_view raw_key, std::span<const std::string_view> own) {
  return std::any_of(own.begin(), own.end(),
                     [&](std::string_view key) { return raw_key_equals(raw_key, key); });
}

// An object without its closing brace and the blanks before it, so that a second run finds the bytes of the
// first.
std::string_view without_brace(std::string_view object) {
  object.remove_suffix(1);
  return object.substr(0, object.find_last_not_of(" \t\r\n") + 1);
}

// Appends the object `text` less the members in `own`, plus `members`. `text` begins with { and ends with }.
void splice_object(std::string_view text, std::span<const std::string_view> own, std::string_view members,
                   Buffer& out) {
  std::vector<RawMember> all;
  scan_members(text, all);
  bool any = std::any_of(all.begin(), all.end(), [&](const RawMember& m) { return is_own(m.key, own); });
  if (!any) {
    out.append(without_brace(text));
    if (!all.empty() && !members.empty()) out.push(',');
  } else {
    std::size_t from = text.find('{') + 1;
    out.append(text.substr(0, from));
    bool first = true;
    for (const RawMember& member : all) {
      if (is_own(member.key, own)) {
        from = 0;
        continue;
      }
      // Blanks between kept neighbours are kept too: the bytes of what we do not know stay as they are.
      if (from) out.append(text.substr(from, member.start - from));
      else if (!first) out.push(',');
      out.append(text.substr(member.start, member.end - member.start));
      from = member.end;
      first = false;
    }
    if (!first && !members.empty()) out.push(',');
  }
  out.append(members);
  out.push('}');
}

}  // namespace

struct RecordParser::State {
  Exactness exactness;
  simdjson::dom::parser parser;
  std::string shadow;
  std::string copy;
  std::string escaped_key;

  bool prepare(std::size_t length) {
    std::size_t wanted = std::max<std::size_t>(length + 64, 1u << 20);
    bool too_small = parser.capacity() < wanted;
    bool too_large = parser.capacity() > kKeptCapacity && wanted <= kKeptCapacity;
    if (!too_small && !too_large) return true;
    if (too_small && parser.capacity() > 0)
      wanted = std::max(wanted, std::min(2 * parser.capacity(), limits::kLineBytes + 64));
    return parser.allocate(wanted, static_cast<std::size_t>(limits::kJsonDepth)) == simdjson::SUCCESS;
  }

  simdjson::error_code parse(std::string_view line, simdjson::dom::element& root) {
    if (!prepare(line.size())) return simdjson::MEMALLOC;
    return parser.parse(reinterpret_cast<const std::uint8_t*>(line.data()), line.size(), false).get(root);
  }

  simdjson::error_code parse_shadow(simdjson::dom::element& root) {
    std::size_t length = shadow.size();
    shadow.append(kLinePadding, '\0');
    return parse(std::string_view(shadow.data(), length), root);
  }
};

RecordParser::RecordParser(Exactness exactness) : state_(std::make_unique<State>()) {
  state_->exactness = exactness;
}
RecordParser::~RecordParser() = default;

Result<const Record*> RecordParser::parse_copy(std::string_view line) {
  state_->copy.assign(line);
  state_->copy.append(kLinePadding, '\0');
  return parse(std::string_view(state_->copy.data(), line.size()));
}

Result<const Record*> RecordParser::parse(std::string_view line) {
  line = without_frame(line);
  simdjson::dom::element root;
  std::size_t shadow_bit = 0;
  simdjson::error_code error = state_->parse(line, root);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();
  bool inexact = !error && state_->exactness == kExactNumbers && has_long_number(line);
  if (error || inexact) {
    if (trim(line).empty()) return Error{"empty line"};
    if (auto valid = validate(line, state_->shadow); !valid) {
      bool object = trim(line).starts_with('{');
      return Error{object ? valid.error().message : "not a JSON object: " + valid.error().message};
    }
    error = state_->parse_shadow(root);
    if (error) return Error{std::string("not readable: ") + simdjson::error_message(error)};
    shadow_bit = ValueAccess::kShadow;
  }
  simdjson::dom::object object;
  if (root.get_object().get(object)) return Error{"not a JSON object"};

  record_ = Record{};
  record_.line_ = line;
  record_.root_ = ValueAccess::value(root, shadow_bit);
  SeenKeys seen;
  Value version, kind;
  for (auto field : object) {
    if (seen.repeated(field.key)) return Error{"repeated key \"" + printable(field.key, 80) + "\""};
    if (field.key == "v") version = ValueAccess::value(field.value, shadow_bit);
    if (field.key == "kind") kind = ValueAccess::value(field.value, shadow_bit);
    if (field.key == "peil" && !field.value.is_object()) return Error{"member \"peil\" is not an object"};
  }
  auto number = version.decimal();
  auto word = kind.text();
  if (number && word && kind_from_name(*word) != Kind::kForeign) {
    if (*number > Decimal(1))
      return Error{"record version " + number->str() + "; this command reads version 1"};
    record_.kind_ = kind_from_name(*word);
  }
  return &record_;
}

void write_with(const Record& record, std::span<const std::string_view> own_keys, std::string_view members,
                Buffer& out) {
  std::string_view line = trimmed_object(record.line());
  Value root = record.root();
  if (record.ours()) {
    bool any =
        std::any_of(own_keys.begin(), own_keys.end(), [&](std::string_view key) { return bool(root[key]); });
    if (any) return splice_object(line, own_keys, members, out);
    if (members.empty()) return out.append(line);
    out.append(without_brace(line));  // never an empty object: ours has v, kind
    out.push(',');
    out.append(members);
    out.push('}');
    return;
  }
  if (members.empty() && !root["peil"]) return out.append(line);
  if (!root["peil"]) {
    Buffer wrapped;
    wrapped.append("\"peil\":{");
    wrapped.append(members);
    wrapped.push('}');
    return splice_object(line, {}, wrapped.view(), out);
  }
  std::string_view inside = raw_member(record, "peil");
  std::size_t start = static_cast<std::size_t>(inside.data() - line.data());
  out.append(line.substr(0, start));
  splice_object(inside, own_keys, members, out);
  out.append(line.substr(start + inside.size()));
}

void rewrite_as(const Record& record, std::string_view opening, std::span<const std::string_view> dropped,
                std::string_view members, Buffer& out) {
  std::string_view line = trimmed_object(record.line());
  std::vector<RawMember> all;
  scan_members(line, all);
  out.append(opening);
  static constexpr std::string_view kOpening[] = {"v", "kind", "id"};
  for (const RawMember& member : all) {
    if (is_own(member.key, kOpening) || is_own(member.key, dropped)) continue;
    out.push(',');
    out.append(line.substr(member.start, member.end - member.start));
  }
  if (!members.empty()) out.push(',');
  out.append(members);
  out.push('}');
}

std::string_view raw_member(const Record& record, std::string_view key) {
  std::vector<RawMember> all;
  scan_members(record.line(), all);
  for (const RawMember& member : all)
    if (raw_key_equals(member.key, key))
      return record.line().substr(member.value_start, member.end - member.value_start);
  return {};
}

}  // namespace peil
