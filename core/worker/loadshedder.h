#pragma once

#include "core/policy/admissionledger.h"
#include "core/policy/memorybudget.h"
#include "core/worker/wiretable.h"

namespace signalbox {

//! Keeps one io thread's part of the memory budget, and when all together hold too much, closes those of its
//! peers for whom most is held (1013). Each thread gives back as much of the excess as it holds of the whole,
//! so they need not agree with each other and none does another's part again; whoever holds little next to
//! the others is left alone. Lives on its io thread.
class LoadShedder final : public MemoryShare, private Flushable
{
public:
    //! \a ledger knows how many peers there are.
    LoadShedder(IoLoop &loop, MemoryBudget &budget, WireTable &wires, const AdmissionLedger &ledger);

private:
    void grown() override;
    void flush() override;
    void look();
    void shed();

    IoLoop &m_loop;
    WireTable &m_wires;
    const AdmissionLedger &m_ledger;
    WheelTimer m_timer; //!< while something is held here: another thread may pass the limit
};

} // namespace signalbox
