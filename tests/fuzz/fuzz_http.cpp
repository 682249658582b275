// Any bytes as an HTTP response of an archive: the head is read within its bounds, and chunks come apart
// in the same way however the bytes arrive.
// links: archive
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "archive/http_message.hpp"

using namespace peil;

namespace {

std::string dechunk(std::string_view bytes, std::size_t piece, archive::Dechunker::State& state) {
  archive::Dechunker dechunker;
  Buffer out;
  for (std::size_t at = 0; at < bytes.size(); at += piece) dechunker.feed(bytes.substr(at, piece), out);
  dechunker.finish(out);
  state = dechunker.state();
  return out.str();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::size_t end = archive::http_head_end(bytes);
  if (end != std::string_view::npos && end > size) std::abort();
  archive::HttpHead head = archive::parse_http_head(bytes);
  if (head.size > size) std::abort();
  if (head.protocol.empty() && head.size != 0) std::abort();
  for (const auto& [name, value] : head.headers)
    if (!name.empty() && head.joined(name).size() < head.header(name).size()) std::abort();

  std::string_view body = bytes.substr(head.size);
  archive::Dechunker::State whole{}, parts{};
  std::string at_once = dechunk(body, std::max<std::size_t>(body.size(), 1), whole);
  std::string by_three = dechunk(body, 3, parts);
  if (whole != parts || at_once != by_three) std::abort();
  if (at_once.size() > body.size()) std::abort();
  return 0;
}
