#pragma once
/// analyze --defects FILE: the faulty triangles, edges and vertices of a model, to look at.

#include <string>

#include "geometry/result.hpp"
#include "geometry/subject.hpp"

namespace pg::app {

class DefectsWriter {
 public:
  /// Empty: nothing is asked for, and everything else does nothing.
  explicit DefectsWriter(std::string path) : path_(std::move(path)) {}

  /// One model, and a name that says the format; else a sentence for a usage message.
  [[nodiscard]] Result<Ok> check(std::size_t models) const;
  /// Says on stderr what went wrong, or that the model has no fault (the file is written then too).
  void write(const Subject& subject);
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::string path_;
  bool failed_ = false;
};

}  // namespace pg::app
