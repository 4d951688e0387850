#pragma once

#include "core/base/id.h"

#include <QString>

#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace signalbox {

//! One connection in a room.
struct Membership
{
    ConnectionId client;
    QString user;
    std::size_t thread = 0; //!< the connection's io thread
};

//! A room as its home knows it: who is in, on which threads, and how far its numbering has come. Lives on the
//! home's io thread.
class HomeRoom final
{
public:
    explicit HomeRoom(std::size_t threadCount)
        : m_onThread(threadCount)
    {
    }

    //! False: it is in already.
    bool add(const Membership &member);
    //! False: it was not in.
    bool remove(ConnectionId client);
    //! Null: it is not in.
    const Membership *find(ConnectionId client) const;
    std::size_t size() const { return m_members.size(); }
    std::size_t sizeOn(std::size_t thread) const { return m_onThread[thread]; }
    //! In the order of their ids, so that a listing can be gone on with.
    const std::map<ConnectionId, Membership> &members() const { return m_members; }

    //! The number of the message said last; 0: none yet.
    quint64 lastSeq() const { return m_seq; }
    quint64 takeSeq() { return ++m_seq; }

    //! What waits, in order, for a thread that lags behind. Everything asked of the room goes here while
    //! anything waits.
    std::deque<std::function<void()>> &waiting() { return m_waiting; }

private:
    std::map<ConnectionId, Membership> m_members;
    std::vector<std::size_t> m_onThread;
    std::deque<std::function<void()>> m_waiting;
    quint64 m_seq = 0;
};

} // namespace signalbox
