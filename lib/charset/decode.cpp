// charset/decode.cpp -- choosing a charset and decoding with ICU. The only place that includes ICU here.
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include "charset/charset.hpp"
#include "charset/utf8.hpp"

namespace peil::charset {

namespace {

constexpr std::size_t kDetectBytes = 64u << 10;  // more text does not make detection better
constexpr std::string_view kFallback = "windows-1252";

/// ICU's converter for a WHATWG encoding. Only names that differ in meaning are listed.
const char* icu_name(std::string_view encoding) {
  constexpr std::array<std::pair<std::string_view, const char*>, 10> kNames = {{
      {"windows-1252", "ibm-5348_P100-1997"},
      {"windows-874", "windows-874-2000"},
      {"GBK", "gb18030"},
      {"Big5", "ibm-1375_P100-2008"},
      {"Shift_JIS", "ibm-943_P15A-2003"},
      {"EUC-JP", "ibm-33722_P12A_P12A-2009_U2"},
      {"EUC-KR", "windows-949-2000"},
      {"x-user-defined", "ibm-5348_P100-1997"},
      {"x-mac-cyrillic", "macos-7_3-10.2"},
      {"macintosh", "macos-0_2-10.2"},
  }};
  for (const auto& [name, icu] : kNames) {
    if (name == encoding) return icu;
  }
  return nullptr;
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
struct CloseDetector {
  void operator()(UCharsetDetector* detector) const { ucsdet_close(detector); }
};

/// UTF-16 without a mark: text of the West has a NUL in every second byte.
std::string_view utf16_by_zeros(std::string_view bytes) {
  const std::size_t size = std::min<std::size_t>(bytes.size(), 512);
  std::array<std::size_t, 2> zeros = {0, 0};
  for (std::size_t i = 0; i < size; ++i) zeros[i % 2] += bytes[i] == '\0' ? 1 : 0;
  if (size < 8) return {};
  if (zeros[1] * 10 > size * 4 && zeros[0] * 20 < size) return "UTF-16LE";
  if (zeros[0] * 10 > size * 4 && zeros[1] * 20 < size) return "UTF-16BE";
  return {};
}

}  // namespace

struct Decoder::State {
  std::map<std::string_view, std::unique_ptr<UConverter, CloseConverter>> converters;
  std::unique_ptr<UCharsetDetector, CloseDetector> detector;
  std::string text;

  UConverter* converter(std::string_view encoding) {
    auto& held = converters[encoding];
    if (!held) {
      UErrorCode status = U_ZERO_ERROR;
      const char* name = icu_name(encoding);
      held.reset(ucnv_open(name != nullptr ? name : std::string(encoding).c_str(), &status));
      if (U_FAILURE(status)) held.reset();
    }
    return held.get();
  }

  std::string_view detect(std::string_view bytes, bool html) {
    UErrorCode status = U_ZERO_ERROR;
    if (!detector) detector.reset(ucsdet_open(&status));
    if (!detector || U_FAILURE(status)) return kFallback;
    ucsdet_enableInputFilter(detector.get(), html);
    const std::size_t first = skip_ascii(bytes, 0);  // begin near the first byte that tells anything
    const std::string_view sample = bytes.substr(first < 512 ? 0 : first - 512).substr(0, kDetectBytes);
    ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &status);
    const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
    if (U_FAILURE(status) || match == nullptr) return kFallback;
    const char* name = ucsdet_getName(match, &status);
    const std::int32_t confidence = ucsdet_getConfidence(match, &status);
    const std::string_view encoding = U_FAILURE(status) ? std::string_view() : encoding_of_label(name);
    // ICU's guesses among the Latin charsets are weak on short text: only a clear one beats the fallback.
    const bool latin = encoding.starts_with("ISO-8859") || encoding.starts_with("windows-125");
    if (encoding.empty() || encoding.starts_with("UTF") || confidence < (latin ? 45 : 30)) return kFallback;
    return encoding == "replacement" ? kFallback : encoding;
  }

