// frame/worker.hpp -- the life of a worker process: batches in, lines out, one record after another.
#pragma once

#include <string>
#include <vector>

#include "frame/field_choice.hpp"
#include "frame/filter.hpp"
#include "frame/slots.hpp"
#include "record/record.hpp"
#include "record/shapes.hpp"

namespace peil::frame {

/// One batch at a time, in the worker; also run without a process in tests.
class Worker {
 public:
  Worker(const Filter& filter, Step& step, const std::vector<std::string>& input_names,
         const FieldChoice& fields, bool sends_messages, bool names_shapes);

  /// Handles what is left of the slot's batch, committing after each record.
  void batch(Slot slot, const Memory& memory);

 private:
  struct Job;  // the batch in hand
  void line(Job& job, std::string_view bytes, std::uint32_t skip, std::uint32_t skip_signal);
  void handle(Job& job, const Record& record, const Context& context, std::uint32_t skip,
              std::uint32_t skip_signal);
  void name_shape(Job& job, const Record& record);
  void fail(Job& job, const Record& record, const Context& context, const Failure& failure);

  const Filter& filter_;
  Step& step_;
  const std::vector<std::string>& input_names_;
  const FieldChoice& fields_;
  bool sends_messages_;
  bool names_shapes_;  // -v: says which tool made the records, once for each stretch of them
  const Shape* last_shape_ = nullptr;
  RecordParser parser_;
  RecordParser page_parser_;
};

}  // namespace peil::frame
