#pragma once
/// The search over the view current_models, for both stores. Inside pipeline/record only.

#include <string>
#include <variant>
#include <vector>

#include "pipeline/record/query.hpp"

namespace pg {

using SqlValue = std::variant<std::string, double, std::int64_t>;
struct SqlQuery {
  std::string sql;
  std::vector<SqlValue> values;  ///< In the order of their places.
};

enum class Places : std::uint8_t { kQuestionMarks, kNumbered };  ///< "?" or "$1"

/// Columns in the order of FoundModel's members, with the box as three.
[[nodiscard]] SqlQuery search_sql(const ModelQuery& query, Places places);
/// Ids, cases and statuses of the failed models that the query names.
[[nodiscard]] SqlQuery failed_sql(ModelQuery query, Places places);

}  // namespace pg
