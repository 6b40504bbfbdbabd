#include "pipeline/record/site_key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <thread>
#include <vector>

#include "tests/support/paths.hpp"

namespace pg {
namespace {

TEST(SiteKey, IsMadeOnceAndKept) {
  const test::TempDir folder;
  const auto first = SiteKey::load_or_create(folder.path());
  const auto second = SiteKey::load_or_create(folder.path());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->hash("p", "data"), second->hash("p", "data"));
  struct stat status {};
  ASSERT_EQ(stat((folder.path() / "site.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(status.st_size, 32);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(SiteKey, TwoSitesHaveNothingInCommon) {
  const test::TempDir a, b;
  EXPECT_NE(SiteKey::load_or_create(a.path())->hash("p", "data"),
            SiteKey::load_or_create(b.path())->hash("p", "data"));
}

TEST(SiteKey, ProgramsThatStartAtOnceShareOneKey) {
  const test::TempDir folder;
  std::vector<std::string> hashes(8);
  std::vector<std::thread> threads;
  for (std::string& hash : hashes)
    threads.emplace_back([&] { hash = SiteKey::load_or_create(folder.path())->hash("p", "x"); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(hashes.begin(), hashes.end()).size(), 1u);
}

TEST(SiteKey, IsHmacSha256) {
  // RFC 4231, test case 1, shifted to our framing: key 20 bytes of 0x0b, padded by zeros as HMAC
  // pads keys; our message begins with "Hi There", NUL. Value from `openssl dgst -sha256 -mac
  // HMAC`.
  SiteKey::Bytes secret{};
  std::fill(secret.begin(), secret.begin() + 20, static_cast<unsigned char>(0x0b));
  EXPECT_EQ(SiteKey(secret).hash("Hi There", ""),
            "f67dd14688b85b4183637af0166514ef2350e0053a10255bd67ca6ad88bf9aec");
}

TEST(SiteKey, PurposesAreUnrelated) {
  const SiteKey key(SiteKey::Bytes{1, 2, 3});
  EXPECT_NE(key.hash("a", "bc"), key.hash("ab", "c"));
  EXPECT_EQ(key.short_hash("a", "b").size(), 12u);
  EXPECT_EQ(key.short_hash("a", "b"), key.short_hash("a", "b"));
  EXPECT_NE(key.short_hash("a", "b"), key.short_hash("a", "c"));
}

TEST(SiteKey, ReadableByOthersIsRefused) {
  const test::TempDir folder;
  ASSERT_TRUE(SiteKey::load_or_create(folder.path()));
  chmod((folder.path() / "site.key").c_str(), 0644);
  EXPECT_FALSE(SiteKey::load_or_create(folder.path()));
}

TEST(SiteKey, DamagedIsRefusedNotReplaced) {
  const test::TempDir folder;
  std::ofstream(folder.path() / "site.key") << "short";
  chmod((folder.path() / "site.key").c_str(), 0600);
  EXPECT_FALSE(SiteKey::load_or_create(folder.path()));
  EXPECT_EQ(std::filesystem::file_size(folder.path() / "site.key"), 5u);
}

}  // namespace
}  // namespace pg
