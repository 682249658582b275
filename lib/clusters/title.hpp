// clusters/title.hpp -- private to lib/clusters: titles that say the same thing as the same words.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "text/tokens.hpp"

namespace peil::clusters {

/// See KeyMaker::fold_title.
std::string folded_title(text::Tokenizer& tokenizer, text::Tokens& tokens, std::string_view title);

/// Calls visit(word) for each word of the folded title; an amount is one word.
void each_folded(text::Tokenizer& tokenizer, text::Tokens& tokens, std::string_view title,
                 const std::function<void(std::string_view)>& visit);

}  // namespace peil::clusters
