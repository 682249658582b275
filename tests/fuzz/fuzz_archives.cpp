// Any bytes as an archive of any kind, HAR and ARC too: captures come out, damage is reported, nothing else.
// links: archive
#include <cstdint>
#include <string_view>

#include "archive/open.hpp"

using namespace peil;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  archive::Input input = archive::input_of(std::string_view(reinterpret_cast<const char*>(data), size));
  archive::RevisitTable revisits(1u << 20);
  archive::ArchiveCaptures captures(input, "fuzz", {.body_bytes = 1u << 20}, revisits,
                                    [](const archive::Damage&) {});
  Buffer line;
  while (archive::Capture* capture = captures.next()) {
    line.clear();
    archive::write_capture(*capture, line);
  }
  return 0;
}
