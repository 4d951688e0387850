#pragma once

#include "core/model/closedlog.h"
#include "core/model/serverevent.h"

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

namespace signalbox {

//! Remembers what happened to a server, whether or not anybody watches. Any thread; locked.
//!
//! What peers can cause is grouped: the same refusal, the same limit is one event whose count goes up. Its memory is
//! bounded whatever they do: a reason has at most MaxValues events, further values are counted by one event for the rest.
//! A value that was silent for a while makes room for a new one, the one with the lowest count first: for SilenceOfOne if it
//! occurred once, for Silence otherwise, so that invented values displace each other and not those that really occur.
class EventLog final
{
public:
    static constexpr std::size_t MaxValues = 32;  //!< events of a reason, without that for the rest
    static constexpr std::size_t MaxSingle = 500; //!< events that are not grouped, without commands
    static constexpr std::size_t MaxCommands = 500;
    static constexpr Milliseconds SilenceOfOne = std::chrono::minutes(1);
    static constexpr Milliseconds Silence = std::chrono::hours(1);

    //! Adds an event that is not grouped. The functions below add the others.
    void add(ServerEventBody body, WallTime now);
    //! \a connection and \a user are null unless the request was one of an open connection.
    void refused(const RefusedRequest &request, ConnectionId connection = {}, const QString &user = {});
    //! A connection has ended. Only some causes are limits.
    void closed(const ConnectionInfo &connection, Cause cause, WallTime now);
    //! The requests of a connection have to wait for \a wait.
    void workPaused(const ConnectionInfo &connection, Milliseconds wait, WallTime now);
    //! \a setting: the key of the rate, in static storage. \a wait 0: messages are dropped.
    void rateExceeded(const ConnectionInfo &connection, QLatin1StringView setting, Milliseconds wait,
                      WallTime now);
    void acceptingPaused(const Endpoint &listener, const QString &why, WallTime now);
    void commandFinished(const ActionReport &report, WallTime now);

    //! Returns a number that is higher after each change; 0: nothing has happened.
    quint64 revision() const { return m_revision.load(std::memory_order_acquire); }

    //! What a reader has been told.
    struct Reader
    {
        quint64 revision = 0;
        quint64 forgotten = 0;             //!< how many the log had forgotten by then
        std::vector<ServerEventId> told{}; //!< ascending
    };
    //! Returns what has changed since \a reader was told.
    ServerEventBatch changesFor(Reader &reader) const;

private:
    struct Entry
    {
        ServerEvent event;
        quint64 revision = 0;
    };
    using Group = std::vector<Entry *>;
    //! One time that an event happened.
    struct Occurrence
    {
        WallTime time{};
        Endpoint peer{};
        ConnectionId connection{};
        QString user{};
    };

    Entry &insert(ServerEventBody &&body, WallTime now);
    void count(std::string_view groupName, ServerEventBody &&body, const Occurrence &occurrence);
    bool makeRoom(Group &group, WallTime now);
    void countRest(Group &group, const ServerEventBody &body, quint64 count, const Occurrence &occurrence);
    void occurred(Entry &entry, const Occurrence &occurrence);
    void keepAtMost(std::size_t most, std::deque<ServerEventId> &ids);
    void forget(ServerEventId id);

    mutable std::mutex m_mutex;
    std::atomic<quint64> m_revision{0};
    std::map<ServerEventId, Entry> m_events;
    std::map<std::string_view, Group> m_groups; //!< keyed by static strings
    std::deque<ServerEventId> m_single;
    std::deque<ServerEventId> m_commands;
    quint64 m_lastId = 0;
    quint64 m_forgotten = 0;
};

} // namespace signalbox
