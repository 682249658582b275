// html/in_table.cpp -- tags in tables and in select (HTML standard §13.2.6.4.9 to 17).
#include "html/construction.hpp"

namespace peil::html {

using rules::is;

/// What does not belong into a table is read as in a body, and goes before it.
void Construction::start_fostered(const Token& token) {
  builder_.foster = true;
  start_in_body(token);
  builder_.foster = false;
}

/// Reads the tag in an element that the page left out.
void Construction::start_inside(Tag left_out, Mode mode, const Token& token) {
  if (!builder_.insert(left_out)) return;
  mode_ = mode;
  on_start(token);
}

void Construction::start_in_table(const Token& token) {
  switch (token.tag) {
    case Tag::kCaption:
      builder_.clear_back_to({Tag::kTable});
      if (!builder_.insert(token)) return;
      builder_.push_marker();
      mode_ = Mode::kInCaption;
      break;
    case Tag::kColgroup:
      builder_.clear_back_to({Tag::kTable});
      if (builder_.insert(token)) mode_ = Mode::kInColumnGroup;
      break;
    case Tag::kCol:
      builder_.clear_back_to({Tag::kTable});
      start_inside(Tag::kColgroup, Mode::kInColumnGroup, token);
      break;
    case Tag::kTbody:
    case Tag::kTfoot:
    case Tag::kThead:
      builder_.clear_back_to({Tag::kTable});
      if (builder_.insert(token)) mode_ = Mode::kInTableBody;
      break;
    case Tag::kTd:
    case Tag::kTh:
    case Tag::kTr:
      builder_.clear_back_to({Tag::kTable});
      start_inside(Tag::kTbody, Mode::kInTableBody, token);
      break;
    case Tag::kTable:
      if (!builder_.in_scope(Tag::kTable, rules::kTableScope)) return;
      builder_.pop_until(Tag::kTable);
      reset_mode();
      on_start(token);
      break;
    case Tag::kStyle:
    case Tag::kScript:
    case Tag::kTemplate: start_in_head(token); break;
    case Tag::kInput: {
      bool hidden = false;
      for (const TagAttribute& given : token.attributes) {
        hidden |= builder_.bytes_of(given.name) == "type" && builder_.bytes_of(given.value) == "hidden";
      }
      if (hidden) builder_.insert_empty(token);
      else start_fostered(token);
      break;
    }
    case Tag::kForm:
      if (form_ != kNone || builder_.is_open(Tag::kTemplate)) return;
      if (!builder_.insert(token)) return;
      form_ = builder_.current().node;
      builder_.pop();
      break;
    default: start_fostered(token); break;
  }
}

void Construction::start_in_table_body(const Token& token) {
  switch (token.tag) {
    case Tag::kTr:
      builder_.clear_back_to({Tag::kTbody, Tag::kTfoot, Tag::kThead});
      if (builder_.insert(token)) mode_ = Mode::kInRow;
      break;
    case Tag::kTh:
    case Tag::kTd:
      builder_.clear_back_to({Tag::kTbody, Tag::kTfoot, Tag::kThead});
      start_inside(Tag::kTr, Mode::kInRow, token);
      break;
    case Tag::kCaption:
    case Tag::kCol:
    case Tag::kColgroup:
    case Tag::kTbody:
    case Tag::kTfoot:
    case Tag::kThead:
      if (close_table_body()) on_start(token);
      break;
    default: start_in_table(token); break;
  }
}

void Construction::start_in_row(const Token& token) {
  switch (token.tag) {
    case Tag::kTh:
    case Tag::kTd:
      builder_.clear_back_to({Tag::kTr});
      if (!builder_.insert(token)) return;
      mode_ = Mode::kInCell;
      builder_.push_marker();
      break;
    case Tag::kCaption:
    case Tag::kCol:
    case Tag::kColgroup:
    case Tag::kTbody:
    case Tag::kTfoot:
    case Tag::kThead:
    case Tag::kTr:
      if (close_row()) on_start(token);
      break;
    default: start_in_table(token); break;
  }
}

void Construction::start_in_column_group(const Token& token) {
  if (token.tag == Tag::kCol) {
    builder_.insert_empty(token);
  } else if (token.tag == Tag::kTemplate) {
    start_in_head(token);
  } else if (builder_.current().tag == Tag::kColgroup) {
    builder_.pop();
    mode_ = Mode::kInTable;
    on_start(token);
  }
}

bool Construction::close_row() {
  if (!builder_.in_scope(Tag::kTr, rules::kTableScope)) return false;
  builder_.clear_back_to({Tag::kTr});
  builder_.pop();
  mode_ = Mode::kInTableBody;
  return true;
}

bool Construction::close_table_body() {
  const auto in = [&](Tag tag) { return builder_.in_scope(tag, rules::kTableScope); };
  if (!in(Tag::kTbody) && !in(Tag::kThead) && !in(Tag::kTfoot)) return false;
  leave_table_body();
  return true;
}

/// REQUIRES: a tbody, tfoot or thead is open.
void Construction::leave_table_body() {
  builder_.clear_back_to({Tag::kTbody, Tag::kTfoot, Tag::kThead});
  builder_.pop();
  mode_ = Mode::kInTable;
}

void Construction::close_cell() {
  builder_.close_implied();
  while (builder_.open.size() > 1) {
    const Tag tag = builder_.current().tag;
    builder_.pop();
    if (tag == Tag::kTd || tag == Tag::kTh) break;
  }
  builder_.clear_to_marker();
  mode_ = Mode::kInRow;
}

bool Construction::close_caption() {
  if (!builder_.in_scope(Tag::kCaption, rules::kTableScope)) return false;
  builder_.close_implied();
  builder_.pop_until(Tag::kCaption);
  builder_.clear_to_marker();
  mode_ = Mode::kInTable;
  return true;
}

void Construction::end_in_table(const Token& token) {
  if (token.tag == Tag::kTable) {
    if (!builder_.in_scope(Tag::kTable, rules::kTableScope)) return;
    builder_.pop_until(Tag::kTable);
    reset_mode();
  } else if (token.tag == Tag::kTemplate) {
    end_template();
  } else if (!is(token.tag, rules::kTablePart) && token.tag != Tag::kBody && token.tag != Tag::kHtml) {
    builder_.foster = true;
    end_in_body(token);
    builder_.foster = false;
  }
}

void Construction::end_in_table_body(const Token& token) {
  switch (token.tag) {
    case Tag::kTbody:
    case Tag::kTfoot:
    case Tag::kThead:
      if (builder_.in_scope(token.tag, rules::kTableScope)) leave_table_body();
      break;
    case Tag::kTable:
      if (close_table_body()) on_end(token);
      break;
    default: end_in_table(token); break;
  }
}

void Construction::end_in_row(const Token& token) {
  switch (token.tag) {
    case Tag::kTr: close_row(); break;
    case Tag::kTable:
      if (close_row()) on_end(token);
      break;
    case Tag::kTbody:
    case Tag::kTfoot:
    case Tag::kThead:
      if (!builder_.in_scope(token.tag, rules::kTableScope)) return;
      if (close_row()) on_end(token);
      break;
    default: end_in_table(token); break;
  }
}

void Construction::end_in_cell(const Token& token) {
  switch (token.tag) {
    case Tag::kTd:
    case Tag::kTh:
      if (!builder_.in_scope(token.tag, rules::kTableScope)) return;
      builder_.close_implied();
      builder_.pop_until(token.tag);
      builder_.clear_to_marker();
      mode_ = Mode::kInRow;
      break;
    case Tag::kBody:
    case Tag::kCaption:
    case Tag::kCol:
    case Tag::kColgroup:
    case Tag::kHtml: break;
    case Tag::kTable:
    case Tag::kTbody:
    case Tag::kTfoot:
    case Tag::kThead:
    case Tag::kTr:
      if (!builder_.in_scope(token.tag, rules::kTableScope)) return;
      close_cell();
      on_end(token);
      break;
    default: end_in_body(token); break;
  }
}

void Construction::end_in_caption(const Token& token) {
  if (token.tag == Tag::kCaption) {
    close_caption();
  } else if (token.tag == Tag::kTable) {
    if (close_caption()) on_end(token);
  } else if (!is(token.tag, rules::kTablePart) && token.tag != Tag::kBody && token.tag != Tag::kHtml) {
    end_in_body(token);
  }
}

void Construction::close_select() {
  builder_.pop_until(Tag::kSelect);
  reset_mode();
}

void Construction::start_in_select(const Token& token) {
  switch (token.tag) {
    case Tag::kOption:
      if (builder_.current().tag == Tag::kOption) builder_.pop();
      builder_.insert(token);
      break;
    case Tag::kOptgroup:
      if (builder_.current().tag == Tag::kOption) builder_.pop();
      if (builder_.current().tag == Tag::kOptgroup) builder_.pop();
      builder_.insert(token);
      break;
    case Tag::kHr: builder_.insert_empty(token); break;
    case Tag::kSelect: close_select(); break;
    case Tag::kInput:
    case Tag::kKeygen:
    case Tag::kTextarea:
      close_select();
      on_start(token);
      break;
    case Tag::kScript:
    case Tag::kTemplate: start_in_head(token); break;
    default:
      if (mode_ == Mode::kInSelectInTable && (is(token.tag, rules::kTablePart) || token.tag == Tag::kTable)) {
        close_select();
        on_start(token);
      }
      break;
  }
}

void Construction::end_in_select(const Token& token) {
  const Tag current = builder_.current().tag;
  switch (token.tag) {
    case Tag::kOptgroup:
      if (current == Tag::kOption) builder_.pop();
      if (builder_.current().tag == Tag::kOptgroup) builder_.pop();
      break;
    case Tag::kOption:
      if (current == Tag::kOption) builder_.pop();
      break;
    case Tag::kSelect: close_select(); break;
    case Tag::kTemplate: end_template(); break;
    default:
      if (mode_ == Mode::kInSelectInTable && (is(token.tag, rules::kTablePart) || token.tag == Tag::kTable) &&
          builder_.in_scope(token.tag, rules::kTableScope)) {
        close_select();
        on_end(token);
      }
      break;
  }
}

}  // namespace peil::html
