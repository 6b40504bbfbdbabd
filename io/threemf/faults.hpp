#pragma once
/// Departures from the 3MF standard that leave the geometry readable: counted, the first ones in
/// words.

#include <string>
#include <vector>

namespace pg::threemf {

struct FaultList {
  static constexpr std::size_t kWordedMax = 3;
  std::size_t count = 0;
  std::vector<std::string> worded;  ///< "an object of unknown type in line 7 of the start part"

  void add(std::string what) {
    if (count++ < kWordedMax) worded.push_back(std::move(what));
  }
};

/// Faults that cast doubt on the model, and those that sound programs are seen to commit:
/// attributes of their own without a namespace, references to materials or thumbnails that are not
/// there.
struct Faults {
  FaultList grave;
  FaultList minor;

  void add(std::string what) { grave.add(std::move(what)); }
  void add_minor(std::string what) { minor.add(std::move(what)); }
};

}  // namespace pg::threemf
