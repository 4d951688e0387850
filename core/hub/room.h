#pragma once

#include "core/hub/history.h"
#include "core/hub/membership.h"

#include <QString>

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace signalbox {

//! A room as its home knows it: who is in, on which threads, what was said last and under which numbers.
//! Lives on the home's io thread.
class Room final
{
public:
    Room(QString name, std::size_t threadCount);
    Q_DISABLE_COPY_MOVE(Room)

    const QString &name() const { return m_name; }
    //! Names this numbering: another room of the same name, after this was forgotten, has another.
    const QString &epoch() const { return m_epoch; }

    //! False: it is in already.
    bool add(const Membership &member);
    //! False: it was not in.
    bool remove(ConnectionId client);
    //! Null: it is not in.
    const Membership *find(ConnectionId client) const;
    std::size_t size() const { return m_members.size(); }
    std::size_t sizeOn(std::size_t thread) const { return m_onThread[thread]; }
    std::size_t countOf(Dialect dialect) const { return m_ofDialect[std::size_t(dialect)]; }
    //! In the order of their ids, so that a listing can be gone on with.
    const std::map<ConnectionId, Membership> &members() const { return m_members; }

    //! The number of the message said last; 0: none yet.
    quint64 lastSeq() const { return m_seq; }
    quint64 takeSeq() { return ++m_seq; }
    History &history() { return m_history; }
    const History &history() const { return m_history; }

    //! What waits, in order, for a thread that lags behind. Everything asked of the room goes here while
    //! anything waits.
    std::deque<std::function<void()>> &waiting() { return m_waiting; }

    //! Until when it is kept with nobody in, for its history; only while that is so.
    std::optional<TimePoint> idleUntil;

private:
    QString m_name;
    QString m_epoch;
    std::map<ConnectionId, Membership> m_members;
    std::vector<std::size_t> m_onThread;
    std::array<std::size_t, 2> m_ofDialect{};
    std::deque<std::function<void()>> m_waiting;
    History m_history;
    quint64 m_seq = 0;
};

} // namespace signalbox
