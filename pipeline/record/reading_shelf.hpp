#pragma once
/// Where the documents of a cache of readings lie: a file of one run at a time, or a database that many share.
/// Any thread may call anything. What fails costs time and no result: it is said in `note`.

#include <cstddef>
#include <optional>
#include <string>

namespace pg {

/// Of a key: the half of a SHA-256.
inline constexpr std::size_t kReadingKeyBytes = 16;

class ReadingShelf {
 public:
  virtual ~ReadingShelf() = default;

  /// The document of a key, which is kReadingKeyBytes of any value.
  [[nodiscard]] virtual std::optional<std::string> find(const std::string& key) = 0;
  /// The first of a key stays.
  virtual void keep(const std::string& key, const std::string& document) = 0;
  /// What a person should know of its state, as a sentence; empty: nothing. May change with calls.
  [[nodiscard]] virtual std::string note() const = 0;
};

}  // namespace pg
