// Which format a file is taken for.

#include <gtest/gtest.h>

#include "tests/io/read_text.hpp"

namespace pg {
namespace {

const std::string kFace = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";

TEST(ReadModel, ContentDecidesWhateverTheName) {
  const auto read = test::read_text(kFace, "a.stl");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->format_id, "obj");
}

TEST(ReadModel, TextThatIsNoModelIsCalledOfNoKnownFormatAndNotABrokenFileOfAnotherKind) {
  for (const char* const text : {"hello world\n", "# notes of a meeting\n"}) {
    const auto refused = test::read_text(text, "a.stl");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("no known format"), std::string::npos)
        << refused.error().message;
  }
}

TEST(ReadModel, AFileNamedForItsFormatIsToldWhatItLacks) {
  const auto refused = test::read_text("# exported without faces\n", "a.obj");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("OBJ"), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace pg
