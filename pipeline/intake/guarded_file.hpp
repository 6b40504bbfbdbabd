#pragma once
/// A file of a watched folder, opened so that nothing outside the folder can be reached.

#include <filesystem>
#include <string>

#include "geometry/result.hpp"
#include "pipeline/intake/settle.hpp"
#include "pipeline/worker/message.hpp"

namespace pg {

/// The folder that holds `relative` under `root`, no symbolic link followed. Errors as open_in.
[[nodiscard]] Result<Descriptor> open_folder_of(const std::filesystem::path& root,
                                                const std::string& relative);
/// SHA-256 of the whole content in hex, read in pieces.
[[nodiscard]] Result<std::string> sha256_of(int descriptor);

class GuardedFile {
 public:
  GuardedFile() = default;
  ~GuardedFile();
  GuardedFile(GuardedFile&& other) noexcept;
  GuardedFile& operator=(GuardedFile&&) = delete;

  /// Opens `relative` under the folder `root`, each component without following symbolic links.
  /// The folder is opened each time: a share that is mounted anew is another folder. The error's
  /// sentence holds no name. kNotApplicable: the file is no longer there. kStore: the folder cannot
  /// be had.
  [[nodiscard]] static Result<GuardedFile> open_in(const std::filesystem::path& root,
                                                   const std::string& relative);

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] FileSignature signature()
      const;  ///< As the file is now; empty when it cannot be told.
  /// The first bytes of the content, `most` of them where there are so many.
  [[nodiscard]] Result<std::string> beginning(std::size_t most) const;
  [[nodiscard]] Result<std::string> sha256() const { return sha256_of(descriptor_); }

 private:
  int descriptor_ = -1;
};

}  // namespace pg
