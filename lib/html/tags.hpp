// html/tags.hpp -- the elements of HTML by number, and how each is laid out.
#pragma once

#include <cstdint>
#include <string_view>

namespace peil::html {

/// kText: a text node. kRaw: the text of a script or style. kOther: an element not listed.
enum class Tag : std::uint8_t {
  kText,
  kRaw,
  kOther,
  kA,
  kAbbr,
  kAddress,
  kArticle,
  kAside,
  kB,
  kBase,
  kBlockquote,
  kBody,
  kBr,
  kButton,
  kCanvas,
  kCaption,
  kCenter,
  kCode,
  kDd,
  kDel,
  kDetails,
  kDialog,
  kDiv,
  kDl,
  kDt,
  kEm,
  kEmbed,
  kFieldset,
  kFigcaption,
  kFigure,
  kFont,
  kFooter,
  kForm,
  kFrame,
  kFrameset,
  kH1,
  kH2,
  kH3,
  kH4,
  kH5,
  kH6,
  kHead,
  kHeader,
  kHgroup,
  kHr,
  kHtml,
  kI,
  kIframe,
  kImg,
  kInput,
  kIns,
  kLabel,
  kLegend,
  kLi,
  kLink,
  kMain,
  kMark,
  kMenu,
  kMeta,
  kNav,
  kNoframes,
  kNoscript,
  kObject,
  kOl,
  kOptgroup,
  kOption,
  kP,
  kParam,
  kPicture,
  kPre,
  kS,
  kScript,
  kSection,
  kSelect,
  kSmall,
  kSource,
  kSpan,
  kStrike,
  kStrong,
  kStyle,
  kSub,
  kSummary,
  kSup,
  kSvg,
  kTable,
  kTbody,
  kTd,
  kTemplate,
  kTextarea,
  kTfoot,
  kTh,
  kThead,
  kTime,
  kTitle,
  kTr,
  kTt,
  kU,
  kUl,
  kVideo,
  kAudio,
  kMath,
  kRecord,  ///< no element of a page: what wrap() puts around the parts of a record
  kApplet,
  kArea,
  kBasefont,
  kBgsound,
  kBig,
  kCol,
  kColgroup,
  kDir,
  kKeygen,
  kListing,
  kMarquee,
  kNobr,
  kNoembed,
  kPlaintext,
  kRb,
  kRp,
  kRt,
  kRtc,
  kRuby,
  kSearch,
  kTrack,
  kWbr,
  kXmp,
  kCount
};

enum class Layout : std::uint8_t {
  kInline,
  kBlock,   ///< stands on lines of its own
  kRow,     ///< a table row: a line
  kCell,    ///< a table cell: divided from the one before by a tab
  kBreak,   ///< br
  kPre,     ///< a block whose white space is kept
  kHidden,  ///< never shown as text
};

/// kOther when it is not listed. `name` in lower case.
Tag tag_of_name(std::string_view name);
/// "" for kText, kRaw, kOther.
std::string_view name_of_tag(Tag tag);
Layout layout_of(Tag tag);

inline bool is_heading(Tag tag) { return tag >= Tag::kH1 && tag <= Tag::kH6; }

/// Attributes that are asked for by number.
enum class Attr : std::uint8_t {
  kOther,
  kAlt,
  kAriaLabel,
  kCharset,
  kClass,
  kContent,
  kDataPrice,
  kDatetime,
  kHidden,
  kHref,
  kHttpEquiv,
  kId,
  kItemid,
  kItemprop,
  kItemref,
  kItemscope,
  kItemtype,
  kLang,
  kName,
  kPlaceholder,
  kPrefix,
  kProperty,
  kRel,
  kResource,
  kRole,
  kSrc,
  kStyle,
  kTitle,
  kType,
  kTypeof,
  kValue,
  kVocab,
  kColspan,
  kAbout,
  kCount
};
Attr attr_of_name(std::string_view name);
std::string_view name_of_attr(Attr attr);

}  // namespace peil::html
