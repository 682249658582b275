// maps/files.cpp -- reading a file, whole or in parts.
#include "maps/files.hpp"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "archive/capture.hpp"
#include "base/exit.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/words.hpp"
#include "charset/charset.hpp"
#include "maps/chat.hpp"
#include "maps/csv.hpp"
#include "maps/draft.hpp"
#include "maps/parts.hpp"
#include "record/write.hpp"

namespace peil::maps {

namespace {

constexpr std::size_t kPiece = 1u << 20;

std::size_t read_some(int fd, char* to, std::size_t size) {
  for (;;) {
    const ssize_t count = ::read(fd, to, size);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw Fatal(Exit::kFailed, strerror(errno));
  }
}

/// As much of `size` as there is, into `to`.
void read_up_to(int fd, std::size_t size, std::string& to) {
  to.resize(size);
  std::size_t have = 0;
  while (have < size) {
    const std::size_t count = read_some(fd, to.data() + have, size - have);
    if (count == 0) break;
    have += count;
  }
  to.resize(have);
}

class FileReader {
 public:
  FileReader(const FileInput& input, const std::function<void(std::string_view)>& send)
      : input_(input), send_(send) {}

  void run() {
    hash();
    format_ = format_of(first_, "", input_.name);
    if (input_.map != nullptr) format_ = format_by_map();
    const bool book = format_ == Format::kWorkbook || format_ == Format::kBinary;
    if (size_ <= (book ? kWorkbookBytes : kWholeBytes)) return whole(size_);
    switch (format_) {
      case Format::kTable: return table();
      case Format::kJson:
        return parts([&](const auto& more, const auto& send, const auto& warn) {
          cut_json(more, kPartBytes, send, warn);
        });
      case Format::kRecords: return lines(true, [](std::string_view) { return true; });
      case Format::kChat: return lines(true, [](std::string_view line) { return chat_line(line); });
      case Format::kMbox:
        return lines(false, [](std::string_view line) { return line.starts_with("From "); });
      default: return whole(book ? kWorkbookBytes : limits::kBodyBytes);
    }
  }

 private:
  void rewind() {
    if (lseek(input_.descriptor, 0, SEEK_SET) < 0) throw Fatal(Exit::kFailed, strerror(errno));
  }

  void hash() {
    rewind();
    Sha256 digest;
    std::string piece(kPiece, '\0');
    while (const std::size_t count = read_some(input_.descriptor, piece.data(), piece.size())) {
      const std::string_view bytes = std::string_view(piece).substr(0, count);
      digest.update(bytes);
      if (first_.size() < kPiece) first_.append(bytes.substr(0, kPiece - first_.size()));
      size_ += count;
    }
    digest_ = sha256_label(digest.finish());
    rewind();
  }

  Format format_by_map() const {
    const std::string& named = input_.map->format;
    if (format_ == Format::kWorkbook || named.empty()) return format_;
    if (named == "csv" || named == "tsv") return Format::kTable;
    if (named == "json") return Format::kJson;
    if (named == "jsonl") return Format::kRecords;
    return named == "whatsapp" ? Format::kChat : format_;
  }

  archive::Capture capture() const {
    archive::Capture made;
    made.url = "file:" + input_.name;
    made.fetched_at = input_.fetched_at;
    made.media_type = media_type_of(format_, input_.name);
    made.via = "file";
    made.digest = digest_;
    return made;
  }

  void emit(archive::Capture& made, std::string_view body, const std::string& part) {
    made.body = body;
    archive::complete(made);
    out_.clear();
    archive::write_capture(made, out_);
    if (!part.empty()) {
      out_.truncate(out_.size() - 1);
      out_.append(part);
      out_.push('}');
    }
    out_.push('\n');
    send_(out_.view());
  }

  void whole(std::size_t limit) {
    std::string body;
    read_up_to(input_.descriptor, std::min<std::uint64_t>(size_, limit), body);
    archive::Capture made = capture();
    if (size_ > limit) made.truncated = "length";
    emit(made, body, "");
  }

  using Cut = std::function<void(const ReadMore&, const SendPart&, const Warn&)>;

