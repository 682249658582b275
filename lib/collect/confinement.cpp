#include "collect/confinement.hpp"

#include "base/exit.hpp"
#include "frame/confine.hpp"

namespace peil::collect {
namespace {

std::string folder_of(const std::string& path) {
  auto slash = path.rfind('/');
  return slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

/// Where this call writes, and whether it reads files that only a list may name.
frame::Confinement confinement(const Settings& settings, const cli::Shared& shared) {
  frame::Confinement to;
  for (const auto& file : {shared.output, shared.rejects, shared.log})
    if (file && *file != "-") to.writable.push_back(folder_of(*file));
  if (!settings.state.path.empty()) to.writable.push_back(folder_of(settings.state.path));
  if (!settings.state.bodies.empty()) to.writable.push_back(settings.state.bodies);
  if (!settings.evidence.folder.empty()) to.writable.push_back(settings.evidence.folder);
  to.read_all = settings.state.path.empty();  // with a state nothing local is read
  return to;
}

/// Whether every request goes to one proxy over plain TCP.
bool has_one_way_out(const net::Policy& policy) {
  return policy.proxy && !policy.onion_proxy && !policy.proxy.url.starts_with("https:");
}

}  // namespace

std::unique_ptr<net::Broker> confine_run(Settings& settings, const cli::Shared& shared,
                                         frame::SandboxMode sandbox, std::vector<std::string>& said) {
  std::unique_ptr<net::Broker> broker;
  frame::Confinement to = confinement(settings, shared);
  if (has_one_way_out(settings.policy) && sandbox != frame::SandboxMode::kOff) {
    auto started = net::Broker::start(settings.policy.proxy,
                                      [&](std::uint16_t port) { frame::confine_to_port(port, sandbox); });
    if (!started) throw Fatal(Exit::kRetry, started.error().message);
    broker = std::make_unique<net::Broker>(std::move(*started));
    to.sockets = false;
  }
  std::string missing = frame::confine(to, sandbox);
  // Where the process can make sockets after all, libcurl makes and connects its own.
  if (frame::kSanitized || missing.find("seccomp") != missing.npos) broker.reset();
  if (!missing.empty()) said.push_back("not confined by " + missing + ", which this kernel lacks");
  settings.policy.broker = broker.get();
  if (broker)
    said.push_back("this process can make no socket; a broker hands it those to " + broker->address());
  return broker;
}

}  // namespace peil::collect