  /// Decodes into `text`. Returns whether something was invalid.
  bool convert(std::string_view bytes, std::string_view encoding);
};

bool Decoder::State::convert(std::string_view bytes, std::string_view encoding) {
  text.clear();
  if (encoding == "replacement") {
    text = "\xEF\xBF\xBD";
    return true;
  }
  UConverter* from = encoding == "UTF-8" ? nullptr : converter(encoding);
  if (from == nullptr) {
    append_repaired(bytes, text);
    return !is_valid_utf8(bytes);
  }
  ucnv_reset(from);
  bool replaced = false;
  std::array<UChar, 4096> wide;
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  text.reserve(bytes.size() + bytes.size() / 8);
  UChar32 lead = 0;
  UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
  while (status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    UChar* target = wide.data();
    ucnv_toUnicode(from, &target, wide.data() + wide.size(), &source, end, nullptr, true, &status);
    for (const UChar* unit = wide.data(); unit < target; ++unit) {
      UChar32 point = *unit;
      if (U16_IS_LEAD(point)) {
        lead = point;
        continue;
      }
      if (U16_IS_TRAIL(point)) point = lead != 0 ? U16_GET_SUPPLEMENTARY(lead, point) : 0xFFFD;
      lead = 0;
      // ICU writes U+001A for a single invalid byte of some charsets.
      if (point == 0 || point == 0x1A || U_IS_SURROGATE(point)) point = 0xFFFD;
      replaced = replaced || point == 0xFFFD;
      std::array<std::uint8_t, 4> utf8;
      std::size_t length = 0;
      U8_APPEND_UNSAFE(utf8.data(), length, point);
      text.append(reinterpret_cast<const char*>(utf8.data()), length);
    }
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR) break;
  }
  return replaced;
}

Decoder::Decoder() : state_(std::make_unique<State>()) {}
Decoder::~Decoder() = default;

Decoded Decoder::decode(std::string_view bytes, const Hint& hint) {
  const auto decoded = [&](std::string_view rest, std::string_view encoding, bool overruled) {
    const bool repaired = state_->convert(rest, encoding);
    return Decoded{state_->text, encoding, repaired, overruled};
  };
  if (bytes.starts_with("\xEF\xBB\xBF")) return decode(bytes.substr(3), {.declared = "utf-8"});
  if (bytes.starts_with("\xFF\xFE")) return decoded(bytes.substr(2), "UTF-16LE", false);
  if (bytes.starts_with("\xFE\xFF")) return decoded(bytes.substr(2), "UTF-16BE", false);

  const std::string_view header = encoding_of_label(hint.declared);
  std::string_view declared = header;
  if (declared.empty() && hint.html) declared = prescan(bytes);
  const bool has_nul = bytes.find('\0') != std::string_view::npos;
  if (has_nul) {
    if (auto wide = utf16_by_zeros(bytes); !wide.empty()) return decoded(bytes, wide, wide != declared);
    if (header.starts_with("UTF-16")) return decoded(bytes, header, false);
  }
  if (declared == "ISO-2022-JP" && bytes.find('\x1B') != std::string_view::npos)
    return decoded(bytes, declared, false);
  if (declared.starts_with("UTF-16")) declared = {};

  const Utf8Count count = count_utf8(bytes);
  if (count.invalid == 0) {
    const bool overruled = count.valid > 0 && !declared.empty() && declared != "UTF-8";
    if (has_nul) return decoded(bytes, "UTF-8", overruled);
    const bool ascii = count.valid == 0 && !declared.empty() && declared != "replacement";
    return {bytes, ascii ? declared : "UTF-8", false, overruled};
  }
  // Mostly good UTF-8 with some damage stays UTF-8; what is hardly ever valid was declared wrongly.
  const bool mostly = count.valid > count.invalid * 4;
  if (declared == "UTF-8" ? count.valid >= count.invalid : declared.empty() && mostly) {
    return decoded(bytes, "UTF-8", false);
  }
  if (!declared.empty() && declared != "UTF-8") {
    return mostly ? decoded(bytes, "UTF-8", true) : decoded(bytes, declared, false);
  }
  return decoded(bytes, state_->detect(bytes, hint.html), declared == "UTF-8");
}

}  // namespace peil::charset
