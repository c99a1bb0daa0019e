#include "script/job_queue_impl.h"

namespace takt::script {

namespace {

// Jobs done are taken off the front of a long queue in batches of this many.
constexpr size_t kBatch = 1024;

}  // namespace

JSObject* JobQueue::getIncumbentGlobal(JSContext* cx) {
  return JS::CurrentGlobalOrNull(cx);
}

bool JobQueue::enqueuePromiseJob(JSContext* cx, JS::HandleObject, JS::HandleObject job,
                                 JS::HandleObject, JS::HandleObject) {
  if (jobs_.get().append(job)) return true;
  JS_ReportOutOfMemory(cx);
  return false;
}

bool JobQueue::run_from(JSContext* cx, size_t mark) {
  JS::RootedObject job(cx);
  JS::RootedValue ignored(cx);
  for (size_t next = mark; next < jobs_.get().length();) {
    job = jobs_.get()[next++];
    if (next - mark == kBatch) {
      jobs_.get().erase(jobs_.get().begin() + mark, jobs_.get().begin() + next);
      next = mark;
    }
    const JSAutoRealm realm(cx, job);
    if (JS::Call(cx, JS::UndefinedHandleValue, job, JS::HandleValueArray::empty(), &ignored)) {
      continue;
    }
    if (!JS_IsExceptionPending(cx)) return false;
    JS_ClearPendingException(cx);
  }
  drop_from(mark);
  return true;
}

void JobQueue::drop_from(size_t mark) {
  if (jobs_.get().length() > mark) jobs_.get().shrinkTo(mark);
}

js::UniquePtr<JobQueue::SavedJobQueue> JobQueue::saveJobQueue(JSContext* cx) {
  JS_ReportErrorASCII(cx, "there is no debugger here");
  return nullptr;
}

}  // namespace takt::script
