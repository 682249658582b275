// items/extract.cpp -- the step: which record is what, and how page and items are written.
#include "items/extract.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/words.hpp"
#include "codec/base64.hpp"
#include "items/extractor.hpp"
#include "items/foreign.hpp"
#include "items/identifier_lines.hpp"
#include "items/show.hpp"
#include "items/write.hpp"
#include "record/shapes.hpp"
#include "url/host.hpp"

namespace peil::items {

namespace {

constexpr std::array<std::string_view, 5> kDropped = {"headers", "body", "body_base64", "part", "warnings"};

/// Where a page comes from: what it is known by.
struct Origin {
  std::string page_id;
  std::string url, digest, fetched_at;
  const Record* capture = nullptr;  ///< a record of ours, or nullptr
  bool digest_is_ours = false;      ///< the capture had none
  std::string seed_json;            ///< of foreign records: what they had beside the document
  std::optional<std::int64_t> status;
  std::string_view media_type;        ///< of foreign records, as their tool knew them
  std::optional<std::uint64_t> line;  ///< of the input, where each line is a document
};

class ExtractStep : public frame::Step {
 public:
  explicit ExtractStep(const ExtractOptions& options) : options_(options), extractor_(options.profiles) {
    url::preload();
  }

  void record(const Record& record, const frame::Context& context, frame::Emitter& out) override {
    switch (record.kind()) {
      case Kind::kCapture: capture(record, out); return;
      case Kind::kForeign: foreign(record, out); return;
      case Kind::kPage:
      case Kind::kItem:
        if (is_flat()) return reread(record, context, out);
        [[fallthrough]];
      default:
        if (is_flat() || options_.output == Output::kShow) return;
        out.buffer().append(record.line());
        out.end_line(record.kind());
    }
  }

  void text(std::string_view bytes, const frame::Context& context, frame::Emitter& out) override {
    Origin origin;
    origin.digest = sha256_label(bytes);
    origin.url = "file:" + std::string(context.input);
    if (options_.now) origin.fetched_at = format_time(*options_.now);
    origin.page_id = make_id('p', {origin.url + "#" + std::to_string(context.line), origin.digest});
    Document document;
    document.bytes = bytes;
    document.media_type = "text/plain";
    document.fetched_at = options_.now;
    document.is_message = true;
    if (options_.lines) origin.line = context.line;
    emit(origin, read(document), out);
  }

  /// In the modes that print no records a failure is told by the exit status and by --show itself.
  void failed(const Record& record, const frame::Failure& failure, const frame::Context& context,
              frame::Emitter& out) override {
    if (!for_people() && !is_flat()) return Step::failed(record, failure, context, out);
    if (is_flat()) return;
    out.buffer().append(fmt::format("=== {}:{}\n    {}: {}\n", printable(context.input), context.line,
                                    failure.error_class, printable(failure.message)));
    out.end_line(Kind::kForeign);
  }

 private:
  bool for_people() const {
    return options_.output == Output::kShow || options_.output == Output::kProfile;
  }
  bool is_flat() const { return options_.output == Output::kFlat || options_.output == Output::kTsv; }

  Reading& read(Document& document) {
    document.identifiers_only = is_flat() || options_.output == Output::kIdentifiers;
    return extractor_.read(document);
  }

  void flat(const std::vector<Identifier>& identifiers, const IdentifierSource& source, frame::Emitter& out) {
    for (const Identifier& found : identifiers) {
      write_identifier_line(found, source, options_.output == Output::kTsv, out.buffer());
      out.end_line(Kind::kForeign);
    }
  }

  /// A page that was read before has its identifiers; an item's are its page's, if that is there.
  void reread(const Record& record, const frame::Context& context, frame::Emitter& out) {
    const bool item = record.kind() == Kind::kItem;
    if (item && context.page != nullptr) return;
    std::vector<Identifier> identifiers;
    record["identifiers"].each([&](Value value) {
      const Value why = value["evidence"].at(0);
      Identifier found;
      found.type = std::string(value["type"].text_or_empty());
      found.value = std::string(value["value"].text_or_empty());
      found.valid = value["valid"].boolean();
      found.evidence.field = std::string(why["field"].text_or_empty());
      found.evidence.raw = std::string(why["raw"].text_or_empty());
      found.evidence.rule = std::string(why["rule"].text_or_empty());
      if (const auto start = why["start"].integer()) found.evidence.start = static_cast<std::size_t>(*start);
      if (const auto end = why["end"].integer()) found.evidence.end = static_cast<std::size_t>(*end);
      identifiers.push_back(std::move(found));
    });
    const Value page = record["page"];
    flat(identifiers,
         {.text = record["text"].text_or_empty(),
          .url = record["url"].text_or_empty().empty() ? page["url"].text_or_empty()
                                                       : record["url"].text_or_empty(),
          .page_id = item ? page["id"].text_or_empty() : record["id"].text_or_empty(),
          .fetched_at = record["fetched_at"].text_or_empty(),
          .line = {}},
         out);
  }

