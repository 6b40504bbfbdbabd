#include <gtest/gtest.h>

#include <string>

#include "io/file.hpp"
#include "tests/io/read_text.hpp"

namespace pg {
namespace {

std::string sentence(const std::string& bytes, const char* name) {
  const auto model = test::read_text(bytes, name);
  return model ? "read" : model.error().message;
}

bool says(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

TEST(ReadModel, WhatIsNoModelIsNotCalledADamagedOne) {
  // A photograph and a letter: nothing but the lack of a better guess makes the one a binary STL
  // and the other an OBJ.
  const std::string photograph = "\xFF\xD8\xFF\xE0" + std::string(200, '\0');
  EXPECT_TRUE(says(sentence(photograph, "x.jpg"), "no known format"));
  EXPECT_TRUE(says(sentence("Dear colleague,\n", "x.txt"), "no known format"));
  EXPECT_TRUE(says(sentence("Dear colleague,\n", "x.stl"), "no known format"));
}

TEST(ReadModel, ADamagedModelIsNamedByItsFormat) {
  const std::string cut_short = std::string(80, ' ') + std::string("\xFF\0\0\0", 4);
  EXPECT_TRUE(says(sentence(cut_short, "x.stl"), "STL header promises 255 facets"));
  EXPECT_TRUE(
      says(sentence(cut_short, "x"), "STL header promises 255 facets"));  // no suffix at all
  EXPECT_TRUE(says(sentence("v 0 0 0\nf 1 2 3\n", "x.txt"), "OBJ file"));
}

TEST(ReadModel, WhatCannotBeOpenedSaysWhyAndWhatToDo) {
  const auto bytes = load_file("/no/such/folder/x.stl", {});
  ASSERT_FALSE(bytes);
  EXPECT_TRUE(says(bytes.error().message, "(No such file or directory); check the name"));
  EXPECT_FALSE(says(bytes.error().message, "folder/x")) << "no name of a file or folder";
}

TEST(ReadModel, ContentDecidesBeforeTheName) {
  EXPECT_EQ(sentence("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "x.stl"), "read");
}

}  // namespace
}  // namespace pg
