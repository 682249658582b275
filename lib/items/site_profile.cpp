// items/site_profile.cpp -- profiles read from their files.
#include "items/site_profile.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "base/glob.hpp"
#include "base/hash.hpp"
#include "base/output.hpp"
#include "base/words.hpp"

namespace peil::items {

namespace {

constexpr std::size_t kProfileBytes = 1 << 20;
constexpr std::array<std::string_view, 23> kFields = {
    "title",   "url",      "price",  "quantity", "vendor", "vendor_url", "ships_from", "ships_to",
    "ships_except", "place", "payment", "category", "rating", "stock",   "sold_count", "feedback_count",
    "date",    "about",    "sku",    "ean",      "delivery", "text", "item"};
constexpr std::array<std::string_view, 5> kForms = {"listing", "post", "feedback", "profile", "none"};

std::string guess(std::string_view word, std::span<const std::string_view> known) {
  const auto near = nearest(word, known);
  return near ? fmt::format("; did you mean {}?", *near) : std::string();
}

/// The word at the beginning of `line`, which loses it and the blanks behind.
std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view word = line.substr(0, end);
  line = trim(line.substr(end));
  return word;
}

/// Reads the lines of one profile.
class ProfileReader {
 public:
  ProfileReader(const std::string& path, std::vector<std::string>& problems)
      : path_(path), problems_(problems) {
    profile_.name = std::filesystem::path(path).stem().string();
  }

  SiteProfile read(std::string_view text) {
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      ++line_;
      read_line(trim(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (profile_.hosts.empty()) bad("no host: a profile is of a site");
    if (profile_.pages.empty()) bad("no page: a profile says which pages it is for");
    return std::move(profile_);
  }

 private:
  void bad(const std::string& message) {
    problems_.push_back(fmt::format("{}:{}: {}", path_, line_, message));
  }

  void read_line(std::string_view line) {
    if (line.empty() || line.front() == '#') return;
    const std::string_view word = take_word(line);
    if (line.empty()) return bad(fmt::format("{} says nothing", printable(word, 40)));
    if (word == "host") {
      while (!line.empty()) profile_.hosts.push_back(to_lower_ascii(take_word(line)));
    } else if (word == "page") {
      read_page(line);
    } else if (std::find(kFields.begin(), kFields.end(), word) == kFields.end()) {
      std::vector<std::string_view> known(kFields.begin(), kFields.end());
      known.insert(known.end(), {"host", "page"});
      bad(fmt::format("{}: no such field{}", printable(word, 40), guess(word, known)));
    } else if (profile_.pages.empty()) {
      bad(fmt::format("{} stands before the first page", word));
    } else {
      read_field(word, line);
    }
  }

  void read_page(std::string_view line) {
    const std::string_view kind = take_word(line);
    ProfilePage page;
    for (Form form : {Form::kListing, Form::kPost, Form::kFeedback, Form::kProfile}) {
      if (kind == form_name(form)) page.form = form;
    }
    if (!page.form && kind != "none")
      return bad(fmt::format("page {}: no such kind{}", printable(kind, 40), guess(kind, kForms)));
    while (!line.empty()) page.patterns.emplace_back(take_word(line));
    if (page.patterns.empty()) page.patterns.emplace_back("*");
    profile_.pages.push_back(std::move(page));
  }

  void read_field(std::string_view name, std::string_view line) {
    ProfileField field;
    field.name = std::string(name);
    field.rule = fmt::format("profile:{}.{}", profile_.name, name);
    if (name == "url" || name == "vendor_url") field.attribute = "href";
    std::string_view selector = line;
    if (const std::size_t bar = line.find(" | "); bar != std::string_view::npos) {
      selector = trim(line.substr(0, bar));
      if (!read_trims(trim(line.substr(bar + 3)), field)) return;
    }
    if (const std::size_t at = selector.find(" @"); at != std::string_view::npos) {
      field.attribute = to_lower_ascii(trim(selector.substr(at + 2)));
      selector = trim(selector.substr(0, at));
    }
    auto parsed = html::Selector::parse(selector);
    if (!parsed) return bad(fmt::format("{}: {}", name, parsed.error().message));
    field.selector = *std::move(parsed);
    if (name == "item") profile_.pages.back().item = std::move(field.selector);
    else profile_.pages.back().fields.push_back(std::move(field));
  }

  /// after "Prijs:" before "p.st."
  bool read_trims(std::string_view rest, ProfileField& field) {
    while (!rest.empty()) {
      const std::string_view word = take_word(rest);
      constexpr std::array<std::string_view, 2> kTrims = {"after", "before"};
      if (word != "after" && word != "before") {
        bad(fmt::format("| {}: no such trim{}", printable(word, 40), guess(word, kTrims)));
        return false;
      }
      const std::size_t close = rest.starts_with('"') ? rest.find('"', 1) : std::string_view::npos;
      if (close == std::string_view::npos || close < 2) {
        bad(fmt::format("| {}: words in double quotes must follow", word));
        return false;
      }
      (word == "after" ? field.after : field.before) = std::string(rest.substr(1, close - 1));
      rest = trim(rest.substr(close + 1));
    }
    return true;
  }

  const std::string& path_;
  std::vector<std::string>& problems_;
  SiteProfile profile_;
  std::size_t line_ = 0;
};

}  // namespace

void SiteProfiles::add(std::string_view text, const std::string& path, std::vector<std::string>& problems) {
  profiles_.push_back(ProfileReader(path, problems).read(text));
  digest_ = sha256_label(digest_ + std::string(text));
}

SiteProfiles SiteProfiles::load(const std::vector<std::string>& paths, std::vector<std::string>& problems) {
  namespace fs = std::filesystem;
  SiteProfiles profiles;
  for (const std::string& path : paths) {
    std::error_code ignored;
    std::vector<std::string> files;
    if (fs::is_directory(path, ignored)) {
      for (const auto& entry : fs::directory_iterator(path, ignored)) {
        if (entry.path().extension() == ".profile") files.push_back(entry.path().string());
      }
      std::sort(files.begin(), files.end());
      if (files.empty()) problems.push_back(path + ": no file in it ends in .profile");
    } else {
      files.push_back(path);
    }
    for (const std::string& file : files) profiles.add(read_file(file, kProfileBytes), file, problems);
  }
  return profiles;
}

const ProfilePage* SiteProfiles::find(std::string_view host, std::string_view path) const {
  for (const SiteProfile& profile : profiles_) {
    const bool ours = std::any_of(profile.hosts.begin(), profile.hosts.end(), [&](const std::string& name) {
      if (name == "*") return true;
      if (!name.starts_with("*.")) return name == host;
      const std::string_view base = std::string_view(name).substr(2);
      return host == base || (host.ends_with(base) && host.size() > base.size() &&
                              host[host.size() - base.size() - 1] == '.');
    });
    if (!ours) continue;
    for (const ProfilePage& page : profile.pages) {
      for (const std::string& pattern : page.patterns) {
        if (matches_glob(pattern, path)) return &page;
      }
    }
  }
  return nullptr;
}

}  // namespace peil::items
