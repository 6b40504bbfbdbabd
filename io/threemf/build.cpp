#include "io/threemf/build.hpp"

#include <algorithm>
#include <map>

#include "geometry/parallel.hpp"
#include "io/support/coordinates.hpp"
#include "io/support/words.hpp"

namespace pg::threemf {
namespace {

constexpr std::uint64_t kCountMax = std::uint64_t{1} << 62;  ///< Counts stop growing here.

struct ObjectRef {
  std::size_t document = 0;
  std::size_t object = 0;
};

struct Size {
  std::uint64_t triangles = 0;
  std::uint64_t vertices = 0;
  std::uint64_t instances = 0;  ///< Objects placed, meshes or not.
  std::size_t depth = 1;
};

class Expansion {
 public:
  Expansion(std::vector<NamedDocument> documents, const ReadLimits& limits, Faults& faults)
      : documents_(std::move(documents)), limits_(limits), faults_(faults) {
    for (std::size_t d = 0; d < documents_.size(); ++d) by_name_.emplace(documents_[d].name, d);
  }

  Result<Built> run() {
    if (auto error = measure_objects()) return *error;
    std::vector<ObjectRef> items;
    Size total;
    for (const Placement& item : documents_[0].document.items) {
      const auto ref = find(item, 0);
      if (!ref) return missing(item, "build item");
      if (object(*ref).type == ObjectType::kOther)
        faults_.add("a build item of an object that is not to be built" + place(item));
      if (object(*ref).type == ObjectType::kSupport ||
          object(*ref).type == ObjectType::kSolidSupport)
        ++built_.support_items;
      items.push_back(*ref);
      add(total, sizes_[ref->document][ref->object]);
      if (auto error = check(total)) return *error;
    }
    for (std::size_t i = 0; i < items.size(); ++i) count_uses(items[i]);
    for (std::size_t i = 0; i < items.size(); ++i)
      emit(items[i], documents_[0].document.items[i].transform);
    if (not_finite_)
      return Error{ErrorCode::kMalformed,
                   "The transforms of the 3MF model carry it to coordinates that are not finite; "
                   "export it again."};
    return std::move(built_);
  }

 private:
  [[nodiscard]] Object& object(ObjectRef ref) {
    return documents_[ref.document].document.objects[ref.object];
  }
  [[nodiscard]] static std::string place(const Placement& placement) {
    return " in line " + std::to_string(placement.line) + " of its model part";
  }
  [[nodiscard]] static Error missing(const Placement& placement, const char* what) {
    return {ErrorCode::kMalformed, "The 3MF model has a " + std::string(what) +
                                       " of an object that is not there" + place(placement) +
                                       "; export it again."};
  }

  [[nodiscard]] static Error not_before(const Placement& placement) {
    return {ErrorCode::kMalformed,
            "The 3MF model has a component of an object that is not defined before it" +
                place(placement) + "; export it again."};
  }

  [[nodiscard]] std::optional<ObjectRef> find(const Placement& placement, std::size_t from) const {
    std::size_t document = from;
    if (!placement.path.empty()) {
      const auto at = by_name_.find(folded(placement.path));
      if (at == by_name_.end()) return std::nullopt;
      document = at->second;
    }
    const auto& by_id = documents_[document].document.by_id;
    const auto at = by_id.find(placement.object_id);
    if (at == by_id.end()) return std::nullopt;
    return ObjectRef{document, at->second};
  }

  static void add(Size& total, const Size& more) {
    total.triangles = std::min(kCountMax, total.triangles + more.triangles);
    total.vertices = std::min(kCountMax, total.vertices + more.vertices);
    total.instances = std::min(kCountMax, total.instances + more.instances);
    total.depth = std::max(total.depth, more.depth + 1);
  }
  [[nodiscard]] std::optional<Error> check(const Size& size) const {
    const auto over = [](const char* what, std::size_t limit, std::string_view option) {
      return Error{
          ErrorCode::kTooLarge,
          over_limit_words(std::string("The components of the 3MF model expand to ") + what, limit,
                           option)};
    };
    if (size.triangles > limits_.triangles_max)
      return over("many triangles", limits_.triangles_max, "--max-triangles");
    // Corners that no triangle uses are copied too, so their number needs a bound of its own.
    if (size.vertices / 3 > limits_.triangles_max)
      return over("more vertices than so many triangles have", limits_.triangles_max,
                  "--max-triangles");
    if (size.instances > limits_.instances_max)
      return over("many instances", limits_.instances_max, "--max-instances");
    if (size.depth > limits_.component_depth_max + 1)
      return over("deep nesting", limits_.component_depth_max, "--max-component-depth");
    return std::nullopt;
  }

