// codec/stages.cpp -- zlib, libbrotlidec and libzstd behind one pump.
#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <new>

#include "codec/stage.hpp"

namespace peil::codec {
namespace {

constexpr std::size_t kZlibMax = 1u << 30;  // zlib counts in unsigned int

// One z_stream, moved over a piece of input and a piece of room.
class Zlib {
 public:
  ~Zlib() { end(); }
  Zlib() = default;
  Zlib(const Zlib&) = delete;
  Zlib& operator=(const Zlib&) = delete;

  void begin(int window_bits) {
    end();
    stream_ = z_stream{};
    if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::bad_alloc();
    open_ = true;
  }
  void reset() { inflateReset(&stream_); }
  int run(std::string_view& input, char* out, std::size_t room, std::size_t& written) {
    auto in_size = static_cast<uInt>(std::min(input.size(), kZlibMax));
    auto out_size = static_cast<uInt>(std::min(room, kZlibMax));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_.avail_in = in_size;
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = out_size;
    int code = inflate(&stream_, Z_NO_FLUSH);
    if (code == Z_MEM_ERROR) throw std::bad_alloc();
    input.remove_prefix(in_size - stream_.avail_in);
    written = out_size - stream_.avail_out;
    return code;
  }
  bool room_left() const { return stream_.avail_out > 0; }
  bool any_output() const { return stream_.total_out > 0; }
  std::size_t taken() const { return stream_.total_in; }

 private:
  void end() {
    if (open_) inflateEnd(&stream_);
    open_ = false;
  }
  z_stream stream_{};
  bool open_ = false;
};

constexpr std::size_t kGzipHeader = 10;

// Members follow each other; anything behind one that is no member is junk (RFC 1952 §2.2).
class GzipStage : public Stage {
 public:
  GzipStage() { zlib_.begin(15 + 16); }
  Status run(std::string_view& input, char* out, std::size_t room, std::size_t& written) override {
    while (true) {
      if (input.empty() && !inside_) return Status::kNeedInput;
      if (!inside_ && members_ > 0 && input.front() != '\x1f') return Status::kIgnore;
      inside_ = true;
      int code = zlib_.run(input, out, room, written);
      if (code == Z_STREAM_END) {
        ++members_;
        inside_ = false;
        zlib_.reset();
        if (written > 0) return Status::kFull;
        continue;
      }
      if (code == Z_OK || code == Z_BUF_ERROR) return zlib_.room_left() ? Status::kNeedInput : Status::kFull;
      // Behind a whole member, what only looked like the begin of another one is junk too.
      if (members_ > 0 && !zlib_.any_output()) {
        inside_ = false;
        return Status::kIgnore;
      }
      return Status::kDamaged;
    }
  }
  bool at_rest() const override { return !inside_ || (members_ > 0 && zlib_.taken() < kGzipHeader); }

 private:
  Zlib zlib_;
  bool inside_ = false;
  std::uint64_t members_ = 0;
};

// `deflate` means zlib (RFC 1950), but some servers send it bare (RFC 1951): the first two bytes tell.
class DeflateStage : public Stage {
 public:
  Status run(std::string_view& input, char* out, std::size_t room, std::size_t& written) override {
    while (!begun_ && !input.empty()) {
      head_ += input.front();
      input.remove_prefix(1);
      if (head_.size() < 2) continue;
      begin();
    }
    if (!begun_) return Status::kNeedInput;
    if (std::string_view head(head_); !head.empty()) {
      int code = zlib_.run(head, out, room, written);
      head_.assign(head);
      if (code != Z_OK && code != Z_BUF_ERROR) return end(code);
      if (written == room) return Status::kFull;
      out += written;
      room -= written;
    }
    std::size_t more = 0;
    int code = zlib_.run(input, out, room, more);
    written += more;
    if (code == Z_OK || code == Z_BUF_ERROR) return zlib_.room_left() ? Status::kNeedInput : Status::kFull;
    return end(code);
  }
  bool at_rest() const override { return over_ || (!begun_ && head_.empty()); }

