// net/wall.hpp -- what stands before the content: a captcha, a login, a check of browsers.
//
// A page behind a wall is a response like any other, but says nothing about what is offered: counts
// must leave it out, and a person may want to look. Names only what is certain from few words; a page
// that merely has a login link or a captcha in its contact form is no wall.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/capture.hpp"

namespace peil::net {

/// `ddos`, `captcha`, `login`, `consent`, `age`, `soft404`, or "" when nothing is seen. Looks at
/// status, headers, where redirects led, and the first 64 KiB of the body as bytes.
std::string_view wall_of(const archive::Capture& capture);

}  // namespace peil::net
