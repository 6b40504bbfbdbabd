// Reading against Assimp and against copying the bytes: ratios of medians, five runs each, in one
// process. Usage: read_bench [triangles]; one thread: TBB's limit by taskset -c 0.

#include <assimp/scene.h>
#include <fmt/format.h>
#include <assimp/Importer.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "io/format.hpp"
#include "testdata/shapes.hpp"

namespace {

template <class Work>
double median_seconds(Work&& work) {
  std::vector<double> times;
  for (int run = 0; run < 6; ++run) {
    const auto start = std::chrono::steady_clock::now();
    work();
    if (run > 0)
      times.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

std::string stl_binary(const pg::TriMesh& mesh) {
  const auto count = static_cast<std::uint32_t>(mesh.triangles.size());
  std::string bytes(84 + 50 * std::size_t{count}, '\0');
  std::memcpy(bytes.data() + 80, &count, 4);
  for (std::uint32_t f = 0; f < count; ++f)
    for (int k = 0; k < 3; ++k) {
      const Eigen::Vector3f corner = mesh.corner(f, k).cast<float>();
      std::memcpy(bytes.data() + 84 + 50 * std::size_t{f} + 12 + 12 * static_cast<std::size_t>(k),
                  corner.data(), 12);
    }
  return bytes;
}

std::string stl_ascii(const pg::TriMesh& mesh) {
  std::string text = "solid bench\n";
  auto out = std::back_inserter(text);
  for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f) {
    text += "  facet normal 0.000000e+00 0.000000e+00 1.000000e+00\n    outer loop\n";
    for (int k = 0; k < 3; ++k) {
      const pg::Vec3& p = mesh.corner(f, k);
      fmt::format_to(out, "      vertex {:.6e} {:.6e} {:.6e}\n", p[0], p[1], p[2]);
    }
    text += "    endloop\n  endfacet\n";
  }
  return text + "endsolid bench\n";
}

std::string obj(const pg::TriMesh& mesh) {
  std::string text;
  auto out = std::back_inserter(text);
  for (const pg::Vec3& p : mesh.positions_mm)
    fmt::format_to(out, "v {:.6f} {:.6f} {:.6f}\n", p[0], p[1], p[2]);
  for (const auto& t : mesh.triangles)
    fmt::format_to(out, "f {} {} {}\n", t[0] + 1, t[1] + 1, t[2] + 1);
  return text;
}

void compare(const char* what, const std::string& bytes, const char* suffix) {
  const double copy = median_seconds([&] {
    pg::BigVector<char> twin(bytes.size());
    std::memcpy(twin.data(), bytes.data(), bytes.size());
  });
  std::size_t triangles = 0;
  const double ours = median_seconds([&] {
    const auto model = pg::read_model(
        {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}, suffix, {});
    triangles = model ? model->triangle_count() : 0;
  });
  const double assimp = median_seconds([&] {
    Assimp::Importer importer;
    const aiScene* const scene =
        importer.ReadFileFromMemory(bytes.data(), bytes.size(), 0, suffix + 2);
    if (scene == nullptr) fmt::print("Assimp refused\n");
  });
  fmt::print(
      "{:12} {:8} triangles {:6.1f} MB: {:.4f} s; {:.2f}x faster than Assimp ({:.4f} s); {:.2f}x "
      "the copy ({:.4f} s)\n",
      what, triangles, static_cast<double>(bytes.size()) / 1e6, ours, assimp / ours, assimp,
      ours / copy, copy);
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t triangles = count > 1 ? std::stoul(arguments[1]) : 1'000'000;
  const pg::TriMesh mesh = pg::shapes::sphere(40, triangles);
  compare("STL binary", stl_binary(pg::shapes::sphere(40, 4 * triangles)), "x.stl");
  compare("STL ASCII", stl_ascii(mesh), "x.stl");
  compare("OBJ", obj(mesh), "x.obj");
  return 0;
}
