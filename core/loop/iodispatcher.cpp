#include "core/loop/iodispatcher.h"

#include <QCoreApplication>
#include <QPointer>
#include <QSocketNotifier>
#include <QThread>

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>

namespace signalbox {

//! Wakes the loop from another thread.
class IoDispatcher::WakeEvent final : private IoHandler
{
public:
    explicit WakeEvent(IoLoop &loop)
        : m_loop(loop)
        , m_event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
        , m_token(loop.add(m_event.get(), EPOLLIN, this))
    {
    }
    ~WakeEvent()
    {
        if (isUsable())
            m_loop.remove(m_token, m_event.get());
    }
    Q_DISABLE_COPY_MOVE(WakeEvent)

    bool isUsable() const { return m_token != 0; }

    void wake()
    {
        const quint64 one = 1;
        [[maybe_unused]] const ssize_t written = ::write(m_event.get(), &one, sizeof one);
    }

private:
    void handleIo(quint32) override
    {
        quint64 count = 0;
        [[maybe_unused]] const ssize_t got = ::read(m_event.get(), &count, sizeof count);
    }

    IoLoop &m_loop;
    UniqueFd m_event;
    IoLoop::Token m_token;
};

//! The notifiers of one descriptor, which is in the epoll set once: at most one of each type, as in Qt.
class IoDispatcher::Notifiers final : private IoHandler
{
public:
    Notifiers(IoLoop &loop, int fd)
        : m_loop(loop)
        , m_fd(fd)
        , m_token(loop.add(fd, 0, this))
    {
    }
    ~Notifiers()
    {
        if (m_token != 0)
            m_loop.remove(m_token, m_fd);
    }
    Q_DISABLE_COPY_MOVE(Notifiers)

    void set(QSocketNotifier::Type type, QSocketNotifier *notifier)
    {
        m_byType[type] = notifier;
        quint32 events = 0;
        for (std::size_t i = 0; i < m_byType.size(); ++i)
            events |= m_byType[i] ? EventsOf[i] : 0;
        if (m_token != 0)
            m_loop.setEvents(m_token, m_fd, events);
    }
    bool isEmpty() const
    {
        return std::ranges::all_of(m_byType, [](const auto *notifier) { return !notifier; });
    }

private:
    static constexpr std::array<quint32, 3> EventsOf{EPOLLIN, EPOLLOUT, EPOLLPRI}; // read, write, exception

    void handleIo(quint32 events) override
    {
        // On an error both the read and the write notifier are activated, so that a read or write returns it.
        // A slot may delete any notifier, and this object.
        const bool hasFailed = (events & (EPOLLERR | EPOLLHUP)) != 0;
        std::array<QPointer<QSocketNotifier>, 3> ready;
        for (std::size_t i = 0; i < m_byType.size(); ++i) {
            if ((events & EventsOf[i]) != 0 || (hasFailed && EventsOf[i] != EPOLLPRI))
                ready[i] = m_byType[i];
        }
        for (const QPointer<QSocketNotifier> &notifier : ready) {
            if (!notifier || !notifier->isEnabled())
                continue;
            QEvent event(QEvent::SockAct);
            QCoreApplication::sendEvent(notifier, &event);
        }
    }

    IoLoop &m_loop;
    int m_fd;
    IoLoop::Token m_token;
    std::array<QSocketNotifier *, 3> m_byType{};
};

class IoDispatcher::Timer final
{
public:
    Timer(IoLoop &loop, const TimerInfo &info, QObject *object)
        : m_loop(loop)
        , m_info(info)
        , m_object(object)
        , m_timer(WheelTimer::of<&Timer::fire>(this))
    {
        arm();
    }
    Q_DISABLE_COPY_MOVE(Timer)

