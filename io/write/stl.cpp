#include "io/write/stl.hpp"

#include "geometry/check.hpp"
#include "io/write/encoders.hpp"

namespace pg {
namespace {

constexpr std::size_t kHeaderBytes = 80;
constexpr std::size_t kFacetBytes = 50;

void append_vector(std::string& out, const Vec3& v) {
  for (int axis = 0; axis < 3; ++axis) append_raw(out, static_cast<float>(v[axis]));
}

}  // namespace

std::string stl_file(const TriMesh& mesh) {
  PG_CHECK(mesh.triangles.size() <= 0xFFFFFFFF);
  std::string out = "printgauge, mm";  // must not begin with "solid": readers take that for ASCII
  out.reserve(kHeaderBytes + 4 + kFacetBytes * mesh.triangles.size());
  out.resize(kHeaderBytes, ' ');
  append_raw(out, static_cast<std::uint32_t>(mesh.triangles.size()));
  for (const Triangle& corners : mesh.triangles) {
    const Vec3& a = mesh.positions_mm[corners[0]];
    const Vec3& b = mesh.positions_mm[corners[1]];
    const Vec3& c = mesh.positions_mm[corners[2]];
    const Vec3 normal = (b - a).cross(c - a);
    const double length = normal.norm();
    append_vector(out, length > 0 ? Vec3(normal / length) : Vec3(Vec3::Zero()));
    append_vector(out, a);
    append_vector(out, b);
    append_vector(out, c);
    append_raw(out, std::uint16_t{0});
  }
  return out;
}

}  // namespace pg
