#include "codec/decoder.hpp"

#include <algorithm>
#include <array>

#include "base/words.hpp"
#include "codec/stage.hpp"

namespace peil::codec {
namespace {

constexpr std::size_t kPiece = 64u << 10;  // written at once, and handed from stage to stage

struct Named {
  std::string_view name;
  Coding coding;
};
constexpr Named kNames[] = {
    {"gzip", Coding::kGzip},     {"deflate", Coding::kDeflate},   {"br", Coding::kBrotli},
    {"zstd", Coding::kZstd},     {"identity", Coding::kIdentity}, {"x-gzip", Coding::kGzip},
    {"none", Coding::kIdentity},
};

std::unique_ptr<Stage> make_stage(Coding coding, const DecoderLimits& limits) {
  std::unique_ptr<Stage> stage;
  switch (coding) {
    case Coding::kGzip: stage = make_gzip_stage(); break;
    case Coding::kDeflate: stage = make_deflate_stage(); break;
    case Coding::kBrotli: stage = make_brotli_stage(); break;
    case Coding::kZstd: stage = make_zstd_stage(limits.zstd_window_log); break;
    case Coding::kIdentity: return nullptr;
  }
  if (limits.forgive_labels) stage = make_forgiving_stage(coding, std::move(stage));
  return stage;
}

}  // namespace

std::string_view coding_name(Coding coding) {
  for (const Named& named : kNames)
    if (named.coding == coding) return named.name;
  return "identity";
}

std::optional<Coding> coding_from_name(std::string_view name) {
  std::string lower = to_lower_ascii(trim(name));
  for (const Named& named : kNames)
    if (named.name == lower) return named.coding;
  return std::nullopt;
}

CodingList parse_codings(std::string_view header_value) {
  CodingList list;
  for (std::string_view word : split(header_value, ',')) {
    word = trim(word);
    if (word.empty()) continue;
    auto coding = coding_from_name(word);
    if (!coding) {
      list.unknown = std::string(word.substr(0, 64));
      return list;
    }
    if (*coding != Coding::kIdentity) list.codings.push_back(*coding);
  }
  return list;
}

Coding detect(std::string_view bytes) {
  if (bytes.starts_with("\x1f\x8b\x08")) return Coding::kGzip;
  if (bytes.starts_with("\x28\xb5\x2f\xfd")) return Coding::kZstd;
  if (bytes.size() >= 4 && (static_cast<unsigned char>(bytes[0]) & 0xF0) == 0x50 &&
      bytes.substr(1, 3) == "\x2a\x4d\x18")
    return Coding::kZstd;
  return Coding::kIdentity;
}

struct Decoder::Impl {
  enum class Pull { kGot, kNeed, kEnd, kDamaged };
  // A stage with the output of the one before it, still to be taken.
  struct Link {
    std::unique_ptr<Stage> stage;
    Coding coding;
    std::unique_ptr<char[]> scratch;
    std::string_view pending;
    bool over = false;
    bool damaged = false;
  };

  DecoderLimits limits;
  std::vector<Link> links;  // as they are undone
  std::string_view wire;    // what the caller gave and nobody took yet
  State state = State::kRunning;
  bool done = false;
  std::string reason;
  std::vector<std::string> warnings;
  std::uint64_t taken = 0;
  std::uint64_t produced = 0;
  std::uint64_t junk = 0;
  bool junk_is_padding = true;

  void end(State with, std::string why) {
    state = with;
    reason = std::move(why);
    done = true;
  }

  Pull pull(std::size_t at, char* out, std::size_t room, std::size_t& written) {
    Link& link = links[at];
    std::string_view& input = at == 0 ? wire : link.pending;
    while (true) {
      if (link.damaged) return Pull::kDamaged;
      if (link.over) return Pull::kEnd;
      const std::size_t before = input.size();
      Stage::Status status = link.stage->run(input, out, room, written);
      link.over = status == Stage::Status::kIgnore;
      link.damaged = status == Stage::Status::kDamaged;
      if (written > 0) return Pull::kGot;
      if (status != Stage::Status::kNeedInput) continue;
      if (!input.empty()) {  // no library stops like that; should one, it must not become a loop
        link.damaged = input.size() == before;
        continue;
      }
      if (at == 0) return Pull::kNeed;
      if (!link.scratch) link.scratch = std::make_unique<char[]>(kPiece);
      std::size_t got = 0;
      if (Pull up = pull(at - 1, link.scratch.get(), kPiece, got); up != Pull::kGot) return up;
      link.pending = {link.scratch.get(), got};
    }
  }

  void count_junk(std::string_view bytes) {
    junk += bytes.size();
    junk_is_padding = junk_is_padding && bytes.find_first_not_of('\0') == std::string_view::npos;
  }