 private:
  void begin() {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(head_[i]); };
    bool wrapped = (byte(0) & 15) == 8 && (byte(0) << 8 | byte(1)) % 31 == 0;
    zlib_.begin(wrapped ? 15 : -15);
    begun_ = true;
  }
  Status end(int code) {
    if (code != Z_STREAM_END) return Status::kDamaged;
    over_ = true;
    return Status::kIgnore;
  }
  Zlib zlib_;
  std::string head_;
  bool begun_ = false;
  bool over_ = false;
};

class BrotliStage : public Stage {
 public:
  BrotliStage() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (state_ == nullptr) throw std::bad_alloc();
  }
  ~BrotliStage() override { BrotliDecoderDestroyInstance(state_); }
  BrotliStage(const BrotliStage&) = delete;
  BrotliStage& operator=(const BrotliStage&) = delete;

  Status run(std::string_view& input, char* out, std::size_t room, std::size_t& written) override {
    started_ |= !input.empty();
    std::size_t in_left = input.size(), out_left = room;
    auto next_in = reinterpret_cast<const std::uint8_t*>(input.data());
    auto next_out = reinterpret_cast<std::uint8_t*>(out);
    auto result = BrotliDecoderDecompressStream(state_, &in_left, &next_in, &out_left, &next_out, nullptr);
    input.remove_prefix(input.size() - in_left);
    written = room - out_left;
    switch (result) {
      case BROTLI_DECODER_RESULT_SUCCESS: over_ = true; return Status::kIgnore;
      case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: return Status::kNeedInput;
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: return Status::kFull;
      default: return Status::kDamaged;
    }
  }
  bool at_rest() const override { return over_ || !started_; }

 private:
  BrotliDecoderState* state_;
  bool started_ = false;
  bool over_ = false;
};

constexpr std::size_t kZstdMagic = 4;

bool zstd_magic(std::string_view bytes) {
  if (bytes.size() < kZstdMagic) return false;
  if (bytes.starts_with("\x28\xb5\x2f\xfd")) return true;
  return (static_cast<unsigned char>(bytes[0]) & 0xF0) == 0x50 && bytes.substr(1, 3) == "\x2a\x4d\x18";
}

// Frames, skippable ones included, follow each other (RFC 8878 §3). The four bytes of a magic number
// are gathered first, so that junk behind a frame is told from a broken frame.
class ZstdStage : public Stage {
 public:
  explicit ZstdStage(int window_log) : stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, window_log);
  }
  ~ZstdStage() override { ZSTD_freeDStream(stream_); }
  ZstdStage(const ZstdStage&) = delete;
  ZstdStage& operator=(const ZstdStage&) = delete;

  Status run(std::string_view& input, char* out, std::size_t room, std::size_t& written) override {
    while (true) {
      if (!inside_) {
        while (magic_.size() < kZstdMagic && !input.empty()) {
          magic_ += input.front();
          input.remove_prefix(1);
        }
        if (magic_.size() < kZstdMagic) return Status::kNeedInput;
        if (!zstd_magic(magic_)) return frames_ > 0 ? Status::kIgnore : Status::kDamaged;
        inside_ = true;
        std::string_view head(magic_);
        if (!step(head, out, room, written)) return Status::kDamaged;
        magic_.clear();
      }
      bool ended = false;
      if (!step(input, out, room, written, &ended)) return Status::kDamaged;
      if (ended) {
        inside_ = false;
        ++frames_;
        if (written > 0) return Status::kFull;
        continue;
      }
      return written == room ? Status::kFull : Status::kNeedInput;
    }
  }
  bool at_rest() const override { return !inside_ && (magic_.empty() || frames_ > 0); }
  std::string_view junk() const override { return inside_ ? std::string_view() : magic_; }

 private:
  bool step(std::string_view& input, char* out, std::size_t room, std::size_t& written,
            bool* ended = nullptr) {
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    ZSTD_outBuffer to{out, room, written};
    std::size_t code = ZSTD_decompressStream(stream_, &to, &in);
    input.remove_prefix(in.pos);
    written = to.pos;
    if (ZSTD_isError(code)) return false;
    if (ended != nullptr) *ended = code == 0;
    return true;
  }
  ZSTD_DStream* stream_;
  std::string magic_;
  bool inside_ = false;
  std::uint64_t frames_ = 0;
};

