#include "frame/field_choice.hpp"

#include <algorithm>

#include "base/exit.hpp"
#include "base/words.hpp"
#include "record/scan.hpp"

namespace peil::frame {

FieldChoice FieldChoice::parse(const std::string& words) {
  FieldChoice choice;
  bool first = true;
  if (words.empty()) return choice;
  for (std::string_view word : split(words, ',')) {
    bool drops = word.starts_with('-');
    if (drops) word.remove_prefix(1);
    if (!first && drops != choice.drops)
      throw Fatal(Exit::kUsage, "--fields: names to keep and names to drop (-name) cannot be mixed");
    choice.drops = drops;
    choice.names.emplace_back(word);
    first = false;
  }
  return choice;
}

void FieldChoice::apply(std::string_view line, Buffer& out) const {
  std::vector<RawMember> members;
  scan_members(line, members);
  out.push('{');
  bool fresh = true;
  bool ours = line.starts_with("{\"v\":");
  for (std::size_t i = 0; i < members.size(); ++i) {
    bool named = std::any_of(names.begin(), names.end(),
                             [&](const std::string& name) { return raw_key_equals(members[i].key, name); });
    if (named == drops && !(ours && i < 3)) continue;
    if (!fresh) out.push(',');
    fresh = false;
    out.append(line.substr(members[i].start, members[i].end - members[i].start));
  }
  out.push('}');
}

void FieldChoice::apply_to_lines(Buffer& lines, std::size_t start) const {
  std::string written(lines.view_from(start));
  lines.truncate(start);
  for (std::string_view rest = written; !rest.empty();) {
    std::size_t end = rest.find('\n');
    apply(rest.substr(0, end), lines);
    lines.push('\n');
    rest.remove_prefix(end + 1);
  }
}

}  // namespace peil::frame
