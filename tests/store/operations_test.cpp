// What commits do to the tables: a job that is known to end well leaves no text of what it was to do.

#include "store/sqlite/operations.h"

#include <gmock/gmock.h>

#include "store/sqlite/schema.h"
#include "store/temporary_folder.h"

namespace takt::sqlite {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using testing_store::TemporaryFolder;

void put_job(std::string& text, const char* id) {
  OperationWriter(text).add(Op::put_job, id, "studio0", "key", "what it was to do");
}

void put_completion(std::string& text, const char* id, const std::optional<std::string>& failure) {
  OperationWriter(text).add(Op::put_completion, id, 1.0, "{}", failure);
}

class OperationsTest : public testing::Test {
 protected:
  OperationsTest() : database_((folder_.path() / "takt.db").string(), Access::read_write) {
    prepare_schema(database_, "takt.db");
  }
  std::string body_of(const char* job) {
    return database_.value(fmt::format("SELECT body FROM jobs WHERE id = '{}'", job).c_str());
  }
  TemporaryFolder folder_;
  Database database_;
};

TEST_F(OperationsTest, OnlyJobsThatEndWellAreNoted) {
  std::string text;
  put_job(text, "waits");
  put_job(text, "fails");
  put_job(text, "succeeds");
  put_completion(text, "fails", "why");
  put_completion(text, "succeeds", std::nullopt);
  put_completion(text, "succeeds-of-earlier", std::nullopt);
  JobIds jobs;
  note_succeeded(text, jobs);
  EXPECT_THAT(jobs, UnorderedElementsAre("succeeds", "succeeds-of-earlier"));
}

TEST_F(OperationsTest, WhatASucceededJobWasToDoIsNotWritten) {
  std::string text;
  put_job(text, "waits");
  put_job(text, "succeeds");
  Operations(database_).run(text, {"succeeds"});
  EXPECT_EQ(body_of("waits"), "what it was to do");
  EXPECT_EQ(body_of("succeeds"), "");
  EXPECT_EQ(database_.value("SELECT idempotency_key FROM jobs WHERE id = 'succeeds'"), "key");
}

TEST_F(OperationsTest, AnUnknownOperationIsRefused) {
  const std::string text("\xfe\x00", 2);
  JobIds jobs;
  EXPECT_THROW(note_succeeded(text, jobs), StoreError);
  EXPECT_THROW(Operations(database_).run(text), StoreError);
}

}  // namespace
}  // namespace takt::sqlite
