#pragma once

// std::mutex and std::shared_mutex with capabilities that clang checks (-Wthread-safety): what is
// TAKT_GUARDED_BY a mutex can't be touched without it. Nothing is left of the annotations under
// other compilers. Any thread.
//
// For ThreadSanitizer they say when they are destroyed, which std's don't do: their destructors are
// trivial. A mutex at the same address of a stack would otherwise inherit the order in which the
// one before it was locked, and be reported for locking in another.
//
//   mutable Mutex mutex_;
//   Condition changed_;
//   std::deque<Item> items_ TAKT_GUARDED_BY(mutex_);
//
//   const MutexLock lock(mutex_);
//   while (items_.empty()) changed_.wait(mutex_);

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>

#if defined(__clang__)
#define TAKT_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define TAKT_THREAD_ATTRIBUTE(x)
#endif

#define TAKT_CAPABILITY(name) TAKT_THREAD_ATTRIBUTE(capability(name))
#define TAKT_SCOPED_CAPABILITY TAKT_THREAD_ATTRIBUTE(scoped_lockable)
#define TAKT_GUARDED_BY(mutex) TAKT_THREAD_ATTRIBUTE(guarded_by(mutex))
#define TAKT_REQUIRES(...) TAKT_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define TAKT_REQUIRES_SHARED(...) TAKT_THREAD_ATTRIBUTE(requires_shared_capability(__VA_ARGS__))
#define TAKT_ACQUIRE(...) TAKT_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define TAKT_ACQUIRE_SHARED(...) TAKT_THREAD_ATTRIBUTE(acquire_shared_capability(__VA_ARGS__))
#define TAKT_RELEASE(...) TAKT_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
#define TAKT_RELEASE_SHARED(...) TAKT_THREAD_ATTRIBUTE(release_shared_capability(__VA_ARGS__))
/// Where the analysis can't follow; the reason stands beside it.
#define TAKT_NO_THREAD_ANALYSIS TAKT_THREAD_ATTRIBUTE(no_thread_safety_analysis)

namespace takt {

class TAKT_CAPABILITY("mutex") Mutex {
 public:
#ifdef __SANITIZE_THREAD__
  ~Mutex() { pthread_mutex_destroy(mutex_.native_handle()); }
#endif
  void lock() TAKT_ACQUIRE() { mutex_.lock(); }
  void unlock() TAKT_RELEASE() { mutex_.unlock(); }

 private:
  friend class Condition;
  std::mutex mutex_;
};

class TAKT_CAPABILITY("shared mutex") SharedMutex {
 public:
#ifdef __SANITIZE_THREAD__
  ~SharedMutex() {
    pthread_rwlock_destroy(static_cast<pthread_rwlock_t*>(mutex_.native_handle()));
  }
#endif
  void lock() TAKT_ACQUIRE() { mutex_.lock(); }
  void unlock() TAKT_RELEASE() { mutex_.unlock(); }
  void lock_shared() TAKT_ACQUIRE_SHARED() { mutex_.lock_shared(); }
  void unlock_shared() TAKT_RELEASE_SHARED() { mutex_.unlock_shared(); }

 private:
  std::shared_mutex mutex_;
};

/// Holds a mutex to the end of its scope, but for what is between unlock() and lock().
class TAKT_SCOPED_CAPABILITY [[nodiscard]] MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) TAKT_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() TAKT_RELEASE() {
    if (is_held_) mutex_.unlock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void unlock() TAKT_RELEASE() {
    is_held_ = false;
    mutex_.unlock();
  }
  void lock() TAKT_ACQUIRE() {
    mutex_.lock();
    is_held_ = true;
  }

 private:
  Mutex& mutex_;
  bool is_held_ = true;
};

class TAKT_SCOPED_CAPABILITY [[nodiscard]] WriterLock {
 public:
  explicit WriterLock(SharedMutex& mutex) TAKT_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~WriterLock() TAKT_RELEASE() { mutex_.unlock(); }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  SharedMutex& mutex_;
};

class TAKT_SCOPED_CAPABILITY [[nodiscard]] ReaderLock {
 public:
  explicit ReaderLock(SharedMutex& mutex) TAKT_ACQUIRE_SHARED(mutex) : mutex_(mutex) {
    mutex_.lock_shared();
  }
  ~ReaderLock() TAKT_RELEASE() { mutex_.unlock_shared(); }
  ReaderLock(const ReaderLock&) = delete;
  ReaderLock& operator=(const ReaderLock&) = delete;

 private:
  SharedMutex& mutex_;
};

/// What is waited for is asked in a loop by the caller: it may wake without a notification.
class Condition {
 public:
  void wait(Mutex& mutex) TAKT_REQUIRES(mutex) {
    Held held(mutex);
    condition_.wait(held.lock);
  }
  /// False when the time is over.
  template <class Time>
  bool wait_until(Mutex& mutex, const Time& time) TAKT_REQUIRES(mutex) {
    Held held(mutex);
    return condition_.wait_until(held.lock, time) == std::cv_status::no_timeout;
  }
  template <class Duration>
  bool wait_for(Mutex& mutex, const Duration& duration) TAKT_REQUIRES(mutex) {
    return wait_until(mutex, std::chrono::steady_clock::now() + duration);
  }
  void notify_one() { condition_.notify_one(); }
  void notify_all() { condition_.notify_all(); }

 private:
  /// The caller's mutex as std::condition_variable wants it; stays the caller's.
  struct Held {
    explicit Held(Mutex& mutex) : lock(mutex.mutex_, std::adopt_lock) {}
    ~Held() { lock.release(); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    std::unique_lock<std::mutex> lock;
  };
  std::condition_variable condition_;
};

}  // namespace takt
