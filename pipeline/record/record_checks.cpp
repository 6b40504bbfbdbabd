#include "pipeline/record/record_checks.hpp"

#include "pipeline/analysis/reading.hpp"

namespace pg {

std::span<const Invariant> record_invariants() {
  static constexpr Invariant kAll[] = {
      {"SELECT count(*) FROM models WHERE status IN ('ok', 'refused') AND reading_id IS NULL",
       "models count as read and have no reading"},
      {"SELECT count(*) FROM models m JOIN readings r ON r.id = m.reading_id WHERE m.status IN "
       "('ok', 'refused') AND r.sha256 <> m.sha256",
       "models have the reading of another content"},
      {"SELECT count(*) FROM models m JOIN readings r ON r.id = m.reading_id WHERE m.status IN "
       "('ok', 'refused') AND r.status <> m.status",
       "models have another status than their reading"},
      {"SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT 1 FROM history h WHERE h.case_id = "
       "c.id AND h.what = 'case created')",
       "cases have no beginning in the history"},
      {"SELECT count(*) FROM models m WHERE NOT EXISTS (SELECT 1 FROM history h WHERE h.model_id = "
       "m.id AND h.what IN ('model added', 'model replaced'))",
       "models have no beginning in the history"},
      {"SELECT count(*) FROM readings r WHERE NOT EXISTS (SELECT 1 FROM reading_numbers n WHERE "
       "n.reading_id = r.id)",
       "readings are not in the tables that are searched"},
  };
  return kAll;
}

bool document_fits(std::string_view document, const std::string& sha256,
                   const std::string& status) {
  const Result<Reading> reading = reading_from_json(document);
  return reading && reading->sha256 == sha256 && (status == "refused") == reading->refused.has_value();
}

std::string broken_documents(std::int64_t count) {
  return std::to_string(count) + " readings cannot be read or are not of their content";
}

}  // namespace pg
