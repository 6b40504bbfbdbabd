#pragma once
/// analyze --defects FILE: the faulty triangles, edges and vertices of a model, to look at.

#include <string>

#include "geometry/result.hpp"
#include "geometry/subject.hpp"

namespace pg::app {

class DefectsWriter {
 public:
  /// Empty: nothing is asked for.
  explicit DefectsWriter(std::string path) : path_(std::move(path)) {}

  /// One model, and a name that says the format; else a sentence for a usage message.
  [[nodiscard]] Result<Ok> check(std::size_t models) const;
  /// Says on stderr what went wrong and returns false, or that the model has no fault (the file is
  /// written then too).
  [[nodiscard]] bool write(const Subject& subject) const;

 private:
  std::string path_;
};

}  // namespace pg::app
