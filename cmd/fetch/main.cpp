// cmd/fetch/main.cpp -- fetch: pages from the web, Tor, files and archives, as capture records.
#include <stdlib.h>

#include "base/output.hpp"
#include "collect/settings.hpp"
#include "collect/vault.hpp"
#include "options.hpp"

namespace {

using namespace peil;

// Verbs that look at evidence and ask nothing of the network.
Exit run_on_evidence(const Options& options) {
  const cli::Shared& shared = options.shared;
  if (shared.operands.empty()) throw Fatal(Exit::kUsage, shared.verb + " needs at least one operand");
  if (shared.verb == "attach" && (options.warc.empty() || options.attach_to.empty()))
    throw Fatal(Exit::kUsage, "attach needs --warc DIR and --to ID");
  if (shared.dry_run) return Exit::kOk;
  Output out = shared.output ? Output::file(*shared.output, shared.force) : Output::standard();
  Exit status = shared.verb == "verify"
                    ? collect::verify_evidence(shared.operands, out)
                    : collect::attach_evidence(shared, options.warc, options.attach_to, options.note, out);
  out.close();
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  // TLS keys on disk, host names from a private table: nothing that the environment may ask for.
  for (const char* name : {"SSLKEYLOGFILE", "HOSTALIASES", "LOCALDOMAIN", "RES_OPTIONS"}) unsetenv(name);
  return cli::guard(argv[0], [&] {
    Options options;
    if (auto status = cli::parse(command(options), argc, argv)) return *status;
    if (!options.shared.verb.empty()) return run_on_evidence(options);
    return collect::run(settings_of(options), options.shared);
  });
}
