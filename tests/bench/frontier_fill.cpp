// tests/bench/frontier_fill.cpp -- what a frontier of many addresses costs.
//
// links: store
//
//   frontier_fill FILE COUNT : puts COUNT addresses of COUNT/1000 sites in, hands a thousand sites' out, and
//   prints `addresses-per-second peak-memory-in-MB file-in-MB`.
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "store/frontier.hpp"

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  long count = std::atol(argv[2]);
  timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  {
    peil::store::Frontier frontier(argv[1], false);
    for (long i = 0; i < count; ++i) {
      std::string site = "shop" + std::to_string(i % (count / 1000 + 1)) + ".example";
      std::string url = "https://www." + site + "/product/category/item-" + std::to_string(i);
      peil::store::Address address;
      address.url = address.key = url;
      address.site = site;
      address.depth = 2;
      frontier.add(address, {});
      if (i % 10'000 == 0) frontier.commit();
    }
    frontier.commit();
    clock_gettime(CLOCK_MONOTONIC, &to);
    std::int64_t site = 0;
    for (int i = 0; i < 1000; ++i) {
      auto next = frontier.next_site(site);
      if (!next) break;
      site = *next;
      frontier.load(site, 0, 64);
    }
  }
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  struct stat facts;
  stat(argv[1], &facts);
  double seconds =
      static_cast<double>(to.tv_sec - from.tv_sec) + static_cast<double>(to.tv_nsec - from.tv_nsec) / 1e9;
  std::printf("%.0f %ld %ld\n", static_cast<double>(count) / seconds, usage.ru_maxrss / 1024,
              facts.st_size >> 20);
}
