#pragma once
/// The ZIP container of a 3MF file (libzip inside), read only, within limits.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/result.hpp"
#include "io/limits.hpp"

namespace pg::threemf {

class Archive {
 public:
  /// Refuses damaged directories, equal names (also when they differ by case only), encrypted
  /// entries and ways of packing other than stored and deflated.
  [[nodiscard]] static Result<std::unique_ptr<Archive>> open(std::span<const std::byte> bytes,
                                                             const ReadLimits& limits);
  ~Archive();
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  /// The entry with this part name ("/3D/x.model"; ASCII case does not matter), where there is one.
  [[nodiscard]] std::optional<std::uint64_t> find(std::string_view part_name) const;
  /// Names of all entries that are files, as part names ("/3D/x.model").
  [[nodiscard]] std::vector<std::string_view> names() const;

  /// Inflates an entry piece by piece into `sink`, which may stop with an error. Checks size, ratio
  /// and checksum on the way; sentences name entries by their number in the archive.
  [[nodiscard]] std::optional<Error> read(
      std::uint64_t entry, const std::function<std::optional<Error>(std::string_view)>& sink);

 private:
  struct State;
  explicit Archive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Lower case in ASCII, as part names are compared.
[[nodiscard]] std::string folded(std::string_view name);

}  // namespace pg::threemf
