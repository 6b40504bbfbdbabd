#include "pipeline/record/store.hpp"

#include <algorithm>

namespace pg {

Result<std::vector<HistoryRow>> Store::changes_since(std::int64_t after, std::size_t limit) {
  const Result<std::vector<Case>> all = cases();
  if (!all) return all.error();
  std::vector<HistoryRow> changes;
  for (const Case& subject : *all) {
    const Result<std::vector<HistoryRow>> rows = history(subject.id);
    if (!rows) return rows.error();
    std::copy_if(rows->begin(), rows->end(), std::back_inserter(changes),
                 [&](const HistoryRow& row) { return row.id > after; });
  }
  std::sort(changes.begin(), changes.end(),
            [](const HistoryRow& a, const HistoryRow& b) { return a.id < b.id; });
  if (changes.size() > limit) changes.resize(limit);
  return changes;
}

}  // namespace pg
