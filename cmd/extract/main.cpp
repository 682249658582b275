// cmd/extract/main.cpp -- extract: captures to pages and items.
#include "base/time.hpp"
#include "frame/filter.hpp"
#include "items/extract.hpp"
#include "options.hpp"

int main(int argc, char** argv) {
  using namespace peil;
  return cli::guard(argv[0], [&] {
    Options options;
    if (auto status = cli::parse(command(options), argc, argv)) return *status;
    if (options.lines && !options.text_input) throw Fatal(Exit::kUsage, "--lines needs --text-input");
    items::ExtractOptions how;
    how.text_input = options.text_input;
    how.text_at = options.text_at;
    how.title_at = options.title_at;
    how.url_at = options.url_at;
    how.time_at = options.time_at;
    if (options.shared.now) how.now = parse_time(*options.shared.now);
    frame::Filter filter;
    filter.command = "extract";
    if (options.text_input)
      filter.framing = options.lines ? frame::Framing::kTextLines : frame::Framing::kTextWhole;
    filter.make_step = [&] { return items::make_extract_step(how); };
    return frame::run(filter, options.shared);
  });
}
