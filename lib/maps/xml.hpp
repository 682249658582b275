// maps/xml.hpp -- XML as a row of events, for feeds and spreadsheets: small, forgiving, without DTDs.
//
// Entities are the five of XML, numbers, and what HTML writers put into feeds anyway (&nbsp; &euro; …);
// a document type is passed over, so nothing expands. Broken markup never fails: it is read as text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peil::maps {

class XmlReader {
 public:
  enum class Event { kOpen, kClose, kText, kEnd };

  /// REQUIRES: `text` outlives it and is UTF-8.
  explicit XmlReader(std::string_view text) : text_(text) {}

  /// The next event. An empty element gives kOpen and kClose. Linear over all calls.
  Event next();

  /// Of kOpen and kClose: the name without its prefix (`dc:creator` is creator).
  std::string_view name() const { return name_; }
  std::string_view prefix() const { return prefix_; }
  /// Of kText: characters, entities resolved, CDATA as it stands.
  const std::string& text() const { return value_; }
  /// Of kOpen: the attribute's value by its local name, "" when absent.
  std::string_view attribute(std::string_view name) const;

 private:
  Event tag();
  void set_name(std::string_view qualified);

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view name_, prefix_;
  std::string value_;
  std::vector<std::pair<std::string_view, std::string>> attributes_;
  bool close_next_ = false;
};

/// Appends `text` with its entities resolved; of unknown ones the text itself.
void append_unescaped(std::string_view text, std::string& out);

}  // namespace peil::maps
