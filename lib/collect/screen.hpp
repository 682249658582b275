// collect/screen.hpp -- what may not be kept is taken out of a capture before it goes anywhere.
#pragma once

#include "archive/capture.hpp"
#include "net/block_list.hpp"

namespace peil::collect {

/// Of a capture from anywhere, live or archived: on a block-listed host or content its body and headers go
/// and `error` (class `blocked`) says by which kind of hash; a body of a type that is not wanted (unless
/// `any_media`) goes with error `media_type`. complete() must follow. True when something was taken out.
bool screen(archive::Capture& capture, const net::BlockList* blocked, bool any_media);

}  // namespace peil::collect
