// html/parse.cpp -- a page in, a tree out: tokens, construction, order.
#include "html/construction.hpp"
#include "html/tree.hpp"

namespace peil::html {

struct Parser::State {
  Builder builder;
  Tokenizer tokens;
};

Parser::Parser() : state_(std::make_unique<State>()) {}
Parser::~Parser() = default;

const Tree& Parser::parse(std::string_view utf8) {
  Builder& builder = state_->builder;
  builder.begin(utf8);
  state_->tokens.begin(builder.bytes());
  Construction(builder, state_->tokens, utf8.starts_with("<?xml")).run();
  builder.finish();
  return builder.tree;
}

}  // namespace peil::html
