// url/url.cpp -- the parser. The standard's state machine reads one character at a time; since `#`
// and then `?` end whatever state they meet, they can be cut off first, and the rest is straight code.
#include "url/url.hpp"

#include <algorithm>

#include "url/encode.hpp"
#include "url/host.hpp"
#include "url/opaque.hpp"

namespace peil::url {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kMaxBytes = 1u << 24;  // offsets are 32 bits; nothing real is near

int default_port(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") return 80;
  if (scheme == "https" || scheme == "wss") return 443;
  if (scheme == "ftp") return 21;
  return -1;
}

bool special_scheme(std::string_view scheme) { return scheme == "file" || default_port(scheme) >= 0; }

/// Length of the valid UTF-8 sequence at `text`, 0 if there is none (RFC 3629).
std::size_t sequence_length(std::string_view text) {
  auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned lead = at(0);
  auto tail = [&](std::size_t i) { return (at(i) & 0xC0u) == 0x80u; };
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (lead == 0xE0 && at(1) < 0xA0) return 0;
    if (lead == 0xED && at(1) > 0x9F) return 0;
    return tail(1) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (lead == 0xF0 && at(1) < 0x90) return 0;
    if (lead == 0xF4 && at(1) > 0x8F) return 0;
    return tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

bool is_blank(char c) { return static_cast<unsigned char>(c) <= 0x20; }

/// Blanks at the ends, tabs and newlines within are taken out, invalid UTF-8 replaced. Copies into
/// `scratch` only when something must change in the middle.
std::string_view cleaned(std::string_view input, std::string& scratch) {
  while (!input.empty() && is_blank(input.front())) input.remove_prefix(1);
  while (!input.empty() && is_blank(input.back())) input.remove_suffix(1);
  bool plain = std::none_of(input.begin(), input.end(), [](char c) {
    return c == '\t' || c == '\n' || c == '\r' || static_cast<unsigned char>(c) >= 0x80;
  });
  if (plain) return input;
  scratch.reserve(input.size());
  for (std::size_t i = 0; i < input.size();) {
    std::size_t length = sequence_length(input.substr(i));
    if (length == 0) scratch.append(kReplacement);
    else if (length > 1 || (input[i] != '\t' && input[i] != '\n' && input[i] != '\r'))
      scratch.append(input, i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return scratch;
}

bool is_drive_letter(std::string_view text) {
  return text.size() == 2 && is_alpha(text[0]) && (text[1] == ':' || text[1] == '|');
}
bool starts_with_drive_letter(std::string_view text) {
  return is_drive_letter(text.substr(0, 2)) && (text.size() == 2 || text[2] == '/' || text[2] == '\\');
}

/// Number of dots that a path segment stands for: `.` and `%2e` count as one; -1 when it is a name.
int dots(std::string_view segment) {
  int count = 0;
  for (std::size_t i = 0; i < segment.size(); ++count) {
    if (segment[i] == '.') i += 1;
    else if (segment.size() - i >= 3 && segment[i] == '%' && segment[i + 1] == '2' &&
             to_lower(segment[i + 2]) == 'e')
      i += 3;
    else return -1;
    if (count == 2) return -1;
  }
  return count;
}

}  // namespace

class Parser {
 public:
  explicit Parser(const Url* base) : base_(base) {}

  Result<Url> run(std::string_view input) {
    std::string scratch;
    input = cleaned(input, scratch);
    if (input.size() > kMaxBytes) return Error{"URL too long"};
    url_.href_.reserve(input.size() + 8 + (base_ ? base_->path_start_ : 0));
    if (auto hash = input.find('#'); hash != input.npos) {
      fragment_ = input.substr(hash);
      input = input.substr(0, hash);
    }
    if (auto mark = input.find('?'); mark != input.npos) {
      query_ = input.substr(mark);
      input = input.substr(0, mark);
    }
    const char* reason = with_scheme(input);
    if (reason) return Error{reason};
    return std::move(url_);
  }

 private:
  // Each part returns nullptr, or why the URL is none.
  using Reason = const char*;

  std::string& out() { return url_.href_; }
  std::uint32_t here() { return static_cast<std::uint32_t>(out().size()); }
  bool is_slash(char c) const { return c == '/' || (c == '\\' && url_.special_); }
  bool is_file() const { return url_.scheme() == "file"; }

  Reason with_scheme(std::string_view rest) {
    std::size_t end = 0;
    if (!rest.empty() && is_alpha(rest[0]))
      while (end < rest.size() && (is_alpha(rest[end]) || is_digit(rest[end]) || rest[end] == '+' ||
                                   rest[end] == '-' || rest[end] == '.'))
        ++end;
    if (end == 0 || end == rest.size() || rest[end] != ':') return without_scheme(rest);
    for (char c : rest.substr(0, end)) out().push_back(to_lower(c));
    set_scheme();
    rest.remove_prefix(end + 1);
    if (is_file()) return file(rest, base_ && base_->scheme() == "file");
    if (url_.special_) {
      bool same = base_ && base_->scheme() == url_.scheme();
      if (same && rest.substr(0, 2) != "//") return relative(rest);
      return authority_after_slashes(rest);
    }
    if (rest.substr(0, 2) == "//") return authority(rest.substr(2));
    if (rest.substr(0, 1) == "/") {
      no_authority();
      path(rest.substr(1));
      return finish();
    }
    return opaque(rest);
  }

  void set_scheme() {
    url_.special_ = special_scheme(out());
    url_.scheme_end_ = here();
    out().push_back(':');
  }

  Reason without_scheme(std::string_view rest) {
    if (!base_) return "no scheme";
    if (base_->opaque_path_) {
      if (!rest.empty() || !query_.empty() || fragment_.empty()) return "relative to a URL without a path";
      url_ = *base_;
      out().resize(url_.fragment_);
      append_encoded(fragment_, kFragment, out());
      return nullptr;
    }
    out().assign(base_->scheme());
    set_scheme();
    return is_file() ? file(rest, true) : relative(rest);
  }

  Reason relative(std::string_view rest) {
    if (!rest.empty() && is_slash(rest[0])) {
      if (rest.size() > 1 && is_slash(rest[1]))
        return url_.special_ ? authority_after_slashes(rest) : authority(rest.substr(2));
      take_authority();
      path(rest.substr(1));
      return finish();
    }
    take_authority();
    return against_base_path(rest, true);
  }

  /// The base's path stands; `rest` replaces its last segment, a query its query.
  Reason against_base_path(std::string_view rest, bool keeps_directory) {
    if (keeps_directory) out().append(base_->path());
    if (rest.empty()) return finish(query_.empty());
    if (keeps_directory) shorten();
    path(rest);
    return finish();
  }

  Reason file(std::string_view rest, bool has_base) {
    if (!rest.empty() && is_slash(rest[0])) {
      if (rest.size() > 1 && is_slash(rest[1])) return file_host(rest.substr(2));
      rest.remove_prefix(1);
      if (has_base) {
        take_authority();
        std::string_view drive = base_->path().substr(0, 3);
        bool base_has_drive = drive.size() == 3 && is_drive_letter(drive.substr(1)) &&
                              (base_->path().size() == 3 || base_->path()[3] == '/');
        if (base_has_drive && !starts_with_drive_letter(rest)) out().append(drive);
      } else {
        empty_authority();
      }
      path(rest);
      return finish();
    }
    if (!has_base) {
      empty_authority();
      path(rest);
      return finish();
    }
    take_authority();
    return against_base_path(rest, !starts_with_drive_letter(rest));
  }

  Reason file_host(std::string_view rest) {
    std::size_t end = 0;
    while (end < rest.size() && !is_slash(rest[end])) ++end;
    std::string_view host = rest.substr(0, end);
    out().append("//");
    mark_host_start();
    if (is_drive_letter(host)) {
      mark_host_end(HostKind::kEmpty);
      path(rest);
      return finish();
    }
    if (!host.empty()) {
      if (Reason reason = special_host(host)) return reason;
      if (url_.host() == "localhost") {
        out().resize(url_.host_start_);
        mark_host_end(HostKind::kEmpty);
      }
    } else {
      mark_host_end(HostKind::kEmpty);
    }
    rest.remove_prefix(end);
    if (!rest.empty()) rest.remove_prefix(1);
    path(rest);
    return finish();
  }

  Reason authority_after_slashes(std::string_view rest) {
    while (!rest.empty() && is_slash(rest[0])) rest.remove_prefix(1);
    return authority(rest);
  }

  Reason authority(std::string_view rest) {
    std::size_t end = 0;
    while (end < rest.size() && !is_slash(rest[end])) ++end;
    std::string_view words = rest.substr(0, end);
    rest.remove_prefix(end);
    out().append("//");
    url_.user_start_ = url_.user_end_ = here();
    if (auto at = words.rfind('@'); at != words.npos) {
      credentials(words.substr(0, at));
      words.remove_prefix(at + 1);
      if (words.empty()) return "no host";
    }
    url_.host_start_ = here();
    if (Reason reason = host_and_port(words)) return reason;
    bool has_path = !rest.empty();
    if (has_path) rest.remove_prefix(1);
    if (has_path || url_.special_) path(rest);
    return finish();
  }

  void credentials(std::string_view words) {
    std::size_t colon = std::min(words.find(':'), words.size());
    append_encoded(words.substr(0, colon), kUserinfo, out());
    url_.user_end_ = here();
    if (colon + 1 < words.size()) {
      out().push_back(':');
      append_encoded(words.substr(colon + 1), kUserinfo, out());
    }
    if (here() > url_.user_start_) out().push_back('@');
  }

  Reason host_and_port(std::string_view words) {
    bool in_brackets = false;
    std::size_t end = 0;
    for (; end < words.size() && (in_brackets || words[end] != ':'); ++end) {
      if (words[end] == '[') in_brackets = true;
      if (words[end] == ']') in_brackets = false;
    }
    std::string_view host = words.substr(0, end);
    if (host.empty() && (url_.special_ || end < words.size())) return "no host";
    if (Reason reason = url_.special_ ? special_host(host) : opaque_host(host)) return reason;
    if (end == words.size()) return nullptr;
    return port(words.substr(end + 1));
  }

  Reason special_host(std::string_view host) {
    auto parsed = parse_host(host);
    if (!parsed) {
      failure_ = parsed.error().message;
      return failure_.c_str();
    }
    out().append(*parsed);
    char last = parsed->back();
    mark_host_end(last == ']' ? HostKind::kIpv6 : HostKind::kDomain);
    if (is_digit(last) || last == '.') {
      if (address_of(*parsed)) url_.host_kind_ = HostKind::kIpv4;
    }
    return nullptr;
  }

  Reason opaque_host(std::string_view host) {
    if (host.empty()) {
      mark_host_end(HostKind::kEmpty);
      return nullptr;
    }
    auto parsed = parse_opaque_host(host);
    if (!parsed) return "forbidden character in the host";
    out().append(*parsed);
    mark_host_end(parsed->front() == '[' ? HostKind::kIpv6 : HostKind::kOpaque);
    return nullptr;
  }

  Reason port(std::string_view digits) {
    int number = 0;
    for (char c : digits) {
      if (!is_digit(c)) return "port is no number";
      number = number * 10 + (c - '0');
      if (number > 65535) return "port out of range";
    }
    if (!digits.empty() && number != default_port(url_.scheme())) {
      url_.port_ = number;
      out().push_back(':');
      out().append(std::to_string(number));
    }
    url_.path_start_ = here();
    return nullptr;
  }

  void mark_host_start() { url_.user_start_ = url_.user_end_ = url_.host_start_ = here(); }
  void mark_host_end(HostKind kind) {
    url_.host_kind_ = kind;
    url_.host_end_ = url_.path_start_ = here();
  }
  void no_authority() {
    mark_host_start();
    mark_host_end(HostKind::kNone);
  }
  void empty_authority() {
    out().append("//");
    mark_host_start();
    mark_host_end(HostKind::kEmpty);
  }

  void take_authority() {
    std::size_t from = base_->scheme_end_;
    if (base_->host_kind_ == HostKind::kNone) return no_authority();
    out().resize(url_.scheme_end_);
    out().append(base_->view().substr(from, base_->path_start_ - from));
    url_.user_start_ = base_->user_start_;
    url_.user_end_ = base_->user_end_;
    url_.host_start_ = base_->host_start_;
    url_.host_end_ = base_->host_end_;
    url_.path_start_ = base_->path_start_;
    url_.port_ = base_->port_;
    url_.host_kind_ = base_->host_kind_;
  }

  std::string_view built_path() const { return url_.view().substr(url_.path_start_); }

  /// Takes the last segment off the path, but never a drive letter that is all of it.
  void shorten() {
    std::string_view built = built_path();
    if (is_file() && built.size() == 3 && is_drive_letter(built.substr(1)) && built[2] == ':') return;
    if (auto slash = built.rfind('/'); slash != built.npos) out().resize(url_.path_start_ + slash);
  }

  /// Appends the segments of `rest`, of which the leading slash is gone already.
  void path(std::string_view rest) {
    for (bool last = false; !last;) {
      std::size_t end = 0;
      while (end < rest.size() && !is_slash(rest[end])) ++end;
      last = end == rest.size();
      segment(rest.substr(0, end), last);
      rest.remove_prefix(last ? end : end + 1);
    }
  }

  void segment(std::string_view text, bool last) {
    int count = dots(text);
    if (count == 2) shorten();
    if (count == 1 || count == 2) {
      if (last) out().push_back('/');
      return;
    }
    bool drive = is_file() && built_path().empty() && is_drive_letter(text);
    out().push_back('/');
    append_encoded(text, kPath, out());
    if (drive) out().back() = ':';
  }

  Reason opaque(std::string_view rest) {
    no_authority();
    url_.opaque_path_ = true;
    // Blanks at the end would be lost in front of a query or fragment that is later taken away.
    bool blank = rest.ends_with(' ');
    if (blank) rest.remove_suffix(1);
    append_encoded(rest, kC0, out());
    if (blank) out().append("%20");
    return finish();
  }

  Reason finish(bool base_query = false) {
    if (url_.host_kind_ == HostKind::kNone && !url_.opaque_path_ && built_path().starts_with("//")) {
      out().insert(url_.path_start_, "/.");  // else the path would read as a host
      url_.user_start_ = url_.user_end_ = url_.host_start_ = url_.host_end_ = (url_.path_start_ += 2);
    }
    url_.query_ = here();
    if (base_query) {
      out().append(base_->query());
    } else if (!query_.empty()) {
      out().push_back('?');
      append_encoded(query_.substr(1), url_.special_ ? kSpecialQuery : kQuery, out());
    }
    url_.fragment_ = here();
    if (!fragment_.empty()) {
      out().push_back('#');
      append_encoded(fragment_.substr(1), kFragment, out());
    }
    return nullptr;
  }

  const Url* base_;
  Url url_;
  std::string_view query_;  // with its mark, "" when absent
  std::string_view fragment_;
  std::string failure_;
};

Result<Url> parse(std::string_view input, const Url* base) { return Parser(base).run(input); }

std::string_view Url::username() const { return view().substr(user_start_, user_end_ - user_start_); }

std::string_view Url::password() const {
  if (host_start_ <= user_end_ + 1) return {};
  return view().substr(user_end_ + 1, host_start_ - user_end_ - 2);
}

std::uint16_t Url::effective_port() const {
  return static_cast<std::uint16_t>(port_ >= 0 ? port_ : std::max(0, default_port(scheme())));
}

std::string Url::origin() const {
  std::string origin(scheme());
  origin.append("://").append(host_and_port());
  return origin;
}

std::string same_key(const Url& url) {
  std::string key(url.scheme());
  std::string_view host = url.host();
  if (host.ends_with('.')) host.remove_suffix(1);
  key.append("://").append(host).push_back(':');
  key.append(std::to_string(url.effective_port()));
  std::string_view target = url.target();
  for (std::size_t i = 0; i < target.size(); ++i) {
    int high = target[i] == '%' && target.size() - i > 2 ? hex_value(target[i + 1]) : -1;
    int low = high >= 0 ? hex_value(target[i + 2]) : -1;
    if (low < 0) {
      key.push_back(target[i]);
      continue;
    }
    char byte = static_cast<char>(high * 16 + low);
    bool unreserved =
        is_alpha(byte) || is_digit(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~';
    if (unreserved) key.push_back(byte);
    else append_escape(static_cast<unsigned char>(byte), key);
    i += 2;
  }
  return key;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    int high = text[i] == '%' && text.size() - i > 2 ? hex_value(text[i + 1]) : -1;
    int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low < 0) {
      out.push_back(text[i]);
    } else {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return out;
}

std::string percent_encode_path(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '%') out.append("%25");
    else if (c == '\\') out.append("%5C");
    else append_encoded(std::string_view(&c, 1), kPath, out);
  }
  return out;
}

}  // namespace peil::url
