// net/hosting.hpp -- who holds an address: its network, by a table that the user has (MMDB).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archive/capture.hpp"
#include "base/result.hpp"

namespace peil::net {

class HostingTable {
 public:
  /// Opens a MaxMind DB of autonomous systems: GeoLite2-ASN, DB-IP ASN, IPinfo and their like.
  /// Error: why it cannot be read.
  static Result<HostingTable> open(const std::string& path);
  ~HostingTable();
  HostingTable(HostingTable&&) noexcept;
  HostingTable& operator=(HostingTable&&) noexcept;

  /// Of `192.0.2.1` or `2001:db8::1`; nullopt when the table has no such network. `as_of` is the day on which
  /// the table was made.
  std::optional<archive::Hosting> find(const std::string& ip) const;

 private:
  struct State;
  explicit HostingTable(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace peil::net
