#include "io/container/container.hpp"

#include <fmt/format.h>
#include <unistd.h>

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

std::optional<Error> why_refused(const Entry& entry) {
  if (leads_out(entry.name))
    return Error{ErrorCode::kMalformed,
                 "The name of this entry leads out of the archive; do not trust it."};
  if (entry.refused) return entry.refused;
  if (container_kind(entry.name))
    return Error{ErrorCode::kUnsupported,
                 "This is an archive within an archive, which is not opened; unpack the outer one."};
  return std::nullopt;
}

}  // namespace

std::optional<ContainerKind> container_kind(std::string_view name) {
  if (has_suffix(name, ".zip")) return ContainerKind::kZip;
  for (const std::string_view suffix : kTarSuffixes)
    if (has_suffix(name, suffix)) return ContainerKind::kTar;
  return std::nullopt;
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

Error too_many_entries(std::uint64_t most) {
  return {ErrorCode::kTooLarge,
          fmt::format("The archive holds more than {} entries; the rest is not read. Raise "
                      "--max-archive-entries if that is meant.",
                      most)};
}

std::optional<Error> bomb(std::uint64_t bytes, std::uint64_t packed_bytes,
                          const ReadLimits& limits) {
  constexpr std::uint64_t kRatioFromBytes = std::uint64_t{1} << 20;
  const auto packed = static_cast<double>(std::max<std::uint64_t>(packed_bytes, 1));
  if (bytes <= kRatioFromBytes || static_cast<double>(bytes) <= limits.inflate_ratio_max * packed)
    return std::nullopt;
  return Error{ErrorCode::kTooLarge,
               fmt::format("This unpacks to more than {:.0f} times its packed size; do not trust "
                           "it, or raise --max-inflate-ratio.",
                           limits.inflate_ratio_max)};
}

std::optional<Error> over_limits(std::uint64_t bytes, std::uint64_t packed_bytes,
                                 const ReadLimits& limits) {
  if (bytes > limits.input_bytes_max)
    return Error{ErrorCode::kTooLarge,
                 fmt::format("This entry unpacks to {} bytes, over the limit of {}; raise "
                             "--max-bytes if it is meant to be so large.",
                             bytes, limits.input_bytes_max)};
  return bomb(bytes, packed_bytes, limits);
}

std::string as_utf8(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size();) {
    const auto first = static_cast<unsigned char>(name[i]);
    const std::size_t more = first < 0x80 ? 0 : first >= 0xC2 && first < 0xE0 ? 1
                             : first >= 0xE0 && first < 0xF0                  ? 2
                             : first >= 0xF0 && first < 0xF5                  ? 3
                                                                              : 9;
    bool whole = more < 4 && i + more < name.size();
    for (std::size_t j = 1; whole && j <= more; ++j)
      whole = (static_cast<unsigned char>(name[i + j]) & 0xC0) == 0x80;
    // Overlong forms, surrogates and what lies beyond Unicode show in the second byte.
    const auto second = static_cast<unsigned char>(whole && more > 0 ? name[i + 1] : '\0');
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
      whole = false;
    if (whole)
      text += name.substr(i, more + 1);
    else
      text += "\xEF\xBF\xBD";
    i += whole ? more + 1 : 1;
  }
  return text;
}

Result<std::unique_ptr<Container>> Container::open(int descriptor, ContainerKind kind,
                                                   const ReadLimits& limits) {
  return kind == ContainerKind::kTar ? open_tar(descriptor, limits) : open_zip(descriptor, limits);
}

ContainerList list_models(Container& container, ContainerKind kind) {
  ContainerList list;
  while (true) {
    auto entry = container.next();
    if (!entry) {
      list.cut = entry.error();
      return list;
    }
    if (!*entry) return list;
    Entry& found = **entry;
    if (found.name == "[Content_Types].xml" && kind == ContainerKind::kZip)
      return {.models = {}, .cut = {}, .is_one_model = true};
    if (!has_known_suffix(found.name) && !container_kind(found.name)) continue;
    found.refused = why_refused(found);
    list.models.push_back(std::move(found));
  }
}

bool LastContainer::is_same(const struct stat& status) const {
  return container_ != nullptr && status.st_dev == status_.st_dev &&
         status.st_ino == status_.st_ino && status.st_size == status_.st_size &&
         status.st_mtim.tv_sec == status_.st_mtim.tv_sec &&
         status.st_mtim.tv_nsec == status_.st_mtim.tv_nsec;
}

Result<BigVector<std::byte>> LastContainer::read(int descriptor, ContainerKind kind,
                                                 std::uint64_t position, const ReadLimits& limits) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) status = {};
  if (is_same(status) && container_->reach() <= position) {
    close(descriptor);
  } else {
    container_.reset();
    auto opened = Container::open(descriptor, kind, limits);
    if (!opened) return opened.error();
    container_ = std::move(*opened);
    status_ = status;
  }
  auto bytes = container_->read(position);
  if (!bytes) container_.reset();  // what follows a damaged place is read anew
  return bytes;
}

}  // namespace pg
