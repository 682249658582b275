// report -- turns a stream of records into tables, each figure of which leads back to its records.
#include "options.hpp"

using namespace peil;

int main(int argc, char** argv) {
  return cli::guard(argv[0], [&] {
    Options o;
    if (auto status = cli::parse(command(o), argc, argv)) return *status;
    inventory::Settings settings = o.settings;
    settings.depth = static_cast<int>(o.depth);
    settings.limit = static_cast<std::uint64_t>(o.limit);
    settings.suppress = static_cast<std::uint64_t>(o.suppress);
    settings.width = static_cast<std::size_t>(o.width);
    settings.by = o.by;
    settings.period = o.period == "month"  ? inventory::Period::kMonth
                      : o.period == "week" ? inventory::Period::kWeek
                      : o.period == "day"  ? inventory::Period::kDay
                                           : inventory::Period::kAll;
    settings.clock = o.clock == "listed"      ? inventory::Clock::kListed
                     : o.clock == "published" ? inventory::Clock::kPublished
                                              : inventory::Clock::kFetched;
    if (!o.unit.empty())
      settings.unit = o.unit == "seller" ? inventory::Unit::kSeller
                      : o.unit == "host" ? inventory::Unit::kHost
                      : o.unit == "page" ? inventory::Unit::kPage
                                         : inventory::Unit::kOffer;
    settings.table_files = o.table_files;
    std::string goods;
    for (const auto& one : o.goods) {
      if (one.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") != std::string::npos)
        throw Fatal(Exit::kUsage,
                    "--goods: " + printable(one) + " is no class of goods, such as drug.cocaine");
      goods += (goods.empty() ? "goods within " : " or goods within ") + one;
    }
    if (!goods.empty()) o.where = o.where.empty() ? goods : "(" + goods + ") and (" + o.where + ")";
    if (!o.where.empty()) {
      auto where = inventory::Where::parse(o.where);
      if (!where) throw Fatal(Exit::kUsage, where.error().message);
      settings.where = std::move(*where);
    }
    return inventory::run(settings, o.shared);
  });
}
