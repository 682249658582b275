// Every reader of facts on any valid text: offsets lie in the text.
// links: facts
#include <cstdint>
#include <cstdlib>
#include <string>

#include "facts/reader.hpp"
#include "text/utf8.hpp"

using namespace peil;

template <class List>
static void inside(const List& facts, std::size_t size) {
  for (const auto& fact : facts)
    if (fact.start > fact.end || fact.end > size) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static facts::Reader reader;
  std::string text(reinterpret_cast<const char*>(data), size);
  if (!text::is_utf8(text)) return 0;
  inside(reader.prices(text), text.size());
  inside(reader.quantities(text), text.size());
  inside(reader.identifiers(text), text.size());
  inside(reader.dates(text), text.size());
  inside(reader.towns(text), text.size());
  (void)reader.item(text);
  (void)reader.route_field(text, facts::RouteField::kTo);
  return 0;
}
