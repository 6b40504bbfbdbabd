#include <gtest/gtest.h>

#include <cstring>

#include "tests/io/read_text.hpp"

namespace pg {
namespace {

const std::string kHead =
    "element vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 1\n"
    "property list uchar int vertex_indices\nend_header\n";

/// A unit square as one face of four corners; `swap` for big-endian.
std::string square_body(bool swap) {
  std::string body;
  const auto put = [&](auto value) {
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    for (std::size_t i = 0; i < sizeof value; ++i) body += raw[swap ? sizeof value - 1 - i : i];
  };
  for (const float c : {0.f, 0.f, 0.f, 1.f, 0.f, 0.f, 1.f, 1.f, 0.f, 0.f, 1.f, 0.f}) put(c);
  body += '\x04';
  for (const std::int32_t i : {0, 1, 2, 3}) put(i);
  return body;
}

TEST(Ply, BothByteOrdersAndTextGiveTheSameSquare) {
  const std::string text = "0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n";
  for (const auto& [format, body] : std::vector<std::pair<std::string, std::string>>{
           {"ascii", text},
           {"binary_little_endian", square_body(false)},
           {"binary_big_endian", square_body(true)}}) {
    std::string file = "ply\nformat ";
    file.append(format).append(" 1.0\n").append(kHead).append(body);
    const auto model = test::read_text(file, "x.ply");
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->triangle_count(), 2u);
    EXPECT_EQ(test::area_of(*model), 1.0);
  }
}
TEST(Ply, TheMarkOfSlicerIsReportedWithoutTheCommentAroundIt) {
  const auto model = test::read_text("ply\nformat ascii 1.0\ncomment MUSTER SPACE=LPS MUSTER\n" +
                                         kHead + "0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n",
                                     "x.ply");
  ASSERT_TRUE(model) << model.error().message;
  ASSERT_TRUE(test::has_finding(*model, "coordinate_space", Severity::kInfo));
  EXPECT_NE(model->findings[0].text.find("LPS"), std::string::npos);
  EXPECT_EQ(model->findings[0].text.find("MUSTER"), std::string::npos);
}
TEST(Ply, BodyThatIsCutShortNamesTheElement) {
  std::string file = "ply\nformat binary_little_endian 1.0\n" + kHead + square_body(false);
  file.pop_back();
  const auto model = test::read_text(file, "x.ply");
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("face 0 of 1"), std::string::npos) << model.error().message;
}
TEST(Ply, HeaderWithoutEndAndHostileCountsAreRefused) {
  EXPECT_FALSE(test::read_text("ply\nformat ascii 1.0\nelement vertex 3\n", "x.ply"));
  const auto model = test::read_text(
      "ply\nformat ascii 1.0\nelement vertex 4000000000\nproperty float x\nproperty float "
      "y\nproperty float z\nend_header\n0 0 0\n",
      "x.ply");
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("promises 4000000000"), std::string::npos);
}

}  // namespace
}  // namespace pg
