#include "base/buffer.hpp"

#include <cstdlib>
#include <new>

namespace peil {

Buffer::~Buffer() {
  if (!fixed_) std::free(data_);
}

void Buffer::grow(std::size_t count) {
  if (fixed_) throw BufferFull();
  std::size_t wanted = size_ + count;
  std::size_t capacity = capacity_ < 256 ? 512 : capacity_ * 2;
  if (capacity < wanted) capacity = wanted;
  void* grown = std::realloc(data_, capacity);
  if (!grown) throw std::bad_alloc();
  data_ = static_cast<char*>(grown);
  capacity_ = capacity;
}

}  // namespace peil
