#include "core/store/store.h"

#include "core/base/thread.h"
#include "core/store/storefile.h"
#include "core/store/storetrouble.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace signalbox {

namespace {

enum class Kind : quint8 { Read, Batched, Full };

struct Task
{
    Kind kind = Kind::Read;
    qint64 bytes = 0;
    TimePoint postedAt;
    Store::Work work;
    std::shared_ptr<StoreReplies::Target> target; //!< null: nobody wants the result
    Store::Done done;

    void finish(const Result<void> &result)
    {
        if (target)
            StoreReplies::Target::deliver(target, [done = std::move(done), result] { done(result); });
    }
};

constexpr qint64 MaxTransaction = 4 * 1024 * 1024; // bytes of tasks, so that a reader does not wait long
constexpr Milliseconds VacuumEvery{1000};

} // namespace

//! The thread and its queue.
class Store::Thread final
{
public:
    explicit Thread(std::unique_ptr<StoreFile> file)
        : m_file(std::move(file))
        , m_trouble(m_file->path())
    {
    }
    Q_DISABLE_COPY_MOVE(Thread)

    Result<void> start();
    //! Ends it when all is written that was posted, or cannot be written.
    ~Thread();

    void post(Task &&task);
    StoreStats stats() const;
    bool isComplete() const { return !m_hasLost.load(); }
    bool isFailing() const { return m_trouble.isFailing(); }
    bool wasClean() const { return m_file->wasClean(); }
    const QString &path() const { return m_file->path(); }

private:
    using Tasks = std::deque<Task>;

    void run();
    //! Waits, and moves tasks from the queue to m_taken. Returns false when it ends and nothing is left to do.
    bool take();
    TimePoint wakeAt() const;
    void process();
    Tasks nextTransaction();
    std::optional<Database::Failure> attempt(Tasks &tasks);
    std::optional<Database::Failure> attempt(Task &task);
    void attemptEach(Tasks &&tasks);
    void answerUrgent();
    void finish(Task &task, const Result<void> &result);
    void giveUp(Task &task, const QString &why);
    Error errorOf(const QString &why) const
    {
        return {Error::Code::Busy, QStringLiteral("%1: %2").arg(path(), why)};
    }
    void vacuum();

    std::unique_ptr<StoreFile> m_file;
    std::thread m_thread;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    Tasks m_queue;                 //!< locked
    qint64 m_bytes = 0;            //!< locked; of all tasks that are not finished
    std::size_t m_tasks = 0;       //!< locked; how many these are
    std::deque<TimePoint> m_since; //!< locked; when the writes of these were posted, ascending
    bool m_hasUrgent = false;      //!< locked; a task in the queue does not wait for the next batch
    bool m_isEnding = false;       //!< locked

    std::atomic<bool> m_hasLost{false};
    StoreTrouble m_trouble;

    // Of the thread alone.
    Tasks m_taken;                      //!< in the order of posting
    std::optional<TimePoint> m_retryAt; //!< the disk has failed: batched writes wait in m_taken until then
    TimePoint m_vacuumAt = TimePoint::max();
    bool m_isLastAttempt = false;
};

Result<void> Store::Thread::start()
{
    Result<std::thread> thread = startThread("signalbox store", [this] { run(); });
    if (!thread)
        return thread.error();
    m_thread = std::move(*thread);
    return {};
}

Store::Thread::~Thread()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void Store::Thread::post(Task &&task)
{
    task.postedAt = Clock::now();
    std::unique_lock lock(m_mutex);
    if (m_tasks >= MaxQueued || m_bytes + task.bytes > MaxQueuedBytes) {
        lock.unlock();
        giveUp(task, QStringLiteral("too much waits for the disk"));
        return;
    }
    const bool isUrgent = task.kind != Kind::Batched;
    // The thread wakes for the first task, to wait for the end of the batch, and for an urgent one.
    const bool wakes = m_queue.empty() || (isUrgent && !m_hasUrgent);
    m_hasUrgent = m_hasUrgent || isUrgent;
    m_bytes += task.bytes;
    ++m_tasks;
    if (task.kind != Kind::Read)
        m_since.push_back(task.postedAt);
    m_queue.push_back(std::move(task));
    lock.unlock();
    if (wakes)
        m_wake.notify_one();
}

