// cmd/classify/main.cpp -- classify: labels with evidence for pages, items and anyone's records.
#include "options.hpp"

int main(int argc, char** argv) {
  using namespace peil;
  return cli::guard(argv[0], [&] {
    Options options;
    if (auto status = cli::parse(command(options), argc, argv)) return *status;
    return labels::run(options.settings, options.shared);
  });
}
