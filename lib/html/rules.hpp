// html/rules.hpp -- what the tree construction of the HTML standard (§13.2.6) knows of each element.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "html/tags.hpp"

namespace peil::html::rules {

/// The sets of elements that the standard's steps speak of, as bits.
enum Set : std::uint32_t {
  kSpecial = 1u << 0,      ///< §13.2.4.2, "special"
  kFormatting = 1u << 1,   ///< a, b, font, …: misnested ones are repaired by the adoption agency
  kScope = 1u << 2,        ///< ends the search of "in scope"
  kListScope = 1u << 3,    ///< … of "in list item scope"
  kButtonScope = 1u << 4,  ///< … of "in button scope"
  kTableScope = 1u << 5,   ///< … of "in table scope"
  kImplied = 1u << 6,      ///< end tags that are generated
  kVoid = 1u << 7,         ///< never has content
  kBlock = 1u << 8,        ///< start tag closes a p; end tag closes it and what is open inside
  kInHead = 1u << 9,       ///< belongs to the head wherever it stands
  kRcData = 1u << 10,      ///< content is text with references
  kTablePart = 1u << 11,   ///< caption col colgroup tbody td tfoot th thead tr
  kFosters = 1u << 12,     ///< table tbody tfoot thead tr: text in them goes before the table
  kMarked = 1u << 13,      ///< applet marquee object: formatting does not reach in
  kBreaksOut = 1u << 14,   ///< ends SVG or MathML around it
};

consteval std::array<std::uint32_t, static_cast<std::size_t>(Tag::kCount)> make_sets() {
  std::array<std::uint32_t, static_cast<std::size_t>(Tag::kCount)> sets = {};
  const auto put = [&](std::uint32_t set, std::initializer_list<Tag> tags) {
    for (const Tag tag : tags) sets[static_cast<std::size_t>(tag)] |= set;
  };
  using enum Tag;
  constexpr std::uint32_t block = kSpecial | kBlock;
  put(block, {kAddress, kArticle,  kAside,      kBlockquote, kCenter,  kDetails, kDialog, kDir,    kDiv,
              kDl,      kFieldset, kFigcaption, kFigure,     kFooter,  kHeader,  kHgroup, kMain,   kMenu,
              kNav,     kOl,       kSearch,     kSection,    kSummary, kUl,      kPre,    kListing});
  put(kSpecial,
      {kApplet,   kArea,     kBase,   kBasefont, kBgsound,   kBody,    kBr,     kButton,   kCaption,
       kCol,      kColgroup, kDd,     kDt,       kEmbed,     kForm,    kFrame,  kFrameset, kH1,
       kH2,       kH3,       kH4,     kH5,       kH6,        kHead,    kHr,     kHtml,     kIframe,
       kImg,      kInput,    kKeygen, kLi,       kLink,      kMarquee, kMeta,   kNoembed,  kNoframes,
       kNoscript, kObject,   kP,      kParam,    kPlaintext, kScript,  kSelect, kSource,   kStyle,
       kTable,    kTbody,    kTd,     kTemplate, kTextarea,  kTfoot,   kTh,     kThead,    kTitle,
       kTr,       kTrack,    kWbr,    kXmp});
  put(kFormatting, {kA, kB, kBig, kCode, kEm, kFont, kI, kNobr, kS, kSmall, kStrike, kStrong, kTt, kU});
  put(kScope | kListScope | kButtonScope,
      {kApplet, kCaption, kHtml, kTable, kTd, kTh, kMarquee, kObject, kTemplate});
  put(kListScope, {kOl, kUl});
  put(kButtonScope, {kButton});
  put(kTableScope, {kHtml, kTable, kTemplate});
  put(kImplied, {kDd, kDt, kLi, kOptgroup, kOption, kP, kRb, kRp, kRt, kRtc});
  put(kVoid, {kArea, kBase, kBasefont, kBgsound, kBr, kCol, kEmbed, kFrame, kHr, kImg, kInput, kKeygen, kLink,
              kMeta, kParam, kSource, kTrack, kWbr});
  put(kInHead, {kBase, kBasefont, kBgsound, kLink, kMeta, kScript, kStyle, kTemplate, kTitle});
  put(kRcData, {kTitle, kTextarea});
  put(kTablePart, {kCaption, kCol, kColgroup, kTbody, kTd, kTfoot, kTh, kThead, kTr});
  put(kFosters, {kTable, kTbody, kTfoot, kThead, kTr});
  put(kMarked, {kApplet, kMarquee, kObject});
  put(kBreaksOut, {kB,     kBig,   kBlockquote, kBody,   kBr,   kCenter, kCode,  kDd, kDiv,  kDl,   kDt,
                   kEm,    kEmbed, kH1,         kH2,     kH3,   kH4,     kH5,    kH6, kHead, kHr,   kI,
                   kImg,   kLi,    kListing,    kMenu,   kMeta, kNobr,   kOl,    kP,  kPre,  kRuby, kS,
                   kSmall, kSpan,  kStrong,     kStrike, kSub,  kSup,    kTable, kTt, kU,    kUl});
  return sets;
}
inline constexpr auto kSets = make_sets();

/// Whether an element is in one of the sets.
constexpr bool is(Tag tag, std::uint32_t sets) { return (kSets[static_cast<std::size_t>(tag)] & sets) != 0; }

}  // namespace peil::html::rules
