#pragma once
/// Where recorded files are moved when the site says so (`watch --archive DIR`): under the same path
/// as in the watched folder. Nothing is ever overwritten, and at each moment, also in a crash or a
/// power cut, the file is whole in one of the two places, or in both.
///
/// Method  Within a file system a rename that refuses to replace; across file systems a copy under a
///         hidden name, checked by its hash, put on disk, renamed in the same way, and only then the
///         file is removed. A name that is taken by other content gets a number, "part (2).stl"; by
///         the same content, the archive has the file already.
/// Limits  A file that somebody has open for writing, or that is no longer what was recorded, stays
///         where it is. Where the file system cannot tell who writes (network shares), only the
///         second holds.

#include <filesystem>
#include <string>

#include "geometry/result.hpp"
#include "pipeline/intake/settle.hpp"

namespace pg {

class FileArchive {
 public:
  FileArchive(std::filesystem::path root, std::filesystem::path folder)
      : root_(std::move(root)), folder_(std::move(folder)) {}

  /// Makes the folder. Error: a sentence without its name.
  [[nodiscard]] Result<Ok> prepare() const;
  /// Moves a file of the watched folder; on disk when this returns. False: not now, it stays.
  /// Errors (kStore) for what a person has to mend; the file stays.
  [[nodiscard]] Result<bool> put_away(const std::string& relative, const std::string& sha256,
                                      const FileSignature& recorded) const;

 private:
  const std::filesystem::path root_;
  const std::filesystem::path folder_;
};

}  // namespace pg
