#include "pipeline/record/query_sql.hpp"

#include <fmt/format.h>

namespace pg {
namespace {

class Builder {
 public:
  Builder(std::string select, Places places) : places_(places) { query_.sql = std::move(select); }

  /// `before` and `after` stand around the value's place.
  void require(const std::string& before, SqlValue value, const std::string& after = "") {
    query_.sql += query_.values.empty() ? " WHERE " : " AND ";
    query_.sql += before;
    place(std::move(value));
    query_.sql += after;
  }
  void text(const char* before, const std::string& value, const char* after = "") {
    if (!value.empty()) require(before, value, after);
  }
  void number(const char* before, const std::optional<double>& value) {
    if (value) require(before, *value);
  }
  void append(const char* sql) { query_.sql += sql; }
  void place(SqlValue value) {
    query_.values.push_back(std::move(value));
    query_.sql += places_ == Places::kQuestionMarks ? "?" : fmt::format("${}", query_.values.size());
  }
  [[nodiscard]] SqlQuery done() { return std::move(query_); }

 private:
  Places places_;
  SqlQuery query_;
};

void add_conditions(Builder& sql, const ModelQuery& query) {
  sql.text("case_id = ", query.case_id);
  sql.text("model_class = ", query.model_class);
  sql.text("model_id IN (SELECT model_id FROM current_findings WHERE finding = ", query.finding,
           ")");
  if (query.status) sql.require("status = ", std::string(model_status_id(*query.status)));
  // A hash is hex digits: nothing in it is a wildcard, once it was checked to be one.
  if (!query.sha256.empty()) sql.require("sha256 LIKE ", query.sha256 + "%");
  sql.number("size_mm_max >= ", query.size_mm_min);
  sql.number("size_mm_max <= ", query.size_mm_max);
  sql.number("volume_mm3 >= ", query.volume_mm3_min);
  sql.number("volume_mm3 <= ", query.volume_mm3_max);
  sql.text("first_seen >= ", query.seen_from);
  sql.text("first_seen < ", query.seen_before);
}

}  // namespace

SqlQuery search_sql(const ModelQuery& query, Places places) {
  Builder sql(
      "SELECT model_id, case_id, sha256, bytes, status, format, model_class, error, first_seen, "
      "volume_mm3, size_x_mm, size_y_mm, size_z_mm, wall_mm_min FROM current_models",
      places);
  add_conditions(sql, query);
  sql.append(" ORDER BY case_id, model_id");
  if (query.limit > 0) {
    sql.append(" LIMIT ");
    sql.place(query.limit);
  }
  return sql.done();
}

SqlQuery failed_sql(ModelQuery query, Places places) {
  query.status = ModelStatus::kFailed;
  Builder sql("SELECT model_id, case_id FROM current_models", places);
  add_conditions(sql, query);
  sql.append(" ORDER BY model_id");
  return sql.done();
}

}  // namespace pg
