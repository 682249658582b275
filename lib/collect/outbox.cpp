// collect/outbox.cpp -- what waits for its turn is held, and goes out as soon as it may.
#include "collect/outbox.hpp"

namespace peil::collect {

void Outbox::emit(std::uint64_t ticket, std::string_view line, Kind kind) {
  if (fields_.active() && kind == Kind::kCapture) {
    chosen_.clear();
    fields_.apply(line, chosen_);
    line = chosen_.view();
  }
  if (!ordered_ || ticket == next_out_) return sink_->line(line);
  std::string& held = held_[ticket].lines;
  held.append(line).push_back('\n');
  held_bytes_ += line.size() + 1;
}

void Outbox::complete(std::uint64_t ticket) {
  if (!ordered_) return;
  held_[ticket].complete = true;
  for (auto first = held_.begin(); first != held_.end() && first->first == next_out_; first = held_.begin()) {
    std::string_view lines = first->second.lines;
    if (!lines.empty()) sink_->line(lines.substr(0, lines.size() - 1));
    held_bytes_ -= lines.size();
    bool done = first->second.complete;
    first->second.lines.clear();
    if (!done) return;
    held_.erase(first);
    ++next_out_;
  }
  // What the next ticket held so far may go out now.
  if (auto next = held_.find(next_out_); next != held_.end() && !next->second.lines.empty()) {
    sink_->line(std::string_view(next->second.lines).substr(0, next->second.lines.size() - 1));
    held_bytes_ -= next->second.lines.size();
    next->second.lines.clear();
  }
}

}  // namespace peil::collect
