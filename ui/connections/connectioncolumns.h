#pragma once

#include "core/base/clock.h"

#include <QCoreApplication>
#include <QVariant>

namespace signalbox {

struct Activity;
struct ConnectionRow;

//! The columns of the table, in their default order. To add one: a name here, a case in each function below.
//! What changes while a connection lives stands together, from State to Queued.
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
    Path,
    Origin,
    Subprotocol,
    Listener,
    UserAgent,
};
inline constexpr int ConnectionColumnCount = int(ConnectionColumn::UserAgent) + 1;

//! What the cells of a column say: pure look-up and formatting.
class ConnectionColumns
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::ConnectionColumns)

public:
    static QString title(ConnectionColumn column);
    //! What the column means, for a tool tip; empty where the title says it all.
    static QString explanation(ConnectionColumn column);
    static QString text(const ConnectionRow &row, ConnectionColumn column, WallTime now);
    //! More than the cell has room for; empty: nothing to add.
    static QString toolTip(const ConnectionRow &row, ConnectionColumn column);
    //! A raw value that sorts as people expect: qint64, QByteArray for addresses, QString.
    static QVariant sortKey(const ConnectionRow &row, ConnectionColumn column);
    //! Below, at or above 0: the order of the sort keys, text in any case, without making a QVariant of each.
    static int compare(const ConnectionRow &left, const ConnectionRow &right, ConnectionColumn column);
    //! An amount, to be aligned at its last digit. An id is a name.
    static bool isNumeric(ConnectionColumn column);
    //! May its sort key change while a connection lives?
    static bool isLive(ConnectionColumn column);

private:
    static QString queueDetail(const Activity &activity);
};

QString connectionStateName(const ConnectionRow &row);

} // namespace signalbox
