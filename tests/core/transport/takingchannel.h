#pragma once

#include "core/transport/outbox.h"

#include <algorithm>

namespace signalbox::test {

//! Takes as many bytes as it is allowed to, at most `perWrite` at a time.
class TakingChannel final : public Channel
{
public:
    IoResult read(std::span<char>) override { return {}; }
    IoResult write(std::span<const iovec> parts) override
    {
        ++writes;
        mostParts = std::max(mostParts, parts.size());
        if (isBroken)
            return {IoResult::Kind::Reset, 0};
        qint64 room = std::min(perWrite, allowed);
        if (room == 0)
            return {IoResult::Kind::Again, 0};
        qint64 moved = 0;
        for (const iovec &part : parts) {
            const qint64 count = std::min(room, qint64(part.iov_len));
            taken.append(static_cast<const char *>(part.iov_base), count);
            moved += count;
            room -= count;
        }
        allowed -= moved;
        return {IoResult::Kind::Bytes, moved};
    }
    void finishWriting() override {}
    int descriptor() const override { return -1; }
    quint64 writtenBytes() const override { return quint64(taken.size() - held); }
    quint64 receivedBytes() const override { return 0; }
    quint64 streamEnd() const override { return quint64(taken.size()); }

    static constexpr qint64 Everything = qint64(1) << 40;
    qint64 perWrite = Everything;
    qint64 allowed = Everything; //!< until it says Again
    qint64 held = 0;             //!< of what was taken, as a TLS channel does
    bool isBroken = false;
    QByteArray taken;
    int writes = 0;
    std::size_t mostParts = 0;
};

inline Outbox::Status flush(Outbox &outbox, TakingChannel &channel)
{
    qint64 sent = 0;
    return outbox.flush(channel, sent);
}

} // namespace signalbox::test
