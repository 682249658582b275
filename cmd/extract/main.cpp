// cmd/extract/main.cpp -- extract: captures to pages and items.
#include "base/time.hpp"
#include "frame/filter.hpp"
#include "items/extract.hpp"
#include "items/map_option.hpp"
#include "maps/files.hpp"
#include "options.hpp"

namespace {

using namespace peil;

/// Which of the five outputs is meant; the combinations that make no sense are refused.
items::ExtractOptions output_of(const Options& options) {
  const bool tsv = options.shared.format == "tsv";
  if (options.only.empty()) {
    if (options.flat) throw Fatal(Exit::kUsage, "--flat needs --only identifiers");
    if (tsv) throw Fatal(Exit::kUsage, "-O tsv needs --only identifiers");
  } else if (options.show || options.suggest_profile) {
    throw Fatal(Exit::kUsage, "--show and --suggest-profile go without --only");
  }
  items::ExtractOptions how;
  if (options.show && options.suggest_profile)
    throw Fatal(Exit::kUsage, "--show goes without --suggest-profile");
  how.output = options.suggest_profile ? items::Output::kProfile
               : options.show         ? items::Output::kShow
               : options.only.empty() ? items::Output::kRecords
               : tsv                  ? items::Output::kTsv
               : options.flat         ? items::Output::kFlat
                                      : items::Output::kIdentifiers;
  how.color = options.show && cli::wants_color(options.shared);
  return how;
}

/// The profiles given, or all their mistakes, a line each, before any input is read.
std::shared_ptr<const items::SiteProfiles> profiles_of(const Options& options) {
  if (options.profiles.empty()) return nullptr;
  std::vector<std::string> problems;
  auto profiles =
      std::make_shared<items::SiteProfiles>(items::SiteProfiles::load(options.profiles, problems));
  if (problems.empty()) return profiles;
  for (std::size_t i = 0; i + 1 < problems.size(); ++i) cli::say(options.shared.program, problems[i]);
  throw Fatal(Exit::kUsage, problems.back());
}

}  // namespace

int main(int argc, char** argv) {
  using namespace peil;
  return cli::guard(argv[0], [&] {
    Options options;
    if (auto status = cli::parse(command(options), argc, argv)) return *status;
    if (options.lines && !options.text_input) throw Fatal(Exit::kUsage, "--lines needs --text-input");
    if (options.suggest_map) return items::print_suggested_map(options.shared);
    items::ExtractOptions how = output_of(options);
    how.text_input = options.text_input;
    how.lines = options.lines;
    how.text_at = options.text_at;
    how.title_at = options.title_at;
    how.url_at = options.url_at;
    how.time_at = options.time_at;
    if (options.shared.now) how.now = parse_time(*options.shared.now);
    how.profiles = profiles_of(options);
    how.map = items::load_map(options.map);
    frame::Filter filter;
    filter.command = "extract";
    if (options.text_input)
      filter.framing = options.lines ? frame::Framing::kTextLines : frame::Framing::kTextWhole;
    else filter.files = items::file_reader(how);
    if (how.profiles) filter.data = {{"profiles", how.profiles->digest()}};
    filter.needs_page = how.output == items::Output::kFlat || how.output == items::Output::kTsv;
    filter.writes_run_record =
        how.output == items::Output::kRecords || how.output == items::Output::kIdentifiers;
    if (how.map) filter.data.emplace_back("map", how.map->digest);
    filter.make_step = [&] { return items::make_extract_step(how); };
    return frame::run(filter, options.shared);
  });
}
