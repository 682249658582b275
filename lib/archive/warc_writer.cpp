#include "archive/warc_writer.hpp"

#include "base/hash.hpp"
#include "base/words.hpp"
#include "codec/gzip.hpp"

namespace peil::archive {
namespace {

// A header value that cannot begin another header: control characters become %XX.
std::string inert(std::string_view value) {
  static const char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (char c : value) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) text += c;
    else text.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
  return text;
}

// The head as it is stored: its empty line once, and no header that lies about the stored entity.
std::string stored_head(std::string_view head) {
  std::string text;
  for (std::string_view line : split(head, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (to_lower_ascii(line.substr(0, 18)) == "transfer-encoding:") text += "X-Archive-Orig-";
    text.append(line).append("\r\n");
  }
  return text += "\r\n";
}

std::string head_of(const Exchange& exchange) {
  return exchange.raw ? std::string(exchange.response_head) : stored_head(exchange.response_head);
}
std::string payload_digest_of(const Exchange& exchange) {
  return exchange.payload_digest.empty() ? sha256_label(exchange.entity)
                                         : std::string(exchange.payload_digest);
}

}  // namespace

// Version 8: made by a rule of our own, from the first bytes of a SHA-256.
std::string record_uuid(std::string_view name) {
  Sha256Digest digest = sha256(name);
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0F) | 0x80);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3F) | 0x80);
  std::string text = hex(std::span(digest).first(16));
  for (std::size_t at : {8u, 13u, 18u, 23u}) text.insert(at, "-");
  return "urn:uuid:" + text;
}

WarcWriter::WarcWriter(std::string file_name, std::uint64_t offset)
    : file_(std::move(file_name)), offset_(offset), gzip_(file_.ends_with(".gz")) {}

WarcPlace WarcWriter::write(std::string_view type, std::string_view url, std::string_view date, Fields fields,
                            std::span<const std::string_view> block, Buffer& out,
                            std::string_view record_id) {
  Sha256 hash;
  std::size_t size = 0;
  for (std::string_view piece : block) {
    hash.update(piece);
    size += piece.size();
  }
  WarcPlace place;
  place.file = file_;
  place.offset = offset_;
  place.block_digest = sha256_label(hash.finish());
  std::string identity = file_ + '\0' + std::to_string(offset_) + '\0' + std::string(type) + '\0' +
                         std::string(url) + '\0' + std::string(date) + '\0' + place.block_digest;
  place.record_id = record_id.empty() ? record_uuid(identity) : std::string(record_id);

  record_.clear();
  auto field = [&](std::string_view name, std::string_view value) {
    record_.append(name);
    record_.append(": ");
    record_.append(inert(value));
    record_.append("\r\n");
  };
  record_.append("WARC/1.1\r\n");
  field("WARC-Type", type);
  field("WARC-Record-ID", "<" + place.record_id + ">");
  field("WARC-Date", date);
  if (!url.empty()) field("WARC-Target-URI", url);
  for (const auto& [name, value] : fields)
    if (!value.empty()) field(name, value);
  if (!warcinfo_id_.empty()) field("WARC-Warcinfo-ID", "<" + warcinfo_id_ + ">");
  field("WARC-Block-Digest", place.block_digest);
  field("Content-Length", std::to_string(size));
  record_.append("\r\n");
  for (std::string_view piece : block) record_.append(piece);
  record_.append("\r\n\r\n");

  const std::size_t before = out.size();
  if (gzip_) deflater_.deflate(record_.view(), out);
  else out.append(record_.view());
  place.length = out.size() - before;
  offset_ += *place.length;
  return place;
}

WarcPlace WarcWriter::warcinfo(std::string_view date, const Fields& fields, Buffer& out) {
  warcinfo_id_.clear();
  std::string block = "format: WARC File Format 1.1\r\n";
  for (const auto& [name, value] : fields) block += inert(name) + ": " + inert(value) + "\r\n";
  std::string_view pieces[] = {block};
  WarcPlace place =
      write("warcinfo", "", date, {{"WARC-Filename", file_}, {"Content-Type", "application/warc-fields"}},
            pieces, out);
  warcinfo_id_ = place.record_id;
  return place;
}

WarcPlace WarcWriter::response(const Exchange& exchange, Buffer& out) {
  std::string head = head_of(exchange);
  std::string_view pieces[] = {head, exchange.entity};
  return write("response", exchange.url, exchange.date,
               {{"WARC-IP-Address", std::string(exchange.ip)},
                {"WARC-Truncated", std::string(exchange.truncated)},
                {"WARC-Payload-Digest", payload_digest_of(exchange)},
                {"Content-Type", "application/http;msgtype=response"}},
               pieces, out, exchange.record_id);
}

WarcPlace WarcWriter::request(const Exchange& exchange, std::string_view concurrent_to, Buffer& out) {
  std::string_view pieces[] = {exchange.request_head};
  return write("request", exchange.url, exchange.date,
               {{"WARC-IP-Address", std::string(exchange.ip)},
                {"WARC-Concurrent-To", "<" + std::string(concurrent_to) + ">"},
                {"Content-Type", "application/http;msgtype=request"}},
               pieces, out);
}

WarcPlace WarcWriter::revisit(const Exchange& exchange, const WarcPlace& original,
                              std::string_view original_url, std::string_view original_date, Buffer& out) {
  std::string head = head_of(exchange);
  std::string_view pieces[] = {head};
  return write("revisit", exchange.url, exchange.date,
               {{"WARC-IP-Address", std::string(exchange.ip)},
                {"WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"},
                {"WARC-Refers-To", "<" + original.record_id + ">"},
                {"WARC-Refers-To-Target-URI", std::string(original_url)},
                {"WARC-Refers-To-Date", std::string(original_date)},
                {"WARC-Truncated", "length"},
                {"WARC-Payload-Digest", payload_digest_of(exchange)},
                {"Content-Type", "application/http;msgtype=response"}},
               pieces, out, exchange.record_id);
}

WarcPlace WarcWriter::not_modified(const Exchange& exchange, Buffer& out) {
  std::string head = head_of(exchange);
  std::string_view pieces[] = {head};
  return write("revisit", exchange.url, exchange.date,
               {{"WARC-IP-Address", std::string(exchange.ip)},
                {"WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/server-not-modified"},
                {"WARC-Refers-To-Target-URI", std::string(exchange.url)},
                {"Content-Type", "application/http;msgtype=response"}},
               pieces, out, exchange.record_id);
}

WarcPlace WarcWriter::resource(std::string_view url, std::string_view date, std::string_view media_type,
                               std::string_view bytes, Buffer& out) {
  std::string_view pieces[] = {bytes};
  return write("resource", url, date,
               {{"WARC-Payload-Digest", sha256_label(bytes)}, {"Content-Type", std::string(media_type)}},
               pieces, out);
}

WarcPlace WarcWriter::metadata(std::string_view url, std::string_view date, std::string_view concurrent_to,
                               std::string_view media_type, std::string_view bytes, Buffer& out) {
  std::string_view pieces[] = {bytes};
  return write("metadata", url, date,
               {{"WARC-Concurrent-To", "<" + std::string(concurrent_to) + ">"},
                {"Content-Type", std::string(media_type)}},
               pieces, out);
}

}  // namespace peil::archive
