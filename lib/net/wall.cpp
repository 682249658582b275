// net/wall.cpp -- walls by their words. Bytes are searched, nothing is parsed.
#include "net/wall.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/words.hpp"
#include "url/host.hpp"
#include "url/url.hpp"

namespace peil::net {
namespace {

constexpr std::size_t kLooked = 64u << 10;
constexpr std::size_t kSmallPage = 12u << 10;  // a page with content of its own is larger

/// glibc's memmem is several times as fast as std::string_view::find, which stops at every first byte.
bool has(std::string_view text, std::string_view words) {
  return memmem(text.data(), text.size(), words.data(), words.size()) != nullptr;
}

template <std::size_t N>
bool has_any(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view words) { return has(text, words); });
}

/// What the first element of that name holds, markup and all, at most 300 bytes.
std::string_view inside(std::string_view page, std::string_view open, std::string_view close) {
  auto begin = page.find(open);
  if (begin == page.npos) return {};
  begin = page.find('>', begin);
  if (begin == page.npos) return {};
  return page.substr(begin + 1, std::min<std::size_t>(page.find(close, begin), begin + 300) - begin - 1);
}

constexpr std::size_t kMostText = 8'000;  // a page with more text than this is no wall of those told by text

/// The page as a person sees it, roughly: tags, scripts and styles left out, runs of blanks as one. Of a page
/// with much text only the beginning, which is longer than kMostText.
std::string seen_text(std::string_view page) {
  std::string text;
  text.reserve(std::min(page.size(), 2 * kMostText));
  std::size_t at = 0;
  while (at < page.size() && text.size() <= kMostText) {
    if (page[at] != '<') {
      std::size_t end = at;
      while (end < page.size() && static_cast<unsigned char>(page[end]) > ' ' && page[end] != '<') ++end;
      text.append(page, at, end - at);
      at = end;
      if (at < page.size() && page[at] != '<') {
        if (!text.empty() && text.back() != ' ') text.push_back(' ');
        ++at;
      }
      continue;
    }
    std::string_view end = ">";
    for (auto [open, close] : {std::pair<std::string_view, std::string_view>{"<script", "</script"},
                               {"<style", "</style"},
                               {"<title", "</title"},
                               {"<!--", "-->"}})
      if (page.substr(at, open.size()) == open) end = close;
    std::size_t found = page.find(end, at);
    at = found == page.npos ? page.size() : found + 1;
    if (end != ">" && end != "-->" && found != page.npos) at = found;  // the closing tag is skipped next
    if (!text.empty() && text.back() != ' ') text.push_back(' ');
  }
  return text;
}

// Marks in the markup, looked for all at once: one pass over four bytes at a time, against a table of the
// first four of each mark. A page has tens of kilobytes and there are tens of marks.
enum Mark : std::uint64_t {
  kDdosMark = 1,
  kCaptchaMark = 2,
  kCaptchaWord = 4,
  kPasswordMark = 8,
  kFormMark = 16,
  kButtonMark = 32,
  kTextareaMark = 64,
  kAgeMark = 128,
};
struct MarkWord {
  std::string_view words;
  std::uint64_t mark;
};
constexpr std::array<MarkWord, 30> kMarkWords = {{
    {"_cf_chl_opt", kDdosMark},
    {"cf-browser-verification", kDdosMark},
    {"/.well-known/ddos-guard/", kDdosMark},
    {"checking your browser before accessing", kDdosMark},
    {"sucuri_cloudproxy_js", kDdosMark},
    {"you have been placed in a queue", kDdosMark},
    {"g-recaptcha", kCaptchaMark},
    {"h-captcha", kCaptchaMark},
    {"hcaptcha.com", kCaptchaMark},
    {"cf-turnstile", kCaptchaMark},
    {"name=\"captcha", kCaptchaMark},
    {"name='captcha", kCaptchaMark},
    {"id=\"captcha", kCaptchaMark},
    {"captcha", kCaptchaWord},
    {"type=\"password\"", kPasswordMark},
    {"type=password", kPasswordMark},
    {"type='password'", kPasswordMark},
    {"<form", kFormMark},
    {"<button", kButtonMark},
    {"<textarea", kTextareaMark},
    {"age-gate", kAgeMark},
    {"agegate", kAgeMark},
    {"age_gate", kAgeMark},
    {"age-verif", kAgeMark},
    {"ageverif", kAgeMark},
    {"age_verif", kAgeMark},
    {"age-check", kAgeMark},
    {"leeftijdscontrole", kAgeMark},
    {"leeftijdscheck", kAgeMark},
    {"altersverifikation", kAgeMark},
}};

