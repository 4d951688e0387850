#include "core/auth/authbackend.h"

#include <QLoggingCategory>

#include <vector>

Q_LOGGING_CATEGORY(lcAuthBackend, "signalbox.auth", QtInfoMsg)

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr Milliseconds LogInterval = 1min;

} // namespace

AuthBackend::AuthBackend(Send send)
    : AuthBackend(std::move(send), Bounds())
{
}

AuthBackend::AuthBackend(Send send, Bounds bounds)
    : m_send(std::move(send))
    , m_queue({.jobs = bounds.waiting,
               .jobsOfAddress = bounds.waitingOfAddress,
               .bytes = bounds.bytes,
               .bytesOfAddress = bounds.bytesOfAddress})
{
}

void AuthBackend::setConcurrency(qsizetype concurrency)
{
    {
        const std::lock_guard lock(m_mutex);
        m_concurrency = concurrency;
    }
    sendNext();
}

AuthBackend::Ticket AuthBackend::ask(const QHostAddress &address, bool isExempt,
                                     HttpClientThread::Request request, Done done)
{
    Ticket ticket = 0;
    {
        const qsizetype bytes = request.body.size();
        const std::lock_guard lock(m_mutex);
        ticket = m_queue.push(address, isExempt, bytes, {std::move(request), std::move(done), isExempt});
    }
    if (ticket != 0)
        sendNext();
    return ticket;
}

bool AuthBackend::cancel(Ticket ticket)
{
    std::optional<Job> dropped; // destroyed without the lock
    const std::lock_guard lock(m_mutex);
    dropped = m_queue.remove(ticket);
    return dropped.has_value();
}

void AuthBackend::logFault(const QString &text, TimePoint now)
{
    {
        const std::lock_guard lock(m_mutex);
        if (now < m_nextLog)
            return;
        m_nextLog = now + LogInterval;
    }
    qCWarning(lcAuthBackend).noquote() << text;
}

qsizetype AuthBackend::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.size();
}

qsizetype AuthBackend::running() const
{
    const std::lock_guard lock(m_mutex);
    return m_running;
}

bool AuthBackend::mayRun(const QHostAddress &address, const Job &job) const
{
    return job.isExempt || m_runningOf.value(address) < m_concurrency - m_concurrency / 4;
}

void AuthBackend::sendNext()
{
    std::vector<std::pair<QHostAddress, Job>> jobs;
    {
        const std::lock_guard lock(m_mutex);
        while (m_running < m_concurrency) {
            auto next = m_queue.takeNext(
                [this](const QHostAddress &address, const Job &job) { return mayRun(address, job); });
            if (!next)
                break;
            ++m_running;
            ++m_runningOf[next->first];
            jobs.push_back(*std::move(next));
        }
    }
    for (auto &[address, job] : jobs) {
        m_send(job.request, [this, key = address, done = std::move(job.done)](const Answer &answer) {
            finish(key);
            done(answer);
        });
    }
}

void AuthBackend::finish(const QHostAddress &address)
{
    {
        const std::lock_guard lock(m_mutex);
        --m_running;
        const auto running = m_runningOf.find(address);
        if (--*running == 0)
            m_runningOf.erase(running);
    }
    sendNext();
}

} // namespace signalbox
