// items/site_profile.hpp -- what a user knows of a site: where on its pages the facts stand.
//
//   host   *.marktplein.example
//   page   listing /v/*
//   title  h1
//   price  .price | after "Prijs:"
//
// A profile sharpens a site; none is needed. The format is described in peil-profile(5).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/reader.hpp"
#include "html/select.hpp"
#include "items/item.hpp"

namespace peil::items {

struct PageContext;

/// One line of a profile: a member and where its value stands.
struct ProfileField {
  std::string name;  ///< title, price, …: of kProfileFields
  html::Selector selector;
  std::string attribute;      ///< of the element instead of its text, or ""
  std::string after, before;  ///< the value stands behind and before these words; "" for all of it
  std::string rule;           ///< of its evidence: profile:NAME.FIELD
};

/// Pages of a site of one kind.
struct ProfilePage {
  std::optional<Form> form;           ///< of its items; nullopt: these pages have none
  std::vector<std::string> patterns;  ///< of path and query; `*` is any text
  std::optional<html::Selector> item;
  std::vector<ProfileField> fields;
};

struct SiteProfile {
  std::string name;                ///< of its file, without folder and extension
  std::vector<std::string> hosts;  ///< `*.` in front: the name and all below it; `*`: any, or none
  std::vector<ProfilePage> pages;
};

/// All profiles of a run. Read only.
class SiteProfiles {
 public:
  /// Reads files, and of folders all files that end in .profile, by name. `problems` gets a line
  /// `file:line: …` for each mistake, with the nearest right word.
  static SiteProfiles load(const std::vector<std::string>& paths, std::vector<std::string>& problems);
  /// The same of one text.
  void add(std::string_view text, const std::string& path, std::vector<std::string>& problems);

  /// The first section for this page, or nullptr. `path` is with its query.
  const ProfilePage* find(std::string_view host, std::string_view path) const;
  bool empty() const { return profiles_.empty(); }
  /// sha256: over the texts, for the run record.
  const std::string& digest() const { return digest_; }

 private:
  std::vector<SiteProfile> profiles_;
  std::string digest_;
};

/// The items of a page by its profile. Facts that no line names are read as ever from the item's text; one that
/// is named and not there stays unknown. `title` and `url` are the page's, for a page that is one item.
std::vector<Item> read_by_profile(const ProfilePage& profile, const PageContext& page, facts::Reader& reader,
                                  std::string_view title, std::string_view url);

}  // namespace peil::items
