// html/wrap.cpp -- new numbers for all nodes behind the first one put in.
#include "html/wrap.hpp"

namespace peil::html {

class Wrapper {
 public:
  static Tree run(const Tree& tree, const std::vector<Stretch>& stretches) {
    Tree out;
    out.bytes_ = tree.bytes_;
    out.attributes_ = tree.attributes_;
    out.cut_nodes_ = tree.cut_nodes_;
    out.cut_attributes_ = tree.cut_attributes_;
    out.nodes_.reserve(tree.nodes_.size() + stretches.size());
    std::vector<NodeId> number(tree.nodes_.size() +
                               1);  // of each old node; of an end: what is added before it
    std::size_t next = 0;
    for (NodeId id = 0; id < tree.nodes_.size(); ++id) {
      const bool opens = next < stretches.size() && stretches[next].first == id;
      number[id] = out.size();
      if (opens) {
        Node& record = out.nodes_.emplace_back();
        record.tag = Tag::kRecord;
        record.parent = number[tree.nodes_[id].parent];
      }
      Node& node = out.nodes_.emplace_back(tree.nodes_[id]);
      if (id > 0) node.parent = number_of(number, tree.nodes_[id].parent, out);
      // Children of the parent that stand in the stretch have the record as their parent.
      const std::size_t at = opens ? next : next - 1;
      if (next > 0 || opens) {
        const Stretch& in = stretches[at];
        if (id >= in.first && id < in.last && tree.nodes_[id].parent == tree.nodes_[in.first].parent)
          node.parent = number[in.first];
      }
      if (opens) ++next;
    }
    number[tree.nodes_.size()] = out.size();
    for (NodeId id = 0, at = 0; id < tree.nodes_.size(); ++id, ++at) {
      if (out.nodes_[at].tag == Tag::kRecord) ++at;
      out.nodes_[at].end = number[tree.nodes_[id].end];
    }
    for (const Stretch& stretch : stretches) out.nodes_[number[stretch.first]].end = number[stretch.last];
    return out;
  }

 private:
  /// Where a node stands now; `number` holds its record where it opens one.
  static NodeId number_of(const std::vector<NodeId>& number, NodeId id, const Tree& out) {
    return out.nodes_[number[id]].tag == Tag::kRecord ? number[id] + 1 : number[id];
  }
};

Tree wrap(const Tree& tree, const std::vector<Stretch>& stretches) { return Wrapper::run(tree, stretches); }

}  // namespace peil::html
