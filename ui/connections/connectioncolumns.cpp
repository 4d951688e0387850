#include "ui/connections/connectioncolumns.h"

#include "ui/connections/connectionrow.h"
#include "ui/connections/nameorder.h"
#include "ui/theme/format.h"
#include "ui/theme/latencyband.h"

#include <limits>

namespace signalbox {

namespace {

//! The cell of a column of words as it is stored; null for every other column.
const QString *textOf(const ConnectionRow &row, ConnectionColumn column)
{
    switch (column) {
    case ConnectionColumn::User:
        return &row.info.user;
    case ConnectionColumn::Address:
        return &row.peerText;
    case ConnectionColumn::Room:
        return &row.info.room;
    case ConnectionColumn::Path:
        return &row.info.path;
    case ConnectionColumn::Origin:
        return &row.info.origin;
    case ConnectionColumn::Subprotocol:
        return &row.info.subprotocol;
    case ConnectionColumn::Listener:
        return &row.listenerText;
    case ConnectionColumn::UserAgent:
        return &row.info.userAgent;
    default:
        return nullptr;
    }
}

//! What a column of numbers, times or states sorts by.
qint64 numberOf(const ConnectionRow &row, ConnectionColumn column)
{
    const Activity &activity = row.activity;
    switch (column) {
    case ConnectionColumn::State:
        return qint64(row.state());
    case ConnectionColumn::Connected: // the longer, the greater; and steady while time goes by
        return -qint64(row.info.connectedAt.time_since_epoch().count());
    case ConnectionColumn::Idle:
        return -qint64(activity.lastTraffic.time_since_epoch().count());
    case ConnectionColumn::Latency: // unknown sorts behind every latency
        return activity.latency ? qint64(activity.latency->smoothed.count())
                                : std::numeric_limits<qint64>::max();
    case ConnectionColumn::MessagesIn:
        return qint64(activity.traffic.messagesIn);
    case ConnectionColumn::MessagesOut:
        return qint64(activity.traffic.messagesOut);
    case ConnectionColumn::BytesIn:
        return qint64(activity.traffic.bytesIn);
    case ConnectionColumn::BytesOut:
        return qint64(activity.traffic.bytesOut);
    case ConnectionColumn::Queued:
        return activity.queuedBytes;
    default:
        return qint64(row.info.id.value());
    }
}

} // namespace

QString ConnectionColumns::title(ConnectionColumn column)
{
    switch (column) {
    case ConnectionColumn::State:
        return tr("State");
    case ConnectionColumn::Id:
        return tr("ID");
    case ConnectionColumn::User:
        return tr("User");
    case ConnectionColumn::Address:
        return tr("Address");
    case ConnectionColumn::Room:
        return tr("Room");
    case ConnectionColumn::Connected:
        return tr("Connected");
    case ConnectionColumn::Idle:
        return tr("Idle");
    case ConnectionColumn::Latency:
        return tr("Latency");
    case ConnectionColumn::MessagesIn:
        return tr("Msgs in");
    case ConnectionColumn::MessagesOut:
        return tr("Msgs out");
    case ConnectionColumn::BytesIn:
        return tr("Bytes in");
    case ConnectionColumn::BytesOut:
        return tr("Bytes out");
    case ConnectionColumn::Queued:
        return tr("Queued");
    case ConnectionColumn::Path:
        return tr("Path");
    case ConnectionColumn::Origin:
        return tr("Origin");
    case ConnectionColumn::Subprotocol:
        return tr("Subprotocol");
    case ConnectionColumn::Listener:
        return tr("Listener");
    case ConnectionColumn::UserAgent:
        break;
    }
    return tr("User agent");
}

QString ConnectionColumns::explanation(ConnectionColumn column)
{
    switch (column) {
    case ConnectionColumn::Connected:
        return tr("How long ago the handshake was");
    case ConnectionColumn::Idle:
        return tr("Time since the last message either way; heartbeats do not count");
    case ConnectionColumn::Latency:
        return tr("Round trip of our pings, smoothed");
    case ConnectionColumn::MessagesIn:
        return tr("Messages received from the client");
    case ConnectionColumn::MessagesOut:
        return tr("Messages sent to the client");
    case ConnectionColumn::BytesIn:
        return tr("Bytes received from the client");
    case ConnectionColumn::BytesOut:
        return tr("Bytes sent to the client");
    case ConnectionColumn::Queued:
        return tr("Waiting to be sent because the client does not read fast enough");
    case ConnectionColumn::Listener:
        return tr("The address the client connected to");
    default:
        return {};
    }
}

QString ConnectionColumns::text(const ConnectionRow &row, ConnectionColumn column, WallTime now)
{
    if (const QString *words = textOf(row, column))
        return *words;
    const Activity &activity = row.activity;
    switch (column) {
    case ConnectionColumn::State:
        return connectionStateName(row);
    case ConnectionColumn::Connected:
        return Format::duration(now - row.info.connectedAt);
    case ConnectionColumn::Idle:
        return Format::duration(now - activity.lastTraffic);
    case ConnectionColumn::Latency:
        return activity.latency ? Format::latency(activity.latency->smoothed) : QStringLiteral("–");
    case ConnectionColumn::MessagesIn:
        return Format::count(activity.traffic.messagesIn);
    case ConnectionColumn::MessagesOut:
        return Format::count(activity.traffic.messagesOut);
    case ConnectionColumn::BytesIn:
        return Format::bytes(qint64(activity.traffic.bytesIn));
    case ConnectionColumn::BytesOut:
        return Format::bytes(qint64(activity.traffic.bytesOut));
    case ConnectionColumn::Queued:
        return Format::bytes(activity.queuedBytes);
    default:
        return row.info.id.toString();
    }
}

QString ConnectionColumns::queueDetail(const Activity &activity)
{
    const QString waits =
        tr("%1 bytes in %2 frames")
            .arg(Format::count(quint64(activity.queuedBytes)), Format::count(activity.queuedFrames));
    if (activity.droppedMessages == 0)
        return waits;
    return waits + u'\n' + tr("Messages dropped so far: %1").arg(Format::count(activity.droppedMessages));
}

QString ConnectionColumns::toolTip(const ConnectionRow &row, ConnectionColumn column)
{
    switch (column) {
    case ConnectionColumn::Connected:
        return tr("since %1").arg(Format::dateTime(row.info.connectedAt));
    case ConnectionColumn::Idle:
        return tr("last message %1").arg(Format::dateTime(row.activity.lastTraffic));
    case ConnectionColumn::Latency: {
        const std::optional<LatencyReading> &latency = row.activity.latency;
        if (!latency)
            return latencyBandName(LatencyBand::Unknown);
        return tr("%1: %2 smoothed, last %3, jitter %4")
            .arg(latencyBandName(latencyBand(latency->smoothed)), Format::latency(latency->smoothed),
                 Format::latency(latency->last), Format::latency(latency->jitter));
    }
    case ConnectionColumn::BytesIn:
        return tr("%1 bytes").arg(Format::count(row.activity.traffic.bytesIn));
    case ConnectionColumn::BytesOut:
        return tr("%1 bytes").arg(Format::count(row.activity.traffic.bytesOut));
    case ConnectionColumn::Queued:
        return queueDetail(row.activity);
    case ConnectionColumn::Address: // IPv6 is longer than the cell
    case ConnectionColumn::Listener:
        return text(row, column, {});
    case ConnectionColumn::User:
    case ConnectionColumn::Room:
    case ConnectionColumn::Path:
    case ConnectionColumn::Origin:
    case ConnectionColumn::UserAgent:
        // A peer chose these words: never let them be read as rich text.
        return text(row, column, {}).toHtmlEscaped();
    default:
        return {};
    }
}

QVariant ConnectionColumns::sortKey(const ConnectionRow &row, ConnectionColumn column)
{
    if (column == ConnectionColumn::Address)
        return row.peerKey;
    if (const QString *text = textOf(row, column))
        return *text;
    return numberOf(row, column);
}

int ConnectionColumns::compare(const ConnectionRow &left, const ConnectionRow &right, ConnectionColumn column)
{
    if (column == ConnectionColumn::Address)
        return left.peerKey.compare(right.peerKey);
    if (const QString *text = textOf(left, column))
        return compareNames(*text, *textOf(right, column));
    const qint64 a = numberOf(left, column);
    const qint64 b = numberOf(right, column);
    return a < b ? -1 : int(a > b);
}

bool ConnectionColumns::isNumeric(ConnectionColumn column)
{
    return column >= ConnectionColumn::Connected && column <= ConnectionColumn::Queued;
}

bool ConnectionColumns::isLive(ConnectionColumn column)
{
    return column == ConnectionColumn::State ||
           (column >= ConnectionColumn::Idle && column <= ConnectionColumn::Queued);
}

QString connectionStateName(const ConnectionRow &row)
{
    return row.state() == ConnectionState::Open
               ? QCoreApplication::translate("signalbox::ConnectionColumns", "Open")
               : QCoreApplication::translate("signalbox::ConnectionColumns", "Closing");
}

} // namespace signalbox
