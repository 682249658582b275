// clusters/seller.hpp -- private to lib/clusters: by what the seller of a record can be known.
#pragma once

#include <string>
#include <vector>

#include "record/record.hpp"
#include "text/tokens.hpp"

namespace peil::clusters {

/// The keys of an item's seller, or a page's owner, without repeats: account, shop, others, each ascending.
/// `vendor:DOMAIN/NAME` of an account; `site:DOMAIN` where classify says that the site is a shop; else
/// identifiers, but not those that the record only speaks of: in feedback, in reports, reviews, news and the
/// like, beside words of warning, and addresses of coins beside the word escrow.
std::vector<std::string> own_keys(const Record& record, text::Tokenizer& tokenizer);

}  // namespace peil::clusters
