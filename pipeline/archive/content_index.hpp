#pragma once
/// Who analyses what, when equal content is to be analysed once.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pg {

/// Not for several threads at once: callers hold a lock.
class ContentIndex {
 public:
  enum class Turn : std::uint8_t {
    kAnalyse,  ///< The first of its content.
    kSame,     ///< Its row is that of `earlier`.
    kParked,   ///< Another is being analysed; `finished` will hand this one out.
  };
  struct Answer {
    Turn turn;
    std::size_t earlier = 0;
  };
  [[nodiscard]] Answer ask(const std::string& content, std::size_t source);
  /// The row of `source` is there: all who waited for it.
  [[nodiscard]] std::vector<std::size_t> finished(const std::string& content, std::size_t source);

 private:
  struct Entry {
    std::size_t source = 0;
    bool there = false;
    std::vector<std::size_t> parked;
  };
  std::map<std::string, Entry> entries_;
};

/// What decides a reading together with the options: the bytes, and the suffix of the name, which
/// breaks ties between formats.
[[nodiscard]] std::string content_key(const std::string& sha256, const std::string& name);

}  // namespace pg
