#include "pipeline/archive/sources.hpp"

#include <algorithm>
#include <set>

#include "io/format.hpp"

namespace pg {
namespace fs = std::filesystem;

Result<std::vector<fs::path>> collect_sources(const std::vector<std::string>& paths) {
  std::set<std::string> found;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
      return Error{ErrorCode::kUnreadable, "There is no file or folder '" + path + "'."};
    if (!fs::is_directory(status)) {
      found.insert(path);
      continue;
    }
    fs::recursive_directory_iterator walk(path, fs::directory_options::skip_permission_denied,
                                          error);
    if (error)
      return Error{ErrorCode::kUnreadable,
                   "The folder '" + path + "' cannot be read: " + error.message() + "."};
    for (; walk != fs::recursive_directory_iterator(); walk.increment(error)) {
      if (error)
        return Error{ErrorCode::kUnreadable,
                     "A folder below '" + path + "' cannot be read: " + error.message() + "."};
      const fs::directory_entry& entry = *walk;
      if (entry.is_symlink(error) || !entry.is_regular_file(error)) continue;
      if (has_known_suffix(entry.path().filename().string())) found.insert(entry.path().string());
    }
  }
  return std::vector<fs::path>(found.begin(), found.end());
}

}  // namespace pg
