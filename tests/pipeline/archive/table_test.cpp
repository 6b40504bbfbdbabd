#include "pipeline/archive/table.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/analyze.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

TEST(Table, RowsHaveTheColumnsOfTheHeader) {
  const auto bytes = shapes::as_binary_stl(shapes::box({1, 2, 3}));
  const Reading reading = analyze({bytes.begin(), bytes.end()}, "box.stl", {});
  const auto columns = table_columns({});
  const auto row = table_row(reading, "box.stl", {});
  ASSERT_EQ(columns.size(), row.size());
  const auto cell = [&](const char* column) {
    return row[static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) -
                                        columns.begin())];
  };
  EXPECT_EQ(cell("surface_area_mm2"), "22");
  EXPECT_EQ(cell("aligned_box_mm_size_z"), "3");
  EXPECT_EQ(cell("status"), "ok");
}

TEST(Table, ARefusedModelIsARowWithItsReason) {
  const auto row = table_row(analyze({}, "empty.stl", {}), "empty.stl", {});
  EXPECT_EQ(row.size(), table_columns({}).size());
  EXPECT_EQ(row[3], "refused");
  EXPECT_EQ(row[4], "malformed");
}

TEST(Table, CsvQuotesWhatNeedsIt) {
  EXPECT_EQ(csv_line({"a", "b,c", "d\"e", "f\ng", ""}), "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
}

}  // namespace
}  // namespace pg