    const TimerInfo &info() const { return m_info; }
    const QObject *object() const { return m_object; }
    TimePoint due() const { return m_due; }

private:
    void arm()
    {
        m_due = Clock::now() + Milliseconds(m_info.interval);
        m_loop.wheel().arm(m_timer, m_due);
    }
    void fire()
    {
        arm(); // first: handling the event may delete this object
        QTimerEvent event(m_info.timerId);
        QCoreApplication::sendEvent(m_object, &event);
    }

    IoLoop &m_loop;
    TimerInfo m_info;
    QObject *m_object;
    TimePoint m_due;
    WheelTimer m_timer;
};

IoDispatcher::IoDispatcher()
    : m_wakeEvent(std::make_unique<WakeEvent>(m_loop))
{
}

IoDispatcher::~IoDispatcher() = default;

IoLoop *IoDispatcher::install()
{
    auto made = std::make_unique<IoDispatcher>();
    if (!made->loop().isUsable() || !made->m_wakeEvent->isUsable())
        return nullptr;
    IoDispatcher *dispatcher = made.release(); // owned by the thread from now on
    QThread::currentThread()->setEventDispatcher(dispatcher);
    return &dispatcher->loop();
}

bool IoDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    Q_EMIT awake();
    const bool hadPosted = m_isWoken.exchange(false); // first: an event posted after this wakes the loop
    // After m_isWoken: an interrupt() that did not wake, because the flag was set already, is seen here.
    const bool wasInterrupted = m_isInterrupted.exchange(false);
    QCoreApplication::sendPostedEvents();
    m_loop.settle(); // their handlers scheduled flushes and timers, too
    const bool mayWait = flags.testFlag(QEventLoop::WaitForMoreEvents) && !wasInterrupted;
    if (mayWait && !m_isWoken)
        Q_EMIT aboutToBlock();
    if (m_isInterrupted || flags.testFlag(QEventLoop::ExcludeSocketNotifiers))
        return hadPosted;
    return m_loop.turn(mayWait && !m_isWoken ? IoLoop::Wait::Yes : IoLoop::Wait::No) || hadPosted;
}

void IoDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    const int fd = int(notifier->socket());
    std::unique_ptr<Notifiers> &place = m_notifiers[fd];
    if (!place)
        place = std::make_unique<Notifiers>(m_loop, fd);
    place->set(notifier->type(), notifier);
}

void IoDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    const auto found = m_notifiers.find(int(notifier->socket()));
    if (found == m_notifiers.end())
        return;
    found->second->set(notifier->type(), nullptr);
    if (found->second->isEmpty())
        m_notifiers.erase(found);
}

void IoDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object)
{
    const TimerInfo info(timerId, int(interval), timerType);
    m_timers.insert_or_assign(timerId, std::make_unique<Timer>(m_loop, info, object));
}

bool IoDispatcher::unregisterTimer(int timerId)
{
    return m_timers.erase(timerId) > 0;
}

bool IoDispatcher::unregisterTimers(QObject *object)
{
    return std::erase_if(m_timers, [object](const auto &entry) { return entry.second->object() == object; }) >
           0;
}

QList<QAbstractEventDispatcher::TimerInfo> IoDispatcher::registeredTimers(QObject *object) const
{
    QList<TimerInfo> timers;
    for (const auto &[id, timer] : m_timers) {
        if (timer->object() == object)
            timers.append(timer->info());
    }
    return timers;
}

int IoDispatcher::remainingTime(int timerId)
{
    const auto found = m_timers.find(timerId);
    if (found == m_timers.end())
        return -1;
    const auto left = std::chrono::ceil<Milliseconds>(found->second->due() - Clock::now());
    return int(std::max<qint64>(left.count(), 0));
}

void IoDispatcher::wakeUp()
{
    // The thread itself needs no wake-up: it checks m_isWoken before it waits.
    if (!m_isWoken.exchange(true) && std::this_thread::get_id() != m_thread)
        m_wakeEvent->wake();
}

void IoDispatcher::interrupt()
{
    m_isInterrupted = true;
    wakeUp();
}

} // namespace signalbox
