#include "record/fields.hpp"

#include <map>
#include <string>
#include <vector>

#include "record/write.hpp"

namespace peil {
namespace {

constexpr unsigned bit(Kind kind) { return 1u << static_cast<unsigned>(kind); }

constexpr unsigned kCapture = bit(Kind::kCapture);
constexpr unsigned kPage = bit(Kind::kPage);
constexpr unsigned kItem = bit(Kind::kItem);
constexpr unsigned kRun = bit(Kind::kRun);
constexpr unsigned kAll = kCapture | kPage | kItem | kRun;
constexpr unsigned kAny = 0;

constexpr FieldType string = FieldType::string, integer = FieldType::integer, decimal = FieldType::decimal,
                    boolean = FieldType::boolean, object = FieldType::object, array = FieldType::array,
                    time = FieldType::time, date = FieldType::date;

constexpr Field kTable[] = {
#define FIELD(kinds, path, type, made_by, meaning) Field{kinds, path, type, made_by, meaning},
#include "record/fields.def"
#undef FIELD
};

constexpr std::string_view kKindNames[kKinds] = {"record", "capture", "page",   "item",
                                                 "run",    "partial", "notice", "truth"};
constexpr std::string_view kTypeNames[] = {"string", "integer", "decimal", "boolean",
                                           "object", "array",   "time",    "date"};

std::string_view type_name(FieldType type) { return kTypeNames[static_cast<int>(type)]; }

// A node of the schema: a field and the fields inside it, in table order.
struct Node {
  std::string name;
  std::string value;  // the only one it may have, or ""
  const Field* field = nullptr;
  std::vector<Node> inside;

  Node& child(const std::string& wanted) {
    for (Node& node : inside)
      if (node.name == wanted) return node;
    Node& added = inside.emplace_back();
    added.name = wanted;
    return added;
  }
};

// `prices[].amount` -> prices, amount; the brackets only say that prices is an array.
Node& place(Node& root, std::string_view path) {
  Node* node = &root;
  while (!path.empty()) {
    std::size_t dot = path.find('.');
    std::string_view part = path.substr(0, dot);
    path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
    if (part.ends_with("[]")) part.remove_suffix(2);
    node = &node->child(std::string(part));
  }
  return *node;
}

void write_properties(const Node& node, JsonWriter& json);

void write_type(const Node& node, JsonWriter& json) {
  json.begin_object();
  FieldType type = node.field ? node.field->type : FieldType::object;
  if (node.field) json.member("description", node.field->meaning);
  if (!node.value.empty()) json.member("const", node.value);
  switch (type) {
    case FieldType::string: json.member("type", "string"); break;
    case FieldType::time: json.member("type", "string").member("format", "date-time"); break;
    case FieldType::date: json.member("type", "string").member("format", "date"); break;
    case FieldType::integer: json.member("type", "integer"); break;
    case FieldType::decimal: json.member("type", "number"); break;
    case FieldType::boolean: json.member("type", "boolean"); break;
    case FieldType::object:
      json.member("type", "object");
      if (!node.inside.empty()) write_properties(node, json);
      break;
    case FieldType::array:
      json.member("type", "array");
      if (node.name == "evidence") {
        json.key("items").raw("{\"$ref\":\"#/$defs/evidence\"}");
      } else if (!node.inside.empty()) {
        json.key("items").begin_object().member("type", "object");
        write_properties(node, json);
        json.end_object();
      }
      break;
  }
  json.end_object();
}

void write_properties(const Node& node, JsonWriter& json) {
  json.key("properties").begin_object();
  for (const Node& inner : node.inside) {
    json.key(inner.name);
    write_type(inner, json);
  }
  json.end_object();
}

void write_kind(Kind kind, JsonWriter& json) {
  Node root;
  for (const Field& field : kTable)
    if (field.kinds & bit(kind)) place(root, field.path).field = &field;
  json.begin_object().member("type", "object");
  json.key("required").raw("[\"v\",\"kind\",\"id\"]");
  root.child("kind").value = kind_name(kind);
  write_properties(root, json);
  json.end_object();
}

}  // namespace

std::string_view kind_name(Kind kind) { return kKindNames[static_cast<int>(kind)]; }

Kind kind_from_name(std::string_view name) {
  for (int i = 1; i < kKinds; ++i)
    if (kKindNames[i] == name) return static_cast<Kind>(i);
  return Kind::kForeign;
}

std::span<const Field> fields() { return kTable; }

void write_schema(Kind kind, Buffer& out) {
  JsonWriter json(out);
  json.begin_object();
  json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
  std::vector<Kind> kinds = {Kind::kCapture, Kind::kPage, Kind::kItem, Kind::kRun};
  if (kind != Kind::kForeign) kinds = {kind};
  json.key("oneOf").begin_array();
  for (Kind one : kinds)
    json.begin_object().member("$ref", "#/$defs/" + std::string(kind_name(one))).end_object();
  json.end_array();
  json.key("$defs").begin_object();
  for (Kind one : kinds) {
    json.key(kind_name(one));
    write_kind(one, json);
  }
  Node evidence;
  for (const Field& field : kTable)
    if (field.path.starts_with("evidence[].")) place(evidence, field.path.substr(11)).field = &field;
  json.key("evidence").begin_object().member("type", "object");
  write_properties(evidence, json);
  json.end_object().end_object().end_object();
}

void write_field_list(Buffer& out) {
  for (const Field& field : kTable) {
    for (std::string_view word : {field.path, type_name(field.type), field.made_by, field.meaning}) {
      if (word.data() != field.path.data()) out.push('\t');
      out.append(word);
    }
    out.push('\n');
  }
}

void write_field_mdoc(Buffer& out) {
  struct Section {
    unsigned kinds;
    const char* title;
    const char* intro;
  };
  static const Section kSections[] = {
      {kAll, "Members of every record", "Every line of ours opens with these three, in this order."},
      {kCapture, "capture", "One response, or one failure to get one."},
      {kPage, "page",
       "One for each capture: the document as a reader sees it, with all members of the capture but\n.Va "
       "headers\nand\n.Va body ."},
      {kItem, "item", "One listing, post, feedback or seller profile found on a page."},
      {kRun, "run", "The last line of a command: what it did, with what, and what failed."},
  };
  auto entry = [&](const Field& field) {
    out.append(".It Va ");
    out.append(field.path);
    out.append(" Pq ");
    out.append(type_name(field.type));
    out.append(", ");
    out.append(field.made_by);
    out.append("\n");
    out.append(field.meaning);
    out.append("\n");
  };
  for (const Section& section : kSections) {
    out.append(std::string(".Ss ") + section.title + "\n" + section.intro +
               "\n.Bl -tag -width Ds -compact\n");
    for (const Field& field : kTable) {
      bool everywhere = field.kinds == kAll;
      if (section.kinds == kAll ? everywhere : !everywhere && (field.kinds & section.kinds)) entry(field);
    }
    out.append(".El\n");
  }
  out.append(
      ".Ss evidence\nThe one form in which every derived fact says where it comes from, always in an array.\n"
      ".Bl -tag -width Ds -compact\n");
  for (const Field& field : kTable)
    if (field.kinds == kAny) entry(field);
  out.append(".El\n");
}

}  // namespace peil
