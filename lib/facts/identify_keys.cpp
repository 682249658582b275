// facts/identify_keys.cpp -- coin addresses, long hexadecimal runs, PGP.
#include <algorithm>

#include "facts/checks.hpp"
#include "facts/identify.hpp"

namespace peil::facts {
namespace {

/// Letters of both cases and digits: what a mistyped base58 string still has and a word has not.
bool is_mixed(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit) && std::any_of(text.begin(), text.end(), is_upper) &&
         std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool joined(const Window& window, std::size_t at, std::size_t end) {
  const char before = at > 0 ? window.text[at - 1] : ' ';
  const char behind = window.at(end);
  return before == '_' || before == '-' || before == '+' || before == '%' || before == '=' || behind == '_' ||
         behind == '+' || behind == '=' || (behind == '-' && is_alnum(window.at(end + 1)));
}

}  // namespace

std::size_t read_coin(Window& window, std::size_t at, std::size_t end) {
  const std::string_view run = window.text.substr(at, end - at);
  if (run.size() > 110) return 0;
  const std::string head = lower(run.substr(0, 4));
  if (head.starts_with("bc1") || head == "ltc1") {
    const bool litecoin = head == "ltc1";
    if (run.size() > 90) return 0;
    window.add(litecoin ? "ltc" : "btc", at, end, lower(run), "coin.bech32", is_segwit(run));
    return end;
  }
  if (run.size() == 42 && is_cashaddr(run)) {
    constexpr std::string_view kPrefix = "bitcoincash:";
    const bool named =
        at >= kPrefix.size() && window.text.substr(at - kPrefix.size(), kPrefix.size()) == kPrefix;
    window.add("bch", named ? at - kPrefix.size() : at, end, std::string(kPrefix) + std::string(run),
               "coin.cashaddr", true);
    return end;
  }
  if (!is_base58(run) || joined(window, at, end)) return 0;
  if (is_zcash(run)) {
    window.add("zec", at, end, std::string(run), "coin.base58check", true);
    return end;
  }
  if (run.size() == 95 || run.size() == 106) {
    if (run[0] != '4' && run[0] != '8') return 0;
    window.add("xmr", at, end, std::string(run), "coin.monero", is_monero(run));
    return end;
  }
  if (run.size() > 36) return 0;
  const std::string_view coin = base58_coin(run);
  if (!coin.empty()) {
    window.add(coin, at, end, std::string(run), "coin.base58check", true);
    return end;
  }
  // Mistyped ones are kept with their verdict, if they look like nothing else.
  if ((run.size() == 33 || run.size() == 34) && is_mixed(run)) {
    const std::string_view type = run[0] == '1' || run[0] == '3'   ? "btc"
                                  : run[0] == 'L' || run[0] == 'M' ? "ltc"
                                  : run[0] == 'D'                  ? "doge"
                                                                   : "";
    if (!type.empty()) {
      window.add(type, at, end, std::string(run), "coin.base58check", false);
      return end;
    }
  }
  return 0;
}

std::size_t read_hex(Window& window, std::size_t at, std::size_t end) {
  const std::string_view run = window.text.substr(at, end - at);
  const bool prefixed = run.size() > 2 && run[0] == '0' && (run[1] == 'x' || run[1] == 'X');
  const std::string_view digits = prefixed ? run.substr(2) : run;
  if (digits.size() != 40 && digits.size() != 66 && digits.size() != 76 && digits.size() != 64 &&
      digits.size() != 32)
    return 0;
  if (!std::all_of(digits.begin(), digits.end(), is_hex)) return 0;
  const std::string_view said = window.before(at, 64);
  if (digits.size() == 40) {
    if (has_any_word(said, {"fingerprint", "pgp", "gpg", "openpgp", "vingerafdruk", "fpr", "fingerabdruck",
                            "empreinte", "gnupg"})) {
      window.add("pgp_fingerprint", at, end, upper(digits), "pgp.fingerprint");
      return end;
    }
    if (!prefixed) return 0;
    const std::string checked = eip55(run);
    const bool has_lower = std::any_of(digits.begin(), digits.end(), [](char c) { return c >= 'a'; });
    const bool has_upper = std::any_of(digits.begin(), digits.end(), is_upper);
    std::optional<bool> valid;
    if (digits == std::string_view(checked).substr(2)) valid = true;
    else if (has_lower && has_upper) valid = false;
    window.add("eth", at, end, checked, "coin.ethereum", valid);
    return end;
  }
  if (prefixed) return 0;
  if (digits.size() == 64 && has_any_word(said, {"fingerprint", "pgp", "gpg", "openpgp"})) {
    window.add("pgp_fingerprint", at, end, upper(digits), "pgp.fingerprint");
    return end;
  }
  if (digits.size() == 66 && digits[0] == '0' && digits[1] == '5') {
    window.add("session", at, end, lower(digits), "session.id");
    return end;
  }
  if (digits.size() == 76 && is_tox(digits)) {
    window.add("tox", at, end, upper(digits), "tox.id", true);
    return end;
  }
  return 0;
}

/// E489 3924 B70D C7A9 7AAD  97F0 D681 72F4 8E9C 5283
std::size_t read_grouped_fingerprint(Window& window, std::size_t at, std::size_t end) {
  const std::string_view text = window.text;
  std::string digits;
  std::size_t i = at;
  bool letter = false;
  for (int group = 0; group < 10; ++group) {
    for (std::size_t k = 0; k < 4; ++k) {
      if (!is_hex(window.at(i + k))) return 0;
      letter = letter || is_letter(text[i + k]);
    }
    digits += text.substr(i, 4);
    i += 4;
    if (group == 9) break;
    const char parting = window.at(i);
    if (parting != ' ' && parting != ':' && parting != '-' && parting != '\n') return 0;
    std::size_t blanks = 0;
    while ((window.at(i) == ' ' || window.at(i) == parting) && blanks < 4) ++i, ++blanks;
    if (parting == '\n') {
      while (window.at(i) == ' ') ++i;
    }
  }
  (void)end;
  if (is_alnum(window.at(i)) || !letter) return 0;
  window.add("pgp_fingerprint", at, i, upper(digits), "pgp.fingerprint_grouped");
  return i;
}

std::size_t read_pgp_block(Window& window, std::size_t at) {
  const std::string_view text = window.text;
  const std::size_t label_end = text.find("-----", at + 5);
  if (label_end == std::string_view::npos) return 0;
  if (label_end - at > 64) return at + 15;
  const std::size_t end_mark = text.find("-----END PGP ", label_end);
  if (end_mark == std::string_view::npos) return 0;
  std::size_t stop = text.find("-----", end_mark + 5);
  if (stop == std::string_view::npos) return 0;
  stop += 5;
  const std::string_view label = text.substr(at + 15, label_end - at - 15);
  if (label.starts_with("PUBLIC KEY")) {
    const ArmouredKey key = read_armoured_key(text.substr(label_end + 5, end_mark - label_end - 5));
    std::optional<bool> valid = key.crc;
    if (key.fingerprint.empty()) valid = false;
    window.add("pgp_key", at, stop, key.crc == false ? std::string() : key.fingerprint, "pgp.block", valid);
  }
  return stop;  // messages, signatures and private keys are passed over
}

}  // namespace peil::facts
