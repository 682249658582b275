// tests/eval/layouts/words.hpp -- layouts and their words as read, and what is drawn from them.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.hpp"

namespace layouts {

constexpr int kVariants = 8;
const char* const kLocales[] = {"en", "nl", "de", "fr"};

inline std::uint64_t seed_of(std::string_view text) {
  std::uint64_t h = 1469598103934665603ULL;
  for (char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return h;
}

using Facts = std::multimap<std::string, std::string>;

struct Layout {
  std::string name, kind, body;
  std::size_t few = 0;
};

/// One page: its HTML and the facts of the items on it.
struct Page {
  std::string url, html, kind, layout;
  std::vector<Facts> items;
};

[[noreturn]] inline void fail(const std::string& message) {
  std::fprintf(stderr, "layouts: %s\n", message.c_str());
  std::exit(2);
}

inline std::string read_file(const std::string& path) {
  std::ifstream in(path);
  if (!in) fail(path + ": cannot be read");
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline std::vector<Layout> read_layouts(const std::string& path) {
  std::vector<Layout> layouts;
  std::istringstream in(read_file(path));
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("=== ")) {
      Layout& layout = layouts.emplace_back();
      std::istringstream head(line.substr(4));
      std::string few;
      head >> layout.name >> layout.kind >> few;
      if (few.starts_with("few=")) layout.few = static_cast<std::size_t>(std::atoi(few.c_str() + 4));
    } else if (!layouts.empty()) {
      layouts.back().body += line + "\n";
    }
  }
  return layouts;
}

using Words = std::map<std::string, std::vector<std::vector<std::string>>>;  // key, locale, alternatives

inline Words read_words(const std::string& path) {
  Words words;
  const std::string file = read_file(path);
  for (std::string_view line : peil::split(file, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::vector<std::string>> locales;
    std::string key;
    for (std::string_view column : peil::split(line, '\t')) {
      if (key.empty()) {
        key = std::string(column);
        continue;
      }
      std::vector<std::string>& all = locales.emplace_back();
      for (std::string_view word : peil::split(column, '|')) all.emplace_back(word);
    }
    while (locales.size() < 4) locales.push_back(locales.front());
    words[key] = std::move(locales);
  }
  return words;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '"') out += "&quot;";
    else out += c;
  }
  return out;
}

/// The values of one offer, message or seller before they are shown.
struct Thing {
  std::string title, vendor, from, to, except, rating, category, text, body, review, about, author, town, url;
  long cents = 0;
  int stock = 0, sold = 0, number = 0, day = 1, month = 1, amount = 1;
  bool pieces = false;
};

}  // namespace layouts
