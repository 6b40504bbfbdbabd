#pragma once
/// What a report needs of a table: a few numbers of each model.

#include <string>
#include <string_view>
#include <vector>

#include "geometry/result.hpp"

namespace pg {

struct Property {
  std::string_view column;
  std::string_view title;
  std::string_view unit;     ///< For a reader: "mm³".
  bool logarithmic = false;  ///< Spans decades from model to model.
};

struct ProfiledModel {
  std::string path;
  std::string error;  ///< Its id; empty: measured.
  std::string error_text;
  std::string kind;  ///< Class, or its group where the class is unknown; "unknown".
  std::vector<std::string> findings;
  std::string sha256;
  double bytes = 0;
  std::vector<double> values{};  ///< One a property; NaN: absent.
};

struct Profile {
  std::vector<Property> properties;  ///< Those that the table has.
  std::vector<ProfiledModel> models;
};

/// Reads what batch wrote: .csv, .jsonl or .sqlite. Error: it cannot be read, or is no such table.
[[nodiscard]] Result<Profile> load_profile(const std::string& path);

}  // namespace pg
