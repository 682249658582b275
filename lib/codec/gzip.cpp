#include "codec/gzip.hpp"

#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cassert>
#include <new>

namespace peil::codec {
namespace {

constexpr std::size_t kPiece = 64u << 10;

}  // namespace

struct MemberDeflater::Impl {
  libdeflate_compressor* compressor;
  explicit Impl(int level) : compressor(libdeflate_alloc_compressor(level)) {
    if (compressor == nullptr) throw std::bad_alloc();
  }
  ~Impl() { libdeflate_free_compressor(compressor); }
};

MemberDeflater::MemberDeflater(int level) : impl_(std::make_unique<Impl>(level)) {}
MemberDeflater::~MemberDeflater() = default;
MemberDeflater::MemberDeflater(MemberDeflater&&) noexcept = default;
MemberDeflater& MemberDeflater::operator=(MemberDeflater&&) noexcept = default;

// libdeflate writes no name, no time and "unknown" as the system.
void MemberDeflater::deflate(std::string_view bytes, Buffer& out) {
  std::size_t bound = libdeflate_gzip_compress_bound(impl_->compressor, bytes.size());
  char* to = out.reserve(bound);
  std::size_t size = libdeflate_gzip_compress(impl_->compressor, bytes.data(), bytes.size(), to, bound);
  assert(size > 0);
  out.advance(size);
}

void gzip_member(std::string_view bytes, Buffer& out, int level) {
  MemberDeflater(level).deflate(bytes, out);
}

struct MemberInflater::Impl {
  z_stream gzip{};
  ZSTD_DStream* zstd = nullptr;
  bool inside = false;

  Impl(Coding coding, std::string_view dictionary) {
    assert(coding == Coding::kGzip || coding == Coding::kZstd);
    if (coding == Coding::kGzip) {
      if (inflateInit2(&gzip, 15 + 16) != Z_OK) throw std::bad_alloc();
      return;
    }
    zstd = ZSTD_createDStream();
    if (zstd == nullptr) throw std::bad_alloc();
    if (!dictionary.empty()) ZSTD_DCtx_loadDictionary(zstd, dictionary.data(), dictionary.size());
  }
  ~Impl() {
    if (zstd != nullptr) ZSTD_freeDStream(zstd);
    else inflateEnd(&gzip);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // One call of the library; kFull means only that it did not end.
  Status step(std::string_view& input, char* out, std::size_t room, std::size_t& written) {
    if (zstd != nullptr) {
      ZSTD_inBuffer in{input.data(), input.size(), 0};
      ZSTD_outBuffer to{out, room, 0};
      std::size_t code = ZSTD_decompressStream(zstd, &to, &in);
      input.remove_prefix(in.pos);
      written = to.pos;
      return ZSTD_isError(code) ? Status::kDamaged : code == 0 ? Status::kMemberEnd : Status::kFull;
    }
    auto in_size = static_cast<uInt>(std::min<std::size_t>(input.size(), 1u << 30));
    gzip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    gzip.avail_in = in_size;
    gzip.next_out = reinterpret_cast<Bytef*>(out);
    gzip.avail_out = static_cast<uInt>(room);
    int code = ::inflate(&gzip, Z_NO_FLUSH);
    input.remove_prefix(in_size - gzip.avail_in);
    written = room - gzip.avail_out;
    if (code == Z_MEM_ERROR) throw std::bad_alloc();
    if (code == Z_STREAM_END) return Status::kMemberEnd;
    return code == Z_OK || code == Z_BUF_ERROR ? Status::kFull : Status::kDamaged;
  }
};

MemberInflater::MemberInflater(Coding coding, std::string_view dictionary)
    : impl_(std::make_unique<Impl>(coding, dictionary)) {}
MemberInflater::~MemberInflater() = default;
MemberInflater::MemberInflater(MemberInflater&&) noexcept = default;
MemberInflater& MemberInflater::operator=(MemberInflater&&) noexcept = default;

MemberInflater::Status MemberInflater::inflate(std::string_view& input, Buffer& out, std::size_t budget) {
  while (budget > 0) {
    if (input.empty() && !impl_->inside) return Status::kMore;
    impl_->inside = true;
    std::size_t room = std::min(budget, kPiece), written = 0;
    Status status = impl_->step(input, out.reserve(room), room, written);
    out.advance(written);
    budget -= written;
    if (status == Status::kMemberEnd) reset();
    if (status != Status::kFull) return status;
    if (written < room) return Status::kMore;
  }
  return Status::kFull;
}

bool MemberInflater::inside_member() const { return impl_->inside; }

void MemberInflater::reset() {
  if (impl_->zstd != nullptr) ZSTD_DCtx_reset(impl_->zstd, ZSTD_reset_session_only);
  else inflateReset(&impl_->gzip);
  impl_->inside = false;
}

}  // namespace peil::codec
