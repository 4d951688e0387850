#pragma once

#include "core/hub/replay.h"
#include "core/hub/requester.h"
#include "core/protocol/piecewisetext.h"
#include "core/transport/fragmentsource.h"

#include <optional>

namespace signalbox {

class ReplayStream;

//! The owner of the replays of one io thread.
class ReplayHandler
{
public:
    //! Asks the shard for what follows. The answer may arrive during the call.
    virtual void readReplay(ReplayStream &replay) = 0;
    //! A fragment was produced.
    virtual void handleProduced(ReplayStream &replay, const FragmentSource::Fragment &fragment) = 0;
    //! \a replay is being destroyed: it is sent, or nothing more is sent to the client.
    virtual void handleDestroyed(ReplayStream &replay) = 0;

protected:
    ~ReplayHandler() = default;
};

//! The `history` that answers a join with `since`, produced in fragments. Lives in the Outbox of its client.
//!
//! It ends where the room has no more messages, and earlier, with `recovered` false, if messages behind its position are
//! not kept any more. What was dropped before it began is skipped.
class ReplayStream final : public FragmentSource
{
public:
    //! \a requester made the join, in \a room with the numbering \a epoch; \a isComplete: there is nothing to replay.
    ReplayStream(ReplayHandler &handler, quint64 number, Requester requester, const QString &room,
                 const QString &epoch, const ReplayStart &start, bool isComplete);
    ~ReplayStream() override;
    Q_DISABLE_COPY_MOVE(ReplayStream)

    quint64 number() const { return m_number; }
    const Requester &requester() const { return m_requester; }
    const QString &room() const { return m_room; }
    //! The last message that it has.
    const StreamPosition &position() const { return m_position; }
    //! Whether it has all messages that belong to it.
    bool isComplete() const { return m_isComplete; }
    //! Whether readReplay() is being called.
    bool isInRead() const { return m_isInRead; }
    //! Bytes produced.
    qint64 produced() const { return m_produced; }
    //! Messages produced.
    quint64 messages() const { return m_written; }

    void take(ReplayChunk &&chunk);
    //! The client has left the room when \a seq was the last message: what follows is not for it.
    void limit(quint64 seq);
    //! The handler is not called again, and nothing is produced.
    void detach() { m_handler = nullptr; }

    std::optional<Fragment> next() override;

private:
    bool beginPart();
    bool read();
    void endAt(quint64 seq);

    ReplayHandler *m_handler; //!< null: detached
    quint64 m_number;
    Requester m_requester;
    QString m_room;
    StreamPosition m_position;
    std::optional<quint64> m_limit;
    std::vector<std::shared_ptr<const RoomMessage>> m_messages;
    std::size_t m_next = 0;              //!< of m_messages
    std::optional<PiecewiseText> m_part; //!< being written; refers to a message
    qint64 m_produced = 0;
    quint64 m_written = 0; //!< messages
    bool m_isRecovered;
    bool m_isComplete;
    bool m_hasRead = false;   //!< a chunk has arrived
    bool m_isReading = false; //!< a chunk is on its way
    bool m_isInRead = false;
    bool m_hasHead = false; //!< the text before the messages is written
    bool m_hasTail = false; //!< the last part has begun
};

} // namespace signalbox