//! Before it is in the queue, or behind finish().
void Store::Thread::giveUp(Task &task, const QString &why)
{
    if (task.kind == Kind::Batched) {
        m_hasLost = true;
        m_trouble.lost(why);
    }
    task.finish(errorOf(why));
}

StoreStats Store::Thread::stats() const
{
    StoreStats stats = m_trouble.stats();
    const std::scoped_lock lock(m_mutex);
    if (!m_since.empty())
        stats.lag = std::chrono::duration_cast<Milliseconds>(Clock::now() - m_since.front());
    return stats;
}

// ---- on the thread

void Store::Thread::run()
{
    while (take())
        process();
    while (!m_taken.empty()) {
        giveUp(m_taken.front(), QStringLiteral("the program ends"));
        m_taken.pop_front();
    }
    // What was lost has a number: a next start must not give it to another message.
    const bool isClosed = isComplete() && m_file->close();
    m_trouble.ended(isClosed);
}

TimePoint Store::Thread::wakeAt() const
{
    if (m_isEnding || m_hasUrgent)
        return TimePoint::min();
    TimePoint at = m_vacuumAt;
    if (m_retryAt)
        at = std::min(at, *m_retryAt);
    else if (!m_queue.empty())
        at = std::min(at, m_queue.front().postedAt + BatchEvery);
    return at;
}

bool Store::Thread::take()
{
    std::unique_lock lock(m_mutex);
    for (TimePoint at = wakeAt(); at > Clock::now(); at = wakeAt()) {
        if (at == TimePoint::max())
            m_wake.wait(lock);
        else
            m_wake.wait_until(lock, at);
    }
    std::ranges::move(m_queue, std::back_inserter(m_taken));
    m_queue.clear();
    m_hasUrgent = false;
    if (!m_isEnding)
        return true;
    // What works post meanwhile is done as well.
    const bool isUseless = std::exchange(m_isLastAttempt, true) && m_retryAt;
    m_retryAt.reset();
    return !m_taken.empty() && !isUseless;
}

void Store::Thread::process()
{
    if (m_retryAt && Clock::now() < *m_retryAt) {
        answerUrgent();
        return;
    }
    m_retryAt.reset();
    while (!m_taken.empty()) {
        Tasks tasks = nextTransaction();
        const std::optional<Database::Failure> failure = attempt(tasks);
        if (!failure) {
            m_trouble.succeeded();
            for (Task &task : tasks)
                finish(task, {});
            continue;
        }
        m_trouble.failed(*failure);
        if (failure->kind == StoreFailure::Damaged || failure->kind == StoreFailure::Other) {
            attemptEach(std::move(tasks)); // another attempt would fail, too, and keep the others waiting
            continue;
        }
        m_taken.insert(m_taken.begin(), std::make_move_iterator(tasks.begin()),
                       std::make_move_iterator(tasks.end()));
        m_retryAt = Clock::now() + RetryEvery;
        answerUrgent();
        break;
    }
    if (Clock::now() >= m_vacuumAt)
        vacuum();
    else if (m_vacuumAt == TimePoint::max())
        m_vacuumAt = Clock::now() + VacuumEvery;
}

Store::Thread::Tasks Store::Thread::nextTransaction()
{
    Tasks tasks;
    qint64 bytes = 0;
    while (!m_taken.empty() && (tasks.empty() || bytes + m_taken.front().bytes <= MaxTransaction)) {
        bytes += m_taken.front().bytes;
        tasks.push_back(std::move(m_taken.front()));
        m_taken.pop_front();
    }
    return tasks;
}

