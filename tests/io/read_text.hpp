#pragma once
/// Small models written inline.

#include <string>
#include <string_view>

#include "io/format.hpp"

namespace pg::test {

inline Result<Model> read_text(std::string_view text, std::string_view name,
                               const ReadLimits& limits = {}) {
  return read_model({reinterpret_cast<const std::byte*>(text.data()), text.size()}, name, limits);
}

/// Corners of triangle t of a part as written.
inline std::array<Vec3, 3> corners_of(const Part& part, std::size_t t) {
  std::array<Vec3, 3> corners;
  for (std::size_t k = 0; k < 3; ++k) {
    const std::size_t at = part.soup.triangles.empty() ? 3 * t + k : part.soup.triangles[t][k];
    std::visit([&](const auto& list) { corners[k] = Vec3(list[at][0], list[at][1], list[at][2]); },
               part.soup.corners);
  }
  return corners;
}

inline bool has_finding(const Model& model, std::string_view id, Severity severity) {
  for (const Finding& finding : model.findings)
    if (finding.id == id && finding.severity == severity) return true;
  return false;
}

/// Sum of the triangles' areas over all parts.
inline double area_of(const Model& model) {
  double area = 0;
  for (const Part& part : model.parts)
    for (std::size_t t = 0; t < part.soup.triangle_count(); ++t) {
      const auto c = corners_of(part, t);
      area += 0.5 * (c[1] - c[0]).cross(c[2] - c[0]).norm();
    }
  return area;
}

}  // namespace pg::test
