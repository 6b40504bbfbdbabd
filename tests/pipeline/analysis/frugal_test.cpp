#include "pipeline/analysis/frugal.hpp"

#include <gtest/gtest.h>

#include <set>

#include "pipeline/analysis/catalogue.hpp"
#include "pipeline/analyze.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// What a person would read; times differ from run to run.
std::string reading_of(const TriMesh& mesh, std::size_t frugal_above, bool looks_at_it_after) {
  AnalyzeOptions options;
  options.frugal_above_triangles = frugal_above;
  std::size_t walls = 0;
  if (looks_at_it_after)
    options.on_measured = [&](const Subject& subject, const Reading&) {
      walls = subject.mesh().triangles.size();
    };
  const std::vector<std::byte> file = shapes::as_binary_stl(mesh);
  Reading reading = analyze({file.begin(), file.end()}, "model.stl", options);
  EXPECT_EQ(walls != 0, looks_at_it_after);
  reading.timings.clear();
  return to_json(reading);
}

TEST(Frugal, RunsEveryMeasurementOnceAndThoseThatShareTogether) {
  const std::vector<std::size_t> order = frugal_order();
  EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), all_measurements().size());
  EXPECT_EQ(order.size(), all_measurements().size());
  for (std::size_t i = 1; i < order.size(); ++i)
    EXPECT_LE(shared_by(all_measurements()[order[i - 1]]), shared_by(all_measurements()[order[i]]));
}

TEST(Frugal, GivesTheSameReadingOfCleanAndOfBrokenMeshes) {
  const std::vector<TriMesh> meshes = {
      shapes::sphere(20, 3000), shapes::box({30, 20, 2}, 4), shapes::shell(8, 10, 2000),
      // Inside out, beside one that is not, and crossing it.
      shapes::together({shapes::inverted(shapes::sphere(10, 800)),
                        shapes::moved(shapes::sphere(10, 800), Vec3(12, 0, 0))}),
      shapes::pipe(4, 6, 30, 40, 10)};
  for (const TriMesh& mesh : meshes)
    for (const bool after : {false, true})
      EXPECT_EQ(reading_of(mesh, 0, after), reading_of(mesh, 1'000'000, after));
}

TEST(Frugal, WhatWasGivenUpIsMadeAgainTheSame) {
  const Subject subject(shapes::together(
      {shapes::sphere(5, 500), shapes::moved(shapes::box({4, 4, 4}), Vec3(20, 0, 0))}));
  const std::size_t edges = subject.topology().edge_count();
  const std::uint32_t last =
      subject.topology().component(static_cast<FaceId>(subject.mesh().triangles.size() - 1));
  subject.forget<Topology>();
  EXPECT_EQ(subject.topology().edge_count(), edges);
  EXPECT_EQ(subject.topology().component_count(), 2u);
  EXPECT_EQ(subject.topology().component(static_cast<FaceId>(subject.mesh().triangles.size() - 1)),
            last);
  subject.forget<Topology>();
  subject.forget<Topology>();  // nothing there: nothing happens
}

}  // namespace
}  // namespace pg
