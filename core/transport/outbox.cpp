#include "core/transport/outbox.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

constexpr std::size_t MaxParts = 64;             // of one sendmsg
constexpr qint64 MaxBytesAFlush = 1024 * 1024;   // so that one fast reader does not delay the others
constexpr qint64 MaxStreamedAFlush = 256 * 1024; // of which a part has to be produced
constexpr qint64 LowWater = 4 * 1024;            // bytes; no fragment is produced while more is queued
constexpr quint32 MinTidied = 64;                // fewer unused entries are not worth moving the rest

bool isDiscardable(Outbox::Kind kind)
{
    return kind < Outbox::Kind::Handshake;
}

//! Whether a frame has to wait behind a message in fragments.
bool waitsForStream(Outbox::Kind kind)
{
    return kind == Outbox::Kind::Message || kind == Outbox::Kind::Answer || kind == Outbox::Kind::Hint ||
           kind == Outbox::Kind::Close;
}

bool isCounted(Outbox::Kind kind)
{
    return kind != Outbox::Kind::Fragment && kind != Outbox::Kind::Hint;
}

} // namespace

inline quint32 Outbox::push(FrameBuffer &&frame, Kind kind, quint32 countedSize)
{
    const quint32 counted = isCounted(kind) ? quint32(std::min<qint64>(frame.size(), countedSize)) : 0;
    return push({std::move(frame), counted, kind});
}

bool Outbox::pushData(FrameBuffer frame, Kind kind, quint32 countedSize)
{
    if (m_closed)
        return true;
    if (hints() > 0 && !hasRoomForHints())
        dropHints();
    if (isFull()) {
        if (m_policy == OutboxPolicy::DropOldest)
            dropOldest(m_hardLimit);
        if (isFull()) {
            ++m_dropped;
            return m_policy == OutboxPolicy::DropOldest && kind == Kind::Message;
        }
    }
    push(std::move(frame), kind, countedSize);
    return true;
}

bool Outbox::pushHint(FrameBuffer frame)
{
    if (m_closed)
        return false;
    // A peer that reads a message in fragments slowly has to read all of it before a hint behind it.
    if (!hasRoomForHints() || (m_streams && m_blocked)) {
        ++m_droppedHints;
        return false;
    }
    push(std::move(frame), Kind::Hint);
    return true;
}

void Outbox::pushControl(FrameBuffer frame)
{
    if (!m_closed)
        push(std::move(frame), Kind::Control);
}

void Outbox::pushPing(FrameBuffer frame)
{
    if (!m_closed)
        push(std::move(frame), Kind::Ping);
}

void Outbox::pushHandshake(FrameBuffer response)
{
    push(std::move(response), Kind::Handshake);
}

bool Outbox::pushPong(FrameBuffer frame)
{
    if (m_closed)
        return true;
    const bool isBegun = m_pongAt == AtHead && m_headSent > 0;
    if (m_blocked && m_pongAt != NoPong && !isBegun) {
        Frame &waiting = m_pongAt == AtHead ? m_head : m_rest[m_pongAt];
        m_queuedBytes += frame.size() - waiting.bytes.size();
        m_countedBytes += frame.size() - waiting.counted;
        waiting.counted = quint32(frame.size());
        waiting.bytes = std::move(frame);
        return false;
    }
    m_pongAt = push(std::move(frame), Kind::Control);
    return true;
}

void Outbox::pushClose(FrameBuffer frame)
{
    if (!std::exchange(m_closed, true))
        push(std::move(frame), Kind::Close);
}

void Outbox::pushStream(std::unique_ptr<FragmentSource> message)
{
    if (m_closed)
        return;
    if (m_streams)
        m_streams->push(std::move(message));
    else
        m_streams = std::make_unique<StreamQueue>(std::move(message));
}

// Returns its position in the form of m_pongAt.
quint32 Outbox::push(Frame &&frame)
{
    if (frame.bytes.isNull())
        return NoPong;
    if (m_streams && waitsForStream(frame.kind)) {
        m_streams->push(std::move(frame));
        return NoPong;
    }
    const qint64 size = frame.bytes.size();
    m_queuedBytes += size;
    m_countedBytes += frame.counted;
    if (frame.kind == Kind::Fragment) {
        ++m_fragmentFrames;
    } else if (frame.kind == Kind::Hint) {
        m_hintBytes += size;
        ++m_hintFrames;
    }
    if (m_frames++ == 0) {
        m_head = std::move(frame);
        return AtHead;
    }
    m_rest.push_back(std::move(frame));
    return quint32(m_rest.size() - 1);
}

