#pragma once

#include "core/model/closedlog.h"

#include <QHash>

#include <deque>

namespace signalbox {

//! The end of a connection, as far as the details show it.
struct EndedConnection
{
    ConnectionId id;
    QString user;
    WallTime connectedAt;
    WallTime closedAt;
    ConnectionEnd end;
    Verdict verdict;
};

//! The ends that the server has reported, to be found by connection and by user. Bounded: the oldest are forgotten.
class EndedConnections
{
public:
    static constexpr std::size_t MaxKept = 10'000;

    void clear();
    void add(const ClosedBatch &batch);
    std::size_t size() const { return m_ended.size(); }

    //! Returns the end of connection \a id of that time: another run of the server may have given the id again. Null: not
    //! known. Valid until the next call of add() or clear().
    const EndedConnection *find(ConnectionId id, WallTime connectedAt) const;
    //! Returns the latest end of a connection of \a user. Null: not known. Valid as above.
    const EndedConnection *latestOf(const QString &user) const;

private:
    const EndedConnection *at(quint64 number) const;

    std::deque<EndedConnection> m_ended; //!< in the order of arrival
    quint64 m_first = 0;                 //!< number of the front
    QHash<ConnectionId, quint64> m_numberOf;
    QHash<QString, quint64> m_latestOf;
};

} // namespace signalbox
