#pragma once
/// One look at a watched folder.

#include <filesystem>
#include <string>
#include <vector>

#include "geometry/result.hpp"
#include "pipeline/intake/settle.hpp"

struct stat;

namespace pg {

[[nodiscard]] FileSignature signature_of(const struct stat& status);

struct FoundFile {
  std::string relative;     ///< Path under the root, in the file system's bytes.
  std::string case_folder;  ///< First component; empty for a file directly in the root.
  FileSignature signature;
};

struct Scan {
  std::vector<FoundFile> files;      ///< Regular files with a model's name, by path.
  std::vector<FoundFile> case_files; ///< case.json directly in the folders of cases.
  std::vector<std::string> folders;  ///< All folders, the root ("") first.
  std::size_t skipped_folders = 0;   ///< Not readable, or deeper than kScanDepthMax.
};

/// Folders nested deeper are left out: no case has such a tree, a loop of mounts could.
inline constexpr int kScanDepthMax = 32;

/// Looks only at names and status: opens no file, follows no symbolic link, leaves out dot folders.
/// An error only when the root itself cannot be read.
[[nodiscard]] Result<Scan> scan_folder(const std::filesystem::path& root);

}  // namespace pg
