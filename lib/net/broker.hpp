// net/broker.hpp -- sockets that are connected to the proxy already, from a process that can do nothing else.
//
// With everything going through one proxy, the process that transfers need not be able to make a socket at
// all: then no error in it, or in a library, can send a packet elsewhere, not even to a name server.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "net/policy.hpp"

namespace peil::net {

class Broker {
 public:
  /// Resolves the proxy's host, forks, and calls `lock_down(port)` in the new process. Error: the host has no
  /// address. `proxy.url` is rewritten to the address, so that nobody needs to resolve it again.
  static Result<Broker> start(Proxy& proxy, const std::function<void(std::uint16_t)>& lock_down);
  ~Broker();
  Broker(Broker&& other) noexcept;
  Broker& operator=(Broker&&) = delete;

  /// A socket connected to the proxy, or being connected; -1 and errno when that was refused at once.
  int connect() const;
  const std::string& address() const { return address_; }  ///< `127.0.0.1:9050`

 private:
  Broker() = default;
  pid_t pid_ = -1;
  int fd_ = -1;
  std::string address_;
};

}  // namespace peil::net
