#include "codec/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <cassert>
#include <new>

namespace peil::codec {
namespace {

constexpr std::size_t kPiece = 64u << 10;

}  // namespace

void gzip_member(std::string_view bytes, Buffer& out, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  // zlib writes time 0 and "unknown" or Unix as the system; fix the latter, so that all machines agree.
  gz_header header{};
  header.os = 255;
  deflateSetHeader(&stream, &header);
  int code = Z_OK;
  while (code != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      std::size_t count = std::min<std::size_t>(bytes.size(), 1u << 30);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
      stream.avail_in = static_cast<uInt>(count);
      bytes.remove_prefix(count);
    }
    char* to = out.reserve(kPiece);
    stream.next_out = reinterpret_cast<Bytef*>(to);
    stream.avail_out = kPiece;
    code = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
    assert(code != Z_STREAM_ERROR);
    out.advance(kPiece - stream.avail_out);
  }
  deflateEnd(&stream);
}

struct MemberInflater::Impl {
  z_stream stream{};
  bool inside = false;
  Impl() {
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  ~Impl() { inflateEnd(&stream); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

MemberInflater::MemberInflater() : impl_(std::make_unique<Impl>()) {}
MemberInflater::~MemberInflater() = default;
MemberInflater::MemberInflater(MemberInflater&&) noexcept = default;
MemberInflater& MemberInflater::operator=(MemberInflater&&) noexcept = default;

MemberInflater::Status MemberInflater::inflate(std::string_view& input, Buffer& out, std::size_t budget) {
  z_stream& stream = impl_->stream;
  while (budget > 0) {
    if (input.empty() && !impl_->inside) return Status::kMore;
    impl_->inside = true;
    auto in_size = static_cast<uInt>(std::min<std::size_t>(input.size(), 1u << 30));
    auto room = static_cast<uInt>(std::min(budget, kPiece));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream.avail_in = in_size;
    stream.next_out = reinterpret_cast<Bytef*>(out.reserve(room));
    stream.avail_out = room;
    int code = ::inflate(&stream, Z_NO_FLUSH);
    input.remove_prefix(in_size - stream.avail_in);
    std::size_t written = room - stream.avail_out;
    out.advance(written);
    budget -= written;
    if (code == Z_MEM_ERROR) throw std::bad_alloc();
    if (code == Z_STREAM_END) {
      reset();
      return Status::kMemberEnd;
    }
    if (code != Z_OK && code != Z_BUF_ERROR) return Status::kDamaged;
    if (stream.avail_out > 0) return Status::kMore;
  }
  return Status::kFull;
}

bool MemberInflater::inside_member() const { return impl_->inside; }

void MemberInflater::reset() {
  inflateReset(&impl_->stream);
  impl_->inside = false;
}

}  // namespace peil::codec
