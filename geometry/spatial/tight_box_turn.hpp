#pragma once
/// The linear program of one step of a box's walk. Internal to tight_box_walk.cpp.

#include <array>
#include <cstddef>
#include <vector>

namespace pg {

inline constexpr std::size_t kBoxSides = 6;

/// Of one rival of one side: t_side >= what the turn lifts it to.
struct Rival {
  std::array<double, 3> rise{};
  double limit = 0;  ///< rise . u - s_side <= limit.
  std::size_t side = 0;
  bool taken = false;  ///< A row of the tableau stands for it.
};

/// Minimise the sum of the six s over 0 <= u <= 2 and s >= 0, held to the rivals.
///
/// Method  Dual simplex, Bland's rule where ratios tie. Few of the rivals bind: rows are made for
///         those only that the best turn so far lifts too high, the worst of each side at a time.
class LeastTurn {
 public:
  static constexpr std::size_t kUnknowns = 3 + kBoxSides;  // of the turn, of the sides

  /// False when it does not end; the caller then tries a shorter reach.
  bool minimise(std::vector<Rival>& rivals);
  /// Three of the turn (u), six of the sides (s).
  [[nodiscard]] const std::array<double, kUnknowns>& unknowns() const { return x_; }

 private:
  /// Sum of coefficient * column + what the row is named for = limit.
  struct Row {
    std::array<double, kUnknowns> coefficient{};
    double limit = 0;
    std::size_t name = 0;
  };

  void begin();
  bool descend();
  void exchange(Row& pivot, std::size_t in);
  static void subtract(Row& row, double factor, const Row& other);
  bool take_in_worst(std::vector<Rival>& rivals);  ///< False: none is lifted too high.
  void add(const Rival& rival);                    ///< In terms of the columns as they stand.

  std::vector<Row> rows_;
  std::array<double, kUnknowns> x_{}, cost_{};
  // Names: 0..8 the unknowns, from 9 on the slacks in the order of their rows.
  std::array<std::size_t, kUnknowns> column_name_{};
  int pivots_ = 0;
};

}  // namespace pg
