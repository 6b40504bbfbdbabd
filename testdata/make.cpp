// Writes the models that the sample case, the tests and the benchmarks use.
//
//   make_testdata sample DIR          a case folder with a heart-like shell, an aorta-like tube, a
//   guide-like plate make_testdata sphere N FILE       a sphere of about N triangles, binary STL,
//   in strip order make_testdata shuffled N FILE     the same facets in random order
//   make_testdata archive N LOW HIGH DIR   N models of LOW to HIGH triangles, five kinds of shape

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>

#include "testdata/sample.hpp"
#include "testdata/shapes.hpp"

namespace {

using namespace pg::shapes;

void write(const std::filesystem::path& path, const pg::TriMesh& mesh) {
  const std::vector<std::byte> bytes = as_binary_stl(mesh);
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size() ||
      std::fclose(file) != 0) {
    fmt::print(stderr, "make_testdata: '{}' cannot be written\n", path.string());
    std::exit(1);
  }
}

/// One of an archive: its kind in turn, its size and triangles by chance.
pg::TriMesh model_of(int number, Random& random, double low, double high) {
  const double size = 5 * std::pow(20.0, random.uniform());
  const auto triangles = static_cast<int>(low * std::pow(high / low, random.uniform()));
  const int around = std::max(8, static_cast<int>(std::sqrt(triangles / 2.0)));
  switch (number % 5) {
    case 0:
      return sphere(size, triangles);
    case 1:
      return torus(size, size / 4, around, around);
    case 2:
      return shell(size * 0.9, size, triangles / 2);
    case 3:
      return transformed(pipe(size * 0.8, size, 3 * size, around, std::max(1, around / 2)),
                         a_rotation());
    default:
      // Rough, as a scan is, but never crumpled: a tenth of an edge. Not a ball, whose every point is as
      // far from its centre: that is a test of its own (docs/benchmarks.md), not what archives hold.
      return with_noise(torus(size, size / 4, around, around), 0.25 * size / std::sqrt(triangles),
                        random.next());
  }
}

void write_archive(int count, double low, double high, const std::filesystem::path& dir) {
  Random random(1);
  for (int i = 0; i < count; ++i) {
    const std::filesystem::path folder = dir / fmt::format("{:03}", i / 1000);
    std::filesystem::create_directories(folder);
    write(folder / fmt::format("{:06}.stl", i), model_of(i, random, low, high));
  }
}

int usage() {
  fmt::print(stderr, "make_testdata sample DIR | sphere N FILE | shuffled N FILE | archive N LOW HIGH DIR\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "sample" && argc == 3) {
    const std::filesystem::path dir = argv[2];
    std::filesystem::create_directories(dir);
    write(dir / "heart.stl", heart_like());
    write(dir / "aorta.stl", aorta_like());
    write(dir / "guide.stl", guide_like());
    return 0;
  }
  if ((what == "sphere" || what == "shuffled") && argc == 4) {
    const pg::TriMesh mesh = sphere(40, std::stoi(argv[2]));
    write(argv[3], what == "sphere" ? mesh : shuffled(mesh, 1));
    return 0;
  }
  if (what == "archive" && argc == 6) {
    write_archive(std::stoi(argv[2]), std::stod(argv[3]), std::stod(argv[4]), argv[5]);
    return 0;
  }
  return usage();
}
