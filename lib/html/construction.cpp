// html/construction.cpp -- which mode reads a token; before the body; SVG and MathML; frames.
#include "html/construction.hpp"

#include <algorithm>

namespace peil::html {

using rules::is;

namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\f'; }

/// Text without the white space before it.
Slice without_blanks(const std::string& bytes, Slice text) {
  while (text.size > 0 && is_blank(bytes[text.at])) {
    ++text.at;
    --text.size;
  }
  return text;
}

}  // namespace

void Construction::run() {
  Token token;
  tokens_.set_cdata(xml_);
  while (!builder_.full() && tokens_.next(token)) {
    const bool skip_newline = skip_newline_;
    skip_newline_ = false;
    switch (token.kind) {
      case Token::Kind::kText:
        if (skip_newline && builder_.bytes()[token.slice.at] == '\n') {
          ++token.slice.at;
          --token.slice.size;
        }
        on_text(token.slice, true);
        break;
      case Token::Kind::kCharacterData: on_text(token.slice, false); break;
      case Token::Kind::kStart: on_start(token); break;
      case Token::Kind::kEnd: on_end(token); break;
    }
    tokens_.set_cdata(xml_ || (!builder_.open.empty() && builder_.current().space != Space::kHtml));
  }
}

void Construction::on_text(Slice text, bool decode) {
  const Slice shown = without_blanks(builder_.bytes(), text);
  const bool blank = shown.size == 0;
  switch (mode_) {
    case Mode::kBeforeHtml:
    case Mode::kBeforeHead:
    case Mode::kInHead:
    case Mode::kAfterHead:
      if (blank) return;
      text = shown;
      ensure_body();
      break;
    case Mode::kInTable:
    case Mode::kInTableBody:
    case Mode::kInRow:
      if (blank && is(builder_.current().tag, rules::kFosters)) {
        builder_.insert_text(text, decode);
        return;
      }
      builder_.foster = true;
      if (builder_.current().space == Space::kHtml) builder_.reconstruct();
      builder_.insert_text(text, decode);
      builder_.foster = false;
      return;
    case Mode::kInColumnGroup:
      if (blank) return;
      if (builder_.current().tag != Tag::kColgroup) return;
      builder_.pop();
      mode_ = Mode::kInTable;
      on_text(text, decode);
      return;
    case Mode::kAfterBody:
      if (!blank) mode_ = Mode::kInBody;
      break;
    case Mode::kInFrameset: return;
    default: break;
  }
  if (builder_.current().space == Space::kHtml && mode_ != Mode::kInSelect && mode_ != Mode::kInSelectInTable)
    builder_.reconstruct();
  builder_.insert_text(text, decode);
}

void Construction::on_start(const Token& token) {
  if (in_foreign(token) && start_in_foreign(token)) return;
  switch (mode_) {
    case Mode::kBeforeHtml:
    case Mode::kBeforeHead:
    case Mode::kInHead:
    case Mode::kAfterHead: start_before_body(token); break;
    case Mode::kInTable: start_in_table(token); break;
    case Mode::kInTableBody: start_in_table_body(token); break;
    case Mode::kInRow: start_in_row(token); break;
    case Mode::kInColumnGroup: start_in_column_group(token); break;
    case Mode::kInCaption:
      if (is(token.tag, rules::kTablePart)) {
        if (close_caption()) on_start(token);
      } else {
        start_in_body(token);
      }
      break;
    case Mode::kInCell:
      if (is(token.tag, rules::kTablePart)) {
        if (!builder_.in_scope(Tag::kTd, rules::kTableScope) &&
            !builder_.in_scope(Tag::kTh, rules::kTableScope))
          return;
        close_cell();
        on_start(token);
      } else {
        start_in_body(token);
      }
      break;
    case Mode::kInSelect:
    case Mode::kInSelectInTable: start_in_select(token); break;
    case Mode::kAfterBody:
      mode_ = Mode::kInBody;
      start_in_body(token);
      break;
    case Mode::kInFrameset: start_in_frameset(token); break;
    case Mode::kInBody: start_in_body(token); break;
  }
}

