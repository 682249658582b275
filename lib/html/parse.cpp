// html/parse.cpp -- libxml2's HTML reader, its SAX events turned into our tree. The only place that
// includes libxml2.
//
// XML_PARSE_HUGE, since without it everything behind 256 nested elements or a text of 10 MB is silently
// dropped; the size is bounded before, the number of nodes and attributes here.
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <cstring>

#include "base/limits.hpp"
#include "html/attribute_flood.hpp"
#include "html/tree.hpp"

namespace peil::html {

/// Writes the tree while events come.
struct Builder {
  Tree tree;
  std::vector<NodeId> open;
  htmlParserCtxtPtr context = nullptr;
  std::string cut;

  /// Starts a page; gives the bytes to read: `page`, or a copy without floods of attributes.
  std::string_view begin(std::string_view page) {
    tree.nodes_.clear();
    tree.attributes_.clear();
    tree.bytes_.clear();
    tree.cut_nodes_ = tree.cut_attributes_ = false;
    open.clear();
    tree.nodes_.emplace_back();
    open.push_back(0);
    cut.clear();
    tree.cut_attributes_ = cut_attribute_floods(page, limits::kTagAttributes, cut);
    if (tree.cut_attributes_) page = cut;
    page = page.substr(0, limits::kBodyBytes * 4);  // offsets are 32 bits
    tree.bytes_.reserve(page.size());
    return page;
  }

  void finish() {
    while (!open.empty()) close();
  }

  void close() {
    tree.nodes_[open.back()].end = tree.size();
    open.pop_back();
  }

  /// nullptr when there is no room for more.
  Node* add() {
    if (tree.nodes_.size() >= limits::kPageNodes) {
      if (!tree.cut_nodes_) xmlStopParser(context);
      tree.cut_nodes_ = true;
      return nullptr;
    }
    Node& node = tree.nodes_.emplace_back();
    node.parent = open.back();
    node.end = tree.size();
    return &node;
  }

  std::uint32_t keep(const char* bytes, std::size_t size) {
    const auto at = static_cast<std::uint32_t>(tree.bytes_.size());
    tree.bytes_.append(bytes, size);
    return at;
  }

  void start(const char* name, const xmlChar** attributes) {
    Node* node = add();
    if (node == nullptr) return;
    const std::string_view word(name);
    node->tag = tag_of_name(word);
    if (node->tag == Tag::kOther) {
      node->data = keep(word.data(), word.size());
      node->size = static_cast<std::uint32_t>(word.size());
    }
    node->attributes = static_cast<std::uint32_t>(tree.attributes_.size());
    for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2) {
      const std::string_view key(reinterpret_cast<const char*>(attributes[0]));
      const std::string_view value = attributes[1] == nullptr
                                         ? std::string_view()
                                         : std::string_view(reinterpret_cast<const char*>(attributes[1]));
      if (node->attribute_count == limits::kTagAttributes) break;
      Attribute& held = tree.attributes_.emplace_back();
      held.attr = attr_of_name(key);
      if (held.attr == Attr::kOther) {
        held.name_size = static_cast<std::uint16_t>(std::min<std::size_t>(key.size(), 0xFFFF));
        held.name = keep(key.data(), held.name_size);
      }
      held.value = keep(value.data(), value.size());
      held.value_size = static_cast<std::uint32_t>(value.size());
      ++node->attribute_count;
    }
    open.push_back(tree.size() - 1);
  }

  void text(const char* bytes, std::size_t size, Tag tag) {
    Node& last = tree.nodes_.back();
    // libxml2 gives a text in pieces; they become one node.
    if (last.tag == tag && last.parent == open.back() && last.data + last.size == tree.bytes_.size()) {
      tree.bytes_.append(bytes, size);
      last.size += static_cast<std::uint32_t>(size);
      return;
    }
    Node* node = add();
    if (node == nullptr) return;
    node->tag = tag;
    node->data = keep(bytes, size);
    node->size = static_cast<std::uint32_t>(size);
  }
};

namespace {

Builder& builder(void* context) { return *static_cast<Builder*>(context); }

void on_start(void* context, const xmlChar* name, const xmlChar** attributes) {
  builder(context).start(reinterpret_cast<const char*>(name), attributes);
}
void on_end(void* context, const xmlChar*) {
  if (builder(context).open.size() > 1) builder(context).close();
}
void on_text(void* context, const xmlChar* bytes, int size) {
  builder(context).text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size), Tag::kText);
}
void on_raw(void* context, const xmlChar* bytes, int size) {
  builder(context).text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size), Tag::kRaw);
}

}  // namespace

struct Parser::State {
  Builder builder;
  htmlSAXHandler handler = {};
};

Parser::Parser() : state_(std::make_unique<State>()) {
  xmlInitParser();
  state_->handler.startElement = on_start;
  state_->handler.endElement = on_end;
  state_->handler.characters = on_text;
  state_->handler.ignorableWhitespace = on_text;
  state_->handler.cdataBlock = on_raw;
}

Parser::~Parser() = default;

const Tree& Parser::parse(std::string_view utf8) {
  Builder& builder = state_->builder;
  utf8 = builder.begin(utf8);
  htmlParserCtxtPtr context =
      utf8.empty() ? nullptr : htmlCreateMemoryParserCtxt(utf8.data(), static_cast<int>(utf8.size()));
  if (context != nullptr) {
    builder.context = context;
    htmlSAXHandler* own = context->sax;
    context->sax = &state_->handler;
    context->userData = &builder;
    htmlCtxtUseOptions(context, int{XML_PARSE_HUGE} | HTML_PARSE_IGNORE_ENC | HTML_PARSE_NODEFDTD |
                                    HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                    HTML_PARSE_RECOVER);
    xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8);
    htmlParseDocument(context);
    context->sax = own;
    htmlFreeParserCtxt(context);
    builder.context = nullptr;
  }
  builder.finish();
  return builder.tree;
}

}  // namespace peil::html
