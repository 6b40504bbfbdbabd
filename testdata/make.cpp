// Writes the models that the sample case, the tests and the benchmarks use.
//
//   make_testdata sample DIR          a case folder with a heart-like shell, an aorta-like tube, a
//   guide-like plate make_testdata sphere N FILE       a sphere of about N triangles, binary STL,
//   in strip order make_testdata shuffled N FILE     the same facets in random order

#include <fmt/format.h>

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

int usage() {
  fmt::print(stderr, "make_testdata sample DIR | sphere N FILE | shuffled N FILE\n");
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
  return usage();
}
