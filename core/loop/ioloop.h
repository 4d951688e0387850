#pragma once

#include "core/base/clock.h"
#include "core/base/histogram.h"
#include "core/base/uniquefd.h"
#include "core/loop/mailbox.h"
#include "core/loop/timingwheel.h"

#include <QtGlobal>

#include <vector>

namespace signalbox {

//! Called when its descriptor is ready. \a events are EPOLLIN, EPOLLOUT, EPOLLRDHUP, EPOLLHUP, EPOLLERR; none
//! after IoLoop::callNextTurn().
class IoHandler
{
public:
    virtual void handleIo(quint32 events) = 0;

protected:
    ~IoHandler() = default;
};

//! Has work for the end of the turn, for example one gathered write. May be destroyed while it is scheduled.
class Flushable
{
public:
    virtual void flush() = 0;

protected:
    Flushable() = default;
    virtual ~Flushable(); // virtual only because IoLoop is a friend and could delete one
    Q_DISABLE_COPY_MOVE(Flushable)

private:
    friend class IoLoop;
    class IoLoop *m_loop = nullptr;
    std::size_t m_position = 0;
};

//! The event loop of an io thread: one epoll set, a timing wheel, a mailbox and the list of scheduled
//! flushes.
//!
//! A turn handles at most MaxEvents ready descriptors, each once, level-triggered, and then runs the flush
//! list. Lives on its thread; the thread's IoDispatcher owns it and calls turn() and settle().
//!
//! The time of a turn is shared. Quiet descriptors, of which a call is short and which are not called all the time, come
//! first; the others follow, the one that used least lately first, until the turn has taken MaxTurn. What is left, of the
//! flush list too, comes in the next turn, which does not wait. So busy peers delay a quiet one by about MaxTurn, however
//! many they are: also if they have just come, and it has used more time than they since it came.
class IoLoop final
{
public:
    IoLoop();
    ~IoLoop();
    Q_DISABLE_COPY_MOVE(IoLoop)

    //! Returns false if the process was out of descriptors when this was created. The loop must not run then.
    bool isUsable() const;

    //! Identifies a watched descriptor; 0 is none.
    using Token = quint64;

    //! Watches \a fd until remove(). \a events as in epoll_ctl(2), level-triggered. Returns 0 when the kernel
    //! refuses.
    [[nodiscard]] Token add(int fd, quint32 events, IoHandler *handler);
    void setEvents(Token token, int fd, quint32 events);
    //! Calls the handler once in the next turn, which does not wait: for work that is left over because each
    //! descriptor has a limited time a turn.
    void callNextTurn(Token token) { m_nextTurn.push_back(token); }
    //! The handler is not called again, not even for an event of this turn.
    void remove(Token token, int fd);

    //! Calls flush() once at the end of the turn, however often this is called.
    void scheduleFlush(Flushable *entry);

    TimingWheel &wheel() { return m_wheel; }
    //! Runs \a task on this thread, in the order of posting. Any thread.
    void post(Mailbox::Task task) { m_mailbox.post(std::move(task)); }
    //! The time of this turn.
    TimePoint now() const { return m_now; }
    //! The same moment by the wall clock.
    WallTime wallNow() const { return m_wallNow; }

    //! Records in \a histogram how late timers fire, by a timer of its own every second at least. The
    //! histogram belongs to this thread and outlives the loop.
    void measureLag(Histogram *histogram);

    //! A buffer for one read, shared by all handlers of the thread; its content is valid until the next read.
    std::vector<char> &scratch() { return m_scratch; }

    static constexpr int MaxEvents = 512;
    //! After each ShareWindow the time that a descriptor has used is halved. Long enough that a thousand busy ones, of which
    //! each waits for the others, are not taken for quiet ones meanwhile.
    static constexpr Milliseconds ShareWindow{1000};
    //! A descriptor is quiet if one of its latest two calls took less than LittleTime (the system may have interrupted the
    //! other), and it has used less than QuietTime lately.
    static constexpr std::chrono::microseconds LittleTime{250};
    static constexpr Milliseconds QuietTime{50};
    //! What a new descriptor is taken to have used, so that many new ones do not come before those that are known.
    static constexpr Milliseconds NewTime{5};
    static constexpr Milliseconds MaxTurn{4};
    static constexpr Milliseconds MaxFlush{1}; //!< of one run of the flush list

    //! Runs one turn, which may wait for something to do. Returns whether there was something.
    enum class Wait { No, Yes };
    bool turn(Wait wait);
    //! Runs the flush list and programs the timer for what was scheduled outside of a turn: by Qt's events.
    void settle();

private:
    friend class Flushable;
    struct Slot
    {
        IoHandler *handler = nullptr;
        quint32 generation = 0;
        quint32 window = 0;    //!< when `used` was halved last
        Nanoseconds used{0};   //!< by the handler
        Nanoseconds latest{0}; //!< time of the latest call
        Nanoseconds beforeLatest{0};
    };

    //! One call of a handler, for a descriptor that was ready.
    struct Ready
    {
        quint64 token = 0;
        quint32 events = 0;
        bool isBusy = false;
        Nanoseconds used{0}; //!< as in Slot
    };

    void readClock();
    void programTimer();
    void armPulse();
    void dispatch(quint64 token, quint32 events);
    void dispatchOrQueue(Ready ready, bool mayWait);
    void dispatchWaiting();
    void dispatchTimed(const Ready &ready);
    void judge(Ready &ready);
    bool hasFlushes() const { return m_flushed < m_flushList.size(); }
    void compactFlushList();

    UniqueFd m_epoll;
    UniqueFd m_timer;
    Mailbox m_mailbox;
    TimePoint m_now;
    WallTime m_wallNow;
    quint32 m_window; //!< number of the current ShareWindow
    TimingWheel m_wheel;
    std::vector<Slot> m_slots;
    std::vector<quint32> m_freeSlots;
    std::vector<Flushable *> m_flushList; //!< null: destroyed, or flushed already
    std::size_t m_flushed = 0;            //!< entries at the beginning of m_flushList that are done
    std::vector<Token> m_nextTurn;        //!< of callNextTurn()
    std::vector<Token> m_called;          //!< of this turn
    std::vector<Ready> m_waiting;         //!< of this turn
    TimePoint m_dispatchedAt;             //!< when the latest handler of this turn returned
    TimePoint m_programmedFor = TimePoint::max();
    TimePoint m_expectedAt; //!< when the timer is due, or was armed if that was later
    Histogram *m_lag = nullptr;
    WheelTimer m_pulse;
    std::vector<char> m_scratch;
};

} // namespace signalbox
