// similar/huge.hpp -- an allocator for large tables that are read at random: on huge pages where there are.
//
// A table of a gigabyte on pages of 4 KiB misses the processor's page table at every look-up.
#pragma once

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace peil::similar {

template <class T>
struct HugeAllocator {
  using value_type = T;
  static constexpr std::size_t kPage = 2u << 20;

  HugeAllocator() = default;
  template <class U>
  HugeAllocator(const HugeAllocator<U>&) {}

  T* allocate(std::size_t count) {
    const std::size_t size = count * sizeof(T);
    void* memory = size < 2 * kPage ? std::malloc(size) : std::aligned_alloc(kPage, whole(size));
    if (memory == nullptr) throw std::bad_alloc();
    if (size >= 2 * kPage) madvise(memory, whole(size), MADV_HUGEPAGE);  // else it does without
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t) { std::free(memory); }

  template <class U>
  bool operator==(const HugeAllocator<U>&) const {
    return true;
  }

 private:
  static std::size_t whole(std::size_t size) { return (size + kPage - 1) / kPage * kPage; }
};

}  // namespace peil::similar
