#pragma once

#include <QTimer>

#include <atomic>
#include <thread>

namespace signalbox {

//! Has the C library return large blocks to the system when they are freed. By default glibc raises the size
//! from which it maps a block of its own, up to 32 MiB, whenever such a block is freed; large messages then
//! come from heaps that shrink only at their end. Has an effect with glibc only. Called before threads are
//! created.
void limitRetainedMemory();

//! Returns the free pages within the heaps to the system after a peak: a heap of small blocks stays as large as
//! it was while a single block at its end is in use. Lives on the main thread, and works on one of its own; an
//! io thread that allocates meanwhile may wait for it. Has an effect with glibc only.
class HeapTrimmer final
{
public:
    HeapTrimmer();
    ~HeapTrimmer();
    Q_DISABLE_COPY_MOVE(HeapTrimmer)

private:
    void check();
    void trim();

    qint64 m_leastResident; //!< bytes
    qint64 m_leastUnused;   //!< resident bytes that no block uses; program code is among them. Used by trim()
    QTimer m_timer;
    std::atomic<bool> m_isTrimming{false};
    std::thread m_thread;
};

} // namespace signalbox
