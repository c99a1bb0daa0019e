#pragma once

// A running conductor on a store, with a job table of the test's own.

#include <future>

#include "base/clock.h"
#include "conductor/conductor.h"
#include "worker/test_world.h"

namespace takt::conductor {

/// Opened by the test, waited for by a handler.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void arrive() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void wait_for_arrivals(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return arrived_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int arrived_ = 0;
};

/// The answer to one push.
class Answer {
 public:
  JobCallbacks callbacks() {
    return {[state = state_](const JobId&) { state->accepted.set_value(); },
            [state = state_](const JobReport& report) { state->finished.set_value(report); }};
  }
  JobReport get() {
    EXPECT_EQ(finished_.wait_for(std::chrono::seconds(20)), std::future_status::ready);
    return finished_.get();
  }
  UserErrorKey error() { return get().error.value().key(); }
  void wait_accepted() { accepted_.wait(); }
  bool is_ready() const {
    return finished_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
  JobId id;

 private:
  struct State {
    std::promise<void> accepted;
    std::promise<JobReport> finished;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
  std::shared_future<void> accepted_ = state_->accepted.get_future().share();
  std::shared_future<JobReport> finished_ = state_->finished.get_future().share();
};

/// Runs from construction to stop().
class House {
 public:
  House(Store& store, const JobTable& table, Options options = {})
      : conductor(store, table, clock_, std::move(options)),
        drained_(std::async(std::launch::async, [this] { return conductor.run(); })) {}
  ~House() { stop(); }

  bool stop() {
    if (!drained_.valid()) return true;
    conductor.request_stop();
    return drained_.get();
  }

  Answer push(QueueKind queue, const std::string& name, Json payload = JsonObject{},
              const std::function<void(JobRequest&)>& change = {},
              const StudioId& studio = testing_world::kStudio) {
    JobRequest request;
    request.studio = studio;
    request.queue = queue;
    request.name = name;
    request.payload = std::move(payload);
    if (change) change(request);
    Answer answer;
    answer.id = conductor.push(std::move(request), answer.callbacks());
    return answer;
  }

  void write(ChangeSet changes, const StudioId& studio = {}) {
    std::promise<std::optional<UserError>> done;
    conductor.write(studio, std::move(changes), [&](auto error) { done.set_value(error); });
    const auto error = done.get_future().get();
    EXPECT_FALSE(error) << error->what();
  }

  std::string state_of(const StudioId& studio) {
    for (const StudioStatus& status : conductor.status().studios) {
      if (status.id == studio) return status.state;
    }
    return "";
  }
  void wait_for_state(const StudioId& studio, const std::string& state) {
    wait_until([&] { return state_of(studio) == state; });
  }
  /// For what has no event to wait for.
  static void wait_until(const std::function<bool()>& is_so) {
    for (int i = 0; i < 4000 && !is_so(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_TRUE(is_so());
  }

 private:
  SystemClock clock_;

 public:
  Conductor conductor;

 private:
  std::future<bool> drained_;
};

}  // namespace takt::conductor
