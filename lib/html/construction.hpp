// html/construction.hpp -- tree construction of the HTML standard (§13.2.6): tokens become a tree as a
// browser builds it, with scripting off.
//
// Read here and not as the standard has it: a template's content is an element's; noframes is markup; a
// page that opens with <?xml takes "/>" at its word (XHTML).
#pragma once

#include <string_view>

#include "html/builder.hpp"
#include "html/tokens.hpp"

namespace peil::html {

class Construction {
 public:
  Construction(Builder& builder, Tokenizer& tokens, bool xml)
      : builder_(builder), tokens_(tokens), xml_(xml) {}

  /// Reads the page to its end.
  void run();

 private:
  enum class Mode : std::uint8_t {
    kBeforeHtml,
    kBeforeHead,
    kInHead,
    kAfterHead,
    kInBody,
    kInTable,
    kInCaption,
    kInColumnGroup,
    kInTableBody,
    kInRow,
    kInCell,
    kInSelect,
    kInSelectInTable,
    kAfterBody,
    kInFrameset,
  };

  void on_text(Slice text, bool decode);
  void on_start(const Token& token);
  void on_end(const Token& token);

  // construction.cpp: before the body, and what stands beside it.
  void start_before_body(const Token& token);
  void start_in_head(const Token& token);
  void start_raw(const Token& token);
  void start_in_frameset(const Token& token);
  void end_before_body(const Token& token);
  void ensure_body();
  bool in_foreign(const Token& token) const;
  bool start_in_foreign(const Token& token);
  bool end_in_foreign(const Token& token);
  void reset_mode();

  // in_body.cpp.
  void start_in_body(const Token& token);
  void start_block(const Token& token);
  void start_marked(const Token& token);
  void start_heading(const Token& token);
  void start_form(const Token& token);
  void start_button(const Token& token);
  void start_select(const Token& token);
  void start_item(const Token& token);
  void start_formatting(const Token& token);
  void start_ruby(const Token& token);
  void start_other(const Token& token);
  void end_in_body(const Token& token);
  void end_block(Tag tag);
  void end_form();
  void end_heading();
  void end_any_other(const Token& token);
  void end_template();
  void close_p();

  // in_table.cpp: tables and select.
  void start_in_table(const Token& token);
  void start_in_table_body(const Token& token);
  void start_in_row(const Token& token);
  void start_in_column_group(const Token& token);
  void start_in_select(const Token& token);
  void start_fostered(const Token& token);
  void start_inside(Tag left_out, Mode mode, const Token& token);
  void end_in_table(const Token& token);
  void end_in_table_body(const Token& token);
  void end_in_row(const Token& token);
  void end_in_cell(const Token& token);
  void end_in_caption(const Token& token);
  void end_in_select(const Token& token);
  bool close_row();
  bool close_table_body();
  void leave_table_body();
  void close_cell();
  bool close_caption();
  void close_select();

  Builder& builder_;
  Tokenizer& tokens_;
  const bool xml_;
  Mode mode_ = Mode::kBeforeHtml;
  NodeId head_ = kNone;
  NodeId form_ = kNone;
  NodeId body_ = kNone;
  bool skip_newline_ = false;  ///< the first one in pre and textarea is no content
};

}  // namespace peil::html
