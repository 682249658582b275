// collect/settings.cpp -- which share of the sites is ours.
#include "collect/settings.hpp"

#include "base/hash.hpp"

namespace peil::collect {

bool Settings::takes_share(std::string_view site) const {
  return shards <= 1 || hash64(site) % shards == shard;
}

}  // namespace peil::collect
