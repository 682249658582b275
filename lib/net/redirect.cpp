// net/redirect.cpp -- Location, read with our own parser. Source: RFC 9110 §10.2.2, §15.4.
#include "net/redirect.hpp"

#include <algorithm>

#include "archive/capture.hpp"
#include "base/words.hpp"

namespace peil::net {
namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Browsers take bytes that are no UTF-8 for what they are; the parser would replace them.
std::string escaped_bytes(std::string_view location) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (char c : location) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
  return out;
}

}  // namespace

Hop hop_of(const Answer& answer, const url::Url& from, const Policy& policy) {
  if (!is_redirect(answer.status)) return {};
  std::string location(answer.header("location"));
  if (location.empty()) return {};
  auto refused = [&](const std::string& why) {
    return Hop{std::nullopt, Refusal{"redirect", "redirect to " + printable(location, 120) + ": " + why}};
  };
  if (location.size() > limits::kUrlBytes)
    return refused("longer than " + std::to_string(limits::kUrlBytes) + " bytes");
  if (std::any_of(location.begin(), location.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return refused("control character in it");
  if (archive::to_utf8(location) != location) location = escaped_bytes(location);
  auto target = url::parse(location, &from);
  if (!target) return refused(target.error().message);
  if (auto refusal = refusal_of(*target, policy)) {
    if (refusal->error_class == "url") return refused(refusal->message);
    refusal->message = "redirect to " + printable(location, 120) + ": " + refusal->message;
    return {std::nullopt, refusal};
  }
  return {std::move(*target), std::nullopt};
}

}  // namespace peil::net
