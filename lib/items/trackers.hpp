// items/trackers.hpp -- analytics and advertising accounts that stand in a page's markup, not in its text.
//
// Two shops with the same account have the same keeper, more often than not: the ids are keys that a
// seller forgets to change. Google (UA-, G-, GTM-, AW-, ca-pub-), Meta and TikTok pixels, Matomo, Yandex
// Metrika, Hotjar, Clarity, Baidu.
#pragma once

#include <string>
#include <vector>

#include "facts/reader.hpp"
#include "html/tree.hpp"
#include "items/item.hpp"

namespace peil::items {

/// Appends the accounts in scripts and in the addresses of scripts, frames and pixels, each once, at most
/// 64. Evidence has field `markup` and no offsets (the markup is no member of the page). Linear.
void read_trackers(const html::Tree& tree, facts::Reader& reader, std::vector<Identifier>& out);

}  // namespace peil::items
