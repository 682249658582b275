// collect/confinement.hpp -- the run locked down before its first transfer.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/flags.hpp"
#include "collect/settings.hpp"
#include "frame/sandbox.hpp"
#include "net/broker.hpp"

namespace peil::collect {

/// From here on this process can transfer, and write where its options say; nothing else. When everything
/// goes through one proxy it cannot even make a socket: `settings.policy.broker` is set to what is returned,
/// which must live as long as the engine. What a user may want to know is appended to `said`.
/// Throws Fatal: kRetry when the proxy's name has no address, kFailed under --sandbox=require.
std::unique_ptr<net::Broker> confine_run(Settings& settings, const cli::Shared& shared,
                                         frame::SandboxMode sandbox, std::vector<std::string>& said);

}  // namespace peil::collect
