#include "app/allocator.h"

#include "core/base/thread.h"

#include <QFile>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace signalbox {

namespace {

constexpr int MiB = 1024 * 1024;
constexpr std::chrono::seconds Interval{5};
constexpr qint64 Worthwhile = 32 * MiB;

//! 0: not known.
qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> pages = file.readAll().split(' ');
    return pages.size() < 2 ? 0 : pages[1].toLongLong() * ::sysconf(_SC_PAGESIZE);
}

//! Visits every free block.
qint64 unusedBytes()
{
#ifdef __GLIBC__
    const struct mallinfo2 heaps = mallinfo2();
    return residentBytes() - qint64(heaps.uordblks + heaps.hblkhd);
#else
    return 0;
#endif
}

} // namespace

void limitRetainedMemory()
{
#ifdef __GLIBC__
    // Smaller blocks are too frequent for two system calls each.
    constexpr int MappedFrom = 1 * MiB;
    // What a heap keeps at its end; without it, a heap that is filled and emptied again and again would shrink
    // and grow each time.
    constexpr int KeptByHeap = 4 * MiB;
    mallopt(M_MMAP_THRESHOLD, MappedFrom);
    mallopt(M_TRIM_THRESHOLD, KeptByHeap);
#endif
}

HeapTrimmer::HeapTrimmer()
    : m_leastResident(residentBytes())
    , m_leastUnused(unusedBytes())
{
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { check(); });
    m_timer.start(Interval);
}

HeapTrimmer::~HeapTrimmer()
{
    if (m_thread.joinable())
        m_thread.join();
}

void HeapTrimmer::check()
{
    const qint64 resident = residentBytes();
    m_leastResident = std::min(m_leastResident, resident);
    if (resident - m_leastResident < Worthwhile || m_isTrimming)
        return;
    if (m_thread.joinable())
        m_thread.join();
    m_isTrimming = true;
    Result<std::thread> thread = startThread("heap trimmer", [this] {
        trim();
        m_isTrimming = false;
    });
    if (thread)
        m_thread = std::move(*thread);
    else
        m_isTrimming = false; // the next check tries again
}

void HeapTrimmer::trim()
{
    const qint64 unused = unusedBytes();
    m_leastUnused = std::min(m_leastUnused, unused);
    if (unused - m_leastUnused < Worthwhile)
        return;
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    m_leastUnused = unusedBytes(); // what it could not return is not tried again
}

} // namespace signalbox
