#pragma once

// One worker thread's side of its queue: hands it jobs, takes the outcomes, sends on the jobs that
// its jobs queued. Used by that thread; made and ended by StudioRuntime.

#include "conductor/job_policy.h"
#include "conductor/studio.h"

namespace takt::conductor {

/// The follow-up jobs of one thread: records under ids of their own, pushed when committed. Debounced
/// ones, which have time, are pushed when the end of the job was told: whoever waits for it doesn't
/// wait for another thread to wake up.
class LaneFollowUps final : public worker::FollowUps {
 public:
  LaneFollowUps(const Services& services, StudioRuntime& studio)
      : services_(services), studio_(studio) {}
  std::vector<JobRecord> records(const std::vector<QueuedJob>& jobs) override;
  void committed(std::vector<JobRecord> records) override;
  void push_debounced();

 private:
  void push(const JobRecord& record);

  const Services& services_;
  StudioRuntime& studio_;
  RandomIds ids_;
  std::vector<JobRecord> debounced_;
};

class Lane final : public worker::JobSource {
 public:
  using GiveUp = std::function<void(const std::string& reason)>;

  /// `give_up` is called on the lane's thread when the store is lost.
  Lane(const Services& services, StudioRuntime& studio, QueueKind kind, int number,
       Mailbox& mailbox, LaneFollowUps& follow_ups, GiveUp give_up)
      : services_(services),
        studio_(studio),
        kind_(kind),
        number_(number),
        mailbox_(mailbox),
        follow_ups_(follow_ups),
        give_up_(std::move(give_up)) {}

  worker::Wake next(worker::JobTask& task) override;
  void finished(worker::JobTask task, worker::JobOutcome outcome) override;
  bool idle() override { return mailbox_.idle(); }

 private:
  void end(worker::JobTask task, worker::JobOutcome outcome);
  void run_again(worker::JobTask task, const worker::JobOutcome& outcome);
  void note_stuck(const worker::JobTask& task, worker::JobEnd end);
  void write_journal(worker::JobTask task, worker::JobOutcome outcome, const JobReport& report);

  const Services& services_;
  StudioRuntime& studio_;
  const QueueKind kind_;
  const int number_;
  Mailbox& mailbox_;
  LaneFollowUps& follow_ups_;
  const GiveUp give_up_;
  QueueEntry running_;
  uint64_t seen_refresh_ = 0;
};

}  // namespace takt::conductor
