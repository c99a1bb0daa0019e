#pragma once

// JobControl over the studios that run here. Owned by the conductor.

#include "base/mutex.h"
#include "conductor/job_control.h"
#include "conductor/studios.h"

namespace takt::conductor {

class JobControlImpl final : public JobControl {
 public:
  JobControlImpl(const Services& services, Studios& studios)
      : services_(services), studios_(studios) {}

  std::vector<JobRow> list(const JobQuery& query) override;
  std::optional<JobDetails> show(const JobId& id) override;
  void cancel(const JobId& id, const std::string& who, Done done) override;
  void retry(const JobId& id, bool forced, const std::string& who, Done done) override;
  void discard(const JobId& id, const std::string& who, Done done) override;
  void pause(const std::string& lane, const std::string& who, Held done) override;
  void resume(const std::string& lane, const std::string& who, Held done) override;

 private:
  using Runtime = std::shared_ptr<StudioRuntime>;
  struct Lane {
    Runtime studio;
    QueueKind queue{};
    int number = 0;  // 0: all
  };
  struct Dead {
    Runtime studio;
    DeadLetter letter;
  };
  struct Quarantined {
    Runtime studio;
    JobRecord job;
  };

  /// The studio; throws UserError when it doesn't run.
  Runtime running(const StudioId& id) const;
  std::optional<Dead> find_dead(const JobId& id);
  std::optional<Quarantined> find_quarantined(const JobId& id);
  Lane lane(const std::string& name) const;
  void hold(const std::string& name, bool is_held, const std::string& who, const Held& done);
  void cancel_waiting(const Runtime& studio, QueueKind queue, QueueEntry entry,
                      const std::string& who, const Done& done);
  void give_up(const Quarantined& stuck, const std::string& verb, const std::string& who,
               const Done& done);
  void pardon(const Quarantined& stuck, const std::string& who, const Done& done);
  void revive(const Dead& dead, const std::string& who, const Done& done);
  void write(Transaction transaction, const JobId& id, const Done& done,
             std::function<void()> then);
  void note(const std::string& verb, const StudioId& studio, const JobId& job,
            const std::string& what, const std::string& who);

  const Services services_;
  Studios& studios_;
  Mutex ids_mutex_;
  RandomIds ids_ TAKT_GUARDED_BY(ids_mutex_);
};

}  // namespace takt::conductor
