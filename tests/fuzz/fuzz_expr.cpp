// An expression that can be read is evaluated on any record without a crash, twice to the same values.
// links: expr record
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "expr/expr.hpp"

using namespace peil;

namespace {

constexpr expr::Column kColumns[] = {{"goods", "none", true}, {"route", "unknown", false}};

class OneRecord : public expr::Source {
 public:
  explicit OneRecord(const Record& record) : record_(record) {}
  const std::vector<std::string_view>& column(std::size_t number) const override { return columns_[number]; }
  const Record& record() const override { return record_; }

 private:
  const Record& record_;
  std::vector<std::vector<std::string_view>> columns_ = {{"drug.nps", "precursor"}, {}};
};

}  // namespace

// The first line is an expression, the second a record.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t cut = std::min(text.find('\n'), text.size());
  auto parsed = expr::Expr::parse(text.substr(0, cut), kColumns);
  RecordParser parser;
  auto record = parser.parse_copy(cut < text.size() ? text.substr(cut + 1) : R"({"a":[1,"x",null],"b":{"c":2.5}})");
  if (!parsed || !record) return 0;
  OneRecord source(**record);
  std::vector<std::string> one, two;
  parsed->values(source, one);
  bool holds = parsed->holds(source);
  parsed->values(source, two);
  if (one != two || holds != parsed->holds(source)) std::abort();
  return 0;
}
