// facts/identify_handles.cpp -- accounts of messengers and payment services, article numbers, trackers.
#include <algorithm>
#include <array>

#include "facts/identify.hpp"

namespace peil::facts {
namespace {

constexpr std::size_t kMaxHandle = 40;

bool is_handle_char(char c) { return is_alnum(c) || c == '_'; }

/// The handle at `at`: letters, digits, underscores, and of `more`.
std::string_view handle_at(std::string_view text, std::size_t at, std::string_view more = "") {
  std::size_t end = at;
  while (end < text.size() && end - at <= kMaxHandle &&
         (is_handle_char(text[end]) || more.find(text[end]) != std::string_view::npos))
    ++end;
  while (end > at && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  return text.substr(at, end - at);
}

/// Behind a messenger's name: blanks, `:`, `=`, `-`, `(`, "me", "id", "is", "@". 0 when no sign parts them.
struct Behind {
  std::size_t at = 0;
  bool signed_ = false;  ///< a colon or the like, or an @, says that a handle follows
  bool at_sign = false;
};

Behind behind_label(const Window& window, std::size_t at) {
  Behind found{.at = at};
  const std::string_view text = window.text;
  const std::size_t limit = std::min(text.size(), at + 24);
  std::size_t i = at;
  while (i < limit) {
    const char c = text[i];
    if (c == ':' || c == '=' || c == '>' || c == '#') {
      found.signed_ = true;
      ++i;
    } else if (c == ' ' || c == '(' || c == '[' || c == '-' || c == '*' || c == '.' || c == '\t') {
      ++i;
    } else if (c == '@') {
      found.signed_ = found.at_sign = true;
      ++i;
      break;
    } else {
      bool skipped = false;
      for (std::string_view filler :
           {"messenger", "username", "user", "account", "adres", "naam", "name", "nummer",
            "handle",    "number",   "me",   "pro",     "id",    "is",   "code", "nr",
            "no",        "im",       "op",   "via",     "on",    "us",   "ons"}) {
        if (equals_folded(text.substr(i, filler.size()), filler) &&
            !is_handle_char(window.at(i + filler.size())) && i > at) {
          i += filler.size();
          skipped = true;
          break;
        }
      }
      if (!skipped) break;
    }
  }
  found.at = i;
  return found;
}

bool has_digit_or_underscore(std::string_view handle) {
  return std::any_of(handle.begin(), handle.end(), [](char c) { return is_digit(c) || c == '_'; });
}

/// Words that follow a messenger's name in running text and are no handle.
bool is_plain_word(std::string_view handle) {
  const std::string word = lower(handle);
  for (std::string_view plain :
       {"only",     "group",       "groep",     "channel",     "kanaal", "contact",  "https", "http",
        "bericht",  "message",     "available", "beschikbaar", "button", "share",    "delen", "support",
        "please",   "alleen",      "graag",     "nummer",      "number", "username", "below", "above",
        "link",     "onderstaand", "chat",      "messenger",   "and",    "www",      "email", "telegram",
        "whatsapp", "signal",      "wickr",     "session",     "threema"}) {
    if (word == plain) return true;
  }
  return false;
}

std::size_t add_handle(Window& window, std::string_view type, std::size_t start, std::string_view handle,
                       std::string_view rule, bool keep_case = false) {
  const std::size_t end = start + handle.size();
  window.add(type, start, end, keep_case ? std::string(handle) : lower(handle), rule);
  return end;
}

std::size_t read_messenger(Window& window, std::string_view name, std::size_t end) {
  const std::string_view text = window.text;
  const Behind behind = behind_label(window, end);
  if (behind.at >= text.size()) return 0;
  const std::size_t at = behind.at;
  if (name == "telegram" || name == "tg" || name == "tele") {
    const std::string_view handle = handle_at(text, at);
    if (!behind.signed_ && !(name == "telegram" && has_digit_or_underscore(handle))) return 0;
    if (handle.size() < 5 || handle.size() > 32 || !is_letter(handle[0]) || is_plain_word(handle) ||
        window.at(at + handle.size()) == '.')
      return 0;
    return add_handle(window, "telegram", at, handle, "telegram.labelled");
  }
  if (name == "wickr" || name == "wickrme") {
    const std::string_view handle = handle_at(text, at, ".-");
    if (handle.size() < 3 || handle.size() > 32 || is_plain_word(handle) ||
        (!behind.signed_ && !has_digit_or_underscore(handle)))
      return 0;
    return add_handle(window, "wickr", at, handle, "wickr.labelled");
  }
  if (name == "threema") {
    const std::string_view handle = handle_at(text, at);
    const bool id = handle.size() == 8 && std::all_of(handle.begin(), handle.end(),
                                                      [](char c) { return is_upper(c) || is_digit(c); });
    return id ? add_handle(window, "threema", at, handle, "threema.labelled", true) : 0;
  }
  if (name == "signal") {  // a nickname with its number: name.01
    const std::string_view handle = handle_at(text, at, ".");
    const std::size_t dot = handle.rfind('.');
    if (dot == std::string_view::npos || dot < 3 || handle.size() - dot < 3 || handle.size() - dot > 10)
      return 0;
    if (!std::all_of(handle.begin() + static_cast<std::ptrdiff_t>(dot) + 1, handle.end(), is_digit) ||
        is_digit(handle[0]))
      return 0;
    return add_handle(window, "signal", at, handle, "signal.labelled");
  }
  if (name == "discord") {
    const std::string_view handle = handle_at(text, at, ".#");
    if (handle.size() < 3 || is_plain_word(handle) || !behind.signed_ ||
        handle.find("..") != std::string_view::npos)
      return 0;
    return add_handle(window, "discord", at, handle, "discord.labelled");
  }
  return 0;
}

/// SKU: AB-123; Artikelnummer 4711.
std::size_t read_sku(Window& window, std::size_t end) {
  const std::string_view text = window.text;
  std::size_t i = end;
  bool colon = false;
  while (i < text.size() && i - end < 6 &&
         (text[i] == ' ' || text[i] == ':' || text[i] == '#' || text[i] == '\t' || text[i] == '.')) {
    colon = colon || text[i] == ':' || text[i] == '#' || text[i] == '\t';
    ++i;
  }
  if (!colon) return 0;
  const std::string_view value = handle_at(text, i, "-./");
  if (value.size() < 2 || value.size() > 32 || std::none_of(value.begin(), value.end(), is_digit)) return 0;
  return add_handle(window, "sku", i, value, "sku.labelled", true);
}

}  // namespace

std::size_t read_labelled(Window& window, std::size_t at, std::size_t end) {
  // Most words are none of them: t w s d a p m, and a length.
  const char first = to_lower(window.text[at]);
  if (first != 't' && first != 'w' && first != 's' && first != 'd' && first != 'a' && first != 'p' &&
      first != 'm')
    return 0;
  const char second = to_lower(window.at(at + 1));
  if (second != 'e' && second != 'g' && second != 'h' && second != 'i' && second != 'k' && second != 'r' &&
      second != 'p')
    return 0;
  const std::string word = lower(window.text.substr(at, end - at));
  const char before = at > 0 ? window.text[at - 1] : ' ';
  if (before == '.' || before == '/' || before == '@') return 0;  // part of a host or path
  switch (word[0]) {
    case 't':
      if (word == "telegram" || word == "tg" || word == "tele") return read_messenger(window, word, end);
      if (word == "threema") return read_messenger(window, word, end);
      return 0;
    case 'w': return word == "wickr" || word == "wickrme" ? read_messenger(window, word, end) : 0;
    case 's':
      if (word == "signal") return read_messenger(window, word, end);
      return word == "sku" ? read_sku(window, end) : 0;
    case 'd': return word == "discord" ? read_messenger(window, word, end) : 0;
    case 'a':
      if (word == "artikelnummer" || word == "artikelnr" || word == "artnr" || word == "artikelcode")
        return read_sku(window, end);
      if (word == "art" && equals_folded(window.text.substr(end, 4), ".nr."))
        return read_sku(window, end + 4);
      if (word == "art" && equals_folded(window.text.substr(end, 3), ".nr")) return read_sku(window, end + 3);
      return 0;
    case 'p': return word == "productcode" || word == "productnummer" ? read_sku(window, end) : 0;
    case 'm': return word == "mpn" ? read_sku(window, end) : 0;
    default: return 0;
  }
}

std::size_t read_handle(Window& window, std::size_t at) {
  const std::string_view text = window.text;
  const char before = at > 0 ? text[at - 1] : ' ';
  if (is_alnum(before) || before == '.' || before == '_' || before == '-' || before == '@') return 0;
  const std::string_view handle = handle_at(text, at + 1);
  if (handle.size() < 5 || handle.size() > 32 || !is_letter(handle[0])) return 0;
  const char behind = window.at(at + 1 + handle.size());
  if ((behind == '.' && is_alnum(window.at(at + 2 + handle.size()))) || behind == '@' || behind == '-')
    return 0;
  const std::string_view said = window.before(at, 40), next = window.behind(at + 1 + handle.size(), 24);
  if (has_any_word(said, {"telegram", "tg", "tele"}) || has_any_word(next, {"telegram", "tg"})) {
    return add_handle(window, "telegram", at + 1, handle, "telegram.handle");
  }
  if (has_any_word(said, {"discord"})) return add_handle(window, "discord", at + 1, handle, "discord.handle");
  if (has_any_word(said, {"wickr"})) return add_handle(window, "wickr", at + 1, handle, "wickr.handle");
  return 0;
}

std::size_t read_tracker(Window& window, std::size_t at, std::size_t end) {
  const std::string_view text = window.text;
  const std::string_view head = text.substr(at, end - at);
  const char before = at > 0 ? text[at - 1] : ' ';
  if (is_alnum(before) || before == '-' || before == '_') return 0;
  const std::string_view body = handle_at(text, end + 1, "-");
  const std::size_t stop = end + 1 + body.size();
  if (head == "UA") {
    const std::size_t dash = body.find('-');
    if (dash == std::string_view::npos || dash < 4 || dash > 10 || body.size() - dash < 2 ||
        body.size() - dash > 5)
      return 0;
    if (!std::all_of(body.begin(), body.end(), [](char c) { return is_digit(c) || c == '-'; })) return 0;
    window.add("analytics", at, stop, std::string(text.substr(at, stop - at)), "analytics.ua");
    return stop;
  }
  if ((head == "G" && body.size() == 10) || (head == "GTM" && body.size() >= 4 && body.size() <= 9)) {
    if (!std::all_of(body.begin(), body.end(), [](char c) { return is_digit(c) || is_upper(c); }) ||
        std::none_of(body.begin(), body.end(), is_digit))
      return 0;
    window.add("analytics", at, stop, std::string(text.substr(at, stop - at)), "analytics.google");
    return stop;
  }
  if (head == "AW" && body.size() >= 8 && body.size() <= 12 &&
      std::all_of(body.begin(), body.end(), is_digit)) {
    window.add("ads", at, stop, std::string(text.substr(at, stop - at)), "ads.google");
    return stop;
  }
  if (head == "ca" && (body.starts_with("pub-") || body.starts_with("mb-pub-"))) {
    const std::string_view digits = body.substr(body.rfind('-') + 1);
    if (digits.size() != 16 || !std::all_of(digits.begin(), digits.end(), is_digit)) return 0;
    window.add("ads", at, stop, std::string(text.substr(at, stop - at)), "ads.adsense");
    return stop;
  }
  return 0;
}

void read_link_account(Window& window, std::size_t start, std::size_t end, std::string_view url) {
  std::string_view rest = url;
  if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos)
    rest.remove_prefix(scheme + 3);
  if (rest.starts_with("www.")) rest.remove_prefix(4);
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || slash + 1 >= rest.size()) return;
  const std::string host = lower(rest.substr(0, slash));
  std::string_view path = rest.substr(slash + 1);
  const auto first = [&](std::string_view more = "") { return handle_at(path, 0, more); };
  if (host == "t.me" || host == "telegram.me" || host == "telegram.dog") {
    if (path.starts_with("s/") || path.starts_with("c/")) path.remove_prefix(2);
    if (path.starts_with("joinchat/")) path.remove_prefix(9);
    if (path.starts_with("+") && path.size() > 1 && is_digit(path[1])) {
      const std::string_view number = path.substr(1, path.find_first_not_of("0123456789", 1) - 1);
      window.add("telegram", start, end, "+" + std::string(number), "telegram.link");
      return;
    }
    const bool invitation = path.starts_with("+");
    if (invitation) path.remove_prefix(1);
    const std::string_view handle = first(invitation ? "-" : "");
    if (handle.size() >= 4 && handle != "share")
      window.add("telegram", start, end, invitation ? "+" + std::string(handle) : lower(handle),
                 "telegram.link");
  } else if (host == "wa.me" || host == "api.whatsapp.com" || host == "web.whatsapp.com") {
    std::size_t digits = path.find("phone=");
    digits = digits == std::string_view::npos ? 0 : digits + 6;
    if (path.substr(digits).starts_with("+")) ++digits;
    std::size_t stop = digits;
    while (stop < path.size() && is_digit(path[stop])) ++stop;
    if (stop - digits >= 8 && stop - digits <= 15)
      window.add("whatsapp", start, end, "+" + std::string(path.substr(digits, stop - digits)),
                 "whatsapp.link");
  } else if (host == "chat.whatsapp.com") {
    window.add("whatsapp", start, end, std::string(first()), "whatsapp.group");
  } else if (host == "signal.me" || host == "signal.group") {
    const std::size_t plus = path.find('+');
    const bool number = plus != std::string_view::npos && plus + 1 < path.size() && is_digit(path[plus + 1]);
    window.add("signal", start, end, std::string(number ? path.substr(plus) : path), "signal.link");
  } else if (host == "threema.id") {
    if (first().size() == 8) window.add("threema", start, end, upper(first()), "threema.link");
  } else if (host == "discord.gg" ||
             ((host == "discord.com" || host == "discordapp.com") && path.starts_with("invite/"))) {
    if (path.starts_with("invite/")) path.remove_prefix(7);
    if (!first("-").empty()) window.add("discord", start, end, std::string(first("-")), "discord.link");
  } else if (host == "tikkie.me" || host == "paypal.me" || host == "bunq.me" || host == "revolut.me" ||
             host == "monzo.me" || host == "ko-fi.com" || host == "betaalverzoek.rabobank.nl" ||
             host == "betalen.rabobank.nl" || host == "ideal.ing.nl" || host == "cash.app" ||
             host == "ing.nl" || host == "payconiq.com" || host == "venmo.com" ||
             host == "buymeacoffee.com" || host == "pay.ideal.nl" || host == "tx.ideal.nl" ||
             ((host == "paypal.com") && path.starts_with("paypalme/"))) {
    if (host == "ing.nl" && !path.starts_with("payreq")) return;
    std::string_view value = path.substr(0, path.find_first_of("?#"));
    while (value.ends_with("/")) value.remove_suffix(1);
    if (value.empty()) return;
    if (value.starts_with("paypalme/")) {
      value.remove_prefix(9);
      window.add("payment_link", start, end, "paypal.me/" + lower(value), "payment.link");
      return;
    }
    window.add("payment_link", start, end,
               host + "/" + (host == "paypal.me" ? lower(value) : std::string(value)), "payment.link");
  }
}

}  // namespace peil::facts
