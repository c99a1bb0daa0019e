#include "conductor/system_writer.h"

#include <pthread.h>

#include "base/log.h"

namespace takt::conductor {

SystemWriter::~SystemWriter() {
  stop();
}

void SystemWriter::start() {
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "system");
    log::context().thread = "system";
    run();
  });
}

void SystemWriter::stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool SystemWriter::put(Item item) {
  {
    const MutexLock lock(mutex_);
    if (stopping_ || items_.size() >= kMaxBacklog) return false;
    items_.push_back(std::move(item));
  }
  changed_.notify_one();
  return true;
}

bool SystemWriter::accept(JobRecord record, Done done) {
  return put(Accept{std::move(record), std::move(done)});
}

bool SystemWriter::write(Transaction transaction, Done done) {
  return put(Write{std::move(transaction), std::move(done)});
}

size_t SystemWriter::backlog() const {
  const MutexLock lock(mutex_);
  return items_.size();
}

void SystemWriter::run() {
  MutexLock lock(mutex_);
  while (true) {
    while (!stopping_ && items_.empty()) changed_.wait(mutex_);
    if (items_.empty()) return;
    std::deque<Item> items = std::exchange(items_, {});
    lock.unlock();
    commit(std::move(items));
    lock.lock();
  }
}

void SystemWriter::commit(std::deque<Item> items) {
  std::vector<Accept> accepts;
  for (Item& item : items) {
    if (auto* accept = std::get_if<Accept>(&item)) {
      accepts.push_back(std::move(*accept));
      continue;
    }
    // What came before it must be on disk before it.
    commit_accepts(std::exchange(accepts, {}));
    Write& write = std::get<Write>(item);
    const std::exception_ptr error = try_commit(std::move(write.transaction));
    if (write.done) write.done(error);
  }
  commit_accepts(std::move(accepts));
}

void SystemWriter::commit_accepts(std::vector<Accept> accepts) {
  if (accepts.empty()) return;
  Transaction together;
  for (const Accept& accept : accepts) together.queued.push_back(accept.record);
  std::exception_ptr error = try_commit(std::move(together));
  if (!error || accepts.size() == 1) {
    for (const Accept& accept : accepts) accept.done(error);
    return;
  }
  // One of them spoils it for all (a key that is taken): each on its own.
  for (const Accept& accept : accepts) {
    Transaction alone;
    alone.queued.push_back(accept.record);
    accept.done(try_commit(std::move(alone)));
  }
}

std::exception_ptr SystemWriter::try_commit(Transaction transaction) {
  try {
    store_.commit(std::move(transaction));
    return nullptr;
  } catch (const std::exception& error) {
    log::error("commit failed: {}", error.what());
    return std::current_exception();
  }
}

}  // namespace takt::conductor
