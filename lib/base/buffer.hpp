// base/buffer.hpp -- bytes being written: owned memory that grows, or a fixed region that does not.
//
// Workers write their results straight into shared memory, tests and tools into owned memory; both
// are a Buffer, so that nothing is copied and no writer needs to know.
#pragma once

#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace peil {

/// Thrown when a fixed Buffer is full; the frame turns it into error class `over_budget`.
struct BufferFull : std::length_error {
  BufferFull() : std::length_error("output larger than its buffer") {}
};

class Buffer {
 public:
  /// Owned, growing.
  Buffer() = default;
  /// Fixed: writes into [data, data+capacity), throws BufferFull beyond. The region must outlive it.
  Buffer(char* data, std::size_t capacity) : data_(data), capacity_(capacity), fixed_(true) {}
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const char* data() const { return data_; }
  char* data() { return data_; }
  std::string_view view() const { return {data_, size_}; }
  std::string_view view_from(std::size_t start) const { return {data_ + start, size_ - start}; }
  std::string str() const { return std::string(data_, size_); }

  /// Forgets what stands beyond `size`. REQUIRES: size <= size().
  void truncate(std::size_t size) { size_ = size; }
  void clear() { size_ = 0; }

  void push(char byte) {
    if (size_ == capacity_) grow(1);
    data_[size_++] = byte;
  }
  void append(std::string_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  /// Room for `count` more bytes; returns where they go. Follow with advance().
  char* reserve(std::size_t count) {
    if (capacity_ - size_ < count) grow(count);
    return data_ + size_;
  }
  void advance(std::size_t count) { size_ += count; }

 private:
  void grow(std::size_t count);

  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  bool fixed_ = false;
};

}  // namespace peil
