// archive/own_facts.hpp -- what fetch wrote into an archive about a capture, so that reading it gives the
// same capture back: what was asked for, by which way, after which redirects.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "archive/capture.hpp"
#include "archive/warc_reader.hpp"

namespace peil::archive {

/// Follows the records of an archive in order: a `metadata` record of ours comes first, then the responses
/// that redirected, then the one that gave the capture.
class OwnFacts {
 public:
  OwnFacts();
  ~OwnFacts();

  /// Whether the block of this record is to be given to take().
  static bool wants(const WarcRecord& record);
  void take(const WarcRecord& record, std::string_view block);

  /// A response or revisit of these facts that is no capture of its own: one of the redirects.
  bool is_redirect(const WarcRecord& record);
  /// Fills in what the record itself does not say, when the facts are of this record. Before complete().
  void complete(const WarcRecord& record, Capture& capture);

 private:
  struct Facts;
  std::unique_ptr<Facts> facts_;
};

}  // namespace peil::archive
