#include "pipeline/classes/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr double kWorthSaying = 0.3;  // of the surface
constexpr double kClearly = 0.25;     // of a unit of log odds: what speaks less is not said

std::string with_number(const FeatureInfo& info, double value) {
  std::string number;
  if (info.scale == FeatureInfo::Scale::kShare) {
    number = fmt::format("{:.0f} %", 100 * value);
  } else if (value >= 10) {
    number = fmt::format("{:.0f}", value);
  } else {
    number = fmt::format("{:.1f}", value);
  }
  std::string words(info.words);
  words.replace(words.find("{}"), 2, number);
  return words;
}

std::string words_for(const ShapeFeatures& features, Feature feature) {
  return with_number(info_of(feature), *(features.*feature));
}

std::string sentence(std::string words) {
  if (words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words + '.';
}

double number_of(const ShapeNumbers& numbers, std::string_view name) {
  const auto it = std::find(numbers.names.begin(), numbers.names.end(), name);
  return it == numbers.names.end()
             ? std::nan("")
             : numbers.values[static_cast<std::size_t>(it - numbers.names.begin())];
}

void say_size(const ShapeFeatures& features, bool unit_unlikely,
              std::vector<std::string>& evidence) {
  if (!features.longest_mm) return;
  std::string words = words_for(features, &F::longest_mm) + ", " +
                      words_for(features, &F::middle_mm) + ", " +
                      words_for(features, &F::shortest_mm);
  if (unit_unlikely) words += ": not a size that suits the shape; check the unit";
  evidence.push_back(sentence(std::move(words)));
}

/// "Tube of 24 mm along a line of 260 mm, 3 branches."
void say_centreline(const ShapeFeatures& features, const ShapeNumbers& numbers,
                    std::vector<std::string>& evidence) {
  const double radius_mm = std::exp(number_of(numbers, "mm_radius"));
  const double slender = std::exp(number_of(numbers, "line_slender"));
  const double aside = number_of(numbers, "branch_share");
  if (!std::isfinite(radius_mm * slender * aside)) return;
  const bool tubular = features.tube_share && *features.tube_share > kWorthSaying;
  const int branches =
      static_cast<int>(std::lround(std::expm1(number_of(numbers, "branch_count"))));
  if (tubular || slender > 9) {
    const double calibre = 2 * radius_mm * std::exp(number_of(numbers, "line_radius"));
    const double length = radius_mm * std::exp(number_of(numbers, "line_length"));
    evidence.push_back(fmt::format("One line of {:.0f} mm through the body, {:.0f} mm thick, {}.",
                                   length, calibre,
                                   branches == 0   ? "without branches"
                                   : branches == 1 ? "1 branch"
                                                   : fmt::format("{} branches", branches)));
    return;
  }
  int chambers = 1;
  for (int k = 2; k <= 8; ++k)
    if (number_of(numbers, "packed_" + std::to_string(k)) > 0.5) ++chambers;
  evidence.push_back(chambers == 1
                         ? "One compact mass."
                         : fmt::format("{} masses or chambers of like size, {:.0f} mm the largest.",
                                       chambers,
                                       2 * radius_mm * std::exp(number_of(numbers, "packed_1"))));
}

void say_walls(const ShapeFeatures& features, const ShapeNumbers& numbers,
               std::vector<std::string>& evidence) {
  const double solid = number_of(numbers, "body_solid");
  if (features.plate_share && *features.plate_share >= kWorthSaying) {
    std::string words = words_for(features, &F::plate_share);
    if (features.wall_mm) words += ", " + words_for(features, &F::wall_mm);
    evidence.push_back(sentence(std::move(words)));
  } else if (solid < 0.6) {
    evidence.push_back(fmt::format("Hollow: {:.0f} % of the body is material.", 100 * solid));
  }
  if (features.planar_share)
    evidence.push_back(*features.planar_share < 0.02
                           ? "No large planar faces."
                           : sentence(words_for(features, &F::planar_share)));
}

/// The features with words that moved the odds between the two likeliest classes the most.
void say_balance(const Learned& learned, const Judgement& judgement, const ShapeFeatures& features,
                 std::vector<std::string>& evidence) {
  Eigen::Index best = 0;
  judgement.probability.maxCoeff(&best);
  Eigen::VectorXd others = judgement.probability;
  others[best] = -1;
  Eigen::Index second = 0;
  others.maxCoeff(&second);
  std::string strongest;
  std::string against;
  double most = kClearly;
  double least = -kClearly;
  for (std::size_t i = 0; i < learned.names.size(); ++i) {
    const auto k = static_cast<Eigen::Index>(i);
    const std::span<const FeatureInfo> all = all_features();
    const auto info = std::find_if(all.begin(), all.end(), [&](const FeatureInfo& entry) {
      return entry.id == learned.names[i];
    });
    if (info == all.end() || !(features.*(info->member))) continue;
    const double odds =
        (learned.weights(best, k) - learned.weights(second, k)) * judgement.standard[k];
    if (odds > most) {
      most = odds;
      strongest = words_for(features, info->member);
    } else if (odds < least) {
      least = odds;
      against = words_for(features, info->member);
    }
  }
  const std::span<const ModelClass> classes = all_classes();
  std::string words =
      fmt::format("Likeliest '{}', then '{}'", classes[static_cast<std::size_t>(best)].title,
                  classes[static_cast<std::size_t>(second)].title);
  if (!strongest.empty()) words += "; for the first: " + strongest;
  if (!against.empty()) words += "; against it: " + against;
  evidence.push_back(words + '.');
}

}  // namespace

std::vector<std::string> evidence_for(const Learned& learned, const Judgement& judgement,
                                      const ShapeFeatures& features, const ShapeNumbers& numbers,
                                      bool unit_unlikely) {
  std::vector<std::string> evidence;
  say_size(features, unit_unlikely, evidence);
  say_centreline(features, numbers, evidence);
  say_walls(features, numbers, evidence);
  say_balance(learned, judgement, features, evidence);
  if (judgement.strangeness > learned.strange_from)
    evidence.push_back(
        fmt::format("Unlike anything learned: {:.0f} % of the trees that tell strange shapes from "
                    "models with a class say so, {:.0f} % or less with nearly all real files.",
                    100 * judgement.strangeness, 100 * learned.strange_from));
  return evidence;
}

}  // namespace pg