class MarkTable {
 public:
  MarkTable() {
    for (const MarkWord& word : kMarkWords) slots_[slot(word.words.data())] = true;
  }
  std::uint64_t find(std::string_view page) const {
    std::uint64_t found = 0;
    for (std::size_t at = 0; at + 4 <= page.size(); ++at) {
      if (!slots_[slot(page.data() + at)]) continue;
      for (const MarkWord& word : kMarkWords)
        if (page.substr(at).starts_with(word.words)) found |= word.mark;
    }
    return found;
  }

 private:
  static std::size_t slot(const char* bytes) {
    std::uint32_t word;
    std::memcpy(&word, bytes, sizeof word);
    return (word * 2'654'435'761u) >> 19;
  }
  std::array<bool, 8192> slots_{};
};

std::uint64_t marks_of(std::string_view page) {
  static const MarkTable kTable;
  return kTable.find(page);
}

std::size_t count_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  while (const void* found = memmem(text.data(), text.size(), word.data(), word.size())) {
    ++count;
    text.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + word.size());
  }
  return count;
}

/// What the tests below look at.
struct Page {
  std::string_view html;  // lower case, the first 64 KiB
  std::string_view title;
  std::string_view heading;
  std::string_view text;
  std::string_view path;  // and query, of the final address
  bool cut;               // there is more of it
  std::uint64_t marks;    // of Mark, in html
};

constexpr std::size_t kFewWords = 2'000;  // bytes of text; menus and a footer included

bool is_login(const Page& page) {
  if (!(page.marks & kPasswordMark)) return false;
  // Two password fields are a registration, none is an article about logging in.
  std::size_t passwords = count_of(page.html, "type=\"password\"") + count_of(page.html, "type=password") +
                          count_of(page.html, "type='password'");
  if (passwords != 1 || page.text.size() > 2 * kFewWords) return false;
  constexpr std::array<std::string_view, 14> kPaths = {
      "/login",    "=login",     "/signin",    "/sign-in",   "/sign_in", "/log-in",      "/inloggen",
      "/anmelden", "/einloggen", "/aanmelden", "/connexion", "/auth",    "/account/log", "wp-login"};
  constexpr std::array<std::string_view, 14> kTitles = {
      "log in",   "login",     "sign in",   "signin",    "log on",       "inloggen", "aanmelden",
      "anmelden", "einloggen", "anmeldung", "connexion", "iniciar sesi", "zaloguj",  "accedi"};
  constexpr std::array<std::string_view, 9> kAsks = {
      "must be logged in", "must log in",    "need to log in", "log in to continue", "logged in to view",
      "ingelogd zijn",     "aangemeld zijn", "log in om",      "angemeldet sein"};
  if (has_any(page.path, kPaths) || has_any(page.title, kTitles)) return true;
  // Of a large page only the head was looked at, in which a hidden login form may stand.
  return !page.cut && page.text.size() <= kFewWords &&
         (has_any(page.heading, kTitles) || has_any(page.text, kAsks));
}

bool is_age_gate(const Page& page) {
  if (page.cut) return false;
  // Over many pages lies a question whose page can be read all the same: that is no wall.
  if (page.text.size() > kFewWords / 2 || count_of(page.html, "<a ") > 12) return false;
  constexpr std::array<std::string_view, 6> kRules = {"18 jaar of ouder", "18+",      "18 years or older",
                                                      "18 years of age",  "21 years", "ab 18"};
  constexpr std::array<std::string_view, 11> kAsks = {
      "ouder dan 18?",   "ben je 18",       "bent u 18",           "ben jij 18",
      "are you 18",      "are you over 18", "are you at least 18", "are you 21",
      "are you over 21", "sind sie 18",     "avez-vous plus de 18"};
  // A shop states the rule anywhere; what asks for the answer is a gate.
  bool answers = (page.marks & (kFormMark | kButtonMark)) || has(page.html, "<a ");
  return answers && ((page.marks & kAgeMark) || has_any(page.text, kAsks) || has_any(page.heading, kRules));
}

bool is_consent(const Page& page) {
  if (page.text.size() > 4 * kFewWords) return false;
  constexpr std::array<std::string_view, 8> kTitles = {
      "before you continue", "voordat je verdergaat", "voordat u verdergaat", "bevor sie fortfahren",
      "cookiewall",          "cookie wall",           "privacy gate",         "cookie consent"};
  constexpr std::array<std::string_view, 4> kPaths = {"/cookiewall", "/privacy-gate", "/privacygate",
                                                      "/consent"};
  return has_any(page.title, kTitles) || ((page.marks & kFormMark) && has_any(page.path, kPaths));
}

