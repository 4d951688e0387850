#pragma once

#include "core/base/clock.h"

#include <QCoreApplication>
#include <QVariant>

namespace signalbox {

struct ConnectionRow;

//! The columns of the connection table, in their default order. To add one: a name here, and a row in the
//! table of connectioncolumns.cpp.
enum class ConnectionColumn : quint8 {
    State,
    Id,
    User,
    Address,
    Room,
    Connected,
    Idle,
    Latency,
    MessagesIn,
    MessagesOut,
    BytesIn,
    BytesOut,
    Queued,
    Work,
    Path,
    Origin,
    Subprotocol,
    Listener,
    UserAgent,
};
inline constexpr int ConnectionColumnCount = int(ConnectionColumn::UserAgent) + 1;

//! What each column shows and how it sorts. Look-up and formatting only, without state.
class ConnectionColumns
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::ConnectionColumns)

public:
    //! Columns from \a first to \a last, both included.
    struct Range
    {
        int first;
        int last;
    };

    static QString title(ConnectionColumn column);
    //! Returns what the column means, for the tool tip of its title; empty where the title is enough.
    static QString explanation(ConnectionColumn column);
    static QString text(const ConnectionRow &row, ConnectionColumn column, WallTime now);
    //! Returns whether the column identifies a connection that has ended. The place of the others is for the reason.
    static bool staysAfterTheEnd(ConnectionColumn column);
    //! Returns whether the column shows a text of the connection, not a number.
    static bool isText(ConnectionColumn column);
    //! Returns what the cell has no room for: the whole text, or details of the number; may be empty.
    static QString details(const ConnectionRow &row, ConnectionColumn column);
    //! Returns details() as a tool tip.
    static QString toolTip(const ConnectionRow &row, ConnectionColumn column);
    //! Returns a value to sort by: qint64, QByteArray for addresses, QString.
    static QVariant sortKey(const ConnectionRow &row, ConnectionColumn column);
    //! Returns a number below, equal to or above 0: the order of the sort keys, of texts that
    //! of compareNames(), without the cost of a QVariant for each.
    static int compare(const ConnectionRow &left, const ConnectionRow &right, ConnectionColumn column);
    //! Returns whether the column is aligned at the right: amounts and durations. An id is a name.
    static bool isNumeric(ConnectionColumn column);
    //! Returns whether the sort key may change while a connection lives.
    static bool isLive(ConnectionColumn column);
    //! Returns whether the column is hidden by default.
    static bool isHiddenByDefault(ConnectionColumn column);
    //! Returns how many characters wide the column becomes at most in a wide table; 0: it does not grow.
    static int mostCharacters(ConnectionColumn column);
    //! Returns the order in which a narrow table hides columns, the lowest number first; 0: it does not.
    static int dropOrder(ConnectionColumn column);
    //! Returns a long but usual text of a cell, to derive the default width of the column from.
    static QString sample(ConnectionColumn column);

    //! The smallest range with all columns for which isLive() is true.
    static Range liveColumns();
    //! The smallest range with all columns whose text depends on the current time.
    static Range clockColumns();
};

QString connectionStateName(const ConnectionRow &row);

} // namespace signalbox
