#pragma once

#include "core/transport/fragmentsource.h"
#include "core/transport/queuedframe.h"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

//! The part of an Outbox that begins with a message in fragments: that message, and what is queued behind it.
//! Control frames are not queued here, because they may go between fragments (RFC 6455 section 5.4).
class StreamQueue final
{
public:
    explicit StreamQueue(std::unique_ptr<FragmentSource> first)
        : m_current(std::move(first))
    {
    }
    Q_DISABLE_COPY_MOVE(StreamQueue)

    //! Returns the next frame of the current message; null: it is not known yet. Not if isFinished().
    FrameBuffer nextFrame();
    //! Whether the current message has been returned to its end.
    bool isFinished() const { return !m_current; }
    //! Removes the frames up to the next message in fragments, which becomes the current one, and returns them.
    //! isFinished() is true before, and afterwards if there is no such message.
    std::vector<QueuedFrame> takeFrames();

    void push(QueuedFrame &&frame);
    void push(std::unique_ptr<FragmentSource> message) { m_waiting.push_back({{}, std::move(message)}); }

    //! Drops frames of the kind Message, the oldest first, until \a excess of their bytes and \a frameCost for
    //! each are gone, or none is left. Returns how many.
    quint32 dropOldest(qint64 excess, qint64 frameCost);
    //! Drops all hints.
    void dropHints();
    //! See Outbox::countFrames() and memoryShare().
    qint64 countFrames(MemoryCounter &own, MemoryCounter &shared);
    qint64 memoryShare() const;
    //! How many messages there are, those in fragments included.
    quint32 messages() const;
    //! The Close, if it is queued. It is the last frame.
    std::optional<QueuedFrame> takeClose();

    //! What waits behind the current message, without those in fragments.
    qint64 bytes() const { return m_bytes; }
    qint64 countedBytes() const { return m_countedBytes; } //!< for the limits
    quint32 frames() const { return m_frames; }
    quint32 hints() const { return m_hints; } //!< of the frames
    qint64 hintBytes() const { return m_hintBytes; }
    //! Messages in fragments.
    quint32 streams() const { return quint32(m_waiting.size()) - m_frames - m_gaps + (m_current ? 1u : 0u); }

private:
    struct Entry
    {
        QueuedFrame frame;
        std::unique_ptr<FragmentSource> message; //!< null: it is the frame

        bool isGap() const { return !message && frame.bytes.isNull(); }
    };

    void add(const QueuedFrame &frame, int sign);
    void remove(Entry &entry);
    void tidy();

    std::unique_ptr<FragmentSource> m_current; //!< null: finished
    bool m_isBegun = false;                    //!< a frame of it was returned
    std::deque<Entry> m_waiting;
    std::size_t m_oldest = 0;    //!< of m_waiting: no Message before it
    std::size_t m_uncounted = 0; //!< of m_waiting: countFrames() has seen those before it
    qint64 m_bytes = 0;
    qint64 m_countedBytes = 0;
    qint64 m_hintBytes = 0;
    quint32 m_frames = 0;
    quint32 m_hints = 0;
    quint32 m_gaps = 0; //!< of m_waiting
};

} // namespace signalbox