  // Asks the last stage for at most `budget` bytes. False when nothing more comes for now.
  bool advance(Buffer& out, std::size_t budget, std::size_t given) {
    std::uint64_t allowed = limits.output_bytes - produced;
    char probe;  // at the limit one byte more is asked for, to tell full from too much
    std::size_t room = std::min<std::uint64_t>({kPiece, budget, std::max<std::uint64_t>(allowed, 1)});
    std::size_t written = 0;
    Pull got = pull(links.size() - 1, allowed > 0 ? out.reserve(room) : &probe, room, written);
    switch (got) {
      case Pull::kNeed: return false;
      case Pull::kEnd:
        count_junk(wire);
        wire = {};
        return false;
      case Pull::kDamaged:
        end(State::kDamaged, std::string(coding_name(first_damaged())) + " data is wrong");
        return false;
      case Pull::kGot: break;
    }
    if (allowed == 0) {
      end(State::kLimit, "more than " + std::to_string(limits.output_bytes) + " bytes");
      return false;
    }
    out.advance(written);
    produced += written;
    std::uint64_t used = std::max<std::uint64_t>(taken + given - wire.size(), 1);
    if (limits.ratio > 0 && produced > limits.ratio_floor && produced / used >= limits.ratio) {
      end(State::kLimit, "expands more than " + std::to_string(limits.ratio) + " times");
      return false;
    }
    return true;
  }

  Coding first_damaged() const {
    for (const Link& link : links)
      if (link.damaged) return link.coding;
    return Coding::kIdentity;
  }

  void copy_plain(Buffer& out, std::size_t budget) {
    std::size_t count = std::min<std::uint64_t>({wire.size(), budget, limits.output_bytes - produced});
    out.append(wire.substr(0, count));
    wire.remove_prefix(count);
    produced += count;
    if (!wire.empty() && produced == limits.output_bytes)
      end(State::kLimit, "more than " + std::to_string(limits.output_bytes) + " bytes");
  }
};

Decoder::Decoder(std::vector<Coding> codings, DecoderLimits limits) : impl_(std::make_unique<Impl>()) {
  impl_->limits = limits;
  std::erase(codings, Coding::kIdentity);
  if (codings.size() > limits.stacked) {
    impl_->end(State::kDamaged, "more than " + std::to_string(limits.stacked) + " content codings");
    return;
  }
  for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding)
    impl_->links.push_back({make_stage(*coding, limits), *coding, nullptr, {}});
}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

std::size_t Decoder::feed(std::string_view input, Buffer& out, std::size_t budget) {
  Impl& in = *impl_;
  if (in.done) return 0;
  in.wire = input;
  if (in.links.empty()) {
    in.copy_plain(out, budget);
  } else {
    const std::size_t start = out.size();
    while (out.size() - start < budget && in.advance(out, budget - (out.size() - start), input.size())) {}
  }
  std::size_t used = input.size() - in.wire.size();
  in.taken += used;
  in.wire = {};
  return used;
}

State Decoder::finish(Buffer& out) {
  Impl& in = *impl_;
  if (in.done) return in.state;
  if (!in.links.empty()) {
    while (in.advance(out, kNoBudget, 0)) {}
    if (!in.done) {
      std::string_view held = in.links.back().stage->release();
      std::size_t count = std::min<std::uint64_t>(held.size(), in.limits.output_bytes - in.produced);
      out.append(held.substr(0, count));
      in.produced += count;
      bool whole = !held.empty() || std::all_of(in.links.begin(), in.links.end(), [](const Impl::Link& link) {
        return link.over || link.stage->at_rest();
      });
      if (!whole) in.end(State::kTruncated, "the coded data ends too early");
    }
    in.count_junk(in.links.front().stage->junk());
    for (const Impl::Link& link : in.links) link.stage->collect_warnings(in.warnings);
    if (in.junk > 0 && !in.junk_is_padding)
      in.warnings.push_back("coding_junk: " + std::to_string(in.junk) +
                            " bytes behind the end of the coded data");
  }
  if (!in.done) in.end(State::kFinished, "");
  return in.state;
}

State Decoder::state() const { return impl_->state; }
bool Decoder::done() const { return impl_->done; }
const std::string& Decoder::reason() const { return impl_->reason; }
const std::vector<std::string>& Decoder::warnings() const { return impl_->warnings; }
std::uint64_t Decoder::taken() const { return impl_->taken; }
std::uint64_t Decoder::produced() const { return impl_->produced; }

Decoded decode(std::string_view bytes, const std::vector<Coding>& codings, const DecoderLimits& limits,
               Buffer& out) {
  Decoder decoder(codings, limits);
  decoder.feed(bytes, out);
  State state = decoder.finish(out);
  return {state, decoder.reason(), decoder.warnings()};
}

}  // namespace peil::codec
