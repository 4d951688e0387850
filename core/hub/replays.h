#pragma once

#include "core/base/servercounters.h"
#include "core/hub/hublink.h"
#include "core/hub/replaystream.h"

#include <optional>
#include <unordered_map>
#include <vector>

namespace signalbox {

class Connection;
class MessageTap;

//! The replays that the connections of one io thread have asked for, see replay.h. The streams live in the outboxes of
//! the connections. Lives on the io thread.
class Replays final : private ReplayHandler
{
public:
    //! \a counters count the replays as messages. Both outlive it.
    Replays(HubLink &link, ServerCounters &counters)
        : m_link(link)
        , m_counters(counters)
    {
    }
    ~Replays();
    Q_DISABLE_COPY_MOVE(Replays)

    //! Null: messages are not observed.
    void setTap(MessageTap *tap) { m_tap = tap; }

    //! Queues the replay for \a requester, a member of \a room with the last message at \a head. The requester's credit is
    //! returned when it is sent. Returns whether publications have to wait until handle() returns the room.
    bool start(Connection &connection, Requester &&requester, const QString &room, const StreamPosition &head,
               const ReplayStart &start);
    //! Returns the room of the replay if it is complete now: the next publication is to be sent to the client.
    std::optional<QString> handle(ReplayChunk &&chunk);
    //! \a client has left \a room when \a seq was the last message: its replays end there, and hold
    //! nothing back.
    void limit(ConnectionId client, const QString &room, quint64 seq);
    //! \a client has ended.
    void remove(ConnectionId client);

private:
    struct Replay
    {
        Connection *connection = nullptr;
        ReplayStream *stream = nullptr;
        bool holdsRoom = true; //!< publications wait for it
        TimePoint queuedAt;
        QByteArray logged; //!< the beginning of its text
    };
    static constexpr qint64 MaxLogged = 4 * 1024 * 1024; //!< of connections that are not followed

    void readReplay(ReplayStream &replay) override;
    void handleProduced(ReplayStream &replay, const FragmentSource::Fragment &fragment) override;
    void handleDestroyed(ReplayStream &replay) override;
    Replay *find(ConnectionId client, quint64 number);
    void keepForLog(Replay &replay, const QByteArray &text);
    void log(const Replay &replay);

    HubLink &m_link;
    ServerCounters &m_counters;
    //! Of each client, in the order of the joins.
    std::unordered_map<ConnectionId, std::vector<Replay>> m_replays;
    quint64 m_lastNumber = 0;
    MessageTap *m_tap = nullptr;
    qint64 m_logged = 0; //!< bytes of all Replay::logged
};

} // namespace signalbox