  void emit_identifiers(const Origin& origin, const Reading& reading, frame::Emitter& out) {
    out.buffer().append(opening(Kind::kPage, origin.page_id));
    JsonWriter json(out.buffer());
    json.fresh();
    out.buffer().push(',');
    if (!origin.url.empty()) json.member("url", origin.url);
    if (!origin.fetched_at.empty()) json.member("fetched_at", origin.fetched_at);
    json.member("digest", origin.digest);
    if (!reading.network.empty()) json.member("network", reading.network);
    if (!reading.warnings.empty()) {
      json.key("warnings").begin_array();
      for (const std::string& warning : reading.warnings) json.string(warning);
      json.end_array();
    }
    write_identifiers(reading.identifiers, json);
    out.buffer().push('}');
    out.end_line(Kind::kPage);
  }

  void capture(const Record& record, frame::Emitter& out) {
    Document document;
    bool has_body = true;
    std::string undecoded;
    if (auto body = record["body"].text()) {
      document.bytes = *body;
    } else if (auto encoded = record["body_base64"].text()) {
      body_.clear();
      if (codec::decode_base64(*encoded, codec::Base64::kLenient, body_)) {
        document.bytes = body_.view();
      } else {
        undecoded = "body: body_base64 is not base64";
      }
    } else {
      has_body = false;
      if (record["body"].type() == Value::Type::kString)
        undecoded = "body: it is no valid Unicode (a lone surrogate), and was not read";
    }
    document.media_type = record["media_type"].text_or_empty();
    document.charset = record["charset"].text_or_empty();
    document.url = record["url"].text_or_empty();
    if (auto at = record["fetched_at"].text()) document.fetched_at = parse_time(*at);
    if (!document.fetched_at) document.fetched_at = options_.now;
    const std::string cookies = cookies_of(record);
    document.cookies = cookies;
    document.is_message = options_.text_input && document.media_type == "text/plain";
    document.map = options_.map.get();
    // A part of a long file, made by this command's own reader.
    std::optional<maps::Map> drafted;
    if (const Value part = record["part"]) {
      document.rows_before = part["rows_before"].integer().value_or(0);
      if (const auto text = part["map"].text(); text && document.map == nullptr) {
        if (auto map = maps::parse_map(*text, "draft")) drafted = *std::move(map);
        if (drafted) document.map = &*drafted;
      }
    }

    Origin origin;
    origin.capture = &record;
    origin.url = std::string(document.url);
    origin.digest = std::string(record["digest"].text_or_empty());
    if (origin.digest.empty() && has_body) {
      origin.digest = sha256_label(document.bytes);
      origin.digest_is_ours = true;
    }
    origin.fetched_at = std::string(record["fetched_at"].text_or_empty());
    origin.page_id = page_id_of(record, origin);
    Reading& reading = read(document);
    if (!has_body) reading.warnings.clear();
    if (!undecoded.empty()) reading.warnings.push_back(undecoded);
    emit(origin, reading, out, has_body);
  }

  /// The capture's id with another prefix. Captures that others wrote may lack it, and parts of it too.
  static std::string page_id_of(const Record& record, const Origin& origin) {
    const std::string_view id = record["id"].text_or_empty();
    if (id.starts_with("c:")) return "p:" + std::string(id.substr(2));
    std::string_view address = record["requested_url"].text_or_empty();
    if (address.empty()) address = origin.url;
    return make_id('p', {address, origin.fetched_at,
                         origin.digest.empty() ? record["error"]["class"].text_or_empty()
                                               : std::string_view(origin.digest)});
  }

  static std::string cookies_of(const Record& record) {
    std::string cookies;
    record["headers"].each([&](Value header) {
      if (to_lower_ascii(header.at(0).text_or_empty().substr(0, 32)) == "set-cookie")
        cookies += std::string(header.at(1).text_or_empty().substr(0, 200)) + "\n";
    });
    return cookies;
  }

