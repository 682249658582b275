// items/messages.hpp -- in which element of a record the message itself stands.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "items/fields.hpp"

namespace peil::items {

/// For the records of one list of messages.
class MessageHolders {
 public:
  /// `header`: what a header row says of the cells. Linear in the nodes of the records.
  MessageHolders(const PageContext& page, const RecordList& list, const std::vector<Field>& header)
      : page_(page), view_(page.view), tree_(*page.view.tree), list_(list), header_(header) {
    vote_holder();
  }

  /// Cell under a header that says feedback, or the element that names say is the message, or the block with
  /// most text; the record itself where there is none.
  html::NodeId of(html::NodeId member) const;

 private:
  void vote_holder();
  double holder_score(html::NodeId id) const;
  bool has_heading(html::NodeId id) const;
  bool marks_between(html::NodeId id) const;
  std::uint32_t first(html::NodeId id) const { return view_.first_run[id]; }
  std::uint32_t last(html::NodeId id) const { return view_.last_run[id]; }

  const PageContext& page_;
  const html::View& view_;
  const html::Tree& tree_;
  const RecordList& list_;
  const std::vector<Field>& header_;
  std::uint64_t holder_ = 0;  // path of the elements that hold the messages
};

/// A message that its class calls one more of the sender before it (Telegram's `joined`, `continuation`).
bool goes_on(const html::Tree& tree, html::NodeId member);

/// "Member since", "last seen": a date of who speaks, in the record `member`.
bool is_of_the_author(const PageContext& page, html::NodeId member, const facts::Date& date);
/// The first date in the record, beside what is `said`, that is not one of the author; one in a `time`
/// element goes before. "" when there is none.
std::string date_of_post(const PageContext& page, html::NodeId member, html::Span said);

/// A stretch of the page's text cut at " - ", " | ", middle dots, bullets and long dashes.
std::vector<html::Span> parts_of(std::string_view whole, html::Span span);

}  // namespace peil::items
