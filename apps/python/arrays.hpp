#pragma once
/// numpy arrays in and out.

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <vector>

#include "io/limits.hpp"
#include "io/model.hpp"
#include "io/write/field_mesh.hpp"

namespace pg::python {

/// A model of one part from n x 3 coordinates and m x 3 indices of any number type. Error: which
/// array has the wrong shape or type, or which entry no mesh can have.
[[nodiscard]] Result<Model> model_of(const pybind11::object& vertices,
                                     const pybind11::object& triangles, const ReadLimits& limits);

/// For each place of `asked` the row of the same place in `points`, -1 where there is none.
[[nodiscard]] BigVector<std::int64_t> rows_of(const BigVector<Vec3>& asked,
                                              const BigVector<Vec3>& points);

/// "vertices" (n x 3, mm), "triangles" (m x 3) and one array of n a field. Nothing is copied.
[[nodiscard]] pybind11::dict fields_of(FieldMesh mesh);

/// The values as an array that owns them.
[[nodiscard]] pybind11::array array_of(BigVector<std::int64_t> values);

}  // namespace pg::python
