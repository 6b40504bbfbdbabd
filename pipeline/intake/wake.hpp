#pragma once
/// A bell between threads that can be waited for beside other descriptors (eventfd(2)).

namespace pg {

class Wake {
 public:
  Wake();
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  void ring() const;
  void quiet() const;  ///< Takes what was rung.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace pg
