// codec/decoder.hpp -- content codings undone as a stream: gzip, deflate, br, zstd, in any stack.
//
// Our own loop around zlib, libbrotlidec and libzstd, because what a body that is cut, mislabelled
// or a bomb means is for us to say: such pages are evidence, and browsers show them.
//
//   codec::Decoder decoder(codings, {.output_bytes = limits::kBodyBytes});
//   while (more) decoder.feed(chunk, body);      // appends what it can decode
//   decoder.finish(body);
//   if (decoder.state() != codec::State::kFinished) truncated = "decode";
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.hpp"

namespace peil::codec {

enum class Coding : std::uint8_t { kIdentity, kGzip, kDeflate, kBrotli, kZstd };

/// The coding of a Content-Encoding name, case ignored: gzip, x-gzip, deflate, br, zstd, identity.
/// nullopt when unknown. Source: RFC 9110 §8.4.1, RFC 7932, RFC 8878.
std::optional<Coding> coding_from_name(std::string_view name);

/// A Content-Encoding value: codings in the order in which they were applied, identity left out.
struct CodingList {
  std::vector<Coding> codings;
  std::string unknown;  ///< the first name that we do not know; the codings before it are listed
};
CodingList parse_codings(std::string_view header_value);

/// What a file is compressed with, by its first bytes (4 are enough): kGzip, kZstd, else kIdentity.
Coding detect(std::string_view first_bytes);

enum class State : std::uint8_t {
  kRunning,    ///< wants more input
  kFinished,   ///< every coding came to its end (or, before finish(), rests between two members)
  kTruncated,  ///< the input ended too early; what was decoded is good
  kDamaged,    ///< the input is wrong from some point on; what was decoded before is good
  kLimit,      ///< more output than allowed, by size or ratio; cut exactly at the size limit
};

struct DecoderLimits {
  std::uint64_t output_bytes = std::numeric_limits<std::uint64_t>::max();
  /// kLimit when output exceeds this many times the input, once it is over ratio_floor bytes. 0: off.
  std::uint64_t ratio = 1000;
  std::uint64_t ratio_floor = 1u << 20;
  std::size_t stacked = 5;  ///< codings on top of each other; more is kDamaged at once
  /// Log2 of the largest zstd window: 23 is what RFC 9659 allows on the web, files may have 27.
  int zstd_window_log = 23;
  /// Text under a coding's label that never was coded passes as it is, with a warning. For files: false.
  bool forgive_labels = true;
};

class Decoder {
 public:
  static constexpr std::size_t kNoBudget = std::numeric_limits<std::size_t>::max();

  /// `codings` in the order in which they were applied (as in the header): the last is undone first.
  explicit Decoder(std::vector<Coding> codings, DecoderLimits limits = {});
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  /// Decodes `input`, appending to `out`; returns how many bytes of it were taken. All of them,
  /// unless the state became final or `out` has grown by `budget` bytes: then call again with the
  /// rest (also with an empty rest, until it adds nothing: a bomb may still hold output).
  /// Many gzip members and zstd frames are one stream; junk behind the last is dropped, warned of.
  std::size_t feed(std::string_view input, Buffer& out, std::size_t budget = kNoBudget);

  /// The input is at its end. Appends what is left; the state is final after it.
  State finish(Buffer& out);

  State state() const;
  /// Nothing more will come: damaged, truncated, over a limit, or finished by finish().
  bool done() const;
  /// One phrase for `warnings` or an error message: why the state is what it is; "" when all is well.
  const std::string& reason() const;
  /// Oddities that cost nothing, in words that begin with a class: `coding_junk: 12 bytes behind …`.
  const std::vector<std::string>& warnings() const;
  std::uint64_t taken() const;     ///< bytes of input so far
  std::uint64_t produced() const;  ///< bytes of output so far

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// All of `bytes` at once. REQUIRES: enough memory for limits.output_bytes.
struct Decoded {
  State state;
  std::string reason;
  std::vector<std::string> warnings;
};
Decoded decode(std::string_view bytes, const std::vector<Coding>& codings, const DecoderLimits& limits,
               Buffer& out);

}  // namespace peil::codec
