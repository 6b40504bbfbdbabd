// Model files sent to the server: into the watched folder, whole, under no name of the sender's.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/service/described.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;
using test::Answer;
using test::Client;

class Upload : public test::Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    fs::create_directory(drop());
  }
  void start(service::ServerOptions options = {}) {
    begin(options);
    api_->drop = drop();
  }
  fs::path drop() const { return folder_.path() / "drop"; }
  std::string head(const std::string& target, std::size_t length, const std::string& token,
                   const std::string& type = "application/octet-stream") {
    return "POST " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
           "\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(length) +
           "\r\n\r\n";
  }
  Answer send(const std::string& target, const std::string& bytes, const std::string& token,
              const std::string& type = "application/octet-stream") {
    Client client(server_->port());
    client.send(head(target, bytes.size(), token, type) + bytes);
    return client.receive();
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    for (const auto& entry : fs::recursive_directory_iterator(drop()))
      if (entry.is_regular_file()) all.push_back(entry.path());
    return all;
  }
};

constexpr const char* kTarget = "/v1/cases/case-7/models?suffix=.stl";

TEST_F(Upload, AFileLiesWholeInTheCasesFolderUnderARandomName) {
  start();
  // More than a body may have elsewhere (1 MiB), with every byte there is.
  std::string bytes(3 << 20, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + i / 256);
  const Answer answer = send(kTarget, bytes, writer_);
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(test::Description().misfit(answer, "/v1/cases/{id}/models", "post"), "") << answer.body;
  const auto all = files();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].parent_path(), drop() / "case-7");
  EXPECT_EQ(all[0].extension(), ".stl");
  EXPECT_EQ(all[0].stem().string().size(), 24u);
  std::ifstream file(all[0], std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  EXPECT_TRUE(content.str() == bytes);
  EXPECT_EQ(send(kTarget, bytes, writer_).status, 202);
  EXPECT_EQ(files().size(), 2u);  // never over another
}

TEST_F(Upload, WhoMayNotWriteIsRefusedBeforeTheFileIsRead) {
  start();
  for (const std::string& token : {reader_, std::string("pg_wrong")}) {
    Client client(server_->port());
    client.send(head(kTarget, 200 << 20, token));  // only the head: the answer waits for no body
    EXPECT_EQ(client.receive().status, 413);
  }
  EXPECT_EQ(send(kTarget, "solid", reader_).status, 403);
  EXPECT_EQ(send(kTarget, "solid", "").status, 401);
  EXPECT_TRUE(files().empty());
}

TEST_F(Upload, WhatIsNoModelFileOrNoNeutralCaseIsRefused) {
  start();
  for (const char* query : {"", "?suffix=.exe", "?suffix=stl", "?suffix=.stl%2f..", "?suffix=..",
                            "?suffix=.stl&name=x", "?suffix=.json", "?suffix=.part"})
    EXPECT_EQ(send("/v1/cases/case-7/models" + std::string(query), "x", writer_).status, 400)
        << query;
  EXPECT_EQ(send(kTarget, "", writer_).status, 400);
  EXPECT_EQ(send(kTarget, "x", writer_, "text/plain").status, 415);
  for (const char* id : {"Meyer", "..%2f..", ".hidden", "case-20260131", "a%20b"})
    EXPECT_GE(send("/v1/cases/" + std::string(id) + "/models?suffix=.stl", "x", writer_).status,
              400)
        << id;
  EXPECT_TRUE(files().empty());
  EXPECT_EQ(
      std::distance(fs::directory_iterator(folder_.path() / "drop"), fs::directory_iterator()), 0);
}

TEST_F(Upload, AFileThatStopsOnItsWayLeavesNothing) {
  service::ServerOptions options;
  options.upload_time = std::chrono::milliseconds(300);
  start(options);
  {
    Client client(server_->port());
    client.send(head(kTarget, 1 << 20, writer_) + std::string(1000, 'x'));
    EXPECT_TRUE(client.at_end());  // let go of after its time
  }
  EXPECT_TRUE(files().empty());
  EXPECT_EQ(send(kTarget, "solid x", writer_).status, 202);  // its place is free again
}

TEST_F(Upload, OnlyAFewAreOnTheirWayAtOnceAndTheirSizeIsLimited) {
  service::ServerOptions options;
  options.uploads_max = 1;
  options.upload_bytes_max = 2 << 20;
  start(options);
  EXPECT_EQ(send(kTarget, std::string((2 << 20) + 1, 'x'), writer_).status, 413);
  {
    Client first(server_->port());
    first.send(head(kTarget, 1000, writer_) + "begin");
    Answer second;
    // Until the first has been seen to be an upload.
    for (int i = 0; i < 100 && second.status != 503; ++i)
      second = send(kTarget, "solid y", writer_);
    EXPECT_EQ(second.status, 503);
    EXPECT_EQ(ask("GET", "/v1/health").status, 200);
  }
}

TEST_F(Upload, WithoutAFolderTheServerTakesNone) {
  begin();
  EXPECT_EQ(send(kTarget, "solid x", writer_).status, 404);
  EXPECT_EQ(get("/v1/version").json()["drop"], false);
}

}  // namespace
}  // namespace pg