// All of them: a search for each message would cost more than the hints are worth.
void Outbox::dropHints()
{
    const quint32 before = hints();
    while (m_head.kind == Kind::Hint && m_headSent == 0)
        removeHead();
    for (m_oldestHint = std::max(m_oldestHint, m_next); m_oldestHint < m_rest.size(); ++m_oldestHint) {
        Frame &frame = m_rest[m_oldestHint];
        if (frame.kind == Kind::Hint && !frame.bytes.isNull())
            removeFromRest(frame);
    }
    tidy();
    if (m_streams)
        m_streams->dropHints();
    m_droppedHints += before - hints();
}

// Fragments are produced late: until they are sent they only take memory.
void Outbox::produce()
{
    while (m_streams && m_queuedBytes <= LowWater) {
        FrameBuffer frame = m_streams->nextFrame();
        if (frame.isNull())
            return;
        push(std::move(frame), Kind::Fragment);
        if (!m_streams->isFinished())
            continue;
        std::unique_ptr<StreamQueue> streams = std::move(m_streams);
        for (Frame &behind : streams->takeFrames())
            push(std::move(behind));
        if (!streams->isFinished())
            m_streams = std::move(streams);
    }
}

void Outbox::dropOldest(qint64 limit)
{
    if (m_closed)
        return;
    while (cost() > limit && m_head.kind == Kind::Message && m_headSent == 0) {
        removeHead();
        ++m_dropped;
    }
    for (m_oldest = std::max(m_oldest, m_next); cost() > limit && m_oldest < m_rest.size(); ++m_oldest) {
        Frame &frame = m_rest[m_oldest];
        if (frame.kind != Kind::Message || frame.bytes.isNull())
            continue;
        removeFromRest(frame);
        ++m_dropped;
    }
    tidy();
    if (m_streams && cost() > limit)
        m_dropped += m_streams->dropOldest(cost() - limit, FrameCost);
}

quint32 Outbox::discardUnsent()
{
    quint32 messages = 0;
    std::optional<Frame> close;
    if (const std::unique_ptr<StreamQueue> streams = std::move(m_streams)) {
        messages = streams->messages();
        close = streams->takeClose();
    }
    for (std::size_t i = m_next; i < m_rest.size(); ++i) {
        Frame &frame = m_rest[i];
        if (!isDiscardable(frame.kind) || frame.bytes.isNull())
            continue;
        messages += isMessage(frame.kind) ? 1 : 0;
        removeFromRest(frame);
    }
    if (m_pongAt != AtHead)
        m_pongAt = NoPong;
    if (m_frames > 0 && m_headSent == 0 && isDiscardable(m_head.kind)) {
        messages += isMessage(m_head.kind) ? 1 : 0;
        removeHead();
    }
    tidy();
    if (close)
        push(*std::move(close));
    return messages;
}

void Outbox::abandon()
{
    m_closed = true;
    m_streams.reset();
    m_next = quint32(m_rest.size());
    m_gaps = m_oldest = m_oldestHint = m_uncounted = 0;
    m_frames = m_fragmentFrames = m_hintFrames = 0;
    m_queuedBytes = m_countedBytes = m_hintBytes = 0;
    m_head = {};
    m_headSent = 0;
    m_pongAt = NoPong;
    tidy();
}

qint64 Outbox::countFrames(MemoryCounter &own, MemoryCounter &shared)
{
    qint64 added = countFrame(m_head.bytes, own, shared);
    for (m_uncounted = std::max(m_uncounted, m_next); m_uncounted < m_rest.size(); ++m_uncounted)
        added += countFrame(m_rest[m_uncounted].bytes, own, shared);
    return added + (m_streams ? m_streams->countFrames(own, shared) : 0);
}

qint64 Outbox::memoryShare() const
{
    const std::size_t entries = m_rest.size() - m_next;
    const qint64 rest =
        estimateSum(entries, [this](std::size_t i) { return m_rest[m_next + i].bytes.share(); });
    return m_head.bytes.share() + rest + (m_streams ? m_streams->memoryShare() : 0);
}

