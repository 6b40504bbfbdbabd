#include "pipeline/archive/sources.hpp"

#include <glob.h>

#include <filesystem>
#include <map>

#include "io/format.hpp"

namespace pg {
namespace fs = std::filesystem;
namespace {

/// By path; the error of those that are not to be opened.
using Found = std::map<std::string, std::optional<Error>>;

std::optional<Error> why_not_opened(fs::file_type type) {
  if (type == fs::file_type::regular) return std::nullopt;
  if (type == fs::file_type::symlink)
    return Error{ErrorCode::kUnreadable,
                 "This is a symbolic link, which is not followed; name its target as well."};
  return Error{ErrorCode::kUnreadable,
               "This is a pipe, socket or device, not a model file; it is not opened."};
}

void walk(const std::string& top, Found& found) {
  std::vector<std::string> folders = {top};
  while (!folders.empty()) {
    const std::string folder = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
      std::error_code ignored;
      const fs::file_type type = entries->symlink_status(ignored).type();
      const std::string path = entries->path().string();
      if (type == fs::file_type::directory)
        folders.push_back(path);
      else if (has_known_suffix(path) || container_kind(path))
        found.emplace(path, why_not_opened(type));
    }
    if (error)
      found.emplace(folder,
                    Error{ErrorCode::kUnreadable,
                          "This folder cannot be read to its end: " + error.message() + "."});
  }
}

/// Paths that match a pattern, as the shell understands it.
std::vector<std::string> matches(const std::string& pattern) {
  glob_t result{};
  std::vector<std::string> paths;
  if (glob(pattern.c_str(), GLOB_NOSORT, nullptr, &result) == 0)
    paths.assign(result.gl_pathv, result.gl_pathv + result.gl_pathc);
  globfree(&result);
  return paths;
}

/// False: there is nothing of this name.
bool add(const std::string& path, Found& found) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return false;
  if (fs::is_directory(status))
    walk(path, found);
  else
    found.emplace(path, fs::is_regular_file(status) ? std::nullopt : why_not_opened(status.type()));
  return true;
}

Result<Found> find(const std::vector<std::string>& paths, Missing missing) {
  Found found;
  for (const std::string& path : paths) {
    if (add(path, found)) continue;
    bool any = false;
    if (path.find_first_of("*?[") != std::string::npos)
      for (const std::string& match : matches(path)) any = add(match, found) || any;
    if (any) continue;
    if (missing == Missing::kError)
      return Error{ErrorCode::kUnreadable, "There is no file or folder '" + path + "'."};
    found.emplace(path, Error{ErrorCode::kUnreadable,
                              "There is no file of this name (any more); look where it went."});
  }
  return found;
}

void add_models(const std::string& path, ContainerList list, std::vector<Source>& sources) {
  if (list.is_one_model) {
    sources.push_back({.path = path});
    return;
  }
  for (Entry& entry : list.models)
    sources.push_back({.path = path,
                       .entry = std::move(entry.name),
                       .position = entry.position,
                       .bytes = entry.bytes,
                       .refused = std::move(entry.refused)});
  if (list.cut) sources.push_back({.path = path, .refused = std::move(list.cut)});
}

}  // namespace

std::string name_of(const Source& source) {
  return source.entry.empty() ? source.path : source.path + "!/" + source.entry;
}

Result<std::vector<Source>> collect_sources(const std::vector<std::string>& paths, Missing missing,
                                            const ListModels& list) {
  Result<Found> found = find(paths, missing);
  if (!found) return found.error();
  std::vector<Source> sources;
  for (auto& [path, refused] : *found) {
    const auto kind = container_kind(path);
    if (refused || !kind) {
      sources.push_back({.path = path, .refused = std::move(refused)});
      continue;
    }
    Result<ContainerList> models = list(path, *kind);
    if (!models) return models.error();
    add_models(path, std::move(*models), sources);
  }
  for (std::size_t i = 0; i < sources.size(); ++i) sources[i].number = i;
  return sources;
}

}  // namespace pg
