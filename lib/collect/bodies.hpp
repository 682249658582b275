// collect/bodies.hpp -- bodies kept by their digest, so that a page that did not change need not come again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace peil::collect {

/// A folder of files `ab/<64 hexadecimal digits>`; no name in it comes from outside.
class Bodies {
 public:
  /// "" keeps nothing. Makes the folder; throws Fatal(kFailed) when that cannot be done.
  explicit Bodies(std::string folder);

  bool kept() const { return !folder_.empty(); }
  /// Whether the body with this digest (`sha256:…`) is there.
  bool has(std::string_view digest) const;
  /// Its bytes, if they are there and have that digest still.
  std::optional<std::string> read(std::string_view digest) const;
  /// Keeps them: whole or not at all. False when they could not be written.
  bool keep(std::string_view digest, std::string_view bytes) const;

 private:
  std::string path(std::string_view digest) const;
  std::string folder_;
};

}  // namespace peil::collect
