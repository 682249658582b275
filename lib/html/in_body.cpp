// html/in_body.cpp -- tags in a body (HTML standard §13.2.6.4.7).
#include "html/construction.hpp"

namespace peil::html {

using rules::is;

void Construction::close_p() {
  if (!builder_.in_scope(Tag::kP, rules::kButtonScope)) return;
  builder_.close_implied(Tag::kP);
  builder_.pop_until(Tag::kP);
}

void Construction::start_in_body(const Token& token) {
  const Tag tag = token.tag;
  if (is(tag, rules::kBlock)) return start_block(token);
  if (is(tag, rules::kFormatting)) return start_formatting(token);
  if (is(tag, rules::kInHead)) return start_in_head(token);
  if (is(tag, rules::kTablePart)) return;
  if (is(tag, rules::kMarked)) return start_marked(token);
  if (is_heading(tag)) return start_heading(token);
  switch (tag) {
    case Tag::kHtml: builder_.adopt_attributes(builder_.open[0].node, token); break;
    case Tag::kBody:
      if (body_ != kNone) builder_.adopt_attributes(body_, token);
      break;
    case Tag::kHead:
    case Tag::kFrame:
    case Tag::kFrameset: break;
    case Tag::kP: start_block(token); break;
    case Tag::kForm: start_form(token); break;
    case Tag::kLi:
    case Tag::kDd:
    case Tag::kDt: start_item(token); break;
    case Tag::kPlaintext:
      close_p();
      if (builder_.insert(token)) builder_.insert_text(tokens_.read_rest(), false);
      break;
    case Tag::kButton: start_button(token); break;
    case Tag::kTable:
      if (tokens_.standards()) close_p();
      if (builder_.insert(token)) mode_ = Mode::kInTable;
      break;
    case Tag::kHr:
      close_p();
      builder_.insert_empty(token);
      break;
    case Tag::kXmp:
      close_p();
      builder_.reconstruct();
      start_raw(token);
      break;
    case Tag::kTextarea:
    case Tag::kIframe:
    case Tag::kNoembed: start_raw(token); break;
    case Tag::kSelect: start_select(token); break;
    case Tag::kOptgroup:
    case Tag::kOption:
      if (builder_.current().tag == Tag::kOption) builder_.pop();
      start_other(token);
      break;
    case Tag::kRb:
    case Tag::kRp:
    case Tag::kRt:
    case Tag::kRtc: start_ruby(token); break;
    default: start_other(token); break;
  }
}

/// What closes a p: div, ul, pre, …, and p itself.
void Construction::start_block(const Token& token) {
  close_p();
  builder_.insert(token);
  skip_newline_ = token.tag == Tag::kPre || token.tag == Tag::kListing;
  if (xml_ && token.self_closing && builder_.current().tag == token.tag) builder_.pop();
}

/// applet, marquee and object.
void Construction::start_marked(const Token& token) {
  builder_.reconstruct();
  if (builder_.insert(token)) builder_.push_marker();
}

void Construction::start_heading(const Token& token) {
  close_p();
  if (is_heading(builder_.current().tag)) builder_.pop();
  builder_.insert(token);
}

void Construction::start_form(const Token& token) {
  if (form_ != kNone && !builder_.is_open(Tag::kTemplate)) return;
  close_p();
  if (builder_.insert(token)) form_ = builder_.current().node;
}

void Construction::start_button(const Token& token) {
  if (builder_.in_scope(Tag::kButton)) {
    builder_.close_implied();
    builder_.pop_until(Tag::kButton);
  }
  start_other(token);
}

void Construction::start_select(const Token& token) {
  builder_.reconstruct();
  if (!builder_.insert(token)) return;
  const bool table = mode_ == Mode::kInTable || mode_ == Mode::kInCaption || mode_ == Mode::kInTableBody ||
                     mode_ == Mode::kInRow || mode_ == Mode::kInCell;
  mode_ = table ? Mode::kInSelectInTable : Mode::kInSelect;
}

/// li, dd and dt close the one before them.
void Construction::start_item(const Token& token) {
  const bool list = token.tag == Tag::kLi;
  for (std::size_t i = builder_.open.size(); i-- > 1;) {
    const Tag tag = builder_.open[i].tag;
    if (list ? tag == Tag::kLi : tag == Tag::kDd || tag == Tag::kDt) {
      builder_.close_implied(tag);
      builder_.pop_until(tag);
      break;
    }
    if (is(tag, rules::kSpecial) && tag != Tag::kAddress && tag != Tag::kDiv && tag != Tag::kP) break;
  }
  close_p();
  builder_.insert(token);
}

void Construction::start_formatting(const Token& token) {
  if (token.tag == Tag::kA) {
    if (const int listed = builder_.formatting_of(Tag::kA); listed >= 0) {
      const NodeId last = builder_.formatting[static_cast<std::size_t>(listed)].node;
      if (!builder_.adopt(Tag::kA)) end_any_other(token);
      builder_.remove_formatting(last);
      builder_.remove_open(last);
    }
  }
  builder_.reconstruct();
  if (token.tag == Tag::kNobr && builder_.in_scope(Tag::kNobr)) {
    if (!builder_.adopt(Tag::kNobr)) end_any_other(token);
    builder_.reconstruct();
  }
  if (!builder_.insert(token)) return;
  if (xml_ && token.self_closing) builder_.pop();
  else builder_.push_formatting(builder_.current().node, token.tag);
}

void Construction::start_ruby(const Token& token) {
  const bool base = token.tag == Tag::kRb || token.tag == Tag::kRtc;
  if (builder_.in_scope(Tag::kRuby)) builder_.close_implied(base ? Tag::kOther : Tag::kRtc);
  builder_.insert(token);
}

/// Any element without rules of its own; SVG and MathML.
void Construction::start_other(const Token& token) {
  builder_.reconstruct();
  const Space space = token.tag == Tag::kSvg    ? Space::kSvg
                      : token.tag == Tag::kMath ? Space::kMath
                                                : Space::kHtml;
  const bool empty = is(token.tag, rules::kVoid) || (token.self_closing && (xml_ || space != Space::kHtml));
  if (empty) builder_.insert_empty(token, space);
  else builder_.insert(token, space);
}

void Construction::end_in_body(const Token& token) {
  const Tag tag = token.tag;
  if (is(tag, rules::kBlock) || tag == Tag::kButton) return end_block(tag);
  if (is(tag, rules::kFormatting)) {
    if (!builder_.adopt(tag)) end_any_other(token);
    return;
  }
  if (is_heading(tag)) return end_heading();
  switch (tag) {
    case Tag::kBody:
    case Tag::kHtml:
      if (builder_.in_scope(Tag::kBody)) mode_ = Mode::kAfterBody;
      break;
    case Tag::kTemplate: end_template(); break;
    case Tag::kForm: end_form(); break;
    case Tag::kP:
      if (!builder_.in_scope(Tag::kP, rules::kButtonScope)) builder_.insert(Tag::kP);
      close_p();
      break;
    case Tag::kLi:
      if (!builder_.in_scope(Tag::kLi, rules::kListScope)) break;
      builder_.close_implied(Tag::kLi);
      builder_.pop_until(Tag::kLi);
      break;
    case Tag::kDd:
    case Tag::kDt: end_block(tag); break;
    case Tag::kApplet:
    case Tag::kMarquee:
    case Tag::kObject:
      if (!builder_.in_scope(tag)) break;
      builder_.close_implied();
      builder_.pop_until(tag);
      builder_.clear_to_marker();
      break;
    case Tag::kBr: {
      Token start;
      start.tag = Tag::kBr;
      start_other(start);
      break;
    }
    default: end_any_other(token); break;
  }
}

void Construction::end_block(Tag tag) {
  if (!builder_.in_scope(tag)) return;
  builder_.close_implied(tag);
  builder_.pop_until(tag);
}

void Construction::end_form() {
  const NodeId form = form_;
  form_ = kNone;
  if (form == kNone || !builder_.is_open(form) || !builder_.in_scope(Tag::kForm)) return;
  builder_.close_implied();
  builder_.remove_open(form);
}

void Construction::end_heading() {
  if (!builder_.heading_in_scope()) return;
  builder_.close_implied();
  while (builder_.open.size() > 1) {
    const bool heading = is_heading(builder_.current().tag);
    builder_.pop();
    if (heading) return;
  }
}

void Construction::end_any_other(const Token& token) {
  const std::string_view name = builder_.bytes_of(token.slice);
  for (std::size_t i = builder_.open.size(); i-- > 1;) {
    const OpenElement element = builder_.open[i];
    if (element.tag == token.tag && (token.tag != Tag::kOther || builder_.name(element.node) == name)) {
      builder_.close_implied(token.tag);
      builder_.pop_until(element.node);
      return;
    }
    if (is(element.tag, rules::kSpecial)) return;
  }
}

void Construction::end_template() {
  if (!builder_.is_open(Tag::kTemplate)) return;
  builder_.pop_until(Tag::kTemplate);
  builder_.clear_to_marker();
  reset_mode();
}

}  // namespace peil::html