  void foreign(const Record& record, frame::Emitter& out) {
    // What this command could not read the first time it cannot read now: it passes as it is.
    if (record.made("error")["stage"].text_or_empty() == "extract") {
      out.buffer().append(record.line());
      out.end_line(Kind::kForeign);
      return;
    }
    const ForeignDocument found =
        read_foreign(record, options_.text_at, options_.title_at, options_.url_at, options_.time_at);
    if (!found.has_text) {
      if (!options_.text_at.empty() || !answer(record, out))
        throw frame::Failure{"media_type", found.missing};
      return;
    }
    Document document;
    document.bytes = found.bytes;
    document.media_type = found.media_type;
    document.charset = "utf-8";  // of the record: whatever the page declared, it was converted
    document.url = found.url;
    document.title = found.title;
    document.fetched_at = found.time ? found.time : options_.now;
    document.is_message = options_.text_input && found.media_type != "text/html";
    Origin origin;
    origin.url = found.url;
    origin.digest = sha256_label(found.bytes);
    if (document.fetched_at) origin.fetched_at = format_time(*document.fetched_at);
    // Without an address what else the record says tells equal texts apart.
    const std::string beside = found.url.empty() ? sha256_label(found.rest_json) : std::string();
    origin.page_id =
        make_id('p', {found.url.empty() ? beside : origin.url, origin.fetched_at, origin.digest});
    origin.seed_json = found.rest_json;
    origin.status = found.status;
    origin.media_type = found.declared_type;
    Reading& reading = read(document);
    if (found.cut_members)
      reading.warnings.push_back("seed: members nested deeper than a record may be were left out");
    emit(origin, reading, out);
  }

  /// The answer of an API on one line: a page with its offers or messages. False when it has none.
  bool answer(const Record& record, frame::Emitter& out) {
    if (shape_of(record) != nullptr) return false;
    Document document;
    document.bytes = record.line();
    document.media_type = "application/json";
    document.charset = "utf-8";
    document.fetched_at = options_.now;
    document.map = options_.map.get();
    Reading& reading = extractor_.read(document);
    if (reading.items.empty()) return false;
    Origin origin;
    origin.digest = sha256_label(record.line());
    if (options_.now) origin.fetched_at = format_time(*options_.now);
    origin.page_id = make_id('p', {"", origin.fetched_at, origin.digest});
    origin.media_type = document.media_type;
    emit(origin, reading, out);
    return true;
  }

  void emit(const Origin& origin, Reading& reading, frame::Emitter& out, bool has_text = true) {
    if (is_flat()) {
      return flat(reading.identifiers,
                  {.text = reading.page.text,
                   .url = origin.url,
                   .page_id = origin.page_id,
                   .fetched_at = origin.fetched_at,
                   .line = origin.line},
                  out);
    }
    if (options_.output == Output::kIdentifiers) return emit_identifiers(origin, reading, out);
    if (options_.output == Output::kShow) {
      show(reading, origin.url, origin.page_id, options_.color, out.buffer());
      return out.end_line(Kind::kForeign);
    }
    if (options_.output == Output::kProfile) {
      const auto at = origin.fetched_at.empty() ? options_.now : parse_time(origin.fetched_at);
      std::string draft = extractor_.draft(at, origin.url);
      if (draft.empty()) draft = fmt::format("# {}: no page of HTML\n", printable(origin.url, 300));
      out.buffer().append(draft);
      return out.end_line(Kind::kForeign);
    }
    const PageBearings bearings = bear(origin, reading);
    members_.clear();
    JsonWriter json(members_);
    write_page(origin, reading, bearings, has_text, json);
    const std::string head = opening(Kind::kPage, origin.page_id);
    if (origin.capture != nullptr) {
      const std::size_t keep = reading.warnings.empty() ? 1 : 0;
      rewrite_as(*origin.capture, head, {kDropped.data(), kDropped.size() - keep}, members_.view(),
                 out.buffer());
    } else {
      out.buffer().append(head);
      out.buffer().push(',');
      out.buffer().append(members_.view());
      out.buffer().push('}');
    }
    out.end_line(Kind::kPage);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < reading.items.size(); ++i) {
      Item& item = reading.items[i];
      const std::string within = item.within >= 0 && static_cast<std::size_t>(item.within) < ids.size()
                                     ? ids[static_cast<std::size_t>(item.within)]
                                     : "";
      write_item(item, reading.page.text, bearings, i + 1, within, out.buffer());
      ids.push_back(item.id);
      out.end_line(Kind::kItem);
    }
  }

