// inventory/letter.hpp -- the letter of 2012, finding by finding, answered with this period's figures.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "inventory/tables.hpp"

namespace peil::inventory {

/// The conditions that the letter's figures ask of each record: {key, expression}.
const std::vector<std::pair<std::string, std::string>>& letter_conditions();

/// One table a finding: what the letter said, what is measured now, of how many, and what must be said
/// beside it; or why it is not measured.
std::vector<render::Table> make_letter(const Making& making);

}  // namespace peil::inventory
