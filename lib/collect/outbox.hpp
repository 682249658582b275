// collect/outbox.hpp -- lines in the order in which they are wanted: as they come, or as the input was.
//
// The one place where a finished capture goes out.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "collect/sink.hpp"
#include "frame/field_choice.hpp"
#include "record/fields.hpp"

namespace peil::collect {

class Outbox {
 public:
  /// `fields`: --fields. REQUIRES: open() before the first line.
  Outbox(bool ordered, const std::string& fields)
      : ordered_(ordered), fields_(frame::FieldChoice::parse(fields)) {}
  void open(const cli::Shared& shared) { sink_.emplace(shared); }
  /// -o FILE of a collection, see Sink.
  void open(const cli::Shared& shared, std::optional<std::uint64_t> known_end) {
    sink_.emplace(shared, known_end);
  }
  bool is_open() const { return sink_.has_value(); }
  Sink& sink() { return *sink_; }
  const Sink& sink() const { return *sink_; }

  /// A number for what will give lines; they go out in the order of these numbers with --ordered.
  std::uint64_t new_ticket() { return tickets_++; }
  /// A line (without newline) of a ticket.
  void emit(std::uint64_t ticket, std::string_view line, Kind kind);
  /// Nothing more comes for this ticket.
  void complete(std::uint64_t ticket);
  /// Bytes that wait, for a reader or for their turn.
  std::size_t held() const { return sink_->held() + held_bytes_; }

 private:
  struct Held {
    std::string lines;
    bool complete = false;
  };
  std::optional<Sink> sink_;
  bool ordered_;
  frame::FieldChoice fields_;
  Buffer chosen_;
  std::uint64_t tickets_ = 0, next_out_ = 0;
  std::map<std::uint64_t, Held> held_;
  std::size_t held_bytes_ = 0;
};

}  // namespace peil::collect
