#pragma once

#include "core/hub/history.h"
#include "core/policy/roompolicies.h"
#include "core/store/historywriter.h"

#include <deque>
#include <variant>

namespace signalbox {

class SqliteHistoryStore;

//! The history of one open room, whose messages are in the file of a Store. The newest ones are in memory, too.
//!
//!   Elsewhere ── a read wants older messages ──► Loading ── they are in memory, or gone ──► Here
//!       ▲                                                                                    │
//!       └──────────────────────── messages were dropped from memory ─────────────────────────┘
//!
//! A room begins Elsewhere with what the file has of it: it can be joined and published to at once. Lives on the io thread of
//! its store.
class StoredRoomHistory final : public RoomHistory, private WrittenRoom
{
public:
    //! \a isWritten: the file has the room.
    StoredRoomHistory(SqliteHistoryStore &store, StoredRoom &&room, bool isWritten);
    ~StoredRoomHistory() override;
    Q_DISABLE_COPY_MOVE(StoredRoomHistory)

    void append(RoomMessage &&message) override;
    void read(const HistoryRange &range, Read read) override;
    void readBehind(quint64 seq, qint64 maxBytes, ReadBehind read) override;
    void dropOldest(qint64 bytes) override;
    void clear() override;
    void forget() override;
    HistorySize size() const override;

    //! The limits of this room.
    HistorySettings settings() const;
    qint64 id() const { return m_room.id; }
    //! The result of SqliteHistoryStore::load(). None: it failed, or is late.
    void loaded(std::optional<StoredMessages> &&messages);
    bool isLoading() const { return m_state == State::Loading; }
    //! Removes what has expired, also from the file.
    void expire();

private:
    enum class State : quint8 { Elsewhere, Loading, Here };
    struct WaitingRead
    {
        HistoryRange range;
        Read read;
    };
    struct WaitingReadBehind
    {
        quint64 seq;
        qint64 maxBytes;
        ReadBehind read;
    };

    const StoredRoom &stored() const override { return m_room; }
    //! The oldest message in memory; behind the last one if there is none.
    quint64 oldestHere() const { return m_history.isEmpty() ? m_room.last.seq + 1 : m_history.oldest(); }
    bool mustLoad(quint64 oldestWanted);
    void load();
    void setHere();
    bool hasMoreElsewhere() const { return m_state != State::Here && m_room.oldest < oldestHere(); }
    void perform(WaitingRead &&read);
    void perform(WaitingReadBehind &&read);
    void setOldest(quint64 seq);

    SqliteHistoryStore &m_store;
    StoredRoom m_room;
    RoomPolicyCache m_policy;
    History m_history; //!< ends with the last message of the room
    State m_state;
    bool m_isWritten;
    bool m_isForgotten = false;
    bool *m_isDestroyed = nullptr; //!< set by the destructor; not null while waiting reads are performed
    std::deque<std::variant<WaitingRead, WaitingReadBehind>> m_waiting; //!< while Loading, in order
};

} // namespace signalbox
