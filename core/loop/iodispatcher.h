#pragma once

#include "core/loop/ioloop.h"

#include <QAbstractEventDispatcher>

#include <atomic>
#include <memory>
#include <thread>
#include <unordered_map>

class QSocketNotifier;

namespace signalbox {

//! Qt's event dispatcher of an io thread, based on an IoLoop: one epoll_wait() a turn. With Qt's own
//! dispatcher (glib's main loop, on Debian) a turn costs a poll() more, a tenth of the time of an echo
//! (QT_FACTS Q14).
//!
//! Created on its thread before that has another dispatcher. The thread owns it, and destroys it and the loop
//! when it ends. Timers have the wheel's resolution of 10 ms, also those of 0 ms.
class IoDispatcher final : public QAbstractEventDispatcher
{
    Q_OBJECT
public:
    IoDispatcher();
    ~IoDispatcher() override;

    //! Installs a dispatcher on the calling thread and returns its loop, or null if the process is out of
    //! descriptors.
    static IoLoop *install();

    IoLoop &loop() { return m_loop; }

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    //! Returns milliseconds, or -1 when there is no such timer.
    int remainingTime(int timerId) override;

    //! Any thread, as Qt requires.
    void wakeUp() override;
    void interrupt() override;

private:
    class WakeEvent;
    class Notifiers;
    class Timer;

    IoLoop m_loop;
    const std::thread::id m_thread = std::this_thread::get_id();
    std::atomic<bool> m_isWoken = false;
    std::atomic<bool> m_isInterrupted = false;
    std::unique_ptr<WakeEvent> m_wakeEvent;
    std::unordered_map<int, std::unique_ptr<Notifiers>> m_notifiers; //!< by descriptor
    std::unordered_map<int, std::unique_ptr<Timer>> m_timers;        //!< by id
};

} // namespace signalbox
