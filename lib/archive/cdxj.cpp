// archive/cdxj.cpp -- one line a record, made from the record itself: so that an index can always be made
// again and compared.
#include "archive/cdxj.hpp"

#include <algorithm>
#include <vector>

#include "archive/capture.hpp"
#include "archive/http_message.hpp"
#include "archive/warc_reader.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "record/write.hpp"
#include "url/url.hpp"

namespace peil::archive {
namespace {

// 20261124090000, in the universal time of `date`.
std::string digits_of(std::string_view date) {
  auto time = parse_time(date);
  std::string text = format_time(time.value_or(0)), digits;
  for (char c : text)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

// `www.`, `www2.` and kin say nothing of whose page it is.
std::string_view without_www(std::string_view host) {
  if (!host.starts_with("www")) return host;
  std::size_t dot = host.find_first_not_of("0123456789", 3);
  bool more = dot != host.npos && host.find('.', dot + 1) != host.npos;
  return more && host[dot] == '.' ? host.substr(dot + 1) : host;
}

std::string sorted_arguments(std::string_view query) {
  std::string lower = to_lower_ascii(query);
  std::vector<std::string_view> arguments = split(lower, '&');
  std::stable_sort(arguments.begin(), arguments.end());
  std::string text;
  for (std::string_view argument : arguments) text.append(text.empty() ? "" : "&").append(argument);
  return text;
}

std::string line_of(const WarcRecord& record, const HttpHead& head, std::string_view file) {
  Buffer out;
  out.append(surt_of(record.target_uri()));
  out.push(' ');
  out.append(digits_of(record.header("WARC-Date")));
  out.append(" {");
  JsonWriter json(out);
  json.member("url", to_utf8(record.target_uri()));
  bool http = record.type != "resource";
  ContentType type = parse_content_type(http ? head.header("Content-Type") : record.header("Content-Type"));
  json.member("mime", record.type == "revisit"  ? "warc/revisit"
                      : type.media_type.empty() ? "unk"
                                                : to_utf8(type.media_type));
  if (head.status > 0) json.member("status", std::to_string(head.status));
  if (auto digest = record.header("WARC-Payload-Digest"); !digest.empty())
    json.member("digest", to_utf8(digest));
  json.member("length", std::to_string(record.length));
  json.member("offset", std::to_string(record.offset));
  json.member("filename", to_utf8(file));
  out.append("}\n");
  return out.str();
}

}  // namespace

std::string surt_of(std::string_view address) {
  auto url = url::parse(address);
  if (!url || !url->is_http()) return to_lower_ascii(address.substr(0, address.find_first_of(" \r\n")));
  std::string surt;
  std::string_view host = without_www(url->host());
  bool name = !host.starts_with('[') && host.find_first_not_of("0123456789.") != host.npos;
  std::vector<std::string_view> labels = name ? split(host, '.') : std::vector{host};
  for (auto label = labels.rbegin(); label != labels.rend(); ++label)
    surt.append(surt.empty() ? "" : ",").append(*label);
  if (auto port = url->port()) surt.append(":").append(std::to_string(*port));
  std::string path = to_lower_ascii(url->path());
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  surt.append(")").append(path);
  if (url->query().size() > 1) surt.append("?").append(sorted_arguments(url->query().substr(1)));
  return surt;
}

std::string cdxj_of(Input input, std::string_view file) {
  std::vector<std::string> lines;
  WarcReader reader(std::move(input), [](const Damage&) {});
  while (const WarcRecord* record = reader.next()) {
    if (record->type != "response" && record->type != "resource" && record->type != "revisit") continue;
    if (!to_lower_ascii(record->target_uri().substr(0, 4)).starts_with("http")) continue;
    std::string start;
    if (record->type != "resource")
      for (std::string_view piece; start.size() < limits::kHeaderBytes &&
                                   http_head_end(start) == start.npos && !(piece = reader.read()).empty();)
        start.append(piece);
    HttpHead head = record->type == "resource" ? HttpHead() : parse_http_head(start);
    reader.finish();
    lines.push_back(line_of(*record, head, file));
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

}  // namespace peil::archive
