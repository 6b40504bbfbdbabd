#include "training/items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <charconv>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>

#include "geometry/parallel.hpp"
#include "pipeline/classes/shape/numbers.hpp"
#include "testdata/alter.hpp"
#include "testdata/strange.hpp"
#include "training/generators.hpp"
#include "training/on_models.hpp"

namespace pg::training {
namespace {

/// FNV-1a: names and meshes to seeds and fingerprints.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
  }
  void add(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int k = 0; k < 8; ++k) mix(static_cast<unsigned char>(bits >> (8 * k)));
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void mix(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001B3u; }
  std::uint64_t value_ = 0xCBF29CE484222325u;
};

std::uint64_t hash_of(std::string_view text) {
  Hash hash;
  hash.add(text);
  return hash.value();
}

std::uint64_t hash_of(const TriMesh& mesh) {
  Hash hash;
  for (const Vec3& p : mesh.positions_mm)
    for (int k = 0; k < 3; ++k) hash.add(p[k]);
  return hash.value();
}

ShapeNumbers numbers_of(TriMesh mesh) {
  const Subject subject(std::move(mesh));
  return shape_numbers(subject, shape_features(subject));
}

struct Item {
  Row row;
  std::uint64_t recipe = 0;       ///< Changes when the way of making changes.
  std::function<TriMesh()> make;  ///< May be empty of triangles: then there is no row.
};

/// Real files, loaded once; meshes in mm where the unit is known.
struct Library {
  std::vector<CorpusFile> files;
  std::vector<TriMesh> meshes;
};

void add_real(const Library& library, int copies, std::vector<Item>& items) {
  for (std::size_t i = 0; i < library.files.size(); ++i) {
    const CorpusFile& file = library.files[i];
    const TriMesh& mesh = library.meshes[i];
    if (mesh.triangles.empty()) continue;
    Row row{.id = file.path,
            .class_id = file.class_id,
            .source = file.source,
            .maker = {},
            .origin = Origin::kReal,
            .mm_per_unit = file.mm_per_unit.value_or(0),
            .values = {}};
    items.push_back({row, hash_of(file.sha256), [&mesh] { return mesh; }});
    for (int copy = 1; copy <= copies; ++copy) {
      row.id = fmt::format("{} copy {}", file.path, copy);
      row.origin = Origin::kAltered;
      items.push_back({row, hash_of(file.sha256) + 1, [&mesh, seed = hash_of(row.id)] {
                         Random random(seed);
                         return shapes::altered(mesh, random);
                       }});
    }
  }
}

void add_made(int count, std::vector<Item>& items) {
  for (const Generator& generator : all_generators()) {
    Random probe(1);
    const std::uint64_t recipe = hash_of(generator.make(probe));
    for (int k = 0; k < count; ++k) {
      Row row{.id = fmt::format("made {} {}", generator.name, k),
              .class_id = std::string(generator.class_id),
              .source = {},
              .maker = std::string(generator.name),
              .origin = Origin::kMade,
              .mm_per_unit = 1,
              .values = {}};
      items.push_back({row, recipe, [make = generator.make, seed = hash_of(row.id), k] {
                         Random random(seed);
                         TriMesh mesh = make(random);
                         return k % 3 == 0 || mesh.triangles.empty()
                                    ? mesh
                                    : shapes::altered(mesh, random);
                       }});
    }
  }
}

void add_strange(int count, bool taught, std::vector<Item>& items) {
  for (const shapes::StrangeKind& kind :
       taught ? shapes::taught_strange_kinds() : shapes::asked_strange_kinds()) {
    Random probe(1);
    const std::uint64_t recipe = hash_of(kind.make(probe));
    for (int k = 0; k < count; ++k) {
      Row row{.id = fmt::format("strange {} {}", kind.name, k),
              .class_id = "non_medical",
              .source = {},
              .maker = std::string(kind.name),
              .origin = taught ? Origin::kStrange : Origin::kAsked,
              .mm_per_unit = 1,
              .values = {}};
      items.push_back({row, recipe, [make = kind.make, seed = hash_of(row.id), k, taught] {
                         Random random(seed);
                         TriMesh mesh = make(random);
                         return k % 3 == 0 || !taught ? mesh : shapes::altered(mesh, random);
                       }});
    }
  }
}

using GuideMaker = TriMesh (*)(const TriMesh&, const GuideSize&, Random&);

/// Bones of known unit, and made-up ones (index kMadeUp and more).
void add_guides(const Library& library, int count, std::vector<Item>& items) {
  const std::pair<const char*, GuideMaker> makers[] = {{"guide_bodies", guide_by_bodies},
                                                       {"guide_patch", guide_by_patch}};
  for (const auto& [maker, make] : makers)
    for (const bool face : {true, false}) {
      Random probe(1);
      const std::uint64_t recipe =
          hash_of(make(make_long_bone(probe), face ? kFaceGuide : kLimbGuide, probe));
      std::vector<std::size_t> bones;
      for (std::size_t i = 0; i < library.files.size(); ++i) {
        const std::string& kind = library.files[i].class_id;
        const bool suits =
            face ? kind == "cmf_bone" : kind == "orthopaedic_bone" || kind == "dental";
        // Below 500 triangles a bone has no surface to follow.
        if (suits && library.files[i].mm_per_unit && library.meshes[i].triangles.size() > 500)
          bones.push_back(i);
      }
      for (int k = 0; k < (face ? count : count * 2 / 3); ++k) {
        Row row{.id = fmt::format("{} {} {}", maker, face ? "face" : "limb", k),
                .class_id = face ? "cmf_guide" : "guide_other",
                .source = {},
                .maker = maker,
                .origin = Origin::kOnReal,
                .mm_per_unit = 1,
                .values = {}};
        Random random(hash_of(row.id));
        const bool on_real = random.uniform() < 0.65 && !bones.empty();
        const TriMesh* bone = nullptr;
        double scale = 1;
        if (on_real) {
          const std::size_t i = bones[random.below(bones.size())];
          row.source = library.files[i].source;
          bone = &library.meshes[i];
          scale = *library.files[i].mm_per_unit;
        }
        items.push_back({row, recipe, [=, make = make]() mutable {
                           const TriMesh made = bone != nullptr ? shapes::scaled(*bone, scale)
                                                : !face         ? make_long_bone(random)
                                                : random.uniform() < 0.5 ? make_mandible(random)
                                                                         : make_skull(random);
                           TriMesh guide = make(made, face ? kFaceGuide : kLimbGuide, random);
                           return k % 3 == 0 || guide.triangles.empty()
                                      ? guide
                                      : shapes::altered(guide, random);
                         }});
      }
    }
}

