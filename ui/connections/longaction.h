#pragma once

#include "core/console/console.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <array>
#include <optional>
#include <vector>

namespace signalbox {

//! A command on any number of connections. Those given by id are addressed in slices, one command each, so that what has
//! not been sent yet can be cancelled and no command occupies the window for long. A user or a room is one command.
class LongAction final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t SliceSize = 500;
    //! Commands without a report yet. A kick of clients that do not answer takes limits.closing.
    static constexpr std::size_t MaxRunning = 4;

    //! How it ended for one connection.
    struct Result
    {
        ConnectionId connection;
        QString user;                     //!< empty: not known
        std::optional<Outcome> outcome{}; //!< nullopt: no outcome yet, or cancelled before it was sent
    };

    //! \a expected: how many connections \a targets have now. \a users: the users of connections, as far as they are known.
    //! \a console must outlive it.
    LongAction(Console &console, CommandBody command, const std::vector<Target> &targets, quint64 expected,
               QHash<ConnectionId, QString> users, QObject *parent = nullptr);

    //! Sends the first commands. Call it once.
    void start();
    //! Sends no further command. finished() is emitted as soon as those that were sent are reported.
    void cancel();

    //! Takes the report of one of its commands. Returns false, and does nothing, if it is of another command.
    bool take(const ActionReport &report);

    bool isFinished() const { return m_isFinished; }
    bool isCancelled() const { return m_isCancelled; }

    //! The command, without a target.
    const CommandBody &command() const { return m_command; }
    //! Returns how many connections it concerns, as far as known.
    int total() const;
    int count(Outcome outcome) const { return m_counts[std::size_t(outcome)]; }
    //! Returns how many have an outcome.
    int done() const;
    //! Returns how many were not addressed because it was cancelled.
    int notSent() const { return m_isCancelled ? int(m_unsentIds) : 0; }
    //! Returns whether all that has been reported went well: neither failed, nor without an answer, nor gone before.
    bool isSuccess() const;
    const std::vector<Result> &results() const { return m_results; }
    //! Returns its commands as if they had been one, with what is reported so far.
    ActionReport report() const;

Q_SIGNALS:
    //! Emitted when a command for \a connections was sent.
    void sent(const std::vector<signalbox::ConnectionId> &connections);
    void progressed();
    //! Emitted exactly once, from within take(), as its last signal.
    void finished();

private:
    void sendMore();

    Console &m_console;
    CommandBody m_command;
    std::vector<Target> m_waiting; //!< to be sent, the next one last
    std::size_t m_unsentIds = 0;
    quint64 m_expected;
    QHash<ConnectionId, QString> m_users;
    QSet<ActionId> m_running;
    std::vector<Result> m_results;
    QHash<ConnectionId, std::size_t> m_resultOf; //!< index in m_results
    std::array<int, OutcomeCount> m_counts{};
    quint64 m_delivered = 0;
    bool m_isCancelled = false;
    bool m_isFinished = false;
};

} // namespace signalbox
