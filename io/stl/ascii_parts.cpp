#include "io/stl/ascii_parts.hpp"

#include <cstring>
#include <string>

#include "geometry/parallel.hpp"
#include "io/support/text.hpp"

namespace pg::stl {

void AsciiParts::add(Piece& piece) {
  non_finite_ += piece.non_finite;
  open_ = piece.open;
  std::size_t from = 0;
  for (const SolidStart& solid : piece.solids) {
    take(from, solid.facet);
    from = solid.facet;
    begin_part(solid.name);
  }
  take(from, piece.corners.size() / 3);
  pieces_.push_back(std::move(piece.corners));
}

Model AsciiParts::finish() {
  Model model;
  for (Pending& pending : pending_) {
    if (pending.facets == 0) continue;
    BigVector<Vec3> corners(3 * pending.facets);
    std::size_t at = 0;
    std::vector<std::size_t> to;
    for (const Stretch& stretch : pending.stretches) {
      to.push_back(at);
      at += 3 * stretch.facets;
    }
    for_each_chunk(
        pending.stretches.size(),
        [&](std::size_t begin, std::size_t end, std::size_t) {
          for (std::size_t s = begin; s != end; ++s) {
            const Stretch& stretch = pending.stretches[s];
            std::memcpy(static_cast<void*>(corners.data() + to[s]),
                        pieces_[stretch.piece].data() + 3 * stretch.from,
                        3 * stretch.facets * sizeof(Vec3));
          }
        },
        1);
    model.parts.push_back(
        {.name = std::string(pending.name),
         .soup = {.corners = std::move(corners), .triangles = {}, .weld_group = 0}});
  }
  return model;
}

void AsciiParts::begin_part(std::string_view name) {
  if (!pending_.empty() && pending_.back().facets == 0) pending_.pop_back();
  pending_.push_back({text::trimmed(name), 0, {}});
}

void AsciiParts::take(std::size_t from, std::size_t to) {
  if (from == to) return;
  if (pending_.empty()) pending_.push_back({});
  pending_.back().facets += to - from;
  pending_.back().stretches.push_back({pieces_.size(), from, to - from});
}

}  // namespace pg::stl
