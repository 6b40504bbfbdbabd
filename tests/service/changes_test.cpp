// Following the record: the general way and the store's own way say the same.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/service/served.hpp"

namespace pg {
namespace {

class Changes : public test::Served {};

std::vector<std::int64_t> numbers(const Result<std::vector<HistoryRow>>& rows) {
  EXPECT_TRUE(rows);
  std::vector<std::int64_t> all;
  if (rows)
    for (const HistoryRow& row : *rows) all.push_back(row.id);
  return all;
}

TEST_F(Changes, ComeInOrderAndNoneIsMissedOrTwice) {
  add_queued("case-1");
  add_queued("case-2");
  add_queued("case-1");
  const std::vector<std::int64_t> all = numbers(store_->changes_since(0, 1000));
  ASSERT_GE(all.size(), 5u);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_EQ(all, numbers(store_->Store::changes_since(0, 1000)));
  std::vector<std::int64_t> in_pieces;
  std::int64_t after = 0;
  while (true) {
    const std::vector<std::int64_t> piece = numbers(store_->changes_since(after, 2));
    EXPECT_EQ(piece, numbers(store_->Store::changes_since(after, 2)));
    if (piece.empty()) break;
    in_pieces.insert(in_pieces.end(), piece.begin(), piece.end());
    after = piece.back();
  }
  EXPECT_EQ(in_pieces, all);
}

}  // namespace
}  // namespace pg
