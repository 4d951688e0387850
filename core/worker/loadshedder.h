#pragma once

#include "core/policy/admissionledger.h"
#include "core/policy/memorybudget.h"
#include "core/worker/sockettable.h"

#include <functional>
#include <vector>

namespace signalbox {

//! Accounts for the memory that the connections of one io thread hold, and closes those that hold most (1013)
//! while all threads together exceed the budget without any history. Each thread frees a share of the excess in proportion to
//! what it holds, so the threads need no coordination; connections that hold less than half of the average
//! are spared.
//!
//! A frame that many outboxes have queued is charged to them in equal parts: to close one of them frees little, and
//! the only one that still has it pays for all of it. What is left of a connection that was closed before counts as
//! freed. A pass measures all sockets, and then closes the worst; it takes at most 1 ms a turn. Lives on its io thread.
class LoadShedder final : public MemoryShare, private Flushable
{
public:
    //! \a ledger counts the peers of all threads. \a dropHistory is called when the history has to give way.
    LoadShedder(IoLoop &loop, MemoryBudget &budget, SocketTable &sockets, const AdmissionLedger &ledger,
                std::function<void()> dropHistory);

private:
    struct Holder
    {
        qint64 bytes = 0;
        quint64 socket = 0; //!< number
    };

    void grown() override;
    void flush() override;
    void check();
    void schedule();
    void begin();
    //! Return whether they are done; if not, \a end has passed.
    bool measure(TimePoint end);
    bool closeWorst(TimePoint end);

    IoLoop &m_loop;
    SocketTable &m_sockets;
    const AdmissionLedger &m_ledger;
    std::function<void()> m_dropHistory;
    WheelTimer m_timer;   //!< armed while anything is held here: another thread may exceed the budget
    TimePoint m_pausedTo; //!< no pass begins before: the last one found nobody

    // of the pass
    enum class Stage : quint8 { None, Measuring, Closing };
    Stage m_stage = Stage::None;
    std::vector<quint64> m_unmeasured; //!< numbers of sockets
    std::vector<Holder> m_holders;     //!< open connections; while Closing a heap, the worst first
    qint64 m_measured = 0;             //!< sum of all sockets
    qint64 m_leaving = 0;              //!< part of it, of connections that were closed before
    qint64 m_toFree = 0;
    qint64 m_threshold = 0; //!< who holds less is spared
    bool m_hasClosed = false;
};

} // namespace signalbox
