#pragma once
/// A file of a watched folder, opened so that nothing outside the folder can be reached.

#include <filesystem>
#include <string>

#include "geometry/result.hpp"
#include "pipeline/intake/settle.hpp"

namespace pg {

class GuardedFile {
 public:
  GuardedFile() = default;
  ~GuardedFile();
  GuardedFile(GuardedFile&& other) noexcept;
  GuardedFile& operator=(GuardedFile&&) = delete;

  /// Opens `relative` under the open folder `root`, each component without following symbolic
  /// links. The error's sentence holds no name.
  /// kNotApplicable: it is no longer there.
  [[nodiscard]] static Result<GuardedFile> open_beneath(int root, const std::string& relative);
  /// The same under a folder that is opened for it: a share that is mounted anew is another folder.
  /// kStore: that folder cannot be had.
  [[nodiscard]] static Result<GuardedFile> open_in(const std::filesystem::path& root,
                                                   const std::string& relative);

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] FileSignature signature()
      const;  ///< As the file is now; empty when it cannot be told.
  /// SHA-256 of the whole content in hex, read in pieces.
  [[nodiscard]] Result<std::string> sha256() const;

 private:
  int descriptor_ = -1;
};

}  // namespace pg