std::optional<Database::Failure> Store::Thread::attempt(Tasks &tasks)
{
    const auto hasKind = [&](Kind kind) {
        return std::ranges::any_of(tasks, [kind](const Task &task) { return task.kind == kind; });
    };
    const bool isFull = hasKind(Kind::Full);
    Database &database = m_file->database();
    database.execute(isFull ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    database.execute(isFull || hasKind(Kind::Batched) ? "BEGIN IMMEDIATE" : "BEGIN");
    for (Task &task : tasks)
        task.work(database);
    database.execute("COMMIT");
    std::optional<Database::Failure> failure = database.takeFailure();
    if (failure && !database.isAutocommit()) {
        database.execute("ROLLBACK");
        database.takeFailure();
    }
    return failure;
}

std::optional<Database::Failure> Store::Thread::attempt(Task &task)
{
    Tasks one;
    one.push_back(std::move(task));
    std::optional<Database::Failure> failure = attempt(one);
    task = std::move(one.front());
    return failure;
}

void Store::Thread::attemptEach(Tasks &&tasks)
{
    for (Task &task : tasks) {
        const std::optional<Database::Failure> failure = attempt(task);
        if (failure && task.kind == Kind::Batched) {
            m_hasLost = true;
            m_trouble.lost(failure->text);
        }
        finish(task, failure ? Result<void>(errorOf(failure->text)) : Result<void>());
    }
}

//! While the disk fails: reads may succeed, and who waits for a write has to learn that it failed.
void Store::Thread::answerUrgent()
{
    for (Task &task : m_taken) {
        if (task.kind == Kind::Batched)
            continue;
        const std::optional<Database::Failure> failure = attempt(task);
        finish(task, failure ? Result<void>(errorOf(failure->text)) : Result<void>());
    }
    std::erase_if(m_taken, [](const Task &task) { return task.kind != Kind::Batched; });
}

void Store::Thread::finish(Task &task, const Result<void> &result)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_bytes -= task.bytes;
        --m_tasks;
        if (task.kind != Kind::Read)
            m_since.erase(std::ranges::find(m_since, task.postedAt)); // nearly always the first
    }
    task.finish(result);
}

//! Returns space of removed messages to the file system. A part of it is kept: it is used again soon.
void Store::Thread::vacuum()
{
    constexpr qint64 leastPages = 1024;
    Database &database = m_file->database();
    const qint64 unused = database.integerOf("PRAGMA freelist_count");
    const bool isWorthIt = unused > leastPages && unused > database.integerOf("PRAGMA page_count") / 4;
    if (isWorthIt)
        database.execute("PRAGMA incremental_vacuum(256)");
    if (const auto failure = database.takeFailure())
        m_trouble.failed(*failure);
    m_vacuumAt = isWorthIt ? Clock::now() + VacuumEvery : TimePoint::max();
}

// ---- the owner

Store::Store(std::unique_ptr<Thread> thread)
    : m_thread(std::move(thread))
{
}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const QString &path)
{
    Result<std::unique_ptr<StoreFile>> file = StoreFile::open(path);
    if (!file)
        return file.error();
    auto thread = std::make_unique<Thread>(std::move(*file));
    if (Result<void> started = thread->start(); !started)
        return started.error();
    return std::unique_ptr<Store>(new Store(std::move(thread)));
}

void Store::write(Durability durability, qint64 bytes, Work work)
{
    const Kind kind = durability == Durability::Full ? Kind::Full : Kind::Batched;
    m_thread->post({kind, bytes, {}, std::move(work), nullptr, {}});
}

void Store::write(Durability durability, qint64 bytes, Work work, const StoreReplies &replies, Done done)
{
    const Kind kind = durability == Durability::Full ? Kind::Full : Kind::Batched;
    m_thread->post({kind, bytes, {}, std::move(work), replies.target(), std::move(done)});
}

void Store::read(Work work, const StoreReplies &replies, Done done)
{
    m_thread->post({Kind::Read, 0, {}, std::move(work), replies.target(), std::move(done)});
}

Result<void> Store::readBlocking(const Work &work)
{
    std::promise<Result<void>> result;
    const StoreReplies replies([](const StoreReplies::Task &task) { task(); }); // on the store's thread
    read(work, replies, [&](const Result<void> &read) { result.set_value(read); });
    return result.get_future().get();
}

bool Store::isComplete() const
{
    return m_thread->isComplete();
}

bool Store::isFailing() const
{
    return m_thread->isFailing();
}

bool Store::wasClean() const
{
    return m_thread->wasClean();
}

StoreStats Store::stats() const
{
    return m_thread->stats();
}

const QString &Store::path() const
{
    return m_thread->path();
}

} // namespace signalbox