  void write_page(const Origin& origin, const Reading& reading, const PageBearings& bearings, bool has_text,
                  JsonWriter& json) {
    if (origin.capture == nullptr) {
      if (!origin.url.empty()) json.member("url", origin.url);
      if (!origin.fetched_at.empty()) json.member("fetched_at", origin.fetched_at);
      if (origin.status) json.member("status", *origin.status);
      if (!origin.media_type.empty()) json.member("media_type", origin.media_type);
      json.member("digest", origin.digest);
      if (!reading.network.empty()) json.member("network", reading.network);
      if (!origin.seed_json.empty()) json.key("seed").raw(origin.seed_json);
    }
    if (origin.digest_is_ours) json.member("digest", origin.digest);
    if (!reading.warnings.empty()) {
      json.key("warnings").begin_array();
      if (origin.capture != nullptr && (*origin.capture)["warnings"].is_array()) {
        std::string_view held = raw_member(*origin.capture, "warnings");
        held = trim(held.substr(1, held.size() - 2));
        if (!held.empty()) json.raw(held);
      }
      for (const std::string& warning : reading.warnings) json.string(warning);
      json.end_array();
    }
    const PageInfo& info = reading.info;
    if (!info.title.empty()) json.member("title", info.title);
    if (has_text && reading.has_text) {
      json.member("text", std::string_view(reading.page.text));
      json.key("main").begin_array();
      for (html::Span span : reading.main)
        json.begin_array().integer(span.begin).integer(span.end).end_array();
      json.end_array();
      write_lang(reading.lang, reading.lang_confidence, json);
    }
    if (!info.published_at.empty()) json.member("published_at", info.published_at);
    if (!info.links.empty()) {
      json.key("links").begin_array();
      for (const Link& link : info.links) {
        json.begin_object().member("url", link.url);
        if (!link.rel.empty()) json.member("rel", link.rel);
        if (!link.text.empty()) json.member("text", link.text);
        json.end_object();
      }
      json.end_array();
    }
    if (!bearings.site.empty()) json.key("site").raw(bearings.site);
    if (!info.breadcrumb.empty()) {
      json.key("breadcrumb").begin_array();
      for (const std::string& part : info.breadcrumb) json.string(part);
      json.end_array();
    }
    if (!reading.things.empty()) {
      json.key("structured").begin_array();
      for (const Thing& thing : reading.things) write_thing(thing, json);
      json.end_array();
    }
    write_identifiers(reading.identifiers, json);
    json.member("item_count", static_cast<std::int64_t>(reading.items.size()));
  }

  /// What items bear of their page, written once.
  static PageBearings bear(const Origin& origin, const Reading& reading) {
    PageBearings bearings;
    bearings.page_id = origin.page_id;
    Buffer out;
    {
      JsonWriter json(out);
      if (origin.capture != nullptr) {
        const Record& capture = *origin.capture;
        const auto copy = [&](std::string_view key) {
          if (const Value value = capture[key]) {
            json.key(key);
            append_value(value, json);
          }
        };
        if (auto network = capture["network"].text()) json.member("network", *network);
        copy("hosting");
        if (auto run = capture["run_id"].text()) json.member("run_id", *run);
        const Value seed = capture["seed"];
        if (seed["frame"] || seed["stratum"] || seed["query"]) {
          json.key("seed").begin_object();
          for (std::string_view key : {"frame", "stratum", "query"}) {
            if (const Value value = seed[key]) {
              json.key(key);
              append_value(value, json);
            }
          }
          json.end_object();
        }
        copy("tags");
      } else if (!reading.network.empty()) {
        json.member("network", reading.network);
      }
    }
    bearings.before = out.str();
    out.clear();
    if (!reading.host.empty() || !reading.info.software.empty()) {
      JsonWriter json(out);
      json.begin_object();
      if (!reading.host.empty()) json.member("host", reading.host).member("domain", reading.domain);
      if (!reading.info.software.empty()) json.member("software", reading.info.software);
      json.end_object();
      bearings.site = out.str();
    }
    out.clear();
    JsonWriter page(out);
    page.begin_object().member("id", origin.page_id);
    if (!origin.url.empty()) page.member("url", origin.url);
    if (!origin.digest.empty()) page.member("digest", origin.digest);
    if (!origin.fetched_at.empty()) page.member("fetched_at", origin.fetched_at);
    if (origin.capture != nullptr) {
      if (const Value warc = (*origin.capture)["warc"]) {
        page.key("warc");
        append_value(warc, page);
      }
    }
    page.end_object();
    bearings.page = out.str();
    out.clear();
    JsonWriter context(out);
    context.begin_object();
    if (!reading.info.title.empty()) context.member("page_title", reading.info.title);
    if (!reading.info.breadcrumb.empty()) {
      context.key("breadcrumb").begin_array();
      for (const std::string& part : reading.info.breadcrumb) context.string(part);
      context.end_array();
    }
    write_lang(reading.lang, reading.lang_confidence, context);
    context.end_object();
    bearings.context = out.view() == "{}" ? std::string() : out.str();
    return bearings;
  }

  ExtractOptions options_;
  Extractor extractor_;
  Buffer body_;
  Buffer members_;
};

}  // namespace

std::unique_ptr<frame::Step> make_extract_step(const ExtractOptions& options) {
  return std::make_unique<ExtractStep>(options);
}

}  // namespace peil::items