void add_walled(const Library& library, std::vector<Item>& items) {
  Random probe(1);
  const std::uint64_t recipe = hash_of(walled(shapes::sphere(60, 2000), probe));
  for (std::size_t i = 0; i < library.files.size(); ++i) {
    const CorpusFile& file = library.files[i];
    if ((file.class_id != "cardiac" && file.class_id != "aortic") ||
        library.meshes[i].triangles.empty())
      continue;
    Row row{.id = "walled " + file.path,
            .class_id = file.class_id,
            .source = file.source,
            .maker = "walled",
            .origin = Origin::kOnReal,
            .mm_per_unit = 1,
            .values = {}};
    const TriMesh& mesh = library.meshes[i];
    const double longest = bounding_box(mesh).size().maxCoeff();
    // Where the unit is not known, a heart of 120 mm (DOMAIN 4 [A4]).
    const double scale = file.mm_per_unit.value_or(120 / longest);
    items.push_back({row, recipe, [&mesh, scale, seed = hash_of(row.id)] {
                       Random random(seed);
                       return walled(shapes::scaled(mesh, scale), random);
                     }});
  }
}

/// Lines of the cache: key, tab, values with tabs between.
std::map<std::uint64_t, std::vector<double>> read_cache(const std::filesystem::path& path) {
  std::map<std::uint64_t, std::vector<double>> cache;
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    std::vector<double> values;
    const char* at = line.data();
    const char* const end = line.data() + line.size();
    std::uint64_t key = 0;
    at = std::from_chars(at, end, key).ptr;
    while (at < end) {
      double value = 0;
      const auto [next, error] = std::from_chars(at + 1, end, value);
      if (error != std::errc()) break;
      values.push_back(value);
      at = next;
    }
    cache[key] = std::move(values);
  }
  return cache;
}

/// Adds rows as they are made, so that a run that was stopped loses nothing.
class CacheWriter {
 public:
  explicit CacheWriter(const std::filesystem::path& path) {
    std::filesystem::create_directories(path.parent_path());
    out_.open(path, std::ios::app);
  }
  void add(std::uint64_t key, const std::vector<double>& values) {
    std::string line = fmt::format("{}", key);
    for (const double value : values) line += fmt::format("\t{}", value);
    const std::lock_guard lock(mutex_);
    out_ << line << std::endl;
  }

 private:
  std::mutex mutex_;
  std::ofstream out_;
};

}  // namespace

Result<Table> make_table(const ItemOptions& options) {
  Result<std::vector<CorpusFile>> files = read_corpus(options.corpus);
  if (!files) return files.error();
  Library library{std::move(*files), {}};
  library.meshes.resize(library.files.size());
  for_each_index(
      library.files.size(),
      [&](std::size_t i) {
        Result<TriMesh> mesh = load_mesh(options.corpus, library.files[i]);
        if (mesh) library.meshes[i] = std::move(*mesh);
      },
      1);
  std::vector<Item> items;
  add_real(library, options.copies, items);
  add_walled(library, items);
  add_guides(library, options.guides, items);
  add_made(options.made, items);
  add_strange(options.strange, true, items);
  add_strange(options.strange, false, items);

  Table table;
  Hash code;
  for (const TriMesh& probe : {shapes::torus(30, 9, 60, 30), shapes::pipe(5, 9, 40, 40, 8)}) {
    const ShapeNumbers numbers = numbers_of(probe);
    table.names = numbers.names;
    for (const double value : numbers.values) code.add(value);
    for (const std::string& name : numbers.names) code.add(name);
  }
  const std::map<std::uint64_t, std::vector<double>> cache = read_cache(options.cache);
  CacheWriter writer(options.cache);
  std::atomic<std::size_t> done = 0;
  for_each_index(
      items.size(),
      [&](std::size_t i) {
        Item& item = items[i];
        Hash key = code;
        key.add(item.row.id);
        key.add(static_cast<double>(item.recipe));
        const auto known = cache.find(key.value());
        // A run that was stopped may have left half a line.
        if (known != cache.end() &&
            (known->second.empty() || known->second.size() == table.names.size())) {
          item.row.values = known->second;
        } else {
          TriMesh mesh = item.make();
          if (!mesh.triangles.empty()) item.row.values = numbers_of(std::move(mesh)).values;
          writer.add(key.value(), item.row.values);
        }
        if (options.on_progress) options.on_progress(++done, items.size());
      },
      1);
  for (Item& item : items)
    if (item.row.values.size() == table.names.size()) table.rows.push_back(std::move(item.row));
  return table;
}

}  // namespace pg::training
