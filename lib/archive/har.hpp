// archive/har.hpp -- what a browser's developer tools saved: an HTTP Archive as a row of captures.
//
// A HAR holds the session of whoever saved it. Cookies, authorisation and requests are not passed on; bodies
// are as the browser decoded them, so their charset is UTF-8 whatever a header says. Source: HAR 1.2.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "archive/capture.hpp"
#include "archive/warc_reader.hpp"
#include "base/limits.hpp"

namespace peil::archive {

/// Whether a file that begins so is a HAR: `{"log":{`, with any blanks.
bool is_har(std::string_view first_bytes);

class HarCaptures {
 public:
  /// Reads all of `input`, at most 256 MiB. What is wrong with the whole is reported, and then there is no
  /// capture. Bodies are cut at `body_bytes`.
  HarCaptures(const Input& input, std::uint64_t body_bytes, std::function<void(const Damage&)> report);
  ~HarCaptures();

  /// The next capture, complete; nullptr at the end. Good until the next call.
  Capture* next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peil::archive
