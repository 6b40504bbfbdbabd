#include "training/steadiness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "geometry/parallel.hpp"
#include "io/unit_plausibility.hpp"
#include "pipeline/classes/learned.hpp"
#include "pipeline/classes/shape/numbers.hpp"
#include "testdata/alter.hpp"
#include "training/corpus.hpp"
#include "training/hard_negatives.hpp"

namespace pg::training {
namespace {

using shapes::Random;

/// Of each kind of hard negative.
constexpr std::size_t kAsked = 12;

struct Opinion {
  std::size_t likeliest = 0;
  std::size_t likeliest_group = 0;
  std::optional<std::size_t> named;
  std::optional<CoarseGroup> group;
  bool unit_doubted = false;
};

std::optional<Opinion> opinion_of(TriMesh mesh) {
  const double longest_mm = longest_side_mm(mesh);
  const Subject subject(std::move(mesh));
  const ShapeNumbers numbers = shape_numbers(subject, shape_features(subject));
  if (numbers.values.empty()) return std::nullopt;
  const Judgement judgement = judge(learned(), numbers);
  Opinion opinion;
  Eigen::Index best = 0;
  judgement.probability.maxCoeff(&best);
  opinion.likeliest = static_cast<std::size_t>(best);
  opinion.likeliest_group = static_cast<std::size_t>(
      std::max_element(judgement.group.begin(), judgement.group.end()) - judgement.group.begin());
  opinion.named = named_class(learned(), judgement);
  opinion.group = named_group(learned(), judgement);
  opinion.unit_doubted = !fits_anatomy(longest_mm) ||
                         (judgement.size && better_unit(learned(), judgement, *judgement.size));
  return opinion;
}

struct Change {
  const char* name;
  TriMesh (*apply)(const TriMesh& mesh);
};

TriMesh noisy(const TriMesh& mesh, double share_of_diagonal) {
  Random random(3);
  return shapes::noisy(mesh, share_of_diagonal, random);
}

constexpr Change kChanges[] = {
    {"turned",
     [](const TriMesh& m) {
       return shapes::transformed(m, shapes::a_rotation(), Vec3(30, 20, 10));
     }},
    {"faces inverted", [](const TriMesh& m) { return shapes::inverted(m); }},
    {"subdivided", [](const TriMesh& m) { return shapes::subdivided(m); }},
    {"5 % of the facets", [](const TriMesh& m) { return shapes::decimated(m, 0.05); }},
    {"20 % of the facets", [](const TriMesh& m) { return shapes::decimated(m, 0.2); }},
    {"noise of 0.1 % of the diagonal", [](const TriMesh& m) { return noisy(m, 0.001); }},
    {"noise of 1 % of the diagonal", [](const TriMesh& m) { return noisy(m, 0.01); }},
    {"10 % cut off",
     [](const TriMesh& m) {
       Random random(5);
       return shapes::cropped(m, 0.1, random);
     }},
};

constexpr double kUnits[] = {10, 25.4, 1000, 0.1, 1 / 25.4, 0.001};

struct Asked {
  bool right = false;  // as it is
  bool of_body = false;
  std::array<int, std::size(kChanges)> same{};  // -1: nothing was left to judge
  std::array<bool, std::size(kUnits)> same_in_unit{};
  std::array<bool, std::size(kUnits)> flagged{};
  bool flagged_as_is = false;
};

Asked ask(const CorpusFile& file, const TriMesh& mesh) {
  Asked asked;
  const std::optional<Opinion> first = opinion_of(mesh);
  if (!first) return asked;
  asked.right = all_classes()[first->likeliest].id == file.class_id;
  const ModelClass* const kind = find_class(file.class_id);
  asked.of_body = kind != nullptr && kind->group != CoarseGroup::kObject && file.mm_per_unit;
  if (asked.right)
    for (std::size_t i = 0; i < std::size(kChanges); ++i) {
      const std::optional<Opinion> then = opinion_of(kChanges[i].apply(mesh));
      asked.same[i] = !then ? -1 : then->likeliest == first->likeliest;
    }
  if (!asked.right && !asked.of_body) return asked;
  const TriMesh life_size = shapes::scaled(mesh, file.mm_per_unit.value_or(1));
  const std::optional<Opinion> alive = opinion_of(life_size);
  if (!alive) return asked;
  asked.flagged_as_is = alive->unit_doubted;
  for (std::size_t i = 0; i < std::size(kUnits); ++i) {
    const std::optional<Opinion> then = opinion_of(shapes::scaled(life_size, kUnits[i]));
    asked.same_in_unit[i] = then && then->likeliest == alive->likeliest;
    asked.flagged[i] = then && then->unit_doubted;
  }
  return asked;
}

std::string row(std::string_view what, int part, int of, std::string_view target) {
  return fmt::format("| {} | {} of {} ({:.0f} %) | {} |\n", what, part, of,
                     100.0 * part / std::max(1, of), target);
}

std::string changes_table(const std::vector<Asked>& all) {
  std::string text =
      "| what happened to the file | same likeliest class | target |\n| --- | --- | --- |\n";
  int right = 0;
  for (const Asked& one : all) right += one.right;
  for (std::size_t i = 0; i < std::size(kChanges); ++i) {
    int same = 0, gone = 0;
    for (const Asked& one : all) {
      same += one.right && one.same[i] == 1;
      gone += one.right && one.same[i] == -1;
    }
    text += row(kChanges[i].name, same, right - gone, "95 %");
  }
  return text;
}

std::string units_table(const std::vector<Asked>& all) {
  std::string text =
      "| lengths times | same likeliest class | unit doubted, models of the body | target |\n"
      "| --- | --- | --- | --- |\n";
  int right = 0, of_body = 0, doubted = 0;
  for (const Asked& one : all) {
    right += one.right;
    of_body += one.of_body;
    doubted += one.of_body && one.flagged_as_is;
  }
  text += fmt::format("| 1 | | {} of {} | few |\n", doubted, of_body);
  for (std::size_t i = 0; i < std::size(kUnits); ++i) {
    int same = 0, flagged = 0;
    for (const Asked& one : all) {
      same += one.right && one.same_in_unit[i];
      flagged += one.of_body && one.flagged[i];
    }
    text += fmt::format("| {:.3g} | {} of {} ({:.0f} %) | {} of {} ({:.0f} %) | 95 %, 90 % |\n",
                        kUnits[i], same, right, 100.0 * same / std::max(1, right), flagged, of_body,
                        100.0 * flagged / std::max(1, of_body));
  }
  return text;
}

/// Bones of known unit that a plate can be fitted to.
std::vector<TriMesh> bones_mm(const std::vector<CorpusFile>& files,
                              const std::vector<TriMesh>& meshes) {
  std::vector<TriMesh> bones;
  for (std::size_t i = 0; i < files.size(); ++i)
    if (files[i].class_id == "cmf_bone" && files[i].mm_per_unit &&
        meshes[i].triangles.size() > 2000)
      bones.push_back(shapes::scaled(meshes[i], *files[i].mm_per_unit));
  return bones;
}

std::string hard_negatives_table(const std::vector<TriMesh>& bones) {
  std::string text =
      "| made | asked | likeliest a guide | named a guide |\n"
      "| --- | --- | --- | --- |\n";
  for (const HardNegative& kind : hard_negatives()) {
    std::array<std::optional<Opinion>, kAsked> said;
    for_each_index(
        kAsked,
        [&](std::size_t k) {
          Random random(1000 + k);
          const TriMesh mesh = kind.make(bones[random.below(bones.size())], random);
          if (!mesh.triangles.empty()) said[k] = opinion_of(mesh);
        },
        1);
    int asked = 0, likeliest = 0, named = 0;
    for (const std::optional<Opinion>& one : said) {
      if (!one) continue;
      ++asked;
      likeliest += one->likeliest_group == static_cast<std::size_t>(CoarseGroup::kGuide);
      named += one->group == CoarseGroup::kGuide ||
               (one->named && all_classes()[*one->named].group == CoarseGroup::kGuide);
    }
    text += fmt::format("| {} | {} | {} | {} |\n", kind.name, asked, likeliest, named);
  }
  return text;
}

}  // namespace

Result<std::string> steadiness(const std::filesystem::path& corpus) {
  const Result<std::vector<CorpusFile>> files = read_corpus(corpus);
  if (!files) return files.error();
  std::vector<TriMesh> meshes(files->size());
  std::vector<Asked> all(files->size());
  for_each_index(
      files->size(),
      [&](std::size_t i) {
        Result<TriMesh> mesh = load_mesh(corpus, (*files)[i]);
        if (!mesh) return;
        meshes[i] = std::move(*mesh);
        all[i] = ask((*files)[i], meshes[i]);
      },
      1);
  return changes_table(all) + "\n" + units_table(all) + "\n" +
         hard_negatives_table(bones_mm(*files, meshes));
}

}  // namespace pg::training
