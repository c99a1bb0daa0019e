#include "conductor/thread_documents.h"

namespace takt::conductor {

namespace {

constexpr const char* kWorker = "default";
constexpr int kStatusBad = 4;

}  // namespace

ThreadDocuments::ThreadDocuments(const Documents& system, Time now)
    : instance_(ids_.next()), started_(now) {
  for (const auto& document : system.all<WorkerThreadDocument>()) {
    threads_[document->_id.str()] = {};
  }
}

ChangeSet ThreadDocuments::update(const StatusSnapshot& status, Time now) {
  ChangeSet changes;
  put_worker(changes, status, now);
  std::map<std::string, WorkerThreadDocument> threads;
  for (const StudioStatus& studio : status.studios) {
    for (const ThreadStatus& thread : studio.threads) {
      WorkerThreadDocument document;
      document._id = WorkerThreadId(fmt::format("{}_{}", kWorker, thread.name));
      document.workerId = WorkerId(kWorker);
      document.instanceId = thread.instance;
      document.name = thread.name;
      document.statusCode = status.stopping ? kStatusBad : thread.status_code;
      document.reason = status.stopping         ? "Shutting down"
                        : thread.reason.empty() ? "OK"
                                                : thread.reason;
      const std::string& id = document._id.str();
      if (const auto before = threads_.find(id);
          before == threads_.end() || before->second != document) {
        changes.push_back(
            put_change<WorkerThreadDocument>(std::make_shared<WorkerThreadDocument>(document)));
      }
      threads.emplace(id, std::move(document));
    }
  }
  for (const auto& [id, document] : threads_) {
    if (threads.contains(id)) continue;
    if (status.stopping && !document.name.empty()) {
      WorkerThreadDocument closed = document;
      closed.statusCode = kStatusBad;
      closed.reason = "Shutting down";
      if (closed != document) {
        changes.push_back(
            put_change<WorkerThreadDocument>(std::make_shared<WorkerThreadDocument>(closed)));
      }
      threads.emplace(id, std::move(closed));
    } else {
      changes.push_back({Collection::workersThreads, id, nullptr});
    }
  }
  threads_ = std::move(threads);
  return changes;
}

void ThreadDocuments::put_worker(ChangeSet& changes, const StatusSnapshot& status, Time now) {
  if (written_ && status.stopping == stopping_) return;
  written_ = true;
  stopping_ = status.stopping;
  WorkerDocument worker;
  worker._id = WorkerId(kWorker);
  worker.name = kWorker;
  worker.instanceId = instance_;
  worker.createdTime = started_;
  worker.startTime = started_;
  worker.lastUsedTime = now;
  worker.lastUpdatedTime = now;
  worker.connected = !stopping_;
  worker.status = stopping_ ? "Closed" : "OK";
  changes.push_back(put_change<WorkerDocument>(std::make_shared<WorkerDocument>(worker)));
}

}  // namespace takt::conductor
