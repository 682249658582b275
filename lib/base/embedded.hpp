// base/embedded.hpp -- data files that the build put into the binary.
#pragma once

#include <string_view>

/// Declares the accessor `name()` of the data file lib/<module>/data/<file>, embedded by the Makefile
/// under the symbol peil_data_<module>_<file> (other characters than letters and digits become `_`):
///
///   PEIL_EMBEDDED(lexicon, peil_data_taxonomy_lexicon_tsv)
///
/// Use outside any namespace of a .cpp file. The view is followed by a NUL and lives for ever.
#define PEIL_EMBEDDED(name, symbol)                                                   \
  extern "C" const char symbol[];                                                     \
  extern "C" const char symbol##_end[];                                               \
  static inline std::string_view name() {                                             \
    return std::string_view(symbol, static_cast<std::size_t>(symbol##_end - symbol)); \
  }
