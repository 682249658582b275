// A line of any bytes: it is refused, or written back with a member more that reads again; twice the same.
// links: record
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "record/record.hpp"

using namespace peil;

static std::string annotate(RecordParser& parser, std::string_view line) {
  auto record = parser.parse_copy(line);
  if (!record) return "";
  Buffer out;
  static constexpr std::string_view kOwn[] = {"labels"};
  write_with(**record, kOwn, "\"labels\":[{\"x\":1}]", out);
  return out.str();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static RecordParser parser(RecordParser::kExactNumbers);
  std::string line(reinterpret_cast<const char*>(data), size);
  for (char& c : line)
    if (c == '\n') c = ' ';  // the frame cuts lines
  auto record = parser.parse_copy(line);
  if (!record) return 0;
  (*record)->root().each_member([](std::string_view, Value value) {
    (void)value.decimal();
    (void)value.integer();
    (void)value.text();
    (void)value.at_pointer("/0/a");
  });
  std::string once = annotate(parser, line);
  std::string twice = annotate(parser, once);
  if (once.empty() || once != twice) std::abort();
  return 0;
}
