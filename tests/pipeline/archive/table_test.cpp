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
  const auto row = table_row(columns, reading, "box.stl");
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
  const auto columns = table_columns({});
  const auto row = table_row(columns, analyze({}, "empty.stl", {}), "empty.stl");
  EXPECT_EQ(row.size(), columns.size());
  EXPECT_EQ(row[3], "refused");
  EXPECT_EQ(row[4], "malformed");
}

TEST(Table, AStudysColumnsAreItsNamesAndItsValues) {
  const auto bytes = shapes::as_binary_stl(shapes::box({1, 2, 3}));
  const Reading reading = analyze({bytes.begin(), bytes.end()}, "box.stl", {});
  const auto columns = chosen_columns(std::vector<std::string>{"thingi10k"});
  ASSERT_TRUE(columns);
  const auto row = table_row(*columns, reading, "box.stl");
  const auto cell = [&](const std::string& column) {
    return row[static_cast<std::size_t>(
        std::find(columns->begin(), columns->end(), "thingi10k:" + column) - columns->begin())];
  };
  EXPECT_EQ(cell("num_vertices"), "8");
  EXPECT_EQ(cell("num_faces"), "12");
  EXPECT_EQ(cell("euler_characteristic"), "2");
  EXPECT_EQ(cell("edge_manifold"), "1");
  EXPECT_EQ(cell("solid"), "1");
  EXPECT_EQ(cell("total_area"), "22");
}

TEST(Table, WhatIsAskedForDecidesWhatIsMeasured) {
  EXPECT_EQ(words_for_columns(std::vector<std::string>{"path", "volume_mm3_plus_minus"}),
            std::vector<std::string>{"volume_mm3"});
  EXPECT_EQ(words_for_columns(std::vector<std::string>{"class_group"}),
            std::vector<std::string>{"class"});
  EXPECT_TRUE(words_for_columns(std::vector<std::string>{"findings"}).empty()) << "everything";
  EXPECT_FALSE(words_for_columns(std::vector<std::string>{"sha256"}).empty()) << "hardly anything";
}

TEST(Table, UnknownAndDoubledColumnsAreErrors) {
  EXPECT_FALSE(chosen_columns(std::vector<std::string>{"volume"}));
  EXPECT_FALSE(chosen_columns(std::vector<std::string>{"path", "path"}));
  EXPECT_FALSE(chosen_columns(std::vector<std::string>{"solid", "thingi10k"}))
      << "one head for two meanings";
}

TEST(Table, EveryColumnOfAWholeTableIsDescribed) {
  std::vector<std::string> described;
  for (const ColumnInfo& info : column_infos()) {
    described.push_back(info.name);
    EXPECT_FALSE(info.description.empty()) << info.name;
  }
  EXPECT_EQ(described, table_columns({}));
}

TEST(Table, CsvQuotesWhatNeedsIt) {
  EXPECT_EQ(csv_line(std::vector<std::string>{"a", "b,c", "d\"e", "f\ng", ""}),
            "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
}

}  // namespace
}  // namespace pg
