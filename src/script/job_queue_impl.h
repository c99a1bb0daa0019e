#pragma once

// The engine's promise jobs. A call that starts inside another one (from its Host) runs only the
// jobs that came since it started; what a call leaves behind (interrupted, failed) is dropped.

#include <jsapi.h>

#include <js/GCVector.h>
#include <js/Promise.h>

#include <cstddef>

namespace takt::script {

class JobQueue final : public JS::JobQueue {
 public:
  explicit JobQueue(JSContext* cx) : jobs_(cx) {}

  JSObject* getIncumbentGlobal(JSContext* cx) override;
  bool enqueuePromiseJob(JSContext* cx, JS::HandleObject promise, JS::HandleObject job,
                         JS::HandleObject allocation_site, JS::HandleObject global) override;
  void runJobs(JSContext* cx) override { (void)run_from(cx, 0); }
  bool empty() const override { return jobs_.get().empty(); }

  size_t mark() const { return jobs_.get().length(); }
  /// Runs the jobs after `mark`, and theirs; false when one ended without an exception
  /// (interrupted).
  [[nodiscard]] bool run_from(JSContext* cx, size_t mark);
  void drop_from(size_t mark);

 protected:
  js::UniquePtr<SavedJobQueue> saveJobQueue(JSContext* cx) override;

 private:
  JS::PersistentRooted<JS::GCVector<JSObject*, 0, js::SystemAllocPolicy>> jobs_;
};

}  // namespace takt::script
