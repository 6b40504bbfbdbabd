// Reading against other readers and against copying the bytes: medians of five runs each, in one
// process; memory in a process of its own for each.
//
//   read_bench [TRIANGLES] [THREADS]
//   read_bench --once READER FILE     one reading; how the memory is measured

#include <assimp/scene.h>
#include <fmt/format.h>
#include <tbb/global_control.h>
#include <unistd.h>
#include <assimp/Importer.hpp>

#ifdef PG_BENCH_TINYOBJ
#include <tiny_obj_loader.h>
#endif
#ifdef PG_BENCH_LIB3MF
#include <lib3mf/Model/COM/NMR_DLLInterfaces.h>
#endif

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "geometry/mesh/weld.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/threemf_package.hpp"

namespace {

struct Seconds {
  double wall = 0;
  double processor = 0;  ///< Of all threads; says more than wall time when the machine is shared.
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

template <class Work>
Seconds median_seconds(Work&& work) {
  std::vector<double> wall, processor;
  for (int run = 0; run < 6; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t begin = std::clock();
    work();
    if (run == 0) continue;  // warms up
    processor.push_back(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    wall.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return {median(wall), median(processor)};
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

std::string threemf(const pg::TriMesh& mesh) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<model unit=\"millimeter\" xml:lang=\"en-US\" "
      "xmlns=\"http://schemas.microsoft.com/3dmanufacturing/core/2015/02\">\n<resources>\n<object "
      "id=\"1\" type=\"model\">\n<mesh>\n<vertices>\n";
  auto out = std::back_inserter(xml);
  for (const pg::Vec3& p : mesh.positions_mm)
    fmt::format_to(out, "<vertex x=\"{:.6f}\" y=\"{:.6f}\" z=\"{:.6f}\"/>\n", p[0], p[1], p[2]);
  xml += "</vertices>\n<triangles>\n";
  for (const auto& t : mesh.triangles)
    fmt::format_to(out, "<triangle v1=\"{}\" v2=\"{}\" v3=\"{}\"/>\n", t[0], t[1], t[2]);
  xml +=
      "</triangles>\n</mesh>\n</object>\n</resources>\n<build>\n<item objectid=\"1\"/>\n</build>\n"
      "</model>\n";
  const auto bytes = pg::test::packed(xml, true);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

pg::Bytes bytes_of(const std::string& bytes) {
  return {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
}

/// Triangles read, 0 for a refusal.
using Reader = std::function<std::size_t(const std::string& bytes, const std::string& suffix)>;
struct NamedReader {
  const char* name;
  const char* suffixes;  ///< Of what it reads.
  Reader read;
};

std::vector<NamedReader> readers() {
  std::vector<NamedReader> all;
  all.push_back({"printgauge", ".stl .obj .3mf", [](const auto& bytes, const auto& suffix) {
                   const auto model = pg::read_model(bytes_of(bytes), "x" + suffix, {});
                   return model ? model->triangle_count() : 0;
                 }});
  all.push_back({"Assimp", ".stl .obj .3mf", [](const auto& bytes, const auto& suffix) {
                   Assimp::Importer importer;
                   const aiScene* const scene = importer.ReadFileFromMemory(
                       bytes.data(), bytes.size(), 0, suffix.c_str() + 1);
                   std::size_t faces = 0;
                   for (unsigned m = 0; scene != nullptr && m < scene->mNumMeshes; ++m)
                     faces += scene->mMeshes[m]->mNumFaces;
                   return faces;
                 }});
#ifdef PG_BENCH_TINYOBJ
  all.push_back({"tinyobjloader", ".obj", [](const auto& bytes, const auto&) {
                   std::istringstream in(bytes);
                   tinyobj::attrib_t attributes;
                   std::vector<tinyobj::shape_t> shapes;
                   std::vector<tinyobj::material_t> materials;
                   std::string warnings, errors;
                   tinyobj::LoadObj(&attributes, &shapes, &materials, &warnings, &errors, &in);
                   std::size_t faces = 0;
                   for (const auto& shape : shapes) faces += shape.mesh.num_face_vertices.size();
                   return faces;
                 }});
#endif
#ifdef PG_BENCH_LIB3MF
  all.push_back({"lib3mf", ".3mf", [](const auto& bytes, const auto&) -> std::size_t {
                   NMR::PLib3MFModel* model = nullptr;
                   NMR::PLib3MFModelReader* reader = nullptr;
                   NMR::lib3mf_createmodel(&model);
                   NMR::lib3mf_model_queryreader(model, "3mf", &reader);
                   std::string copy = bytes;
                   const auto result = NMR::lib3mf_reader_readfrombuffer(
                       reader, reinterpret_cast<BYTE*>(copy.data()), copy.size());
                   NMR::lib3mf_release(reader);
                   NMR::lib3mf_release(model);
                   return result == 0 ? 1 : 0;
                 }});
#endif
  return all;
}

/// The largest this process has been, in MB (10^6). Not ru_maxrss, which a child has from its
/// parent.
double own_peak_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) * 1024 / 1e6;
  return 0;
}

/// What a process that does nothing else needs at most, in MB.
double peak_megabytes(const char* reader, const std::filesystem::path& file) {
  const std::string command = std::filesystem::read_symlink("/proc/self/exe").string() +
                              " --once " + reader + " " + file.string();
  FILE* const out = popen(command.c_str(), "r");
  double megabytes = 0;
  if (out == nullptr || std::fscanf(out, "%lf", &megabytes) != 1)
    fmt::print("no peak of {}\n", reader);
  if (out != nullptr) pclose(out);
  return megabytes;
}

/// As the pipeline does it: the file's bytes are let go before the weld.
int read_and_weld(const std::filesystem::path& file) {
  auto bytes = pg::load_file(file, {});
  auto model = pg::read_model(*bytes, file.extension().string(), {});
  *bytes = pg::BigVector<std::byte>();
  std::vector<pg::Soup> soups;
  for (pg::Part& part : model->parts) soups.push_back(std::move(part.soup));
  return pg::weld_exactly(std::move(soups), 1.0).mesh.triangles.empty() ? 1 : 0;
}

int read_once(const std::string& reader, const std::filesystem::path& file) {
  if (reader == "weld") return read_and_weld(file);
  std::ifstream in(file, std::ios::binary);
  std::string bytes(std::filesystem::file_size(file), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  for (const NamedReader& known : readers())
    if (reader == known.name) return known.read(bytes, file.extension().string()) > 0 ? 0 : 1;
  return reader == "nothing" ? 0 : 2;
}

int say_peak(int status) {
  fmt::print("{:.3f}\n", own_peak_megabytes());
  return status;
}

void compare(const char* what, const std::string& bytes, const std::string& suffix) {
  const auto file = std::filesystem::temp_directory_path() / ("printgauge-bench" + suffix);
  std::ofstream(file, std::ios::binary) << bytes;
  const Seconds copy = median_seconds([&] {
    pg::BigVector<char> twin(bytes.size());
    std::memcpy(twin.data(), bytes.data(), bytes.size());
  });
  const double floor = peak_megabytes("nothing", file);
  fmt::print("{}, {:.1f} MB; copying the bytes takes {:.4f} s, of the processor {:.4f} s\n", what,
             static_cast<double>(bytes.size()) / 1e6, copy.wall, copy.processor);
  Seconds ours;
  for (const NamedReader& reader : readers()) {
    if (std::string_view(reader.suffixes).find(suffix) == std::string_view::npos) continue;
    std::size_t triangles = 0;
    const Seconds its = median_seconds([&] { triangles = reader.read(bytes, suffix); });
    if (ours.wall == 0) ours = its;
    fmt::print(
        "  {:14} {:.4f} s ({:.2f}x printgauge), of the processor {:.4f} s ({:.2f}x printgauge, "
        "{:.2f}x the copy), {:.1f} MB beyond the file{}\n",
        reader.name, its.wall, its.wall / ours.wall, its.processor, its.processor / ours.processor,
        its.processor / copy.processor, peak_megabytes(reader.name, file) - floor,
        triangles == 0 ? ", refused" : "");
    std::fflush(stdout);
  }
  std::filesystem::remove(file);
}

/// Reading and welding, whole process.
void weigh(const pg::TriMesh& mesh) {
  const auto file = std::filesystem::temp_directory_path() / "printgauge-bench-weld.stl";
  const std::string bytes = stl_binary(mesh);
  std::ofstream(file, std::ios::binary) << bytes;
  const double peak = peak_megabytes("weld", file);
  fmt::print("read and weld {} triangles: {:.0f} MB at most, {:.2f}x the file\n",
             mesh.triangles.size(), peak, peak * 1e6 / static_cast<double>(bytes.size()));
  std::filesystem::remove(file);
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 4 && std::string_view(arguments[1]) == "--once")
    return say_peak(read_once(arguments[2], arguments[3]));
  const std::size_t triangles = count > 1 ? std::stoul(arguments[1]) : 1'000'000;
  const std::size_t threads = count > 2 ? std::stoul(arguments[2]) : 2;
  const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
  fmt::print("{} triangles, {} threads\n", triangles, threads);
  {
    const pg::TriMesh mesh = pg::shapes::sphere(40, triangles);
    compare("STL binary", stl_binary(mesh), ".stl");
    compare("STL ASCII", stl_ascii(mesh), ".stl");
    compare("OBJ", obj(mesh), ".obj");
    compare("3MF", threemf(mesh), ".3mf");
  }
  weigh(pg::shapes::sphere(40, 5 * triangles));
  return 0;
}