// Four bytes of ASCII text or more: coded data hardly begins so.
bool text_like(std::string_view bytes) {
  return bytes.size() >= 4 && std::all_of(bytes.begin(), bytes.end(), [](char c) {
           return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\r' || c == '\t';
         });
}

// Holds the input back until the first byte of output shows that the label told the truth.
class ForgivingStage : public Stage {
 public:
  ForgivingStage(Coding coding, std::unique_ptr<Stage> inner) : coding_(coding), inner_(std::move(inner)) {}

  Status run(std::string_view& input, char* out, std::size_t room, std::size_t& written) override {
    if (passing_) return pass(input, out, room, written);
    if (settled_) return inner_->run(input, out, room, written);
    std::string_view before = input;
    Status status = broken_ ? Status::kDamaged : inner_->run(input, out, room, written);
    if (written > 0) {
      settle();
      return status;
    }
    held_.append(before.substr(0, before.size() - input.size()));
    broken_ = broken_ || status == Status::kDamaged;
    if (broken_ && held_.size() + input.size() < kTold) {  // too little to tell a lie by
      held_.append(input);
      input = {};
      return Status::kNeedInput;
    }
    bool nothing = status == Status::kDamaged || (status == Status::kIgnore && !input.empty());
    if (nothing && never_coded(input)) {
      passing_ = true;
      return pass(input, out, room, written);
    }
    if (held_.size() > kHeld || nothing) settle();
    return status;
  }
  bool at_rest() const override { return passing_ ? held_.empty() : !broken_ && inner_->at_rest(); }
  std::string_view release() override {
    if (passing_ || settled_ || at_rest() || !never_coded({})) return {};
    passing_ = true;
    return held_;
  }
  std::string_view junk() const override { return passing_ ? std::string_view() : inner_->junk(); }
  void collect_warnings(std::vector<std::string>& warnings) const override {
    if (passing_)
      warnings.push_back("coding_label: Content-Encoding " + std::string(coding_name(coding_)) +
                         ", but the body is not so coded");
    inner_->collect_warnings(warnings);
  }

 private:
  static constexpr std::size_t kHeld = 64u << 10;
  static constexpr std::size_t kTold = 4;

  void settle() {
    settled_ = true;
    held_ = {};
  }
  bool never_coded(std::string_view rest) const {
    std::string head = held_ + std::string(rest.substr(0, 64));
    switch (coding_) {
      case Coding::kGzip:
        return head.size() < 2 ? !std::string_view("\x1f\x8b").starts_with(head)
                               : !head.starts_with("\x1f\x8b");
      case Coding::kZstd: return head.size() >= kZstdMagic && !zstd_magic(head);
      default: return text_like(std::string_view(head).substr(0, 64));
    }
  }
  Status pass(std::string_view& input, char* out, std::size_t room, std::size_t& written) {
    for (bool from_held : {true, false}) {
      std::string_view from = from_held ? std::string_view(held_) : input;
      std::size_t count = std::min(from.size(), room - written);
      std::copy_n(from.data(), count, out + written);
      written += count;
      if (from_held) held_.erase(0, count);
      else input.remove_prefix(count);
    }
    return written == room ? Status::kFull : Status::kNeedInput;
  }

  Coding coding_;
  std::unique_ptr<Stage> inner_;
  std::string held_;
  bool settled_ = false;
  bool broken_ = false;  // the inner stage has given up, and it is not told yet what that means
  bool passing_ = false;
};

}  // namespace

std::unique_ptr<Stage> make_gzip_stage() { return std::make_unique<GzipStage>(); }
std::unique_ptr<Stage> make_deflate_stage() { return std::make_unique<DeflateStage>(); }
std::unique_ptr<Stage> make_brotli_stage() { return std::make_unique<BrotliStage>(); }
std::unique_ptr<Stage> make_zstd_stage(int window_log) { return std::make_unique<ZstdStage>(window_log); }
std::unique_ptr<Stage> make_forgiving_stage(Coding coding, std::unique_ptr<Stage> inner) {
  return std::make_unique<ForgivingStage>(coding, std::move(inner));
}

}  // namespace peil::codec
