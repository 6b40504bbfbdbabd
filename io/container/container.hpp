#pragma once
/// Models inside zip and tar archives, read in place from an open descriptor: nothing is unpacked
/// to disk, so that no name in an archive can lead anywhere, and nothing is opened, so that a
/// process which may open nothing can do it.

#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/result.hpp"
#include "io/limits.hpp"

namespace pg {

enum class ContainerKind : std::uint8_t { kZip, kTar };
/// By suffix: .zip, .tar, .tar.gz, .tgz and so on. Nothing: not the name of an archive.
[[nodiscard]] std::optional<ContainerKind> container_kind(std::string_view name);

/// One entry as its archive tells it.
struct Entry {
  std::string name;            ///< UTF-8, whatever it was.
  std::uint64_t position = 0;  ///< Place in the archive, from 0.
  std::uint64_t bytes = 0;     ///< Unpacked.
  std::optional<Error> refused{};  ///< Why it is not read.
};

/// An open archive. Not for two threads at once.
class Container {
 public:
  /// Takes the descriptor over, whatever comes of it.
  [[nodiscard]] static Result<std::unique_ptr<Container>> open(int descriptor, ContainerKind kind,
                                                               const ReadLimits& limits);
  virtual ~Container() = default;
  /// The next entry in the order of the archive; nothing at its end. The error is that of an
  /// archive which cannot be read further.
  [[nodiscard]] virtual Result<std::optional<Entry>> next() = 0;
  /// The bytes of the entry at a position.
  [[nodiscard]] virtual Result<BigVector<std::byte>> read(std::uint64_t position) = 0;
  /// The lowest position that `read` reaches without beginning anew.
  [[nodiscard]] virtual std::uint64_t reach() const = 0;
};

/// What an archive holds for us.
struct ContainerList {
  std::vector<Entry> models;      ///< And archives within it, refused.
  std::optional<Error> cut{};     ///< Why the list ends early.
  bool is_one_model = false;      ///< A 3MF package that is called .zip.
};
[[nodiscard]] ContainerList list_models(Container& container, ContainerKind kind);

/// The archive looked into last stays open: the next model is often in the same one.
class LastContainer {
 public:
  /// The bytes of the entry at a position. Takes the descriptor over.
  [[nodiscard]] Result<BigVector<std::byte>> read(int descriptor, ContainerKind kind,
                                                  std::uint64_t position,
                                                  const ReadLimits& limits);

 private:
  [[nodiscard]] bool is_same(const struct stat& status) const;

  std::unique_ptr<Container> container_;
  struct stat status_ {};
};

/// Opens what the C library needs to read names in other alphabets, once and for good: archives can
/// then be read in a process that may not open files.
void keep_alphabets();

// The kinds, for Container::open.
[[nodiscard]] Result<std::unique_ptr<Container>> open_zip(int descriptor, const ReadLimits& limits);
[[nodiscard]] Result<std::unique_ptr<Container>> open_tar(int descriptor, const ReadLimits& limits);

// What both kinds refuse, in the same words.
/// Absolute, or climbing out of the archive.
[[nodiscard]] bool leads_out(std::string_view name);
[[nodiscard]] Error not_a_file(bool link);
[[nodiscard]] Error too_many_entries(std::uint64_t most);
/// Set when so many bytes, packed into so many, are over the limits.
[[nodiscard]] std::optional<Error> over_limits(std::uint64_t bytes, std::uint64_t packed_bytes,
                                               const ReadLimits& limits);
/// Unpacks to far more than its size.
[[nodiscard]] std::optional<Error> bomb(std::uint64_t bytes, std::uint64_t packed_bytes,
                                        const ReadLimits& limits);
/// What is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string as_utf8(std::string_view name);

}  // namespace pg
