// tests/tools/make_mmdb.cpp -- a table of networks (MMDB) from lines `A.B.C.D/N ASN CC NAME…` on stdin, to
// stdout.
//
// Source: MaxMind DB file format 2.0. IPv4 only, record size 24; networks must not overlap.
#include <arpa/inet.h>

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::string sized(int type, std::size_t size) {  // sizes below 29 or 29..284
  std::string out;
  std::size_t low = size < 29 ? size : 29;
  if (type <= 7) {
    out.push_back(static_cast<char>(type << 5 | static_cast<int>(low)));
  } else {
    out.push_back(static_cast<char>(low));
    out.push_back(static_cast<char>(type - 7));
  }
  if (size >= 29) out.push_back(static_cast<char>(size - 29));
  return out;
}
std::string text(const std::string& value) { return sized(2, value.size()) + value; }
std::string number(int type, std::uint64_t value, std::size_t bytes) {
  std::string out = sized(type, bytes);
  for (std::size_t i = bytes; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
  return out;
}

}  // namespace

int main() {
  struct Node {
    long child[2] = {-1, -1};  // a node, -1 nothing, or -2 - offset of data
  };
  std::vector<Node> nodes(1);
  std::string data;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string network, cc, name;
    std::uint64_t asn = 0;
    words >> network >> asn >> cc;
    std::getline(words >> std::ws, name);
    in_addr address{};
    inet_pton(AF_INET, network.substr(0, network.find('/')).c_str(), &address);
    std::uint32_t bits = ntohl(address.s_addr);
    int length = std::stoi(network.substr(network.find('/') + 1));
    long at = static_cast<long>(data.size());
    data += sized(7, 3) + text("autonomous_system_number") + number(6, asn, 4) +
            text("autonomous_system_organization") + text(name) + text("country_code") + text(cc);
    std::size_t node = 0;
    for (int i = 0; i < length; ++i) {
      int bit = static_cast<int>(bits >> (31 - i) & 1);
      if (i == length - 1) {
        nodes[node].child[bit] = -2 - at;
      } else {
        if (nodes[node].child[bit] < 0) {
          nodes[node].child[bit] = static_cast<long>(nodes.size());
          nodes.emplace_back();
        }
        node = static_cast<std::size_t>(nodes[node].child[bit]);
      }
    }
  }
  std::string out;
  for (const Node& node : nodes)
    for (long child : node.child) {
      long value = child >= 0    ? child
                   : child == -1 ? static_cast<long>(nodes.size())
                                 : static_cast<long>(nodes.size()) + 16 + (-2 - child);
      for (int shift : {16, 8, 0}) out.push_back(static_cast<char>(value >> shift));
    }
  out += std::string(16, '\0') + data + "\xAB\xCD\xEFMaxMind.com";
  out += sized(7, 9) + text("description") + sized(7, 0) + text("node_count") + number(6, nodes.size(), 4) +
         text("record_size") + number(5, 24, 2) + text("ip_version") + number(5, 4, 2) +
         text("database_type") + text("Test-ASN") + text("languages") + sized(11, 0) +
         text("binary_format_major_version") + number(5, 2, 2) + text("binary_format_minor_version") +
         number(5, 0, 2) + text("build_epoch") + number(9, 1767225600, 8);
  std::fwrite(out.data(), 1, out.size(), stdout);
}
