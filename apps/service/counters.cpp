#include "apps/service/counters.hpp"

#include <fmt/format.h>

namespace pg::service {

void Counters::answered(int status, std::chrono::steady_clock::duration took) {
  const double seconds = std::chrono::duration<double>(took).count();
  std::size_t bucket = 0;
  while (bucket < kLimits_s.size() && seconds > kLimits_s[bucket]) ++bucket;
  ++by_class_[static_cast<std::size_t>(status / 100) % by_class_.size()];
  ++by_time_[bucket];
  microseconds_ += static_cast<std::uint64_t>(seconds * 1e6);
}

std::string Counters::text(const CaseBook::Counts& record) const {
  std::string text =
      "# HELP printgauge_http_answers_total Answers by class of status.\n"
      "# TYPE printgauge_http_answers_total counter\n";
  for (std::size_t i = 2; i < by_class_.size(); ++i)
    text += fmt::format("printgauge_http_answers_total{{status=\"{}xx\"}} {}\n", i,
                        by_class_[i].load());
  text +=
      "# HELP printgauge_http_answer_seconds Time to make an answer.\n"
      "# TYPE printgauge_http_answer_seconds histogram\n";
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < by_time_.size(); ++i) {
    sum += by_time_[i].load();
    const std::string limit = i < kLimits_s.size() ? fmt::format("{}", kLimits_s[i]) : "+Inf";
    text += fmt::format("printgauge_http_answer_seconds_bucket{{le=\"{}\"}} {}\n", limit, sum);
  }
  text += fmt::format("printgauge_http_answer_seconds_sum {}\n",
                      static_cast<double>(microseconds_.load()) / 1e6);
  text += fmt::format("printgauge_http_answer_seconds_count {}\n", sum);
  const auto gauge = [&](const char* name, const char* help, std::int64_t value) {
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", name, help, value);
  };
  gauge("printgauge_http_connections", "Open connections.", connections.load());
  gauge("printgauge_cases", "Cases in the record.", static_cast<std::int64_t>(record.cases));
  gauge("printgauge_cases_waiting", "Cases with a model in the queue.",
        static_cast<std::int64_t>(record.waiting));
  gauge("printgauge_record_up", "Whether the record answered at the last look.", record.well);
  return text;
}

}  // namespace pg::service
