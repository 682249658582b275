#include "clusters/message.hpp"

#include <cassert>
#include <cstring>

namespace peil::clusters {
namespace {

template <class T>
void put(const T& value, Buffer& out) {
  out.append({reinterpret_cast<const char*>(&value), sizeof value});
}
template <class T>
T take(std::string_view& bytes) {
  assert(bytes.size() >= sizeof(T));
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

void put_list(const std::vector<std::uint64_t>& list, Buffer& out) {
  put(static_cast<std::uint32_t>(list.size()), out);
  out.append({reinterpret_cast<const char*>(list.data()), list.size() * sizeof list[0]});
}
void take_list(std::string_view& bytes, std::vector<std::uint64_t>& list) {
  list.resize(take<std::uint32_t>(bytes));
  std::size_t size = list.size() * sizeof list[0];
  assert(bytes.size() >= size);
  if (size > 0) std::memcpy(list.data(), bytes.data(), size);
  bytes.remove_prefix(size);
}

// Most records show nothing but their keys: one byte says so.
void put_looks(const Looks& looks, Buffer& out) {
  const bool any = looks.page != KeyBytes{} || looks.payload != KeyBytes{} || looks.name != 0 ||
                   looks.content != 0 || looks.seller != KeyBytes{};
  put(static_cast<std::uint8_t>(any), out);
  if (!any) return;
  put(looks.page, out);
  put(static_cast<std::uint8_t>(looks.page_located), out);
  put(looks.payload, out);
  put(looks.content, out);
  put(looks.name, out);
  put(looks.seller, out);
  put_list(looks.title, out);
  put_list(looks.words, out);
  put_list(looks.amounts, out);
}
void take_looks(std::string_view& bytes, Looks& looks) {
  if (take<std::uint8_t>(bytes) == 0) {
    looks = {};
    return;
  }
  looks.page = take<KeyBytes>(bytes);
  looks.page_located = take<std::uint8_t>(bytes) != 0;
  looks.payload = take<KeyBytes>(bytes);
  looks.content = take<std::uint64_t>(bytes);
  looks.name = take<std::uint64_t>(bytes);
  looks.seller = take<KeyBytes>(bytes);
  take_list(bytes, looks.title);
  take_list(bytes, looks.words);
  take_list(bytes, looks.amounts);
}

}  // namespace

void encode(const Message& message, Buffer& out) {
  const Keys& keys = message.keys;
  put(static_cast<std::uint8_t>(message.kind), out);
  put(static_cast<std::uint8_t>(keys.keys.size()), out);
  bool near = false;
  for (const Key& key : keys.keys) {
    put(key.level, out);
    put(static_cast<std::uint8_t>(key.near), out);
    put(key.role, out);
    put(key.bytes, out);
    near = near || key.near;
  }
  if (near) {
    put(keys.bands, out);
    put(static_cast<std::uint32_t>(keys.shingles.size()), out);
    out.append({reinterpret_cast<const char*>(keys.shingles.data()),
                keys.shingles.size() * sizeof keys.shingles[0]});
  }
  if (!keys.keys.empty()) {
    put(static_cast<std::uint8_t>(keys.time.has_value()), out);
    put(keys.time.value_or(0), out);
    put(static_cast<std::uint32_t>(keys.of.size()), out);
    out.append(keys.of);
    put(static_cast<std::uint32_t>(keys.occasion.size()), out);
    out.append(keys.occasion);
    put(static_cast<std::uint64_t>(message.gap), out);
  }
  put_looks(keys.looks, out);
  out.append(message.line);
}

void decode(std::string_view bytes, Message& message) {
  Keys& keys = message.keys;
  message.kind = static_cast<Kind>(take<std::uint8_t>(bytes));
  keys.keys.resize(take<std::uint8_t>(bytes));
  keys.shingles.clear();
  bool near = false;
  for (Key& key : keys.keys) {
    key.level = take<std::uint8_t>(bytes);
    key.near = take<std::uint8_t>(bytes) != 0;
    key.role = take<Role>(bytes);
    key.bytes = take<KeyBytes>(bytes);
    near = near || key.near;
  }
  if (near) {
    keys.bands = take<similar::BandKeys>(bytes);
    keys.shingles.resize(take<std::uint32_t>(bytes));
    std::size_t size = keys.shingles.size() * sizeof keys.shingles[0];
    assert(bytes.size() >= size);
    std::memcpy(keys.shingles.data(), bytes.data(), size);
    bytes.remove_prefix(size);
  }
  if (!keys.keys.empty()) {
    bool timed = take<std::uint8_t>(bytes) != 0;
    UnixMillis time = take<UnixMillis>(bytes);
    keys.time = timed ? std::optional(time) : std::nullopt;
    std::size_t size = take<std::uint32_t>(bytes);
    keys.of = bytes.substr(0, size);
    bytes.remove_prefix(size);
    size = take<std::uint32_t>(bytes);
    keys.occasion = bytes.substr(0, size);
    bytes.remove_prefix(size);
    message.gap = static_cast<std::size_t>(take<std::uint64_t>(bytes));
  }
  take_looks(bytes, keys.looks);
  message.line = bytes;
}

void prefetch_entry(std::string_view bytes, const ClusterTable& table) {
  if (bytes[1] == 0) return;
  KeyBytes key;
  std::memcpy(key.data(), bytes.data() + 2 + 3, sizeof key);
  table.prefetch_entry(key);
}

void prefetch(std::string_view bytes, const ClusterTable& table) {
  constexpr std::size_t kFront = 2, kKey = 3 + sizeof(KeyBytes);
  const auto count = static_cast<std::uint8_t>(bytes[1]);
  if (count == 0) return;
  KeyBytes key;
  std::memcpy(key.data(), bytes.data() + kFront + 3, sizeof key);
  table.prefetch(key);
  if (count != 1 || bytes[kFront + 1] == 0) return;
  similar::BandKeys bands;
  std::memcpy(&bands, bytes.data() + kFront + kKey, sizeof bands);
  table.prefetch(bands);
}

}  // namespace peil::clusters
