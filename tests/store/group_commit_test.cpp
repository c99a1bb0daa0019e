#include "store/sqlite/group_commit.h"

#include <gtest/gtest.h>

#include <future>
#include <list>
#include <thread>

namespace takt::sqlite {
namespace {

/// Commits wait while the first one is being written, then all are.
class GroupCommitTest : public testing::Test {
 protected:
  void commit(CommitClass commit_class, size_t bytes) {
    CommitEntry& entry = entries_.emplace_back();
    entry.commit_class = commit_class;
    entry.bytes = bytes;
    const size_t before = threads_.size();
    threads_.emplace_back([this, &entry] { commits_.run(entry); });
    while (!is_writing_ || commits_.waiting() < before) std::this_thread::yield();
  }
  /// Of the groups, without the first.
  std::vector<std::vector<size_t>> written() {
    go_on_.set_value();
    for (std::thread& thread : threads_) thread.join();
    groups_.erase(groups_.begin());
    return groups_;
  }

 private:
  void write(const CommitGroup& group) {
    is_writing_ = true;
    if (groups_.empty()) may_go_on_.wait();
    std::vector<size_t> sizes;
    for (const CommitEntry* entry : group) sizes.push_back(entry->bytes);
    groups_.push_back(sizes);
  }

  std::atomic<bool> is_writing_ = false;
  std::promise<void> go_on_;
  std::future<void> may_go_on_ = go_on_.get_future();
  std::vector<std::vector<size_t>> groups_;  // of who leads
  GroupCommit commits_{[this](const CommitGroup& group) { write(group); }};
  std::list<CommitEntry> entries_;
  std::vector<std::thread> threads_;
};

using Groups = std::vector<std::vector<size_t>>;

TEST_F(GroupCommitTest, WhatWaitedIsOneGroup) {
  for (const size_t bytes : {1, 10, 10, 10}) commit(CommitClass::normal, bytes);
  EXPECT_EQ(written(), (Groups{{10, 10, 10}}));
}

TEST_F(GroupCommitTest, PlayoutGoesFirstAndWithoutBulk) {
  commit(CommitClass::normal, 1);
  commit(CommitClass::bulk, 30);
  commit(CommitClass::playout, 20);
  EXPECT_EQ(written(), (Groups{{20}, {30}}));
}

TEST_F(GroupCommitTest, BulkGoesInPiecesThatATakeCanWaitFor) {
  commit(CommitClass::normal, 1);
  for (int i = 0; i < 4; ++i) commit(CommitClass::bulk, 100'000);
  commit(CommitClass::bulk, 5'000'000);
  EXPECT_EQ(written(), (Groups{{100'000, 100'000}, {100'000, 100'000}, {5'000'000}}));
}

}  // namespace
}  // namespace takt::sqlite
