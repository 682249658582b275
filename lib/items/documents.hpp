// items/documents.hpp -- documents of other forms than a page: which reader reads them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charset/charset.hpp"
#include "items/entries.hpp"
#include "items/extractor.hpp"
#include "maps/mail.hpp"
#include "maps/sniff.hpp"
#include "record/record.hpp"

namespace peil::items {

/// What such a document holds: entries, or a page inside it (MHTML).
struct Listed {
  std::vector<Entry> entries;
  std::string title;
  std::vector<std::string> warnings;
  bool page_inside = false;  ///< `html`, its `charset` and `url` are to be read as a page
  std::string html, charset, url;
  std::string text;  ///< UTF-8, shown when there are no entries
};

/// One a worker. Never fails: what cannot be read is told in `warnings`.
class DocumentReader {
 public:
  DocumentReader();

  /// nullopt when the document is a page, a text, an answer of an API, or nothing that is read.
  std::optional<Listed> read(const Document& document, charset::Decoder& decoder);

  /// The messages in a JSON text; none when it is no JSON.
  std::vector<Entry> messages_in_json(std::string_view json);

  /// Whether the bytes could be kept apart in a capture of media type text/plain, too.
  static maps::Format format_of(const Document& document);

 private:
  void table(const Document& document, std::string_view text, bool workbook, Listed& listed);
  void json(const Document& document, std::string_view text, bool lines, Listed& listed);
  void mails(const std::vector<std::string_view>& messages, std::int64_t before, charset::Decoder& decoder,
             Listed& listed);

  RecordParser parser_;
  maps::MailReader mail_;
};

/// The map that a document's own names suggest, as text; "" when nothing in it can be mapped. `bytes` may be
/// the beginning of the file.
std::string suggest_map(std::string_view bytes, std::string_view name);

}  // namespace peil::items
