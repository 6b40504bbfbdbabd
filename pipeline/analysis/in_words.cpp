#include "pipeline/analysis/in_words.hpp"

#include <fmt/format.h>

#include <cmath>

namespace pg {

std::string with_commas(std::int64_t number) {
  const std::string digits = fmt::format("{}", number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t left = digits.size() - i;
    if (left % 3 == 0 && !text.empty() && text.back() != '-') text += ',';
    text += digits[i];
  }
  return text;
}

std::string length_in_words(double mm) {
  const double size = std::abs(mm);
  return size >= 9.95    ? fmt::format("{:.1f}", mm)
         : size >= 0.995 ? fmt::format("{:.2f}", mm)
                         : fmt::format("{:.3f}", mm);
}

std::string extents_in_words(const Vec3& size_mm) {
  return fmt::format("{} x {} x {}", length_in_words(size_mm[0]), length_in_words(size_mm[1]),
                     length_in_words(size_mm[2]));
}

std::string volume_in_words(double mm3, std::optional<double> plus_minus) {
  const bool millilitres = std::abs(mm3) >= 1000;
  const double scale = millilitres ? 1e-3 : 1.0;
  const int decimals = millilitres ? 2 : 1;
  std::string text = fmt::format("{:.{}f} {}", mm3 * scale, decimals, millilitres ? "mL" : "mm³");
  if (plus_minus) {
    const double half = *plus_minus * scale;
    const double shown = std::pow(10.0, -decimals);
    text += half < shown ? fmt::format(" ± <{:.{}f}", shown, decimals)
                         : fmt::format(" ± {:.{}f}", half, decimals);
  }
  return text;
}

std::string area_in_words(double mm2) {
  return std::abs(mm2) >= 1000 ? fmt::format("{:.1f} cm²", mm2 / 100)
                               : fmt::format("{:.1f} mm²", mm2);
}

std::string plural(std::size_t count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

}  // namespace pg
