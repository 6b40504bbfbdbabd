#include "pipeline/archive/container.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "io/format.hpp"

namespace pg {
namespace {

constexpr std::array<std::string_view, 9> kTarSuffixes = {
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst"};

bool has_suffix(std::string_view name, std::string_view suffix) {
  if (name.size() <= suffix.size()) return false;
  const std::string_view tail = name.substr(name.size() - suffix.size());
  return std::equal(tail.begin(), tail.end(), suffix.begin(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

bool is_tar_name(std::string_view name) {
  return std::any_of(kTarSuffixes.begin(), kTarSuffixes.end(),
                     [&](std::string_view suffix) { return has_suffix(name, suffix); });
}

std::optional<Error> why_refused(const Entry& entry) {
  if (is_archive_name(entry.name))
    return Error{ErrorCode::kUnsupported,
                 "This is an archive within an archive, which is not opened; unpack the outer one."};
  if (leads_out(entry.name))
    return Error{ErrorCode::kMalformed,
                 "The name of this entry leads out of the archive; do not trust it."};
  return entry.refused;
}

}  // namespace

bool is_archive_name(std::string_view name) {
  return has_suffix(name, ".zip") || is_tar_name(name);
}

bool leads_out(std::string_view name) {
  if (!name.empty() && (name[0] == '/' || name[0] == '\\')) return true;
  if (name.size() > 1 && name[1] == ':') return true;  // a drive of Windows
  std::size_t from = 0;
  while (from <= name.size()) {
    const std::size_t to = std::min(name.find_first_of("/\\", from), name.size());
    if (name.substr(from, to - from) == "..") return true;
    from = to + 1;
  }
  return false;
}

Error not_a_file(bool link) {
  return {ErrorCode::kUnreadable, link ? "This entry is a link, which is not followed."
                                       : "This entry is a pipe or device, not a model file."};
}

std::optional<Error> over_limits(std::uint64_t bytes, std::uint64_t packed_bytes,
                                 const ArchiveLimits& limits) {
  constexpr std::uint64_t kRatioFromBytes = std::uint64_t{1} << 20;
  if (bytes > limits.input_bytes_max)
    return Error{ErrorCode::kTooLarge,
                 fmt::format("This entry unpacks to {} bytes, over the limit of {}; raise "
                             "--max-bytes if it is meant to be so large.",
                             bytes, limits.input_bytes_max)};
  if (bytes > kRatioFromBytes && static_cast<double>(bytes) >
                                     limits.inflate_ratio_max *
                                         static_cast<double>(std::max<std::uint64_t>(packed_bytes, 1)))
    return Error{ErrorCode::kTooLarge,
                 fmt::format("This unpacks to more than {:.0f} times its packed size; do not trust "
                             "it, or raise --max-inflate-ratio.",
                             limits.inflate_ratio_max)};
  return std::nullopt;
}

Result<std::unique_ptr<Container>> Container::open(const std::string& path,
                                                   const ArchiveLimits& limits) {
  return is_tar_name(path) ? open_tar(path, limits) : open_zip(path, limits);
}

std::vector<Source> list_archive(const std::string& path, const ArchiveLimits& limits) {
  std::vector<Source> sources;
  auto container = Container::open(path, limits);
  if (!container) return {{.path = path, .refused = container.error()}};
  for (std::uint64_t position = 0;; ++position) {
    const auto entry = (*container)->next();
    if (!entry) {
      sources.push_back({.path = path, .refused = entry.error()});
      return sources;
    }
    if (!*entry) return sources;
    const Entry& found = **entry;
    if (found.name == "[Content_Types].xml" && !is_tar_name(path)) return {{.path = path}};
    if (!has_known_suffix(found.name) && !is_archive_name(found.name)) continue;
    sources.push_back(
        {.path = path, .entry = found.name, .position = position, .bytes = found.bytes,
         .refused = why_refused(found)});
  }
}

Result<BigVector<std::byte>> OpenContainers::read(const Source& source, const ArchiveLimits& limits) {
  std::unique_ptr<Container> container = take(source);
  if (container == nullptr) {
    auto opened = Container::open(source.path, limits);
    if (!opened) return opened.error();
    container = std::move(*opened);
  }
  auto bytes = container->read(source.position);
  give_back(source.path, std::move(container));
  return bytes;
}

/// That which has least to skip.
std::unique_ptr<Container> OpenContainers::take(const Source& source) {
  const std::lock_guard lock(mutex_);
  auto best = idle_.end();
  for (auto it = idle_.begin(); it != idle_.end(); ++it)
    if (it->path == source.path && it->container->reach() <= source.position &&
        (best == idle_.end() || it->container->reach() > best->container->reach()))
      best = it;
  if (best == idle_.end()) return nullptr;
  std::unique_ptr<Container> container = std::move(best->container);
  idle_.erase(best);
  return container;
}

void OpenContainers::give_back(const std::string& path, std::unique_ptr<Container> container) {
  constexpr std::size_t kIdleMax = 8;
  const std::lock_guard lock(mutex_);
  if (idle_.size() == kIdleMax) idle_.erase(idle_.begin());
  idle_.push_back({path, std::move(container)});
}

}  // namespace pg
