#pragma once

// A Console without a server: records the commands of the window, and emits what a test wants. No command
// finishes by itself: the test calls finish(). Only start() and stop() succeed at once, unless a test
// requests a failure.

#include "core/console/console.h"

#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

//! A command that the window ran.
struct FakeCommand
{
    ActionId action{};
    CommandBody body;
};

class FakeConnections final : public ConnectionsApi
{
public:
    void watch(bool on) override;

    bool isWatched() const { return m_watched; }
    int watchCount() const { return m_watchCount; } //!< watch(true) calls so far

    void emitReset() { Q_EMIT reset(); }
    void emitChanged(const ConnectionDelta &delta) { Q_EMIT changed(delta); }
    void add(std::vector<ConnectionSnapshot> snapshots);
    void change(ConnectionId id, const Activity &activity);
    void remove(const std::vector<ConnectionId> &ids, const ConnectionEnd &end = {});

private:
    bool m_watched = false;
    int m_watchCount = 0;
};

class FakeMessages final : public MessagesApi
{
public:
    void watch(bool on) override { m_watched = on; }

    bool isWatched() const { return m_watched; }

    void emitLogged(const LogBatch &batch) { Q_EMIT logged(batch); }

private:
    bool m_watched = false;
};

class FakeRooms final : public RoomsApi
{
public:
    void watch(bool on) override { m_watched = on; }
    void setFilter(const QString &part) override { m_filter = part; }
    void requestMembers(const QString &room) override { m_requests += room; }

    bool isWatched() const { return m_watched; }
    QString filter() const { return m_filter; }
    //! Returns the rooms whose members were requested since the last call.
    QStringList takeRequests() { return std::exchange(m_requests, {}); }

    void list(std::vector<RoomSnapshot> rooms, quint64 leftOut = 0, TimePoint at = {})
    {
        Q_EMIT listed({at, {std::move(rooms), leftOut}});
    }
    void listMembers(const RoomMembers &members) { Q_EMIT membersListed(members); }

private:
    QStringList m_requests;
    QString m_filter;
    bool m_watched = false;
};

class FakeControl final : public ServerControlApi
{
public:
    ServerStatus status() const override { return m_status; }
    void start(const QStringList &listeners) override;
    void stop() override;
    void watchStats(bool on) override { m_watched = on; }

    bool isWatched() const { return m_watched; }
    const std::vector<QStringList> &starts() const { return m_starts; } //!< the listeners of each start()
    int stopCount() const { return m_stopCount; }

    //! The next start() fails with \a error about \a listener instead of succeeding.
    void failNextStart(const Error &error, const QString &listener);
    void setStatus(const ServerStatus &status);
    void emitStats(const ServerStats &stats) { Q_EMIT statsTicked(stats); }

private:
    ServerStatus m_status{ServerState::Stopped, {}, {}, {QStringLiteral("127.0.0.1:8080")}};
    std::vector<QStringList> m_starts;
    int m_stopCount = 0;
    bool m_watched = false;
    std::optional<Error> m_nextError;
    QString m_nextErrorListener;
};

class FakeConsole final : public Console
{
public:
    FakeConsole()
        : Console({Actor::Kind::Window, {}})
    {
    }

    FakeConnections &connections() override { return m_connections; }
    FakeMessages &messages() override { return m_messages; }
    FakeRooms &rooms() override { return m_rooms; }
    FakeControl &control() override { return m_control; }
    using Console::run;
    ActionId run(const Command &command) override;

    const std::vector<FakeCommand> &commands() const { return m_commands; }
    //! The command recorded last as a \a Kind, a struct of core/model/command.h.
    template <typename Kind>
    const Kind &last() const
    {
        return std::get<Kind>(m_commands.back().body);
    }
    //! Ends the command recorded last.
    void finishLast(std::vector<ActionOutcome> outcomes, quint64 delivered = 0);
    //! The same with one \a outcome for each of its connections, which were given by id.
    void finishLast(Outcome outcome);
    void finish(const ActionReport &report) { Q_EMIT actionFinished(report); }

private:
    std::vector<FakeCommand> m_commands;
    FakeConnections m_connections;
    FakeMessages m_messages;
    FakeRooms m_rooms;
    FakeControl m_control;
};

//! Returns the status of a server that listens on `127.0.0.1:`\a port.
ServerStatus runningStatus(quint16 port = 8080);

//! Returns \a count realistic connections with ids from \a firstId on: three rooms, several browsers and
//! tools, IPv4 and IPv6, latencies in every band (some have none), a few closing or with a queue. All times
//! are before \a now.
std::vector<ConnectionSnapshot> sampleConnections(int count, quint64 firstId = 1, WallTime now = wallNow());

} // namespace signalbox
