// tests/fuzz/fuzz_links.cpp -- links of any bytes, under any type.
//
// links: collect
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collect/links.hpp"
#include "collect/rules.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (std::string_view type : {"text/html", "application/xml", ""}) {
    auto found = peil::collect::read_links({bytes, type, "", "https://a.example/b/"});
    if (found.links.size() > peil::collect::kMaxLinks) abort();
    for (const auto& link : found.links) {
      auto parsed = peil::url::parse(link.url);
      if (!parsed || !parsed->is_http() || parsed->has_credentials()) abort();
      peil::collect::never_follow(*parsed);
      peil::collect::trap_of(*parsed);
      if (!peil::collect::without_session(*parsed).is_http()) abort();
    }
  }
  return 0;
}