void Construction::on_end(const Token& token) {
  if (!builder_.open.empty() && builder_.current().space != Space::kHtml && end_in_foreign(token)) return;
  switch (mode_) {
    case Mode::kBeforeHtml:
    case Mode::kBeforeHead:
    case Mode::kInHead:
    case Mode::kAfterHead: end_before_body(token); break;
    case Mode::kInTable: end_in_table(token); break;
    case Mode::kInTableBody: end_in_table_body(token); break;
    case Mode::kInRow: end_in_row(token); break;
    case Mode::kInCell: end_in_cell(token); break;
    case Mode::kInCaption: end_in_caption(token); break;
    case Mode::kInColumnGroup:
      if (token.tag == Tag::kCol) return;
      if (builder_.current().tag == Tag::kColgroup) {
        builder_.pop();
        mode_ = Mode::kInTable;
        if (token.tag != Tag::kColgroup) on_end(token);
      }
      break;
    case Mode::kInSelect:
    case Mode::kInSelectInTable: end_in_select(token); break;
    case Mode::kAfterBody:
      if (token.tag == Tag::kHtml || token.tag == Tag::kBody) return;
      mode_ = Mode::kInBody;
      end_in_body(token);
      break;
    case Mode::kInFrameset:
      if (builder_.current().tag != Tag::kHtml && builder_.current().tag == token.tag) builder_.pop();
      break;
    case Mode::kInBody: end_in_body(token); break;
  }
}

/// Makes what the page left out, up to the body.
void Construction::ensure_body() {
  if (mode_ == Mode::kBeforeHtml) {
    builder_.insert(Tag::kHtml);
    mode_ = Mode::kBeforeHead;
  }
  if (mode_ == Mode::kBeforeHead) {
    if (builder_.insert(Tag::kHead)) head_ = builder_.current().node;
    mode_ = Mode::kInHead;
  }
  if (mode_ == Mode::kInHead) {
    while (builder_.open.size() > 1) builder_.pop();
    mode_ = Mode::kAfterHead;
  }
  if (mode_ == Mode::kAfterHead) {
    if (builder_.insert(Tag::kBody)) body_ = builder_.current().node;
    mode_ = Mode::kInBody;
  }
}

void Construction::start_before_body(const Token& token) {
  const Tag tag = token.tag;
  if (mode_ == Mode::kBeforeHtml) {
    mode_ = Mode::kBeforeHead;
    if (tag == Tag::kHtml) {
      builder_.insert(token);
      return;
    }
    builder_.insert(Tag::kHtml);
  }
  if (builder_.open.empty()) return;  // no room for a single node
  if (tag == Tag::kHtml) {
    builder_.adopt_attributes(builder_.open[0].node, token);
    return;
  }
  if (mode_ == Mode::kBeforeHead) {
    mode_ = Mode::kInHead;
    if (tag == Tag::kHead ? builder_.insert(token) : builder_.insert(Tag::kHead))
      head_ = builder_.current().node;
    if (tag == Tag::kHead) return;
  }
  if (tag == Tag::kHead) return;
  const bool for_head = is(tag, rules::kInHead) || (tag == Tag::kNoscript && mode_ == Mode::kInHead);
  if (mode_ == Mode::kInHead && for_head) {
    start_in_head(token);
    return;
  }
  if (mode_ == Mode::kInHead) {
    while (builder_.open.size() > 1) builder_.pop();
    mode_ = Mode::kAfterHead;
  }
  if (for_head && head_ != kNone) {
    builder_.push(head_, Tag::kHead, Space::kHtml);
    start_in_head(token);
    builder_.remove_open(head_);
  } else if (tag == Tag::kBody) {
    if (builder_.insert(token)) body_ = builder_.current().node;
    mode_ = Mode::kInBody;
  } else if (tag == Tag::kFrameset) {
    builder_.insert(token);
    mode_ = Mode::kInFrameset;
  } else {
    ensure_body();
    on_start(token);
  }
}

void Construction::start_in_head(const Token& token) {
  if (is(token.tag, rules::kVoid)) {
    builder_.insert_empty(token);
  } else if (token.tag == Tag::kTemplate) {
    if (!builder_.insert(token)) return;
    builder_.push_marker();
    mode_ = Mode::kInBody;
  } else if (token.tag == Tag::kNoscript) {
    builder_.insert(token);
  } else {
    start_raw(token);
  }
}

void Construction::end_before_body(const Token& token) {
  if (token.tag == Tag::kTemplate) {
    end_template();
  } else if (token.tag == Tag::kNoscript && mode_ == Mode::kInHead) {
    if (builder_.current().tag == Tag::kNoscript) builder_.pop();
  } else if (token.tag == Tag::kHead && mode_ == Mode::kInHead) {
    while (builder_.open.size() > 1) builder_.pop();
    mode_ = Mode::kAfterHead;
  } else if (token.tag == Tag::kBody || token.tag == Tag::kHtml || token.tag == Tag::kBr) {
    ensure_body();
    on_end(token);
  }
}

