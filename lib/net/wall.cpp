// net/wall.cpp -- walls by their words. Bytes are searched, nothing is parsed.
#include "net/wall.hpp"

#include <algorithm>
#include <array>

#include "base/words.hpp"
#include "url/host.hpp"
#include "url/url.hpp"

namespace peil::net {
namespace {

constexpr std::size_t kLooked = 64u << 10;
constexpr std::size_t kSmallPage = 12u << 10;  // a page with content of its own is larger

bool has(std::string_view text, std::string_view words) { return text.find(words) != text.npos; }

template <std::size_t N>
bool has_any(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view words) { return has(text, words); });
}

std::string_view title_of(std::string_view page) {
  auto begin = page.find("<title");
  if (begin == page.npos) return {};
  begin = page.find('>', begin);
  if (begin == page.npos) return {};
  return page.substr(begin + 1, std::min<std::size_t>(page.find("</title", begin), begin + 300) - begin - 1);
}

std::string header(const archive::Capture& capture, std::string_view name) {
  for (const auto& [key, value] : capture.headers)
    if (to_lower_ascii(key) == name) return to_lower_ascii(value);
  return {};
}

bool is_check_of_browsers(const archive::Capture& capture, std::string_view page, std::string_view title) {
  if (header(capture, "cf-mitigated") == "challenge") return true;
  constexpr std::array<std::string_view, 7> kTitles = {"just a moment",
                                                       "ddos-guard",
                                                       "attention required! | cloudflare",
                                                       "ddos protection",
                                                       "checking your browser",
                                                       "anti-ddos",
                                                       "one moment, please"};
  if (has_any(title, kTitles)) return true;
  constexpr std::array<std::string_view, 6> kMarks = {"_cf_chl_opt",
                                                      "cf-browser-verification",
                                                      "/.well-known/ddos-guard/",
                                                      "checking your browser before accessing",
                                                      "sucuri_cloudproxy_js",
                                                      "you have been placed in a queue"};
  bool refused = capture.status == 403 || capture.status == 429 || capture.status == 503;
  return (refused || page.size() < kSmallPage) && has_any(page, kMarks);
}

bool is_captcha(std::string_view page, std::string_view title) {
  constexpr std::array<std::string_view, 7> kMarks = {"g-recaptcha",  "h-captcha",      "hcaptcha.com",
                                                      "cf-turnstile", "name=\"captcha", "name='captcha",
                                                      "id=\"captcha"};
  bool asks = has_any(page, kMarks) || (has(page, "<form") && has(page, "captcha"));
  if (!asks) return false;
  constexpr std::array<std::string_view, 6> kTitles = {
      "captcha", "are you human", "are you a robot", "security check", "verify", "human verification"};
  return has_any(title, kTitles) ||
         (page.size() < kSmallPage && !has(page, "type=\"password\"") && !has(page, "<textarea"));
}

/// Where a redirect led, seen from where it began.
std::string_view wall_by_redirect(const archive::Capture& capture) {
  if (capture.redirects.empty()) return {};
  auto from = url::parse(capture.requested_url), to = url::parse(capture.url);
  if (!from || !to) return {};
  std::string path = to_lower_ascii(to->path());
  std::string old_path = to_lower_ascii(from->path());
  auto came_to = [&](std::string_view word) { return has(path, word) && !has(old_path, word); };
  if (to->host().starts_with("consent.") || came_to("/consent") || came_to("/cookiewall")) return "consent";
  constexpr std::array<std::string_view, 5> kAge = {"agegate", "age-gate", "age-verification",
                                                    "ageverification", "leeftijd"};
  for (std::string_view word : kAge)
    if (came_to(word)) return "age";
  constexpr std::array<std::string_view, 7> kLogin = {"/login",    "/signin", "/sign-in", "/sign_in",
                                                      "/inloggen", "/log-in", "/auth/"};
  for (std::string_view word : kLogin)
    if (came_to(word)) return "login";
  bool same_site = url::registrable_domain(from->host()) == url::registrable_domain(to->host());
  bool was_deep = std::count(old_path.begin(), old_path.end(), '/') >= 2 && old_path.size() > 3;
  if (same_site && was_deep && to->target() == "/") return "soft404";
  return {};
}

}  // namespace

std::string_view wall_of(const archive::Capture& capture) {
  if (!capture.status) return {};
  std::string page = capture.body ? to_lower_ascii(capture.body->substr(0, kLooked)) : std::string();
  std::string_view title = title_of(page);
  if (is_check_of_browsers(capture, page, title)) return "ddos";
  if (is_captcha(page, title)) return "captcha";
  if (capture.status == 401) return "login";
  if (auto wall = wall_by_redirect(capture); !wall.empty()) return wall;
  constexpr std::array<std::string_view, 6> kLost = {
      "404", "not found", "niet gevonden", "nicht gefunden", "page introuvable", "pagina bestaat niet"};
  if (capture.status == 200 && page.size() < kLooked && has_any(title, kLost)) return "soft404";
  return {};
}

}  // namespace peil::net