/// A heading that says of the thing asked for that it is not there. It must name what is gone: "parcel
/// not found at customs" is somebody's topic.
bool says_gone(std::string_view words) {
  if (words.size() > 100) return false;
  constexpr std::array<std::string_view, 16> kGone = {
      "not found",        "no longer available", "no longer exists",
      "not available",    "does not exist",      "has been removed",
      "has been deleted", "niet gevonden",       "niet meer beschikbaar",
      "bestaat niet",     "is verwijderd",       "niet beschikbaar",
      "nicht gefunden",   "nicht mehr verf",     "introuvable",
      "plus disponible"};
  constexpr std::array<std::string_view, 31> kThings = {
      "page",      "pagina",    "seite",    "advertentie", "advert",  "anzeige", "annonce", "listing",
      "product",   "produkt",   "produit",  "artikel",     "article", "item",    "topic",   "thread",
      "onderwerp", "thema",     "bericht",  "post",        "profile", "profiel", "profil",  "account",
      "user",      "gebruiker", "document", "url",         "404",     "content", "inhoud"};
  if (words == "not found" || words == "niet gevonden" || words == "nicht gefunden") return true;
  return has_any(words, kGone) && has_any(words, kThings);
}

/// "404" as sites title it, and not a car of that name.
bool is_404_title(std::string_view title) {
  title = trim(title);
  if (title == "404" || title == "error 404") return true;
  for (std::string_view start : {"404 not", "404 error", "404 -", "404 |", "404:", "error 404 "})
    if (title.starts_with(start)) return true;
  return title.ends_with(" 404") && has(title, "error");
}

bool is_soft_404(const Page& page) {
  if (page.cut) return false;
  if (page.text.size() > kFewWords) return false;
  std::string heading = seen_text(page.heading);
  return is_404_title(page.title) || says_gone(trim(page.title)) || says_gone(trim(heading));
}

std::string header(const archive::Capture& capture, std::string_view name) {
  for (const auto& [key, value] : capture.headers)
    if (to_lower_ascii(key) == name) return to_lower_ascii(value);
  return {};
}

bool is_check_of_browsers(const archive::Capture& capture, std::string_view page, std::string_view title,
                          std::uint64_t marks) {
  if (header(capture, "cf-mitigated") == "challenge") return true;
  constexpr std::array<std::string_view, 7> kTitles = {"just a moment",
                                                       "ddos-guard",
                                                       "attention required! | cloudflare",
                                                       "ddos protection",
                                                       "checking your browser",
                                                       "anti-ddos",
                                                       "one moment, please"};
  if (has_any(title, kTitles)) return true;
  bool refused = capture.status == 403 || capture.status == 429 || capture.status == 503;
  return (refused || page.size() < kSmallPage) && (marks & kDdosMark);
}

bool is_captcha(std::string_view page, std::string_view title, std::uint64_t marks) {
  bool asks = (marks & kCaptchaMark) || ((marks & kFormMark) && (marks & kCaptchaWord));
  if (!asks) return false;
  constexpr std::array<std::string_view, 6> kTitles = {
      "captcha", "are you human", "are you a robot", "security check", "verify", "human verification"};
  return has_any(title, kTitles) || (page.size() < kSmallPage && !(marks & (kPasswordMark | kTextareaMark)));
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
  // A saved page has no status: its bytes alone are judged.
  if (!capture.status && (!capture.body || capture.error)) return {};
  bool readable = capture.media_type.empty() || has(capture.media_type, "html");
  std::string html =
      capture.body && readable ? to_lower_ascii(capture.body->substr(0, kLooked)) : std::string();
  std::string_view title = inside(html, "<title", "</title");
  std::uint64_t marks = marks_of(html);
  if (is_check_of_browsers(capture, html, title, marks)) return "ddos";
  if (is_captcha(html, title, marks)) return "captcha";
  if (capture.status == 401) return "login";
  if (auto wall = wall_by_redirect(capture); !wall.empty()) return wall;
  int status = capture.status.value_or(200);
  if (status != 200 && status != 403) return {};
  std::string text = seen_text(html);
  if (text.size() > kMostText) return {};
  auto address = url::parse(capture.url);
  std::string path = address ? to_lower_ascii(address->target()) : std::string();
  Page page{html, title, inside(html, "<h1", "</h1"),
            text, path,  capture.body && capture.body->size() > kLooked,
            marks};
  if (is_login(page)) return "login";
  if (is_age_gate(page)) return "age";
  if (is_consent(page)) return "consent";
  if (status == 200 && is_soft_404(page)) return "soft404";
  return {};
}

}  // namespace peil::net
