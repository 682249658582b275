// Any bytes are a legal robots.txt.
// links: net
#include <cstdint>
#include <string_view>

#include "net/robots.hpp"

using namespace peil;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto robots = net::Robots::parse(text);
  (void)robots.allowed("peil", text.substr(0, 200));
  (void)robots.allowed("FooBot/2.1", "/a%2fb?c=d*$");
  (void)robots.crawl_delay_ms("peil");
  return 0;
}
