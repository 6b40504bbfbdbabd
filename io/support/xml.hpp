#pragma once
/// A streaming XML parser for untrusted bytes (expat inside).

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "geometry/result.hpp"
#include "io/limits.hpp"

namespace pg {

/// A name with its namespace's URI; local names without a namespace have an empty one.
struct XmlName {
  std::string_view space;
  std::string_view local;
};

/// The attributes of a start tag; valid during the call only.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** raw) : raw_(raw) {}
  struct Entry {
    XmlName name;
    std::string_view value;
  };
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const char** at = raw_; *at != nullptr; at += 2) visit(Entry{split(at[0]), at[1]});
  }
  /// The value of an attribute without a namespace.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view local) const {
    for (const char** at = raw_; *at != nullptr; at += 2)
      if (local == at[0]) return std::string_view(at[1]);
    return std::nullopt;
  }
  [[nodiscard]] std::optional<std::string_view> find(std::string_view space,
                                                     std::string_view local) const;
  [[nodiscard]] static XmlName split(const char* raw);

 private:
  const char** raw_;
};

/// What a document's elements are given to. `start` and `end` may report a fault by returning it.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual std::optional<Error> start(XmlName name, const XmlAttributes& attributes) = 0;
  virtual std::optional<Error> end(XmlName name) = 0;
  /// A prefix comes into scope.
  virtual void prefix(std::string_view /*prefix*/, std::string_view /*space*/) {}
};

/// Refuses document type declarations, encodings other than UTF-8 and UTF-16, names without a
/// declared namespace prefix, nesting over limits.xml_depth_max and tokens over
/// limits.token_bytes_max. Text between tags is not looked at.
class XmlParser {
 public:
  /// `what` names the document in error sentences: "the 3D model part".
  XmlParser(XmlHandler& handler, std::string what, const ReadLimits& limits);
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  [[nodiscard]] std::optional<Error> feed(std::string_view bytes);
  [[nodiscard]] std::optional<Error> finish();
  /// Line of the event being handled, from 1.
  [[nodiscard]] std::size_t line() const;
  /// Lines that the caller took out of the stream (see the mesh scanner of the 3MF reader).
  void add_lines(std::size_t lines);
  /// True when everything fed so far has been given to the handler: no token is half read,
  /// and what comes next is no text that only looks like tags (a CDATA section).
  [[nodiscard]] bool caught_up() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pg
