#include "base/limits.hpp"

namespace peil::limits {

std::span<const Limit> table() {
  static const Limit kTable[] = {
      {"line", kLineBytes, "bytes", "one JSON line; a longer one is a bad line", ""},
      {"json-depth", kJsonDepth, "count", "nesting of one line", ""},
      {"body", kBodyBytes, "bytes", "decoded body of one capture; what is beyond is cut off", "--max-size"},
      {"text", kTextBytes, "bytes", "text of one page; what is beyond is cut off", ""},
      {"nodes", kPageNodes, "count", "nodes of one page", ""},
      {"attributes", kTagAttributes, "count", "attributes of one tag", ""},
      {"record-cpu", kWorkerCpuMillis, "ms", "processor time for one record", ""},
      {"headers", kHeaderBytes, "bytes", "HTTP header block", ""},
      {"redirects", kRedirects, "count", "redirects followed", "--max-redirs"},
      {"url", kUrlBytes, "bytes", "one URL", ""},
      {"robots", kRobotsBytes, "bytes", "of a robots.txt that are read", ""},
  };
  return kTable;
}

}  // namespace peil::limits