Outbox::Status Outbox::flush(Channel &channel, qint64 &sent, Produce produce)
{
    sent = 0;
    m_blocked = false;
    const qint64 most = m_streams ? MaxStreamedAFlush : MaxBytesAFlush;
    auto taken = IoResult::Kind::Bytes;
    while (true) {
        const bool mayGoOn = taken == IoResult::Kind::Bytes && sent < most;
        if (m_streams && mayGoOn && produce == Produce::Yes)
            this->produce();
        const bool hasMore = m_frames > 0 || channel.holdsBytes() || (m_streams && !mayGoOn);
        if (!hasMore)
            return Status::Empty;
        if (!mayGoOn) {
            m_blocked = true;
            return Status::Blocked;
        }
        std::array<iovec, MaxParts> parts;
        std::size_t count = 0;
        const auto gather = [&parts, &count](const FrameBuffer &bytes, qint64 skip) {
            // writev(2) only reads
            parts[count++] = {const_cast<char *>(bytes.constData()) + skip, std::size_t(bytes.size() - skip)};
        };
        if (m_frames > 0)
            gather(m_head.bytes, m_headSent);
        for (std::size_t i = m_next; i < m_rest.size() && count < MaxParts; ++i) {
            if (!m_rest[i].bytes.isNull())
                gather(m_rest[i].bytes, 0);
        }
        const IoResult result = channel.write({parts.data(), count});
        if (result.kind == IoResult::Kind::Reset)
            return Status::Broken;
        taken = result.kind;
        if (taken == IoResult::Kind::Bytes) {
            sent += result.bytes;
            if (this->sent(result.bytes))
                m_pingEnd = channel.streamEnd();
        }
    }
}

std::optional<quint64> Outbox::takeSentPing(const Channel &channel)
{
    if (m_pingEnd == 0 || channel.writtenBytes() < m_pingEnd)
        return std::nullopt;
    return std::exchange(m_pingEnd, 0);
}

// Returns whether a ping is among the frames that are sent now.
bool Outbox::sent(qint64 bytes)
{
    bool hasPing = false;
    while (bytes > 0) {
        const qint64 unsent = m_head.bytes.size() - m_headSent;
        if (bytes < unsent) {
            m_headSent += bytes;
            forgetBytes(m_head, bytes, unsent);
            break;
        }
        bytes -= unsent;
        hasPing = hasPing || m_head.kind == Kind::Ping;
        removeHead();
    }
    if (m_next + m_gaps > 0)
        tidy();
    return hasPing;
}

void Outbox::forget(const Frame &frame, qint64 unsent)
{
    forgetBytes(frame, unsent, unsent);
    --m_frames;
    if (frame.kind == Kind::Fragment)
        --m_fragmentFrames;
    else if (frame.kind == Kind::Hint)
        --m_hintFrames;
}

// \a bytes of the \a unsent ones at the end of \a frame are gone. It counts what is left, up to its counted size.
void Outbox::forgetBytes(const Frame &frame, qint64 bytes, qint64 unsent)
{
    m_queuedBytes -= bytes;
    const qint64 counted = frame.counted;
    m_countedBytes -= std::min(counted, unsent) - std::min(counted, unsent - bytes);
    if (frame.kind == Kind::Hint)
        m_hintBytes -= bytes;
}

void Outbox::removeHead()
{
    forget(m_head, m_head.bytes.size() - m_headSent);
    m_head = {};
    m_headSent = 0;
    if (m_pongAt == AtHead)
        m_pongAt = NoPong;
    nextBecomesHead();
}

void Outbox::removeFromRest(Frame &frame)
{
    forget(frame, frame.bytes.size());
    frame.bytes = {};
    ++m_gaps;
}

void Outbox::nextBecomesHead()
{
    while (m_next < m_rest.size()) {
        Frame &next = m_rest[m_next];
        const quint32 place = m_next++;
        if (next.bytes.isNull()) {
            --m_gaps;
            continue;
        }
        m_head = std::move(next);
        if (m_pongAt == place)
            m_pongAt = AtHead;
        break;
    }
}

// Frees memory: an idle connection keeps none, and a slow one not much more than is queued.
void Outbox::tidy()
{
    const quint32 usedUp = m_next + m_gaps;
    if (usedUp == 0)
        return;
    if (usedUp == m_rest.size()) {
        std::vector<Frame>().swap(m_rest);
        m_next = m_gaps = m_oldest = m_oldestHint = m_uncounted = 0;
        return;
    }
    if (usedUp < MinTidied || usedUp * 2 < m_rest.size())
        return;
    quint32 to = 0;
    quint32 oldest = 0;
    quint32 oldestHint = 0;
    quint32 uncounted = 0;
    quint32 pongAt = m_pongAt == AtHead ? AtHead : NoPong;
    for (quint32 from = m_next; from < m_rest.size(); ++from) {
        if (m_rest[from].bytes.isNull())
            continue;
        if (m_pongAt == from)
            pongAt = to;
        if (to != from)
            m_rest[to] = std::move(m_rest[from]);
        ++to;
        if (from < m_oldest)
            oldest = to;
        if (from < m_oldestHint)
            oldestHint = to;
        if (from < m_uncounted)
            uncounted = to;
    }
    m_rest.resize(to);
    m_next = m_gaps = 0;
    m_oldest = oldest;
    m_oldestHint = oldestHint;
    m_uncounted = uncounted;
    m_pongAt = pongAt;
}

} // namespace signalbox
