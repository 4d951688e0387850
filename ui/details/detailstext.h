#pragma once

#include "core/model/connectionreport.h"
#include "ui/connections/connectionrow.h"
#include "ui/dialogs/fact.h"

#include <QCoreApplication>

namespace signalbox {

struct EndedConnection;

//! What is known about connections, in the language of the window. Formatting only, without state.
class DetailsText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::DetailsText)

public:
    //! \a report null: not there yet. Who it is, where from, and how it talks.
    static Facts identity(const ConnectionRow &row, const ConnectionReport *report, WallTime now);
    //! What was moved, and what waits.
    static Facts traffic(const Activity &activity, const ConnectionReport *report);
    //! What the kernel and the heartbeat say.
    static Facts network(const ConnectionReport &report);
    //! What happened, the oldest first. The title is the time.
    static Facts events(const ConnectionInfo &info, const std::vector<ConnectionEvent> &events, WallTime now);
    //! The lines of describeHead().
    static Facts request(const QByteArray &head);
    //! What several connections have in common, and their sums.
    static Facts summary(const std::vector<const ConnectionRow *> &rows, WallTime now);

    //! "closed 1006 at 04:27:55"
    static QString closed(const EndedConnection &ended, WallTime now);
    //! Why it ended, or an empty text.
    static QString why(const EndedConnection &ended);
    //! A time of today without the date.
    static QString time(WallTime time, WallTime now);

private:
    static QString rooms(const ConnectionRow &row);
    static QString roomsToolTip(const ConnectionRow &row);
    static QString roomEntry(RoomEntry entry);
    static Fact token(WallTime expires, WallTime now);
    static QString protocol(const ConnectionRow &row, const ConnectionReport *report);
    static Fact event(const ConnectionEvent &event, WallTime now);
    static QString eventText(const ConnectionEvent &event);
    static Facts pauses(const PauseReading &pauses);
};

} // namespace signalbox
