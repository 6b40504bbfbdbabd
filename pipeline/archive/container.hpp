#pragma once
/// Models inside zip and tar archives, read in place: nothing is unpacked to disk, so that no name
/// in an archive can lead anywhere.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/result.hpp"
#include "pipeline/archive/sources.hpp"

namespace pg {

/// By suffix: .zip, .tar, .tar.gz, .tgz and so on.
[[nodiscard]] bool is_archive_name(std::string_view name);

/// One entry as its archive tells it.
struct Entry {
  std::string name;
  std::uint64_t bytes = 0;
  std::optional<Error> refused;  ///< Why it is not read.
};

/// An open archive. Not for two threads at once.
class Container {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Container>> open(const std::string& path,
                                                               const ArchiveLimits& limits);
  virtual ~Container() = default;
  /// The next entry with its position, in the order of the archive; nothing at its end. The error
  /// is that of an archive which cannot be read further.
  [[nodiscard]] virtual Result<std::optional<Entry>> next() = 0;
  /// The bytes of the entry at a position.
  [[nodiscard]] virtual Result<BigVector<std::byte>> read(std::uint64_t position) = 0;
  /// The lowest position that `read` reaches without beginning anew.
  [[nodiscard]] virtual std::uint64_t reach() const = 0;
};

/// Models in an archive, as sources in its order; so are archives within it, refused. An archive
/// that cannot be read to its end is a refused source itself. A 3MF package that is called .zip is
/// one model.
[[nodiscard]] std::vector<Source> list_archive(const std::string& path, const ArchiveLimits& limits);

/// Archives kept open between two models of theirs, for several threads.
class OpenContainers {
 public:
  [[nodiscard]] Result<BigVector<std::byte>> read(const Source& source, const ArchiveLimits& limits);

 private:
  struct Idle {
    std::string path;
    std::unique_ptr<Container> container;
  };
  [[nodiscard]] std::unique_ptr<Container> take(const Source& source);
  void give_back(const std::string& path, std::unique_ptr<Container> container);

  std::mutex mutex_;
  std::vector<Idle> idle_;
};

// The kinds, for Container::open.
[[nodiscard]] Result<std::unique_ptr<Container>> open_zip(const std::string& path,
                                                          const ArchiveLimits& limits);
[[nodiscard]] Result<std::unique_ptr<Container>> open_tar(const std::string& path,
                                                          const ArchiveLimits& limits);

// What both kinds refuse, in the same words.
/// Absolute, or climbing out of the archive.
[[nodiscard]] bool leads_out(std::string_view name);
[[nodiscard]] Error not_a_file(bool link);
/// Set when an entry of so many bytes is over the limits.
[[nodiscard]] std::optional<Error> over_limits(std::uint64_t bytes, std::uint64_t packed_bytes,
                                               const ArchiveLimits& limits);

}  // namespace pg
