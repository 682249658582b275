// Base64: the standard's own vectors, every length, and what is no base64.
#include <gtest/gtest.h>

#include "codec/base64.hpp"

namespace peil::codec {
namespace {

std::string encoded(std::string_view bytes) {
  Buffer out;
  encode_base64(bytes, out);
  return out.str();
}

std::optional<std::string> decoded(std::string_view text, Base64 kind) {
  Buffer out;
  out.append("kept");
  if (!decode_base64(text, kind, out)) {
    EXPECT_EQ(out.view(), "kept");
    return std::nullopt;
  }
  return std::string(out.view().substr(4));
}

TEST(Base64, AgreesWithTheVectorsOfTheStandard) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (auto [plain, text] : vectors) {
    EXPECT_EQ(encoded(plain), text);
    EXPECT_EQ(decoded(text, Base64::kStrict), plain);
    EXPECT_EQ(decoded(text, Base64::kLenient), plain);
  }
}

TEST(Base64, BringsAllBytesBackAtEveryLength) {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    EXPECT_EQ(decoded(encoded(bytes), Base64::kStrict), bytes);
    EXPECT_EQ(decoded(encoded(bytes), Base64::kLenient), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64, StrictRefusesWhatTheStandardDoesNotKnow) {
  for (const char* text : {"Zg", "Zg=", "Zg==\n", " Zg==", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==",
                           "Zm9v=", "Zm-_", "Zm9vZ", "Zm\xC3\xA9v"})
    EXPECT_EQ(decoded(text, Base64::kStrict), std::nullopt) << text;
}

TEST(Base64, LenientReadsWhatIsFoundInMailAndAddresses) {
  EXPECT_EQ(decoded("Zm9v\r\n YmFy", Base64::kLenient), "foobar");
  EXPECT_EQ(decoded("Zg", Base64::kLenient), "f");
  EXPECT_EQ(decoded("--__", Base64::kLenient), decoded("++//", Base64::kStrict));
  EXPECT_EQ(decoded("Z", Base64::kLenient), std::nullopt);
  EXPECT_EQ(decoded("Zg==Zg==", Base64::kLenient), std::nullopt);
  EXPECT_EQ(decoded("Zm9*", Base64::kLenient), std::nullopt);
}

}  // namespace
}  // namespace peil::codec
