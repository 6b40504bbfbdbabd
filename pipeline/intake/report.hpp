#pragma once
/// Files beside the record, a model each: DIR/CASE/HASH.json (the reading), .html (the sheet) and
/// .png (the preview). HASH is the beginning of the content's: no file name is in any of it. For
/// any number of threads.

#include <filesystem>
#include <string>

#include "geometry/result.hpp"
#include "pipeline/worker/pictures.hpp"

namespace pg {

class Reports {
 public:
  explicit Reports(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Makes the folder. Error: a sentence without its name.
  [[nodiscard]] Result<Ok> prepare() const;
  /// On disk when this returns; each file is whole or not there, and the reading comes last.
  [[nodiscard]] Result<Ok> write(const std::string& case_id, const std::string& sha256,
                                 const std::string& reading, const WorkerPictures& pictures) const;
  [[nodiscard]] bool complete(const std::string& case_id, const std::string& sha256) const;

 private:
  [[nodiscard]] std::filesystem::path stem(const std::string& case_id,
                                           const std::string& sha256) const;

  std::filesystem::path folder_;
};

}  // namespace pg
