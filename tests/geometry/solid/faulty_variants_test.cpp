// The faults of faulty_meshes_test.cpp on other bodies, at other sizes and places, in another
// order, and two at a time. The test run takes a part of each list; with PG_SOAK in the environment
// (./dev soak) it takes all.

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/geometry/solid/verdict.hpp"

namespace pg {
namespace {

using faults::Specimen;

constexpr std::uint64_t kSeed = 7;

bool soak() {
  return std::getenv("PG_SOAK") != nullptr;
}

/// Every how many cases one is looked at.
std::size_t stride(std::size_t in_test_run) {
  return soak() ? 1 : in_test_run;
}

struct Case {
  std::string name;
  Specimen specimen;
};

/// Deeds to one body, and the pieces at the same size; 0: the pieces as simple as they can be.
template <class Look>
void for_each_fault(const faults::Body& body, int triangles, int piece_triangles, std::size_t step,
                    Look&& look) {
  std::size_t i = 0;
  for (const faults::Deed& deed : faults::deeds()) {
    if (i++ % step != 0) continue;
    Case one{std::string(body.id) + " " + deed.id, body.make(triangles)};
    deed.apply(one.specimen, kSeed);
    look(std::move(one));
  }
  for (const faults::Piece& piece : faults::pieces())
    if (i++ % step == 0) look(Case{piece.id, piece.make(piece_triangles)});
}

void place_anew(Specimen& specimen, double scale) {
  const Mat3 turn = shapes::a_rotation();
  specimen.move([&](const Vec3& p) { return Vec3(scale * (turn * p + Vec3(3, -5, 7))); });
  specimen.mesh = shapes::shuffled(std::move(specimen.mesh), 3);
}

TEST(FaultyVariants, OtherBodies) {
  for (const faults::Body& body : faults::bodies())
    for (const faults::Deed& deed : faults::deeds()) {
      Specimen specimen = body.make(2000);
      deed.apply(specimen, kSeed);
      test::expect_right(specimen, std::string(body.id) + " " + deed.id);
    }
}

TEST(FaultyVariants, TurnedShuffledAndScaled) {
  for (const double scale : {0.01, 1.0, 100.0})
    for_each_fault(faults::bodies()[0], 5000, 0, stride(2), [&](Case one) {
      place_anew(one.specimen, scale);
      test::expect_right(one.specimen, one.name + " x " + std::to_string(scale));
    });
}

TEST(FaultyVariants, AThousandTriangles) {
  for_each_fault(faults::bodies()[0], 1000, 1000, 1,
                 [&](Case one) { test::expect_right(one.specimen, one.name); });
}

TEST(FaultyVariants, AHundredThousandTriangles) {
  for_each_fault(faults::bodies()[0], 100'000, 100'000, stride(6), [&](Case one) {
    place_anew(one.specimen, 1.0);
    test::expect_right(one.specimen, one.name);
  });
}

TEST(FaultyVariants, OtherBodiesOfAHundredThousandTriangles) {
  if (!soak()) GTEST_SKIP() << "SKIPPED: takes minutes; ./dev soak runs it";
  for (const faults::Body& body : faults::bodies())
    for_each_fault(body, 100'000, 100'000, 1, [&](Case one) {
      place_anew(one.specimen, 1.0);
      test::expect_right(one.specimen, one.name);
    });
}

TEST(FaultyVariants, TwoFaultsAtATime) {
  std::size_t i = 0;
  const std::size_t step = stride(5);
  const auto both = [&](Case one, const faults::Deed& second) {
    second.apply(one.specimen, kSeed + 1);
    test::expect_right(one.specimen, one.name + " + " + second.id);
  };
  for (const faults::Deed& second : faults::deeds()) {
    for (const faults::Deed& first : faults::deeds()) {
      if (i++ % step != 0) continue;
      Case one{first.id, faults::bodies()[0].make(3000)};
      first.apply(one.specimen, kSeed);
      both(std::move(one), second);
    }
    for (const faults::Piece& piece : faults::pieces())
      if (i++ % step == 0) both({piece.id, piece.make(3000)}, second);
  }
}

}  // namespace
}  // namespace pg
