// archive/warc_writer.hpp -- WARC/1.1 records: one gzip member each, sha256 digests, no clock of its own.
//
//   archive::WarcWriter warc("world.warc.gz");
//   Buffer out;
//   warc.warcinfo("2026-11-24T09:00:00Z", {{"software", "peil 0.1.0"}}, out);
//   archive::Exchange e{.url = "https://…", .date = "…", .response_head = head, .entity = body};
//   archive::WarcPlace place = warc.response(e, out);   // bytes are at out; append them to the file
//   warc.request(e, place.record_id, out);
//
// Equal calls give equal bytes: record ids are made from what the record holds and where it stands.
// Source: ISO 28500:2017; WARC 1.1 Annex C (file names), Annex D (compression).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/capture.hpp"
#include "base/buffer.hpp"
#include "codec/gzip.hpp"

namespace peil::archive {

/// One request and its response, as they went over the wire.
struct Exchange {
  std::string_view url = {};
  std::string_view date = {};           ///< RFC 3339, when the transfer began
  std::string_view ip = {};             ///< of the server, or ""
  std::string_view request_head = {};   ///< request line and headers with their empty line, or ""
  std::string_view response_head = {};  ///< status line and headers, with or without their empty line
  std::string_view entity = {};         ///< the body, content-coded as received, without chunk sizes
  std::string_view truncated = {};      ///< length, time, disconnect, or ""
  /// Head and entity are the bytes of the wire, chunk sizes and all: they are stored unchanged.
  bool raw = false;
  std::string_view payload_digest = {};  ///< of the entity without chunk sizes; "" where it is as given
  std::string_view record_id = {};       ///< for the response; "" makes one
};

/// A `urn:uuid:` (RFC 9562 version 8) that follows from `name` alone.
std::string record_uuid(std::string_view name);

class WarcWriter {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  /// `file_name`: base name, written into warcinfo and the places. `offset`: where in the file the
  /// first record will stand. Compressed when the name ends in `.gz`.
  explicit WarcWriter(std::string file_name, std::uint64_t offset = 0);

  /// Each appends whole records to `out` and returns where it stands in the file.
  /// A warcinfo record: one `name: value` line for each field. Later records refer to it.
  WarcPlace warcinfo(std::string_view date, const Fields& fields, Buffer& out);
  /// Payload digest: of the entity. Headers that no longer hold in an archive (Transfer-Encoding:
  /// chunked over an entity without chunks) are kept under `X-Archive-Orig-…`.
  WarcPlace response(const Exchange& exchange, Buffer& out);
  /// The request of the response whose record id is given.
  WarcPlace request(const Exchange& exchange, std::string_view concurrent_to, Buffer& out);
  /// A response whose entity equals that of an earlier one (identical-payload-digest): its head only.
  WarcPlace revisit(const Exchange& exchange, const WarcPlace& original, std::string_view original_url,
                    std::string_view original_date, Buffer& out);
  /// The server said that what we had is unchanged (304; profile server-not-modified).
  WarcPlace not_modified(const Exchange& exchange, Buffer& out);
  /// Any bytes under a URL: a file, a log of the run.
  WarcPlace resource(std::string_view url, std::string_view date, std::string_view media_type,
                     std::string_view bytes, Buffer& out);
  /// What is known of the record whose id is given.
  WarcPlace metadata(std::string_view url, std::string_view date, std::string_view concurrent_to,
                     std::string_view media_type, std::string_view bytes, Buffer& out);

  /// Offset at which the next record will stand.
  std::uint64_t offset() const { return offset_; }

 private:
  WarcPlace write(std::string_view type, std::string_view url, std::string_view date, Fields fields,
                  std::span<const std::string_view> block, Buffer& out, std::string_view record_id = {});

  std::string file_;
  codec::MemberDeflater deflater_;
  std::uint64_t offset_;
  bool gzip_;
  std::string warcinfo_id_;
  Buffer record_;
};

}  // namespace peil::archive
