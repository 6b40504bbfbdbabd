// A measurement that only the test build has: shows that one file and one line are enough.

#include "geometry/measurement.hpp"

namespace pg {

Measurement describe_example_measurement() {
  return {
      .name = "example_measurement",
      .group = "size",
      .needs = "nothing",
      .source = "An example",
      .quantities = {{"example_span_mm", "Example span", "mm", "Diagonal of the box as posed."}},
      .run = [](const Subject& subject) -> Measured {
        return {.values = {number("example_span_mm", bounding_box(subject.mesh()).diagonal())},
                .absent = {},
                .findings = {}};
      }};
}

}  // namespace pg
