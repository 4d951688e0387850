#pragma once

#include "core/policy/admissionledger.h"
#include "core/policy/memorybudget.h"
#include "core/worker/sockettable.h"

#include <functional>

namespace signalbox {

//! Accounts for the memory that the connections of one io thread hold, and closes those that hold most (1013)
//! while all threads together exceed the budget without any history. Each thread frees a share of the excess in proportion to
//! what it holds, so the threads need no coordination; connections that hold less than half of the average
//! are spared. Lives on its io thread.
class LoadShedder final : public MemoryShare, private Flushable
{
public:
    //! \a ledger counts the peers of all threads. \a dropHistory is called when the history has to give way.
    LoadShedder(IoLoop &loop, MemoryBudget &budget, SocketTable &sockets, const AdmissionLedger &ledger,
                std::function<void()> dropHistory);

private:
    void grown() override;
    void flush() override;
    void check();
    void shed();

    IoLoop &m_loop;
    SocketTable &m_sockets;
    const AdmissionLedger &m_ledger;
    std::function<void()> m_dropHistory;
    WheelTimer m_timer; //!< armed while anything is held here: another thread may exceed the budget
};

} // namespace signalbox
