#include "core/transport/streamqueue.h"

#include "core/wire/frame.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr quint32 MinTidied = 64; // fewer gaps are not worth moving the rest

} // namespace

FrameBuffer StreamQueue::nextFrame()
{
    const std::optional<FragmentSource::Fragment> fragment = m_current->next();
    if (!fragment)
        return {};
    const Opcode opcode = std::exchange(m_isBegun, true) ? Opcode::Continuation : Opcode::Text;
    if (fragment->isLast)
        m_current.reset();
    return FrameBuffer::fragment(opcode, fragment->text, fragment->isLast);
}

std::vector<QueuedFrame> StreamQueue::takeFrames()
{
    std::vector<QueuedFrame> taken;
    m_isBegun = false;
    m_oldest = m_uncounted = 0;
    while (!m_current && !m_waiting.empty()) {
        Entry &entry = m_waiting.front();
        if (entry.isGap()) {
            --m_gaps;
        } else if (entry.message) {
            m_current = std::move(entry.message);
        } else {
            add(entry.frame, -1);
            taken.push_back(std::move(entry.frame));
        }
        m_waiting.pop_front();
    }
    return taken;
}

void StreamQueue::push(QueuedFrame &&frame)
{
    add(frame, 1);
    m_waiting.push_back({std::move(frame), nullptr});
}

quint32 StreamQueue::dropOldest(qint64 excess, qint64 frameCost)
{
    quint32 dropped = 0;
    for (; excess > 0 && m_oldest < m_waiting.size(); ++m_oldest) {
        Entry &entry = m_waiting[m_oldest];
        if (entry.message || entry.isGap() || entry.frame.kind != FrameKind::Message)
            continue;
        excess -= entry.frame.counted + frameCost;
        remove(entry);
        ++dropped;
    }
    tidy();
    return dropped;
}

void StreamQueue::dropHints()
{
    for (Entry &entry : m_waiting) {
        if (!entry.message && !entry.isGap() && entry.frame.kind == FrameKind::Hint)
            remove(entry);
    }
    tidy();
}

qint64 StreamQueue::countFrames(MemoryCounter &own, MemoryCounter &shared)
{
    qint64 added = 0;
    for (; m_uncounted < m_waiting.size(); ++m_uncounted)
        added += countFrame(m_waiting[m_uncounted].frame.bytes, own, shared);
    return added;
}

qint64 StreamQueue::memoryShare() const
{
    return estimateSum(m_waiting.size(), [this](std::size_t i) { return m_waiting[i].frame.bytes.share(); });
}

quint32 StreamQueue::messages() const
{
    const auto isFrame = [](const Entry &entry) {
        return !entry.message && !entry.isGap() && isMessage(entry.frame.kind);
    };
    return streams() + quint32(std::ranges::count_if(m_waiting, isFrame));
}

std::optional<QueuedFrame> StreamQueue::takeClose()
{
    if (m_waiting.empty() || m_waiting.back().frame.kind != FrameKind::Close)
        return std::nullopt;
    QueuedFrame close = std::move(m_waiting.back().frame);
    add(close, -1);
    m_waiting.pop_back();
    m_uncounted = std::min(m_uncounted, m_waiting.size());
    return close;
}

//! Adds \a frame to the sums (1), or subtracts it (-1).
void StreamQueue::add(const QueuedFrame &frame, int sign)
{
    m_bytes += sign * frame.bytes.size();
    m_countedBytes += sign * qint64(frame.counted);
    m_frames += quint32(sign);
    if (frame.kind == FrameKind::Hint) {
        m_hintBytes += sign * frame.bytes.size();
        m_hints += quint32(sign);
    }
}

void StreamQueue::remove(Entry &entry)
{
    add(entry.frame, -1);
    ++m_gaps;
    entry.frame = {};
}

// Frees memory: a peer that does not read keeps not much more than is queued for it.
void StreamQueue::tidy()
{
    if (m_gaps < MinTidied || m_gaps * 2 < m_waiting.size())
        return;
    std::erase_if(m_waiting, [](const Entry &entry) { return entry.isGap(); });
    m_gaps = 0;
    m_oldest = m_uncounted = 0;
}

} // namespace signalbox
