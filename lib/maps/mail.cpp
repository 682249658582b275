// maps/mail.cpp -- headers, parts and their encodings.
#include "maps/mail.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/buffer.hpp"
#include "base/hex.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "codec/base64.hpp"
#include "maps/lines.hpp"

namespace peil::maps {

struct MailReader::Part {
  std::string media_type, charset, name, location, encoding;
  bool attachment = false;
  std::string_view bytes;
};

namespace {

constexpr int kPartDepth = 12;
constexpr std::size_t kParts = 500;
constexpr std::size_t kHeaderFields = 1000;

/// Parameters of a header value (RFC 2045 §5.1, RFC 2231): lower-case names; pieces joined, escapes undone.
/// `charset'lang'` in front of an extended value is given back apart.
struct Parameter {
  std::string value, charset;
};
Parameter parameter(std::string_view header, std::string_view wanted) {
  Parameter found;
  std::size_t at = std::min(header.find(';'), header.size());
  while (at < header.size()) {
    ++at;
    const std::size_t equals = header.find_first_of("=;", at);
    if (equals == std::string_view::npos) break;
    if (header[equals] == ';') {
      at = equals;
      continue;
    }
    std::string name = to_lower_ascii(trim(header.substr(at, equals - at)));
    at = equals + 1;
    while (at < header.size() && (header[at] == ' ' || header[at] == '\t')) ++at;
    std::string value;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        if (header[at] == '\\' && at + 1 < header.size()) ++at;
        value.push_back(header[at]);
      }
      at = std::min(header.find(';', at), header.size());
    } else {
      const std::size_t end = std::min(header.find(';', at), header.size());
      value = std::string(trim(header.substr(at, end - at)));
      at = end;
    }
    const bool extended = name.ends_with('*');
    if (extended) name.pop_back();
    const std::size_t star = name.find('*');
    const bool first = star == std::string::npos || name.substr(star + 1) == "0";
    if (name.substr(0, star) != wanted) continue;
    if (extended && first) {
      const std::size_t one = value.find('\'');
      const std::size_t two = one == std::string::npos ? one : value.find('\'', one + 1);
      if (two != std::string::npos) {
        found.charset = value.substr(0, one);
        value.erase(0, two + 1);
      }
    }
    if (extended) {
      std::string plain;
      for (std::size_t i = 0; i < value.size(); ++i) {
        const int high = value[i] == '%' && i + 2 < value.size() ? hex_value(value[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(value[i + 2]) : -1;
        if (low < 0) {
          plain.push_back(value[i]);
        } else {
          plain.push_back(static_cast<char>(high * 16 + low));
          i += 2;
        }
      }
      value = std::move(plain);
    }
    if (found.value.size() < 4096) found.value += value;
  }
  return found;
}

/// Date of RFC 5322 §3.3, with the obsolete zones and without a comment.
std::string date_of(std::string_view value) {
  static constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                               "jul", "aug", "sep", "oct", "nov", "dec"};
  if (const std::size_t comma = value.find(','); comma != std::string_view::npos)
    value.remove_prefix(comma + 1);
  std::vector<std::string> words;
  for (std::string_view word : split(value, ' ')) {
    if (!trim(word).empty()) words.push_back(to_lower_ascii(trim(word)));
    if (words.size() > 8) break;
  }
  if (words.size() < 4) return {};
  const auto number = [](std::string_view text) {
    int out = text.empty() || text.size() > 4 ? -1 : 0;
    for (char c : text) out = out < 0 || c < '0' || c > '9' ? -1 : out * 10 + (c - '0');
    return out;
  };
  const auto month = std::find(kMonths.begin(), kMonths.end(), words[1].substr(0, 3));
  int year = number(words[2]);
  if (year >= 0 && year < 100) year += year < 50 ? 2000 : 1900;
  const auto days = days_from_civil(year, static_cast<int>(month - kMonths.begin()) + 1, number(words[0]));
  const std::vector<std::string_view> clock = split(words[3], ':');
  if (month == kMonths.end() || !days || clock.size() < 2) return {};
  const int hour = number(clock[0]), minute = number(clock[1]);
  const int second = clock.size() > 2 ? number(clock[2]) : 0;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return {};
  std::int64_t offset = 0;
  if (words.size() > 4 && words[4].size() == 5 && (words[4][0] == '+' || words[4][0] == '-')) {
    const int zone = number(words[4].substr(1));
    if (zone >= 0) offset = (zone / 100 * 60 + zone % 100) * (words[4][0] == '-' ? -60 : 60);
  }
  return format_time((*days * 86400 + hour * 3600 + minute * 60 + second - offset) * 1000);
}

/// `"Name" <address>`, `address (Name)`, `address`.
void read_address(std::string_view value, std::string& name, std::string& address) {
  const std::size_t open = value.rfind('<');
  const std::size_t close = open == std::string_view::npos ? open : value.find('>', open);
  if (close != std::string_view::npos) {
    address = std::string(trim(value.substr(open + 1, close - open - 1)));
    name = std::string(trim(value.substr(0, open)));
  } else if (const std::size_t bracket = value.find('('); bracket != std::string_view::npos) {
    address = std::string(trim(value.substr(0, bracket)));
    name = std::string(trim(value.substr(bracket + 1, value.rfind(')') - bracket - 1)));
  } else {
    address = std::string(trim(value));
  }
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
  if (name.size() >= 2 && name.front() == '\'' && name.back() == '\'') name = name.substr(1, name.size() - 2);
  if (address.find('@') == std::string::npos || address.find(' ') != std::string::npos) {
    if (name.empty()) name = address;
    address.clear();
  }
}

struct Header {
  std::string name, value;  // name in lower case
};

/// Takes the header fields off `text`, with the empty line behind them; folded lines are joined.
std::vector<Header> take_headers(std::string_view& text) {
  std::vector<Header> headers;
  while (!text.empty()) {
    const bool folded = text[0] == ' ' || text[0] == '\t';
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    if (folded && !headers.empty()) {
      if (headers.back().value.size() < 64u << 10) headers.back().value.append(" ").append(trim(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || headers.size() >= kHeaderFields) continue;
    headers.push_back(
        {to_lower_ascii(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
  }
  return headers;
}

std::string_view value_of(const std::vector<Header>& headers, std::string_view name) {
  const auto held =
      std::find_if(headers.begin(), headers.end(), [&](const Header& one) { return one.name == name; });
  return held == headers.end() ? std::string_view() : held->value;
}

/// Calls `visit` for each part between lines of the boundary (RFC 2046 §5.1.1). Of a message that was cut
/// short the last part is what is there.
template <class Visit>
void cut_parts(std::string_view text, std::string_view boundary, const Visit& visit) {
  const char* const end = text.data() + text.size();
  const auto size = [](const char* from, const char* to) { return static_cast<std::size_t>(to - from); };
  const char* begin = nullptr;
  while (!text.empty()) {
    const char* const line_begin = text.data();
    const std::string_view line = take_line(text);
    if (!line.starts_with(boundary)) continue;
    const std::string_view tail = trim(line.substr(boundary.size()));
    if (!tail.empty() && tail != "--") continue;
    if (begin != nullptr) visit(std::string_view(begin, size(begin, line_begin)));
    if (tail == "--") return;
    begin = text.data();
  }
  if (begin != nullptr && begin < end) visit(std::string_view(begin, size(begin, end)));
}

std::string in_brackets(std::string_view value) {
  const std::size_t open = value.find('<');
  const std::size_t close = open == std::string_view::npos ? open : value.find('>', open);
  return std::string(close == std::string_view::npos ? trim(value)
                                                     : value.substr(open + 1, close - open - 1));
}

}  // namespace

std::string read_mail_date(std::string_view value) { return date_of(value); }

std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out.push_back(text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
      continue;
    }
    std::size_t end = i + 1;  // a soft line end, blanks before it allowed
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t' || text[end] == '\r')) ++end;
    if (end < text.size() && text[end] == '\n') i = end;
    else if (end >= text.size()) i = end;
    else out.push_back('=');
  }
  return out;
}

/// Encoded words (RFC 2047); raw bytes beyond ASCII are what detection says. Neighbours of one charset are
/// joined before decoding, since some writers cut inside a character.
std::string MailReader::decode_words(std::string_view value) {
  std::string out, bytes, charset;
  const auto flush = [&] {
    if (!bytes.empty()) out += decoder_.decode(bytes, {.declared = charset}).text;
    bytes.clear();
  };
  std::size_t at = 0;
  bool after_word = false;
  while (at < value.size()) {
    const std::size_t open = value.find("=?", at);
    const std::size_t one = open == std::string_view::npos ? open : value.find('?', open + 2);
    const std::size_t two = one == std::string_view::npos ? one : value.find('?', one + 1);
    const std::size_t end = two == std::string_view::npos ? two : value.find("?=", two + 1);
    if (end == std::string_view::npos || end - open > 2000) break;
    const std::string_view between = value.substr(at, open - at);
    std::string label(value.substr(open + 2, one - open - 2));
    label = to_lower_ascii(label.substr(0, label.find('*')));
    if (!(after_word && trim(between).empty())) {
      flush();
      bytes = std::string(between);
      charset.clear();
      flush();
    } else if (label != charset) {
      flush();
    }
    charset = label;
    const std::string_view text = value.substr(two + 1, end - two - 1);
    if (two - one == 2 && (value[one + 1] == 'B' || value[one + 1] == 'b')) {
      Buffer plain;
      if (codec::decode_base64(text, codec::Base64::kLenient, plain)) bytes += plain.view();
      else bytes += text;
    } else {
      std::string quoted(text);
      std::replace(quoted.begin(), quoted.end(), '_', ' ');
      bytes += decode_quoted_printable(quoted);
    }
    after_word = true;
    at = end + 2;
  }
  flush();
  charset.clear();
  bytes = std::string(value.substr(at));
  flush();
  return std::string(trim(out));
}

void MailReader::part(std::string_view bytes, int depth, Mail& mail, std::vector<Part>& leaves) {
  if (depth > kPartDepth || ++parts_ > kParts) {
    if (parts_ == kParts + 1 || depth > kPartDepth)
      mail.warnings.push_back("mail: too many parts, the rest was not read");
    return;
  }
  std::string_view rest = bytes;
  const std::vector<Header> headers = take_headers(rest);
  const auto header = [&](std::string_view name) { return value_of(headers, name); };
  if (depth == 0) {
    mail.subject = decode_words(header("subject"));
    read_address(header("from"), mail.from_name, mail.from_address);
    mail.from_name = decode_words(mail.from_name);
    mail.date = date_of(header("date"));
    mail.message_id = in_brackets(header("message-id"));
    mail.in_reply_to = in_brackets(header("in-reply-to"));
    mail.location = std::string(header("snapshot-content-location"));
  }
  Part leaf;
  const std::string_view type = header("content-type");
  leaf.media_type = to_lower_ascii(trim(type.substr(0, type.find(';'))));
  if (leaf.media_type.find('/') == std::string::npos) leaf.media_type = "text/plain";
  leaf.encoding = to_lower_ascii(trim(header("content-transfer-encoding")));
  if (leaf.media_type.starts_with("multipart/")) {
    const std::string boundary = "--" + parameter(type, "boundary").value;
    if (boundary.size() > 2) {
      cut_parts(rest, boundary, [&](std::string_view one) { part(one, depth + 1, mail, leaves); });
      return;
    }
    leaf.media_type = "text/plain";
  }
  const std::string disposition = to_lower_ascii(header("content-disposition").substr(0, 12));
  leaf.charset = parameter(type, "charset").value;
  Parameter name = parameter(header("content-disposition"), "filename");
  if (name.value.empty()) name = parameter(type, "name");
  leaf.name = name.charset.empty()
                  ? decode_words(name.value)
                  : std::string(decoder_.decode(name.value, {.declared = name.charset}).text);
  leaf.attachment = disposition.starts_with("attachment");
  leaf.location = std::string(header("content-location"));
  leaf.bytes = rest;
  leaves.push_back(std::move(leaf));
}

Mail MailReader::read(std::string_view bytes, bool prefer_html) {
  Mail mail;
  std::vector<Part> leaves;
  parts_ = 0;
  part(bytes, 0, mail, leaves);
  const auto undone = [&](const Part& leaf) {
    if (leaf.encoding == "quoted-printable") return decode_quoted_printable(leaf.bytes);
    if (leaf.encoding != "base64") return std::string(leaf.bytes);
    Buffer plain;
    if (codec::decode_base64(leaf.bytes, codec::Base64::kLenient, plain)) return plain.str();
    mail.warnings.push_back("mail: a part is not base64 as it says");
    return std::string();
  };
  const Part* chosen = nullptr;
  const auto choose = [&](std::string_view type) {
    for (const Part& leaf : leaves) {
      if (chosen != nullptr || leaf.media_type != type || leaf.attachment) continue;
      std::string body = undone(leaf);
      if (trim(body).empty()) continue;
      chosen = &leaf;
      mail.body = std::move(body);
      mail.media_type = std::string(type);
      mail.charset = leaf.charset;
      if (mail.location.empty()) mail.location = leaf.location;
    }
  };
  choose(prefer_html ? "text/html" : "text/plain");
  choose(prefer_html ? "application/xhtml+xml" : "text/html");
  choose(prefer_html ? "text/plain" : "text/html");
  for (const Part& leaf : leaves) {
    if (&leaf == chosen || leaf.name.empty() || mail.not_read.size() >= 20) continue;
    if (leaf.attachment || !leaf.media_type.starts_with("image/"))
      mail.not_read.push_back(fmt::format("{} ({})", leaf.name, leaf.media_type));
  }
  return mail;
}

std::vector<std::string_view> split_mbox(std::string_view bytes) {
  std::vector<std::string_view> messages;
  std::string_view rest = bytes;
  const char* begin = nullptr;
  bool blank = true;  // the line before was empty
  while (!rest.empty()) {
    const char* line_begin = rest.data();
    const std::string_view line = take_line(rest);
    if (blank && line.starts_with("From ")) {
      if (begin != nullptr) messages.emplace_back(begin, static_cast<std::size_t>(line_begin - begin));
      begin = rest.data();
    }
    blank = line.empty();
  }
  if (begin != nullptr)
    messages.emplace_back(begin, static_cast<std::size_t>(bytes.data() + bytes.size() - begin));
  if (messages.empty() && !trim(bytes).empty()) messages.push_back(bytes);
  return messages;
}

}  // namespace peil::maps
