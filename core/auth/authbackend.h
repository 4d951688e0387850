#pragma once

#include "core/auth/fairqueue.h"
#include "core/auth/httpclientthread.h"

#include <functional>
#include <mutex>

namespace signalbox {

//! Asks the backend of [auth.http] for all io threads together: a number of requests at a time, behind which others wait in a
//! FairQueue. So that one address does not make all others wait for a slow backend, it has at most three quarters of the
//! places. A request that has begun keeps its place until it is answered or its time is over, also when its client has left:
//! the backend works on it all the same, and must not have more work than `concurrency` because clients come and go.
//! Any thread; locked.
class AuthBackend final
{
public:
    using Answer = Result<HttpClientThread::Response>;
    using Done = std::function<void(const Answer &)>;
    using Send = std::function<void(const HttpClientThread::Request &, HttpClientThread::Done)>;
    using Ticket = quint64; //!< 0: none

    struct Bounds
    {
        qsizetype waiting = 1024;
        qsizetype waitingOfAddress = 64;
        qsizetype bytes = 16 * 1024 * 1024; //!< of the bodies that wait
        qsizetype bytesOfAddress = 1024 * 1024;
    };

    //! \a send reports once for each request, on any thread, or never any more because it ends.
    explicit AuthBackend(Send send);
    AuthBackend(Send send, Bounds bounds);
    Q_DISABLE_COPY_MOVE(AuthBackend)

    void setConcurrency(qsizetype concurrency);

    //! Sends \a request when it has its turn. \a done is called once, on any thread, perhaps before this returns, unless the
    //! request is cancelled. Returns 0, and does nothing, when a bound is reached. \a isExempt: what is bounded by address is not
    //! bounded.
    [[nodiscard]] Ticket ask(const QHostAddress &address, bool isExempt, HttpClientThread::Request request,
                             Done done);
    //! Drops the request, and returns true, if it waits for its turn.
    bool cancel(Ticket ticket);
    //! Logs that the backend does not do what it should, for all io threads together once a minute.
    void logFault(const QString &text, TimePoint now);

    qsizetype waiting() const;
    qsizetype running() const;

private:
    struct Job
    {
        HttpClientThread::Request request;
        Done done;
        bool isExempt = false;
    };

    bool mayRun(const QHostAddress &address, const Job &job) const;
    void sendNext();
    void finish(const QHostAddress &address);

    const Send m_send;
    mutable std::mutex m_mutex; //!< of what follows
    FairQueue<Job> m_queue;
    QHash<QHostAddress, qsizetype> m_runningOf; //!< by limitKey(); none is 0
    qsizetype m_running = 0;
    qsizetype m_concurrency = 1;
    TimePoint m_nextLog = TimePoint::min();
};

} // namespace signalbox