  void parts(const Cut& cut) {
    std::string raw;
    charset::Decoder decoder;
    const bool little = first_.starts_with("\xFF\xFE"), big = first_.starts_with("\xFE\xFF");
    bool begun = false;
    const ReadMore more = [&](std::string& to) {
      read_up_to(input_.descriptor, kPiece, raw);
      if (raw.empty()) return false;
      if (little || big) {
        // Two bytes a character; what a block cuts in a pair of surrogates becomes U+FFFD.
        std::string marked = begun ? std::string(little ? "\xFF\xFE" : "\xFE\xFF") + raw : raw;
        to += decoder.decode(marked).text;
      } else {
        to += raw;
      }
      begun = true;
      return true;
    };
    std::vector<std::string> warnings;
    const SendPart send = [&](std::string_view bytes, std::int64_t rows_before) {
      archive::Capture made = capture();
      made.url += fmt::format("#row={}", rows_before + 1);
      made.warnings = std::exchange(warnings, {});
      std::string part = fmt::format(",\"part\":{{\"rows_before\":{}", rows_before);
      if (!drafted_.empty()) {
        Buffer text;
        append_json_string(drafted_, text);
        part += ",\"map\":" + text.str();
      }
      emit(made, bytes, part + "}");
    };
    cut(more, send, [&](std::string warning) { warnings.push_back(std::move(warning)); });
    if (warnings.empty()) return;
    archive::Capture made = capture();
    made.url += "#end";
    made.warnings = std::move(warnings);
    made.media_type = "text/plain";
    emit(made, "", "");
  }

  void lines(bool count_lines, const std::function<bool(std::string_view)>& begins) {
    parts([&](const ReadMore& more, const SendPart& send, const Warn& warn) {
      cut_lines(more, count_lines, begins, kPartBytes, send, warn);
    });
  }

  /// Without a map one is drafted here, so that all parts are read alike.
  void table() {
    charset::Decoder decoder;
    const std::string_view text = decoder.decode(first_).text;
    char separator = input_.map != nullptr ? input_.map->separator : '\0';
    if (separator == 0) separator = separator_of(text);
    if (separator == 0) separator = ',';
    int header = 1;
    if (input_.map != nullptr) {
      header = input_.map->header;
    } else {
      std::vector<Row> rows;
      Oddities odd;
      read_csv(text, separator, odd, [&](const Row& row) {
        rows.push_back(row);
        return rows.size() < kDraftRows;
      });
      const Draft draft = draft_table(rows, separator, "csv");
      if (draft.usable) drafted_ = draft.text;
      if (auto map = draft.usable ? parse_map(draft.text, "draft") : Error{""}) header = map->header;
    }
    parts([&](const ReadMore& more, const SendPart& send, const Warn&) {
      cut_table(more, separator, header, kPartBytes, send);
    });
  }

  const FileInput& input_;
  const std::function<void(std::string_view)>& send_;
  std::string first_, digest_, drafted_;
  std::uint64_t size_ = 0;
  Format format_ = Format::kUnknown;
  Buffer out_;
};

}  // namespace

bool is_file_of(std::string_view first_bytes, std::string_view name, bool named, const Map* map) {
  const Format format = format_of(first_bytes, "", named ? name : "");
  if (format == Format::kUnknown) return false;
  // Records with a broken line in front stay records.
  const bool records = first_bytes.find("{\"v\":") != std::string_view::npos ||
                       first_bytes.find("\n{\"") != std::string_view::npos;
  if (format == Format::kRecords) return map != nullptr && map->format == "jsonl";
  if (map != nullptr) return !first_bytes.starts_with("{\"v\":");
  if (records && format != Format::kJson) return false;
  if (format == Format::kText || format == Format::kBinary) {
    const std::string lower = to_lower_ascii(name);
    return named && (lower.ends_with(".txt") || lower.ends_with(".md") || format == Format::kBinary);
  }
  return true;
}

void write_captures(const FileInput& input, const std::function<void(std::string_view)>& send) {
  FileReader(input, send).run();
}

}  // namespace peil::maps
