#pragma once
/// How well the recogniser does on repositories and subjects that it has not seen.

#include <string>
#include <vector>

#include "training/fit.hpp"

namespace pg::training {

/// One real file, judged by what was learned without its source.
struct Unseen {
  std::size_t row = 0;
  std::size_t truth = 0;
  Judgement judgement;
  std::string source = {};
};

/// Each source left out in turn: what was learned without it.
struct Folds {
  std::vector<std::string> sources;
  std::vector<Learned> learned;
};

[[nodiscard]] Folds leave_sources_out(const Table& table, const FitOptions& options);

/// Temperatures and power of size with the least loss on unseen sources: that of the classes first,
/// then that of the groups.
struct Calibration {
  double temperature = 1;
  double group_temperature = 1;
  double size_power = 1;
};

/// Real files in the order of the table; lengths as stored, taken as mm, as a user has them.
[[nodiscard]] std::vector<Unseen> judge_unseen(const Table& table, const Folds& folds,
                                               const Calibration& calibration);

[[nodiscard]] Calibration calibrate(const Table& table, const Folds& folds);
void apply(const Calibration& calibration, Learned& learned);

/// Least probabilities for naming, so that what is named is right often enough; and from which
/// strangeness on nothing is named.
void set_naming(const std::vector<Unseen>& unseen, Learned& learned);

/// Everything of docs/recogniser.md that is measured, as Markdown.
[[nodiscard]] std::string report(const Table& table, const std::vector<Unseen>& unseen,
                                 const Learned& learned, const FitOptions& options);

/// The part of it about strange shapes.
[[nodiscard]] std::string strange_report(const Table& table, const std::vector<Unseen>& unseen,
                                         const Learned& learned);

/// One line for the provenance.
[[nodiscard]] std::string summary(const Table& table, const std::vector<Unseen>& unseen,
                                  const Learned& learned);

}  // namespace pg::training
