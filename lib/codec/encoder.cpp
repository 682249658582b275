#include "codec/encoder.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <new>

namespace peil::codec {
namespace {

constexpr std::size_t kPiece = 64u << 10;
constexpr int kGzipLevel = 6;
constexpr int kZstdLevel = 3;

enum class Flush { kNone, kSync, kFinish };

}  // namespace

Coding coding_from_path(std::string_view path) {
  if (path.ends_with(".gz")) return Coding::kGzip;
  if (path.ends_with(".zst")) return Coding::kZstd;
  return Coding::kIdentity;
}

struct Encoder::Impl {
  Coding coding;
  z_stream gzip{};
  gz_header header{};
  ZSTD_CStream* zstd = nullptr;

  explicit Impl(Coding which) : coding(which) {
    if (coding == Coding::kGzip) {
      if (deflateInit2(&gzip, kGzipLevel, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
      header.os = 255;  // unknown: the same on every machine
      deflateSetHeader(&gzip, &header);
    } else if (coding == Coding::kZstd) {
      zstd = ZSTD_createCStream();
      if (zstd == nullptr) throw std::bad_alloc();
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, kZstdLevel);
      ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
    }
  }
  ~Impl() {
    if (coding == Coding::kGzip) deflateEnd(&gzip);
    ZSTD_freeCStream(zstd);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void put(std::string_view bytes, Flush flush, Buffer& out) {
    if (coding == Coding::kGzip) return put_gzip(bytes, flush, out);
    if (coding == Coding::kZstd) return put_zstd(bytes, flush, out);
    out.append(bytes);
  }
  void put_gzip(std::string_view bytes, Flush flush, Buffer& out) {
    while (true) {
      auto count = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 1u << 30));
      bool last = count == bytes.size();
      gzip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
      gzip.avail_in = count;
      gzip.next_out = reinterpret_cast<Bytef*>(out.reserve(kPiece));
      gzip.avail_out = kPiece;
      int how = !last || flush == Flush::kNone ? Z_NO_FLUSH : flush == Flush::kSync ? Z_SYNC_FLUSH : Z_FINISH;
      int code = deflate(&gzip, how);
      out.advance(kPiece - gzip.avail_out);
      bytes.remove_prefix(count - gzip.avail_in);
      bool drained = gzip.avail_out > 0;
      if (bytes.empty() && (flush == Flush::kFinish ? code == Z_STREAM_END : drained)) return;
    }
  }
  void put_zstd(std::string_view bytes, Flush flush, Buffer& out) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    ZSTD_EndDirective how = flush == Flush::kNone   ? ZSTD_e_continue
                            : flush == Flush::kSync ? ZSTD_e_flush
                                                    : ZSTD_e_end;
    while (true) {
      ZSTD_outBuffer to{out.reserve(kPiece), kPiece, 0};
      std::size_t left = ZSTD_compressStream2(zstd, &to, &in, how);
      if (ZSTD_isError(left)) throw std::bad_alloc();  // the only way for it to fail here
      out.advance(to.pos);
      if (flush == Flush::kNone ? in.pos == in.size : left == 0) return;
    }
  }
};

Encoder::Encoder(Coding coding) : impl_(std::make_unique<Impl>(coding)) {}
Encoder::~Encoder() = default;
Encoder::Encoder(Encoder&&) noexcept = default;
Encoder& Encoder::operator=(Encoder&&) noexcept = default;
void Encoder::write(std::string_view bytes, Buffer& out) { impl_->put(bytes, Flush::kNone, out); }
void Encoder::flush(Buffer& out) { impl_->put({}, Flush::kSync, out); }
void Encoder::finish(Buffer& out) { impl_->put({}, Flush::kFinish, out); }

}  // namespace peil::codec
