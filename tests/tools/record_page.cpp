// tests/tools/record_page.cpp -- makes peil-record(5): the prose on standard input, with the member lists
// of the field table where the line `.\" MEMBERS` stands, goes to standard output.
// links: record cli
#include <unistd.h>

#include "base/buffer.hpp"
#include "base/output.hpp"
#include "cli/flags.hpp"
#include "record/fields.hpp"

namespace {

using namespace peil;

std::string read_standard_input() {
  std::string text;
  char chunk[4096];
  for (ssize_t count; (count = read(STDIN_FILENO, chunk, sizeof chunk)) > 0;)
    text.append(chunk, static_cast<std::size_t>(count));
  return text;
}

Exit write_page() {
  constexpr std::string_view kMark = "\n.\\\" MEMBERS\n";
  std::string prose = read_standard_input();
  std::size_t mark = prose.find(kMark);
  if (mark == std::string::npos) throw Fatal(Exit::kUsage, "the prose has no line `.\\\" MEMBERS`");
  Buffer members;
  write_field_mdoc(members);
  Output out = Output::standard();
  out.write(".\\\" Made from man/peil-record.5.in and lib/record/fields.def by `make man/peil-record.5`.\n");
  out.write(std::string_view(prose).substr(0, mark + 1));
  out.write(members.view());
  out.write(std::string_view(prose).substr(mark + kMark.size()));
  out.close();
  return Exit::kOk;
}

}  // namespace

int main(int, char** argv) { return cli::guard(argv[0], write_page); }
