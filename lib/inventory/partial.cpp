#include "inventory/partial.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>

#include "base/hash.hpp"
#include "base/words.hpp"
#include "codec/base64.hpp"
#include "codec/decoder.hpp"
#include "codec/encoder.hpp"
#include "inventory/facts.hpp"
#include "record/write.hpp"

namespace peil::inventory {
namespace {

constexpr std::size_t kLineBytes = 1 << 20;       // of messages in one line, before they are packed
constexpr std::size_t kMostBytes = 64 << 20;      // of messages that a line may hold
constexpr std::string_view kForm = "messages 1";  // of messages: another one cannot be read

std::string_view clock_name(Clock clock) {
  return clock == Clock::kListed ? "listed" : clock == Clock::kPublished ? "published" : "fetched";
}

std::string_view period_name(Period period) {
  return period == Period::kWeek ? "week" : period == Period::kDay ? "day" : "month";
}

}  // namespace

std::string partial_terms(const Settings& settings) {
  std::string terms =
      fmt::format("{}; clock {}; period {}", kForm, clock_name(settings.clock), period_name(settings.period));
  if (!settings.by.empty()) terms += "; by " + settings.by.front();
  if (!settings.where.empty()) terms += "; where " + settings.where.text();
  if (!settings.rates_digest.empty()) terms += "; rates " + settings.rates_digest;
  if (!settings.tables_digest.empty()) terms += "; tables " + settings.tables_digest;
  return terms;
}

bool PartialWriter::add(std::string_view message) {
  auto length = static_cast<std::uint32_t>(message.size());
  std::array<char, 4> prefix{};
  std::memcpy(prefix.data(), &length, 4);
  waiting_.append(prefix.data(), 4);
  waiting_ += message;
  ++messages_;
  return waiting_.size() >= kLineBytes;
}

std::string PartialWriter::line() {
  Buffer packed, line, coded;
  codec::Encoder encoder(codec::Coding::kZstd);
  encoder.write(waiting_, packed);
  encoder.finish(packed);
  codec::encode_base64(packed.view(), coded);
  Sha256Digest digest = sha256(terms_ + '\0' + waiting_);
  line.append(fmt::format("{{\"v\":1,\"kind\":\"partial\",\"id\":\"t:{}\",\"terms\":",
                          base32_lower(std::span(digest).first(16))));
  append_json_string(terms_, line);
  line.append(fmt::format(",\"messages\":{},\"packed\":\"", messages_));
  line.append(coded.view());
  line.append("\"}");
  waiting_.clear();
  messages_ = 0;
  return line.str();
}

Result<std::string> read_partial(const Record& record, std::string_view terms) {
  std::string_view own = record["terms"].text_or_empty();
  if (own != terms)
    return Error{
        fmt::format("a partial was made with ({}) and cannot be read with ({}): give --merge the "
                    "flags of --partial",
                    printable(own, 300), printable(terms, 300))};
  Error damaged{"a partial is damaged: " + printable(record["id"].text_or_empty(), 40)};
  Buffer packed, messages;
  if (!codec::decode_base64(record["packed"].text_or_empty(), codec::Base64::kStrict, packed)) return damaged;
  codec::Decoder decoder({codec::Coding::kZstd},
                         {.output_bytes = kMostBytes, .ratio = 0, .forgive_labels = false});
  decoder.feed(packed.view(), messages);
  decoder.finish(messages);
  if (decoder.state() != codec::State::kFinished) return damaged;
  std::string all = messages.str();
  Sha256Digest digest = sha256(std::string(own) + '\0' + all);
  if (record["id"].text_or_empty() != "t:" + base32_lower(std::span(digest).first(16))) return damaged;
  // Its own digest holds, yet anyone can make one: lengths that do not fit are damage too.
  std::size_t at = 0;
  while (at < all.size()) {
    std::uint32_t length = 0;
    if (all.size() - at < 4) return damaged;
    std::memcpy(&length, all.data() + at, 4);
    if (all.size() - at - 4 < length) return damaged;
    at += 4 + std::size_t{length};
  }
  return all;
}

}  // namespace peil::inventory
