// A URL that parses serialises to one that parses to itself (WHATWG URL: serialising is idempotent).
// links: url
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "url/host.hpp"
#include "url/url.hpp"

using namespace peil;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t cut = text.find('\n');
  auto base = url::parse(text.substr(0, cut));
  if (base) {
    auto again = url::parse(base->href());
    if (!again || again->href() != base->href()) std::abort();
  }
  if (cut != std::string_view::npos) (void)url::parse(text.substr(cut + 1), base ? &*base : nullptr);
  return 0;
}
