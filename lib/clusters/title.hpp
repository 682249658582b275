// clusters/title.hpp -- private to lib/clusters: titles that say the same thing as the same words.
#pragma once

#include <string>
#include <string_view>

#include "text/tokens.hpp"

namespace peil::clusters {

/// See KeyMaker::fold_title.
std::string folded_title(text::Tokenizer& tokenizer, text::Tokens& tokens, std::string_view title);

}  // namespace peil::clusters
