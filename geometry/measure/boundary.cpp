#include "geometry/measure/boundary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace pg {
namespace {

const FindingKind kOpenBoundary = {"open_boundary", Severity::kWarning,
                                   "The surface has holes or open ends.",
                                   "Close the holes in a mesh editor, or re-export from the "
                                   "segmentation; sizes that need an inside "
                                   "are estimates until then."};

struct Rim {
  std::size_t edges = 0;
  double length_mm = 0.0;
  Box3 box;
  Vec3 at = Vec3::Zero();  ///< Start of the loop.
};

struct Boundary {
  std::vector<Rim> rims;
  double length_mm = 0.0;
};

/// Walks edges of one triangle into loops, lowest vertex first.
class RimWalk {
 public:
  RimWalk(const TriMesh& mesh, const Topology& topology) : mesh_(mesh), topology_(topology) {
    for (std::size_t e = 0; e < topology.edge_count(); ++e) {
      const auto edge = static_cast<EdgeId>(e);
      if (topology.sides(edge).size() != 1) continue;
      edges_.push_back(edge);
    }
    for (std::size_t i = 0; i < edges_.size(); ++i)
      for (const VertexId v : topology.edge(mesh, edges_[i])) ends_.emplace_back(v, i);
    std::sort(ends_.begin(), ends_.end());
    used_.assign(edges_.size(), false);
  }

  Boundary run() {
    for (std::size_t i = 0; i < edges_.size(); ++i) boundary_.length_mm += length(i);
    // Chains first, from their loose ends: what is left then closes.
    for (std::size_t i = 0; i < ends_.size();) {
      std::size_t j = i;
      while (j < ends_.size() && ends_[j].first == ends_[i].first) ++j;
      if ((j - i) % 2 == 1) follow(ends_[i].first);
      i = j;
    }
    for (const auto& end : ends_)
      if (!used_[end.second]) follow(end.first);
    return std::move(boundary_);
  }

 private:
  [[nodiscard]] double length(std::size_t i) const {
    const auto [a, b] = topology_.edge(mesh_, edges_[i]);
    return (mesh_.positions_mm[a] - mesh_.positions_mm[b]).norm();
  }

  /// An unused boundary edge at a vertex, or edges_.size().
  [[nodiscard]] std::size_t next_at(VertexId vertex) const {
    auto it = std::lower_bound(ends_.begin(), ends_.end(), std::make_pair(vertex, std::size_t{0}));
    for (; it != ends_.end() && it->first == vertex; ++it)
      if (!used_[it->second]) return it->second;
    return edges_.size();
  }

  void close(std::size_t from) {
    Rim rim;
    for (std::size_t k = from; k < path_edges_.size(); ++k) {
      ++rim.edges;
      rim.length_mm += length(path_edges_[k]);
      for (const VertexId v : topology_.edge(mesh_, edges_[path_edges_[k]]))
        rim.box.extend(mesh_.positions_mm[v]);
    }
    rim.at = mesh_.positions_mm[path_[from]];
    boundary_.rims.push_back(rim);
    while (path_edges_.size() > from) {
      on_path_.erase(path_.back());
      path_.pop_back();
      path_edges_.pop_back();
    }
    on_path_[path_.back()] = from;
  }

  void follow(VertexId vertex) {
    path_.assign(1, vertex);
    path_edges_.clear();
    on_path_.clear();
    on_path_[vertex] = 0;
    for (;;) {
      const std::size_t edge = next_at(path_.back());
      if (edge == edges_.size()) break;
      used_[edge] = true;
      const auto [a, b] = topology_.edge(mesh_, edges_[edge]);
      const VertexId to = a == path_.back() ? b : a;
      path_edges_.push_back(edge);
      path_.push_back(to);
      if (const auto seen = on_path_.find(to); seen != on_path_.end()) {
        close(seen->second);
      } else {
        on_path_[to] = path_edges_.size();
      }
    }
    if (!path_edges_.empty()) close(0);
  }

  const TriMesh& mesh_;
  const Topology& topology_;
  std::vector<EdgeId> edges_;
  std::vector<std::pair<VertexId, std::size_t>> ends_;
  std::vector<bool> used_;
  std::vector<VertexId> path_;
  std::vector<std::size_t> path_edges_;
  std::map<VertexId, std::size_t> on_path_;
  Boundary boundary_;
};

Measured run(const Subject& subject) {
  Boundary boundary;
  if (subject.topology().boundary_edge_count() > 0)
    boundary = RimWalk(subject.mesh(), subject.topology()).run();
  Measured result;
  result.values = {count("boundary_loops", boundary.rims.size()),
                   number("boundary_length_mm", boundary.length_mm)};
  if (boundary.rims.empty()) return result;
  std::vector<const Rim*> rims;  // the longest first
  for (const Rim& rim : boundary.rims) rims.push_back(&rim);
  std::stable_sort(rims.begin(), rims.end(),
                   [](const Rim* a, const Rim* b) { return a->length_mm > b->length_mm; });
  const Rim& longest = *rims.front();
  const std::size_t n = boundary.rims.size();
  Finding finding = make_finding(
      kOpenBoundary,
      fmt::format(
          "The surface is open: {} with rims of {:.4g} mm together, the longest {:.4g} mm.",
          n == 1 ? std::string("one hole or open end") : fmt::format("{} holes or open ends", n),
          boundary.length_mm, longest.length_mm),
      static_cast<std::int64_t>(n));
  for (const Rim* rim : rims) add_place(finding, rim->at);
  finding.box_mm = longest.box;
  result.findings.push_back(std::move(finding));
  return result;
}

}  // namespace

Measurement describe_boundary() {
  return {
      .name = "boundary",
      .group = "mesh",
      .needs = "any mesh",
      .source = "textbook: edges with one triangle",
      .quantities = {{"boundary_loops", "Boundary loops", "1",
                      "Holes and open ends: closed walks over edges that belong to one triangle."},
                     {"boundary_length_mm", "Boundary length", "mm",
                      "Length of all edges that belong to one triangle."}},
      .findings = {kOpenBoundary},
      .run = run};
}

}  // namespace pg
