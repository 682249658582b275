// maps/mail.hpp -- e-mail and saved pages in MIME: the part that a reader would see, and who wrote it.
//
// Source: RFC 5322 (messages), 2045-2047 (MIME, encoded words), 2231 (parameters), 2557 (MHTML), 4155 (mbox).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "charset/charset.hpp"

namespace peil::maps {

struct Mail {
  std::string subject, from_name, from_address;
  std::string date;        ///< RFC 3339 UTC, or "" when it says none
  std::string message_id;  ///< without its brackets
  std::string in_reply_to;
  std::string body;                   ///< of the part that is shown, transfer encoding undone
  std::string media_type;             ///< its text/plain or text/html; "" when there is no such part
  std::string charset;                ///< its own, as declared
  std::string location;               ///< address of a saved page
  std::vector<std::string> not_read;  ///< attachments: name and type
  std::vector<std::string> warnings;
};

/// Reads one message: of alternatives the plain text, unless it is empty or `prefer_html`; of a saved page
/// its root. Depth and number of parts are bounded; linear in the bytes.
class MailReader {
 public:
  Mail read(std::string_view bytes, bool prefer_html);

 private:
  struct Part;
  void part(std::string_view bytes, int depth, Mail& mail, std::vector<Part>& leaves);
  std::string decode_words(std::string_view value);

  charset::Decoder decoder_;
  std::size_t parts_ = 0;
};

/// The messages of an mbox, each without its `From ` line. Lines `>From ` stay as they are.
std::vector<std::string_view> split_mbox(std::string_view bytes);

/// The date of a header (RFC 5322 §3.3, obsolete zones too) as RFC 3339 in UTC, or "".
std::string read_mail_date(std::string_view value);

/// Undoes quoted-printable; what is no escape stays.
std::string decode_quoted_printable(std::string_view text);

}  // namespace peil::maps
