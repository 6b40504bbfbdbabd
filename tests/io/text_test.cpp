#include "io/support/text.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// Digits, a point, more digits, an exponent: each part there or not, of any length.
std::string any_number(shapes::Random& random) {
  const auto digits = [&](std::uint64_t most) {
    std::string text;
    for (std::uint64_t left = random.below(most + 1); left > 0; --left)
      text += static_cast<char>('0' + random.below(10));
    return text;
  };
  static constexpr const char* kSigns[] = {"", "", "-", "+"};
  std::string text = kSigns[random.below(4)] + digits(random.below(4) == 0 ? 25 : 9);
  if (random.below(4) != 0) text += "." + digits(random.below(4) == 0 ? 25 : 17);
  if (random.below(3) == 0)
    text += std::string(1, "eE"[random.below(2)]) + kSigns[random.below(4)] + digits(3);
  return text;
}

// The library's strtod rounds correctly and reads the same grammar ("C" locale); the short way of
// parse_double needs room behind the number, so each is read without, with some and with plenty.
TEST(Text, NumbersAreCorrectlyRoundedWithAndWithoutRoomBehind) {
  shapes::Random random(3);
  for (int i = 0; i < 200'000; ++i) {
    const std::string number = any_number(random);
    if (number.empty()) continue;  // strtod would step over the blanks behind
    for (const char* const behind :
         {"", " ", "\n7 8.5", " 1.5 2.5 3.5 4.5 5.5 6.5 7.5 8.5 9.5 10.5"}) {
      const std::string text = number + behind;
      char* stop = nullptr;
      const double expected = std::strtod(text.c_str(), &stop);
      double value = 0;
      const char* const end = text::parse_double(text.data(), text.data() + text.size(), value);
      if (stop == text.c_str()) {
        EXPECT_EQ(end, nullptr) << text;
        continue;
      }
      ASSERT_NE(end, nullptr) << text;
      EXPECT_EQ(end - text.data(), stop - text.c_str()) << text;
      EXPECT_EQ(std::memcmp(&value, &expected, sizeof value), 0) << text << ": " << value;
    }
  }
}

TEST(Text, LeadingDigitsAreThoseOfTheText) {
  shapes::Random random(4);
  for (int i = 0; i < 100'000; ++i) {
    const auto count = static_cast<std::size_t>(random.below(9));
    char bytes[8];
    std::uint64_t expected = 0;
    for (std::size_t k = 0; k < 8; ++k) {
      bytes[k] = static_cast<char>(k < count ? '0' + random.below(10) : random.below(256));
      if (k == count && text::is_digit(bytes[k])) bytes[k] = '/';
      if (k < count) expected = 10 * expected + static_cast<std::uint64_t>(bytes[k] - '0');
    }
    const text::Digits digits = text::leading_digits(bytes);
    EXPECT_EQ(digits.count, count);
    EXPECT_EQ(digits.value, expected);
  }
}

}  // namespace
}  // namespace pg
