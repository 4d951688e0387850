#pragma once

// The file that outlives the server: history of rooms, audit. One thread owns it; other threads post work to that thread and
// never wait for it.
//
//   io threads, admin thread                     "signalbox store"
//   write(), read()  ── queue, bounded ────────► what was posted in a tenth of a second, in the order of posting, in one
//                                                transaction
//   StoreReplies     ◄──────── results ────────  after the commit
//
// When the disk is full or fails, what was to be written stays in the queue and is tried again; reads go on. What does not
// fit into the queue any more is lost, and counted: the file then counts as not cleanly closed.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/database.h"
#include "core/store/storereplies.h"
#include "core/store/storestats.h"

#include <functional>
#include <memory>
#include <vector>

namespace signalbox {

//! When a write is on the disk.
enum class Durability : quint8 {
    Batched, //!< at most Store::BatchEvery later; after a power cut what the kernel had not written is lost
    Full,    //!< before its result is delivered, also if power is cut then
};

//! One SQLite file and its thread. Created and destroyed by the thread that owns it; the destructor writes what was posted
//! before. All other functions may be called on any thread.
class Store final
{
public:
    //! Runs on the thread of the store, inside a transaction: only with data of its own. After a failure the transaction is
    //! rolled back, and the work may run again.
    using Work = std::function<void(Database &database)>;
    //! Gets the result on the thread of its StoreReplies: an error if nothing was written or read.
    using Done = std::function<void(const Result<void> &result)>;

    //! Opens \a path, an absolute path, and starts the thread. The file is made if it is absent, accessible to this user
    //! only, and so are the folders above it.
    //! Fails with AddressInUse when another process uses the file; with Busy when no thread can be started; with Invalid, and leaves the file as it is, when it is damaged, no
    //! file of ours, or of a newer version; with NoPermission or Io when the system refuses. The error names the file, and
    //! what to do.
    static Result<std::unique_ptr<Store>> open(const QString &path);
    ~Store();
    Q_DISABLE_COPY_MOVE(Store)

    //! Writes: \a work changes the file. \a bytes is what the work holds in memory, roughly. With Durability::Full it is
    //! tried once: \a done gets the error if it could not be written. Without \a done a batched write that fails is tried
    //! until it succeeds; one that the queue has no room for is lost and counted.
    void write(Durability durability, qint64 bytes, Work work);
    void write(Durability durability, qint64 bytes, Work work, const StoreReplies &replies, Done done);
    //! Reads, behind the writes that were posted before, and without waiting for the next batch. \a work keeps what it finds,
    //! for example in a shared_ptr that \a done has, too.
    void read(Work work, const StoreReplies &replies, Done done);
    //! The same for a thread that may wait, such as the main thread before the server starts.
    Result<void> readBlocking(const Work &work);

    //! Whether all that was posted is written or still waits: nothing was lost since the file was opened.
    bool isComplete() const;
    //! Whether the disk fails now: writes wait for the next attempt.
    bool isFailing() const;
    //! Whether the process that used the file last closed it cleanly.
    bool wasClean() const;
    //! For the metrics.
    StoreStats stats() const;
    const QString &path() const;

    static constexpr Milliseconds BatchEvery{100};
    //! Until a write that has failed is tried again.
    static constexpr Milliseconds RetryEvery{1000};
    static constexpr qint64 MaxQueuedBytes = 32 * 1024 * 1024;
    static constexpr std::size_t MaxQueued = 100'000; //!< reads and writes

private:
    class Thread;
    explicit Store(std::unique_ptr<Thread> thread);
    std::unique_ptr<Thread> m_thread;
};

} // namespace signalbox