  /// Components refer to objects before them, or from the start part to other parts: so other parts
  /// first, each in its own order, and no recursion.
  std::optional<Error> measure_objects() {
    sizes_.resize(documents_.size());
    for (std::size_t step = 0; step < documents_.size(); ++step) {
      const std::size_t d = (step + 1) % documents_.size();
      const auto& objects = documents_[d].document.objects;
      sizes_[d].resize(objects.size());
      uses_.emplace_back();
      for (std::size_t o = 0; o < objects.size(); ++o) {
        Size& size = sizes_[d][o];
        size.triangles = objects[o].triangles.size();
        size.vertices = objects[o].vertices.size();
        size.instances = 1;
        for (const Placement& component : objects[o].components) {
          const auto ref = find(component, d);
          if (!ref) return missing(component, "component");
          // A path may lead back into the own part, to an object that is not measured yet.
          if (ref->document == d && ref->object >= o) return not_before(component);
          add(size, sizes_[ref->document][ref->object]);
          if (auto error = check_depth(size)) return error;
        }
      }
    }
    for (std::size_t d = 0; d < documents_.size(); ++d)
      uses_[d].assign(documents_[d].document.objects.size(), 0);
    return std::nullopt;
  }
  [[nodiscard]] std::optional<Error> check_depth(const Size& size) const {
    Size only_depth;
    only_depth.depth = size.depth;
    return check(only_depth);
  }

  void count_uses(ObjectRef ref) {
    ++uses_[ref.document][ref.object];
    for (const Placement& component : object(ref).components)
      count_uses(*find(component, ref.document));
  }

  /// Depth is within limits by now, so recursion is safe.
  void emit(ObjectRef ref, const Transform& transform) {
    Object& here = object(ref);
    const bool last = --uses_[ref.document][ref.object] == 0;
    if (!here.triangles.empty()) emit_mesh(here, transform, last);
    for (const Placement& component : here.components)
      emit(*find(component, ref.document), component.transform.then(transform));
  }

  void emit_mesh(Object& mesh, const Transform& transform, bool last) {
    Part part;
    part.name = mesh.name;
    part.soup.weld_group = static_cast<std::uint32_t>(built_.parts.size());
    BigVector<Vec3> vertices = last ? std::move(mesh.vertices) : mesh.vertices;
    part.soup.triangles = last ? std::move(mesh.triangles) : mesh.triangles;
    const bool moved = transform.linear != Mat3::Identity() || transform.offset != Vec3::Zero();
    if (moved) {
      for_each_index(vertices.size(),
                     [&](std::size_t i) { vertices[i] = transform.apply(vertices[i]); });
      not_finite_ = not_finite_ || count_if(vertices.size(), [&](std::size_t i) {
                                     return !is_sound(vertices[i]);
                                   }) > 0;
    }
    if (transform.linear.determinant() < 0)
      for_each_index(part.soup.triangles.size(), [&](std::size_t t) {
        std::swap(part.soup.triangles[t][1], part.soup.triangles[t][2]);
      });
    part.soup.corners = std::move(vertices);
    built_.parts.push_back(std::move(part));
  }

  std::vector<NamedDocument> documents_;
  const ReadLimits& limits_;
  Faults& faults_;
  std::map<std::string, std::size_t> by_name_;
  std::vector<std::vector<Size>> sizes_;
  std::vector<std::vector<std::uint64_t>> uses_;
  Built built_;
  bool not_finite_ = false;
};

}  // namespace

Result<Built> expand(std::vector<NamedDocument> documents, const ReadLimits& limits,
                     Faults& faults) {
  return Expansion(std::move(documents), limits, faults).run();
}

}  // namespace pg::threemf
