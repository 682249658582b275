#include <cassert>
#include <cstring>

#include "frame/step.hpp"
#include "record/write.hpp"

namespace peil::frame {

void Emitter::end_line(Kind kind) {
  assert(out_.size() > line_start_);
  out_.push('\n');
  ++counts_.lines[static_cast<std::size_t>(kind)];
  counted_ = true;
  if (out_.size() >= threshold_) flush_();
  line_start_ = out_.size();
}

void Emitter::message(std::string_view bytes) {
  auto length = static_cast<std::uint32_t>(bytes.size());
  char prefix[4];
  std::memcpy(prefix, &length, 4);
  out_.append({prefix, 4});
  out_.append(bytes);
  line_start_ = out_.size();
}

void Emitter::count_failure(std::string_view what) {
  counted_ = true;
  for (auto& [name, count] : counts_.failures) {
    if (name != what) continue;
    ++count;
    return;
  }
  counts_.failures.emplace_back(what, 1);
}

void Emitter::clear_counts() {
  if (!counted_) return;
  counts_ = Counts{};
  counted_ = false;
}

void Emitter::take_back(std::size_t size) {
  out_.truncate(size);
  line_start_ = size;
  clear_counts();
}

void Emitter::flush_with(std::size_t threshold, std::function<void()> flush) {
  threshold_ = threshold;
  flush_ = std::move(flush);
}

std::vector<std::string_view> Emitter::messages(std::string_view buffer) {
  std::vector<std::string_view> all;
  messages(buffer, all);
  return all;
}

void Emitter::messages(std::string_view buffer, std::vector<std::string_view>& all) {
  all.clear();
  while (buffer.size() >= 4) {
    std::uint32_t length;
    std::memcpy(&length, buffer.data(), 4);
    all.push_back(buffer.substr(4, length));
    buffer.remove_prefix(4 + std::size_t{length});
  }
}

void Step::text(std::string_view, const Context&, Emitter&) {
  throw Failure{"media_type", "this command reads records, not plain text"};
}

void Step::failed(const Record& record, const Failure& failure, const Context& context, Emitter& out) {
  write_failed(record, failure, context.command, out.buffer());
  out.end_line(record.kind());
}

void write_failed(const Record& record, const Failure& failure, std::string_view command, Buffer& out) {
  Buffer members;
  JsonWriter json(members);
  // What this command said of the record on an earlier run is replaced; what another said stays.
  std::string said = failure.error_class + ": " + std::string(command) + ": " + failure.message;
  if (!record.made("error") || record.made("error")["stage"].text() == command) {
    json.key("error").begin_object().member("class", failure.error_class).member("stage", command);
    json.member("message", failure.message).member("retryable", false).end_object();
    static constexpr std::string_view kOwn[] = {"error"};
    return write_with(record, kOwn, members.view(), out);
  }
  json.key("warnings").begin_array();
  record.made("warnings").each([&](Value one) {
    if (one.text() == said) return;
    Buffer text;
    one.append_json(text);
    json.raw(text.view());
  });
  json.string(said).end_array();
  static constexpr std::string_view kOwn[] = {"warnings"};
  write_with(record, kOwn, members.view(), out);
}

}  // namespace peil::frame
