#include "testdata/head.hpp"

#include "testdata/implicit.hpp"

namespace pg::shapes {

TriMesh head_like(double step, bool with_nose) {
  Field head = ellipsoid({0, 0, 40}, {76, 95, 90});
  head = blend(head, ellipsoid({0, -28, -15}, {62, 62, 78}), 20);
  head = blend(head, capsule({-30, -88, 33}, {30, -88, 33}, 9, 9), 8);   // brows
  head = blend(head, capsule({-18, -93, -48}, {18, -93, -48}, 8, 8), 5);  // lips
  head = blend(head, ball({0, -78, -62}, 18), 8);
  head = blend(head, ball({0, -88, -78}, 15), 10);                        // chin
  for (const double side : {-1.0, 1.0}) {
    head = without(head, ball({side * 28, -94, 14}, 14));
    head = join(head, ball({side * 31, -72, 14}, 12));
  }
  if (with_nose) {
    head = blend(head, capsule({0, -84, 14}, {0, -112, -18}, 8, 9), 4);
    for (const double side : {-1.0, 1.0}) head = blend(head, ball({side * 12, -98, -22}, 8), 4);
  }
  Box3 box;
  box.extend(Vec3(-90, -130, -105));
  box.extend(Vec3(90, 110, 140));
  return mesh_of(head, box, step);
}

}  // namespace pg::shapes
