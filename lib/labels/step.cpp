// labels/step.cpp -- records in, records with labels out.
#include "labels/step.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"
#include "labels/explain.hpp"
#include "record/write.hpp"
#include "text/language.hpp"
#include "text/utf8.hpp"

namespace peil::labels {

ClassifyStep::ClassifyStep(std::shared_ptr<const Taxonomy> taxonomy, StepOptions options)
    : taxonomy_(std::move(taxonomy)),
      options_(std::move(options)),
      classifier_(*taxonomy_, options_.pointers, options_.model) {}

namespace {
/// Whether another command wrote an error on this record.
bool failed_before(const Record& record) {
  const auto stage = record.made("error")["stage"].text_or_empty();
  return !stage.empty() && stage != "classify";
}
}  // namespace

void ClassifyStep::handle(const Record& record, const Record* page, std::string_view place,
                          frame::Emitter& out) {
  const bool readable = record.kind() == Kind::kPage || record.kind() == Kind::kItem || !record.ours();
  if (!readable) {  // captures, runs, partials: not ours to label
    if (options_.explain) return;
    out.buffer().append(record.line());
    out.end_line(record.kind());
    return;
  }
  if (const std::string bad = unreadable_place(record, options_.pointers); !bad.empty()) {
    throw frame::Failure{"media_type",
                         fmt::format("{} is no valid Unicode text: it has a lone surrogate", bad)};
  }
  const auto verdicts = classifier_.classify(record, page);
  // What an earlier command could not read has failed already: once is enough.
  if (!verdicts && failed_before(record) && !options_.explain) {
    out.buffer().append(record.line());
    out.end_line(record.kind());
    return;
  }
  if (!verdicts) {
    const Pointers places = places_of(record, options_.pointers);
    std::vector<std::string_view> there;
    for (const std::string* each : {&places.text, &places.title, &places.url}) {
      if (!each->empty()) there.push_back(*each);
    }
    std::string list;
    for (std::size_t i = 0; i < there.size(); ++i) {
      list += i == 0 ? "" : i + 1 == there.size() ? " or " : ", ";
      list += there[i];
    }
    throw frame::Failure{"media_type", fmt::format("no text at {}", list)};
  }
  if (options_.explain) {
    // A page whose items follow is explained by them.
    if (record.kind() == Kind::kPage && verdicts->subject.item_count > 0) return;
    explain(*verdicts, classifier_.analysis(), place, {options_.color, options_.width}, out.buffer());
    out.end_line(Kind::kForeign);
    return;
  }
  Buffer members;
  classifier_.write(*verdicts, members);
  write_with(record, kOwnKeys, members.view(), out.buffer());
  out.end_line(record.kind());
}

void ClassifyStep::record(const Record& record, const frame::Context& context, frame::Emitter& out) {
  handle(record, context.page, fmt::format("{}:{}", context.input, context.line), out);
}

namespace {

void write_language(const text::Language& language, JsonWriter& json) {
  json.key("lang").begin_object().member("code", language.code);
  if (language.known()) {
    json.member("confidence", Decimal(static_cast<Int128>(language.confidence * 100 + 0.5), 2));
  }
  json.end_object();
}

}  // namespace

void ClassifyStep::text(std::string_view bytes, const frame::Context& context, frame::Emitter& out) {
  // The shape that `extract --text-input` gives: a page with one post.
  std::string text = text::repair(bytes);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  std::string url = fmt::format("file:{}", context.input == "stdin" ? "-" : context.input);
  if (options_.lines) url += fmt::format("#{}", context.line);
  const std::string digest = sha256_label(bytes);
  const std::string page_id = make_id('p', {url, digest});
  const std::string end = std::to_string(text.size());
  const text::Language language = text::detect_language(text);

  Buffer page, item;
  page.append(opening(Kind::kPage, page_id) + ",");
  JsonWriter json(page);
  json.member("url", url);
  if (!options_.now.empty()) json.member("fetched_at", options_.now);
  json.member("media_type", "text/plain").member("digest", digest);
  json.member("size_bytes", static_cast<std::int64_t>(bytes.size()))
      .member("network", "clear")
      .member("via", "file");
  json.member("text", text);
  write_language(language, json);
  json.member("item_count", std::int64_t{1});
  page.push('}');

  item.append(opening(Kind::kItem, make_id('i', {page_id, "post", url, "0", end})) + ",");
  JsonWriter post(item);
  post.member("form", "post");
  post.key("page")
      .begin_object()
      .member("id", page_id)
      .member("url", url)
      .member("digest", digest)
      .end_object();
  post.key("span").begin_object().member("start", std::int64_t{0});
  post.member("end", static_cast<std::int64_t>(text.size())).end_object();
  post.member("text", text);
  write_language(language, post);
  item.push('}');

  RecordParser pages, items;
  const auto page_record = pages.parse_copy(page.view());
  const auto item_record = items.parse_copy(item.view());
  if (!page_record || !item_record) {
    throw frame::Failure{"media_type", (page_record ? item_record : page_record).error().message};
  }
  const std::string place = fmt::format("{}:{}", context.input, context.line);
  handle(**page_record, nullptr, place, out);
  handle(**item_record, *page_record, place, out);
}

}  // namespace peil::labels
