#pragma once
/// A case with models that were measured for real, to hand over.

#include <gtest/gtest.h>

#include "pipeline/analyze.hpp"
#include "pipeline/registry/answers.hpp"
#include "pipeline/registry/export_case.hpp"
#include "testdata/shapes.hpp"

namespace pg::test {

inline CaseModel box_model(double side_mm) {
  const std::vector<std::byte> bytes = shapes::as_binary_stl(shapes::box({side_mm, 10, 10}));
  const Reading reading = analyze(BigVector<std::byte>(bytes.begin(), bytes.end()), "m.stl", {});
  CaseModel model;
  model.status = ModelStatus::kOk;
  model.sha256 = reading.sha256;
  model.reading = to_json(reading, {}, false);
  return model;
}

/// Boxes of 1 mL, of 2 mL, and a copy of the second.
inline ExportCase some_case() {
  ExportCase one;
  one.subject.id = "case-1";
  one.subject.created = "2026-01-01T00:00:00.000Z";
  one.models = {box_model(10), box_model(20), box_model(20)};
  return one;
}

inline void declare(ExportCase& one, const std::string& field, const std::string& value) {
  const Result<Ok> said = answer_field(one.subject, field, value,
                                       {.by = "data manager", .at = "2026-01-03T10:00:00.000Z"});
  ASSERT_TRUE(said) << said.error().message;
}

}  // namespace pg::test
