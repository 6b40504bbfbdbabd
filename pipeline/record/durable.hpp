#pragma once
/// Files that are on disk when we say so: after a power cut their content and their names are there.
///
/// A file's content is safe after fsync of the file, its name after fsync of the folder that holds
/// it. Functions return an errno; 0: all is well.

#include <filesystem>
#include <string_view>

namespace pg {

/// Writes all of it, however often the system takes only a part.
[[nodiscard]] int write_all(int file, std::string_view content);

/// Puts the names in a folder on disk; an empty path is the current folder.
[[nodiscard]] int sync_folder(const std::filesystem::path& folder);

/// Makes what is missing of a path, `mode` as in mkdir(2); their names are on disk when this returns.
[[nodiscard]] int make_folders(const std::filesystem::path& path, unsigned mode);

/// Writes a file under another name, puts it on disk and lets it take its name: readers see the
/// earlier content or the whole new one. `mode` as in open(2). Its new name is on disk after
/// sync_folder: once for several files of a folder.
[[nodiscard]] int replace_file(const std::filesystem::path& path, std::string_view content,
                               unsigned mode);

}  // namespace pg
