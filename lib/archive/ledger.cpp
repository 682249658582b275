// archive/ledger.cpp -- the events of a chain, one by one. Unknown ones are passed over: later versions may
// add some, and the chain holds all the same.
#include "archive/ledger.hpp"

namespace peil::archive {
namespace {

// Names are ours, but a chain may be anyone's: nothing in it leads out of the folder.
bool is_inside(std::string_view name) {
  if (name.empty() || name.starts_with('/') ||
      name.find_first_of(std::string_view("\0\n\r\\", 4)) != name.npos)
    return false;
  return ("/" + std::string(name) + "/").find("/../") == std::string::npos;
}

std::uint64_t number(const Value& value) {
  auto given = value.integer();
  return given && *given >= 0 ? static_cast<std::uint64_t>(*given) : ~std::uint64_t{0};
}

Result<void> take_part(const ChainLine& line, LedgerFile& file) {
  LedgerPart part{line.n, line.offset, number(line.members["offset"]), number(line.members["length"])};
  if (part.offset != file.end() || part.length == 0 || part.length > std::uint64_t{1} << 40)
    return Error{"its bytes do not follow those before them"};
  if (!parse_sha256(line.members["sha256"].text_or_empty(), part.sha256)) return Error{"no digest"};
  file.parts.push_back(part);
  return {};
}

Result<void> take_loss(const ChainLine& line, LedgerFile& file) {
  std::uint64_t from = number(line.members["from"]);
  while (!file.parts.empty() && file.parts.back().offset >= from) file.parts.pop_back();
  if (file.end() != from) return Error{"no part ends where the loss begins"};
  file.lost = true;
  return {};
}

Result<void> take_removal(const ChainLine& line, LedgerFile& file) {
  for (LedgerPart& part : file.parts) {
    if (part.offset != number(line.members["offset"])) continue;
    if (!parse_sha256(line.members["sha256"].text_or_empty(), part.sha256)) return Error{"no digest"};
    part.removed = true;
    file.sha256 = line.members["file_sha256"].text_or_empty();
    file.cdxj_sha256 = line.members["cdxj_sha256"].text_or_empty();
    return {};
  }
  return Error{"nothing stands where it removes"};
}

}  // namespace

Result<void> Ledger::take(const ChainLine& line) {
  const Value& members = line.members;
  std::string name(members["file"].text_or_empty());
  bool on_part = line.event == "file" || line.event == "capture" || line.event == "failure";
  if (line.event == "failure" && !members["file"]) return ++failures, Result<void>();
  if (on_part || line.event == "close" || line.event == "lost" || line.event == "remove" ||
      line.event == "attach" || line.event == "stamp") {
    if (!is_inside(name)) return Error{"the name of a file is missing or leads elsewhere"};
  }
  if (line.event == "attach" || line.event == "stamp") {
    others[name] = members["sha256"].text_or_empty();
    if (line.event == "stamp")
      others[std::string(members["request"].text_or_empty())] = members["request_sha256"].text_or_empty();
    return {};
  }
  if (line.event == "file") {
    if (warcs.contains(name)) return Error{"the file was begun before"};
    ++files_begun;
    return take_part(line, warcs[name]);
  }
  auto found = warcs.find(name);
  if (on_part || line.event == "close" || line.event == "lost" || line.event == "remove")
    if (found == warcs.end()) return Error{"the file was never begun"};
  if (line.event == "capture" || line.event == "failure") {
    ++(line.event == "capture" ? captures : failures);
    if (found->second.closed) return Error{"the file was closed before"};
    return take_part(line, found->second);
  }
  if (line.event == "close") {
    found->second.closed = true;
    found->second.sha256 = members["sha256"].text_or_empty();
    found->second.cdxj_sha256 = members["cdxj_sha256"].text_or_empty();
  }
  if (line.event == "lost") return take_loss(line, found->second);
  if (line.event == "remove") return ++removed, take_removal(line, found->second);
  return {};
}

std::string Ledger::manifest(std::string_view chain_sha256) const {
  std::map<std::string_view, std::string_view> sums;
  std::map<std::string, std::string> indexes;
  for (const auto& [name, file] : warcs) {
    if (!file.closed) continue;
    sums[name] = file.sha256;
    indexes[index_name(name)] = file.cdxj_sha256;
  }
  for (const auto& [name, sum] : indexes) sums[name] = sum;
  for (const auto& [name, sum] : others) sums[name] = sum;
  sums[kChainFile] = chain_sha256;
  std::string text;
  for (const auto& [name, sum] : sums) text.append(sum).append("  ").append(name).append("\n");
  return text;
}

std::string index_name(std::string_view warc) {
  std::size_t end = warc.rfind(".warc");
  return std::string(warc.substr(0, end)) + ".cdxj";
}

bool parse_sha256(std::string_view text, Sha256Digest& digest) {
  if (text.size() != 2 * digest.size()) return false;
  auto nibble = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  for (std::size_t i = 0; i < digest.size(); ++i) {
    int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    digest[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

}  // namespace peil::archive
