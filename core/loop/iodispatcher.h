#pragma once

#include "core/loop/ioloop.h"

#include <QAbstractEventDispatcher>

#include <atomic>
#include <memory>
#include <thread>
#include <unordered_map>

class QSocketNotifier;

namespace signalbox {

//! Qt's events of an io thread, by the thread's own IoLoop: one epoll_wait a turn and nothing around it.
//! Under Qt's own dispatcher (glib's main loop, on Debian) a turn costs a poll() and a tenth of an echo's
//! time more.
//!
//! Made on its thread before that has any other; the thread owns it and destroys it, and the loop with it,
//! when it ends. Timers have the wheel's tick of 10 ms, those of 0 ms, too.
class IoDispatcher final : public QAbstractEventDispatcher
{
    Q_OBJECT
public:
    IoDispatcher();
    ~IoDispatcher() override;

    //! Gives the thread that calls it a dispatcher; what comes back is its loop.
    static IoLoop &install();

    IoLoop &loop() { return m_loop; }

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    //! -1 for a timer that there is not.
    int remainingTime(int timerId) override;

    //! Any thread, as says Qt.
    void wakeUp() override;
    void interrupt() override;

private:
    class Alarm;
    class Notifiers;
    class Timer;

    IoLoop m_loop;
    const std::thread::id m_thread = std::this_thread::get_id();
    std::atomic<bool> m_isWoken = false;
    std::atomic<bool> m_isInterrupted = false;
    std::unique_ptr<Alarm> m_alarm;
    std::unordered_map<int, std::unique_ptr<Notifiers>> m_notifiers; //!< by descriptor
    std::unordered_map<int, std::unique_ptr<Timer>> m_timers;        //!< by id
};

} // namespace signalbox
