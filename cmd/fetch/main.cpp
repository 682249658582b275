// cmd/fetch/main.cpp -- fetch: pages from the web, Tor, files and archives, as capture records.
#include <stdlib.h>

#include "collect/settings.hpp"
#include "options.hpp"

int main(int argc, char** argv) {
  using namespace peil;
  // TLS keys on disk, host names from a private table: nothing that the environment may ask for.
  for (const char* name : {"SSLKEYLOGFILE", "HOSTALIASES", "LOCALDOMAIN", "RES_OPTIONS"}) unsetenv(name);
  return cli::guard(argv[0], [&] {
    Options options;
    if (auto status = cli::parse(command(options), argc, argv)) return *status;
    return collect::run(settings_of(options), options.shared);
  });
}