/// An element whose content is no markup.
void Construction::start_raw(const Token& token) {
  const bool opened = builder_.insert(token);
  if (!(xml_ && token.self_closing)) {
    Slice content = tokens_.read_raw(token);
    if (!opened) return;
    const bool shown = is(token.tag, rules::kRcData) || token.tag == Tag::kXmp;
    if (token.tag == Tag::kTextarea && content.size > 0 && builder_.bytes()[content.at] == '\n') {
      ++content.at;
      --content.size;
    }
    builder_.insert_text(content, is(token.tag, rules::kRcData), shown ? Tag::kText : Tag::kRaw);
  }
  if (opened) builder_.pop();
}

void Construction::start_in_frameset(const Token& token) {
  if (token.tag == Tag::kFrame) {
    builder_.insert_empty(token);
  } else if (token.tag == Tag::kFrameset) {
    builder_.insert(token);
  } else if (token.tag == Tag::kNoframes) {
    // What it says to those without frames is often the page's only text: read as a body.
    while (builder_.open.size() > 1) builder_.pop();
    mode_ = Mode::kInBody;
    builder_.insert(token);
  }
}

/// Whether the rules for SVG and MathML read a start tag (§13.2.6, "tree construction dispatcher").
bool Construction::in_foreign(const Token& token) const {
  if (builder_.open.empty() || builder_.current().space == Space::kHtml) return false;
  const std::string_view name = builder_.name(builder_.current().node);
  if (builder_.current().space == Space::kSvg)
    return name != "foreignobject" && name != "desc" && name != "title";
  const std::string_view started = builder_.bytes_of(token.slice);
  if (name == "mi" || name == "mo" || name == "mn" || name == "ms" || name == "mtext")
    return started == "mglyph" || started == "malignmark";
  return !(name == "annotation-xml" && (started == "svg" || builder_.is_html_annotation()));
}

/// False when the tag ends the foreign content, and is to be read as HTML.
bool Construction::start_in_foreign(const Token& token) {
  const bool font =
      token.tag == Tag::kFont &&
      std::any_of(token.attributes.begin(), token.attributes.end(), [&](const TagAttribute& given) {
        const std::string_view name = builder_.bytes_of(given.name);
        return name == "color" || name == "face" || name == "size";
      });
  if (is(token.tag, rules::kBreaksOut) || font) {
    while (builder_.current().space != Space::kHtml && in_foreign(token)) builder_.pop();
    return false;
  }
  const Space space = builder_.current().space;
  if (token.self_closing) builder_.insert_empty(token, space);
  else builder_.insert(token, space);
  return true;
}

bool Construction::end_in_foreign(const Token& token) {
  const std::string_view name = builder_.bytes_of(token.slice);
  for (std::size_t i = builder_.open.size(); i-- > 1;) {
    if (builder_.open[i].space == Space::kHtml) return false;
    if (builder_.name(builder_.open[i].node) != name) continue;
    builder_.pop_until(builder_.open[i].node);
    return true;
  }
  return true;
}

/// §13.2.4.1, "reset the insertion mode appropriately".
void Construction::reset_mode() {
  for (std::size_t i = builder_.open.size(); i-- > 1;) {
    switch (builder_.open[i].tag) {
      case Tag::kSelect: mode_ = Mode::kInSelect; return;
      case Tag::kTd:
      case Tag::kTh: mode_ = Mode::kInCell; return;
      case Tag::kTr: mode_ = Mode::kInRow; return;
      case Tag::kTbody:
      case Tag::kThead:
      case Tag::kTfoot: mode_ = Mode::kInTableBody; return;
      case Tag::kCaption: mode_ = Mode::kInCaption; return;
      case Tag::kColgroup: mode_ = Mode::kInColumnGroup; return;
      case Tag::kTable: mode_ = Mode::kInTable; return;
      case Tag::kTemplate:
      case Tag::kBody: mode_ = Mode::kInBody; return;
      case Tag::kFrameset: mode_ = Mode::kInFrameset; return;
      case Tag::kHead: mode_ = Mode::kInHead; return;
      default: break;
    }
  }
  mode_ = body_ != kNone ? Mode::kInBody : head_ == kNone ? Mode::kBeforeHead : Mode::kAfterHead;
}

}  // namespace peil::html
