#pragma once
/// From the objects and build items of a 3MF package to parts: every mesh where it is to be
/// printed.

#include <vector>

#include "io/model.hpp"
#include "io/threemf/document.hpp"

namespace pg::threemf {

/// A model part with its name as others refer to it (folded).
struct NamedDocument {
  std::string name;
  Document document;
};

struct Built {
  std::vector<Part> parts;
  std::size_t support_items = 0;
};

/// Expands build items and components; the first document is the start part's. Counts before it
/// expands, so that exponential nesting costs nothing. Mirrored meshes are turned, so that their
/// faces go on looking outward. Each instance of a mesh is a weld group of its own.
[[nodiscard]] Result<Built> expand(std::vector<NamedDocument> documents, const ReadLimits& limits,
                                   Faults& faults);

}  // namespace pg::threemf
