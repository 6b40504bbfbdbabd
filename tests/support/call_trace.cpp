#include "tests/support/call_trace.hpp"

#include <cstdlib>
#include <fstream>
#include <map>

#include "tests/support/run.hpp"

namespace pg::test {
namespace {

constexpr const char* kUnfinished = " <unfinished ...>";

/// "name(arguments) = result ..." of one thread.
bool parse(const std::string& text, SystemCall& call) {
  const std::size_t open = text.find('(');
  const std::size_t end = text.rfind(") = ");
  if (open == std::string::npos || end == std::string::npos || end < open) return false;
  call.name = text.substr(0, open);
  call.arguments = text.substr(open + 1, end - open - 1);
  call.result = std::strtol(text.c_str() + end + 4, nullptr, 0);
  return true;
}

}  // namespace

std::string SystemCall::descriptor_path() const {
  const std::size_t begin = arguments.find('<');
  const std::size_t end = arguments.find('>');
  if (begin == std::string::npos || end == std::string::npos || arguments.find('"') < begin)
    return {};
  return arguments.substr(begin + 1, end - begin - 1);
}

std::string SystemCall::path(int n) const {
  std::string folder;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at] == '<') {
      const std::size_t end = arguments.find('>', at);
      if (end == std::string::npos) break;
      folder = arguments.substr(at + 1, end - at - 1);
      at = end;
    } else if (arguments[at] == '"') {
      std::size_t end = at + 1;
      while (end < arguments.size() && arguments[end] != '"') end += arguments[end] == '\\' ? 2 : 1;
      const std::string given = arguments.substr(at + 1, end - at - 1);
      if (n-- == 0) return folder.empty() || given.starts_with("/") ? given : folder + "/" + given;
      folder.clear();
      at = end;
    }
  }
  return {};
}

bool can_trace() {
  return run_program("strace", {"-f", "-e", "trace=%file", "true"}).status == 0;
}

std::vector<SystemCall> read_trace(const std::string& file) {
  std::vector<SystemCall> calls;
  std::map<int, std::string> begun;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    SystemCall call;
    std::size_t at = 0;
    call.thread = std::stoi(line, &at);
    std::string text = line.substr(line.find_first_not_of(' ', at));
    if (text.ends_with(kUnfinished)) {
      begun[call.thread] = text.substr(0, text.size() - std::string(kUnfinished).size());
      continue;
    }
    if (text.starts_with("<... ")) {
      const std::string resumed = " resumed>";
      text = begun[call.thread] + text.substr(text.find(resumed) + resumed.size());
    }
    if (parse(text, call)) calls.push_back(std::move(call));
  }
  return calls;
}

}  // namespace pg::test
