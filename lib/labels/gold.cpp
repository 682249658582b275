// labels/gold.cpp -- lines of labelled records.
#include "labels/gold.hpp"

#include <poll.h>

#include <fmt/format.h>

#include "frame/source.hpp"

namespace peil::labels {

namespace {

constexpr std::size_t kRoom = std::size_t{1} << 20;

std::string first_text(const Record& record, std::initializer_list<std::string_view> pointers) {
  for (std::string_view pointer : pointers) {
    if (const auto text = record.root().at_pointer(pointer).text(); text && !text->empty()) {
      return std::string(*text);
    }
  }
  return {};
}

}  // namespace

Gold read_gold(const Record& record) {
  Gold gold;
  const Value goods = record["goods"];
  if (const auto one = goods.text()) gold.goods.emplace_back(*one);
  goods.each([&](Value each) {
    if (const auto one = each.text()) gold.goods.emplace_back(*one);
  });
  gold.not_goods = first_text(record, {"/not"});
  gold.family = first_text(record, {"/family"});
  gold.seller = first_text(record, {"/seller", "/vendor/name", "/vendor_key"});
  gold.site = first_text(record, {"/site/domain", "/site", "/market"});
  return gold;
}

std::optional<std::string> each_line(
    const cli::Shared& shared, const std::vector<std::string>& operands,
    const std::function<void(std::string_view line, const std::string& operand, std::size_t number)>& visit) {
  frame::Source source(operands, frame::sandbox_mode(shared.sandbox));
  std::vector<char> room(kRoom);
  while (source.next()) {
    const std::string name = source.name(source.index());
    std::string pending;
    std::size_t number = 0;
    for (;;) {
      const auto got = source.read(room.data(), room.size());
      if (!got) {
        pollfd wait{source.descriptor(), POLLIN, 0};
        poll(&wait, 1, -1);
        continue;
      }
      if (*got == 0) break;
      pending.append(room.data(), *got);
      std::size_t start = 0;
      for (std::size_t end; (end = pending.find('\n', start)) != std::string::npos; start = end + 1) {
        visit(std::string_view(pending).substr(start, end - start), name, ++number);
      }
      pending.erase(0, start);
      if (pending.size() > kLongestLine) return name;
    }
    if (!pending.empty()) visit(pending, name, ++number);
  }
  return std::nullopt;
}

std::size_t each_record(const cli::Shared& shared, const std::vector<std::string>& operands,
                        const std::function<void(const Record&, const std::string& place)>& visit) {
  RecordParser parser;
  std::size_t bad = 0;
  const auto too_long = each_line(
      shared, operands, [&](std::string_view line, const std::string& operand, std::size_t number) {
        if (line.empty()) return;
        const std::string place = fmt::format("{}:{}", operand, number);
        const auto record = parser.parse_copy(line);
        if (record) return visit(**record, place);
        cli::say(shared.program, fmt::format("{}: {}", place, record.error().message));
        ++bad;
      });
  if (too_long)
    throw Fatal(Exit::kFailed, fmt::format("{}: a line of more than {} bytes", *too_long, kLongestLine));
  return bad;
}

}  // namespace peil::labels
