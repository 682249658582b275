// items/flat.hpp -- records that no element holds: a heading and its paragraphs, a heading and its
// paragraphs.
#pragma once

#include <vector>

#include "html/view.hpp"
#include "html/wrap.hpp"
#include "items/marks.hpp"

namespace peil::items {

/// The stretches of children that repeat under one parent (or under parents alike), each with a price: parted
/// by an element that begins each of them, or by their number (rows in pairs, cells of a grid). Empty when
/// there are none. Linear.
std::vector<html::Stretch> find_flat_records(const html::View& view, const Marks& marks);

/// Members of a list with what stands between each of them and the next, where that is alike: the first rows
/// of pairs of rows. Empty where members follow each other. Linear.
std::vector<html::Stretch> find_tails(const html::View& view, const std::vector<html::NodeId>& members);

}  // namespace peil::items
