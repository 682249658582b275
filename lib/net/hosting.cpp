// net/hosting.cpp -- libmaxminddb, and the names that makers of tables give to the same three facts.
#include "net/hosting.hpp"

#include <maxminddb.h>

#include <charconv>

#include "base/time.hpp"

namespace peil::net {

struct HostingTable::State {
  MMDB_s db{};
  bool open = false;
  std::string as_of;
  ~State() {
    if (open) MMDB_close(&db);
  }
};

namespace {

std::string text_of(MMDB_entry_s& entry, const char* name, const char* inner = nullptr) {
  MMDB_entry_data_s data;
  if (MMDB_get_value(&entry, &data, name, inner, nullptr) != MMDB_SUCCESS || !data.has_data ||
      data.type != MMDB_DATA_TYPE_UTF8_STRING)
    return {};
  return {data.utf8_string, data.data_size};
}

std::int64_t number_of(MMDB_entry_s& entry, const char* name) {
  MMDB_entry_data_s data;
  if (MMDB_get_value(&entry, &data, name, nullptr) != MMDB_SUCCESS || !data.has_data) return 0;
  if (data.type == MMDB_DATA_TYPE_UINT32) return data.uint32;
  if (data.type == MMDB_DATA_TYPE_UINT16) return data.uint16;
  if (data.type != MMDB_DATA_TYPE_UTF8_STRING) return 0;
  std::string_view text(data.utf8_string, data.data_size);  // AS64500
  if (text.starts_with("AS") || text.starts_with("as")) text.remove_prefix(2);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

HostingTable::HostingTable(std::unique_ptr<State> state) : state_(std::move(state)) {}
HostingTable::~HostingTable() = default;
HostingTable::HostingTable(HostingTable&&) noexcept = default;
HostingTable& HostingTable::operator=(HostingTable&&) noexcept = default;

Result<HostingTable> HostingTable::open(const std::string& path) {
  auto state = std::make_unique<State>();
  int code = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &state->db);
  if (code != MMDB_SUCCESS) return Error{path + ": " + MMDB_strerror(code)};
  state->open = true;
  state->as_of = format_date(static_cast<UnixMillis>(state->db.metadata.build_epoch) * 1000);
  return HostingTable(std::move(state));
}

std::optional<archive::Hosting> HostingTable::find(const std::string& ip) const {
  int resolve = 0, code = 0;
  MMDB_lookup_result_s found = MMDB_lookup_string(&state_->db, ip.c_str(), &resolve, &code);
  if (resolve != 0 || code != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
  archive::Hosting hosting;
  for (const char* name : {"autonomous_system_number", "asn"})
    if (hosting.asn == 0) hosting.asn = number_of(found.entry, name);
  for (const char* name : {"autonomous_system_organization", "as_name", "name", "organization"})
    if (hosting.name.empty()) hosting.name = text_of(found.entry, name);
  for (const char* name : {"country_code", "country"})
    if (hosting.cc.size() != 2) hosting.cc = text_of(found.entry, name);
  if (hosting.cc.size() != 2) hosting.cc = text_of(found.entry, "country", "iso_code");
  if (hosting.cc.size() != 2) hosting.cc.clear();
  if (hosting.asn == 0 && hosting.name.empty() && hosting.cc.empty()) return std::nullopt;
  hosting.as_of = state_->as_of;
  return hosting;
}

}  // namespace peil::net
