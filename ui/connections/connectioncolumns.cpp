#include "ui/connections/connectioncolumns.h"

#include "ui/connections/connectionrow.h"
#include "ui/connections/nameorder.h"
#include "ui/connections/roomstext.h"
#include "ui/theme/format.h"
#include "ui/theme/latencyband.h"
#include "ui/theme/peertext.h"

#include <algorithm>
#include <array>
#include <limits>

namespace signalbox {

namespace {

constexpr qsizetype MaxToolTipCharacters = 1000;

//! One row of the table below. A column sorts by a text of the row, and shows it unless it has a function that formats its
//! cell; or it has a number to sort by and such a function.
struct Column
{
    ConnectionColumn column = {};
    const char *title = nullptr;       //!< not translated yet
    const char *explanation = nullptr; //!< not translated yet; may be null
    const char *sample = nullptr;
    bool isNumeric = false;
    bool isLive = false;
    bool dependsOnTime = false; //!< the text of the cell
    bool isHidden = false;      //!< by default
    int mostCharacters = 0;
    int dropOrder = 0;

    const QString &(*text)(const ConnectionRow &) = nullptr;
    QByteArray ConnectionRow::*sortBytes = nullptr; //!< to sort a text by, instead of the text itself

    qint64 (*number)(const ConnectionRow &) = nullptr;
    QString (*format)(const ConnectionRow &, WallTime now) = nullptr;
    QString (*details)(const ConnectionRow &) = nullptr; //!< tool tip; may be null
};

// Durations sort by the time at which they began: the order does not change while time passes, and the longer
// one is the greater one because of the minus sign.
qint64 ticks(WallTime time)
{
    return qint64(time.time_since_epoch().count());
}

qint64 latencyKey(const ConnectionRow &row)
{
    return row.activity.latency ? qint64(row.activity.latency->smoothed.count())
                                : std::numeric_limits<qint64>::max(); // unknown: after every latency
}

QString latencyText(const ConnectionRow &row)
{
    return row.activity.latency ? Format::latency(row.activity.latency->smoothed) : QStringLiteral("–");
}

QString latencyDetails(const ConnectionRow &row)
{
    const std::optional<LatencyReading> &latency = row.activity.latency;
    if (!latency)
        return latencyBandName(LatencyBand::Unknown);
    return ConnectionColumns::tr("%1: %2 smoothed, last %3, jitter %4")
        .arg(latencyBandName(latencyBand(latency->smoothed)), Format::latency(latency->smoothed),
             Format::latency(latency->last), Format::latency(latency->jitter));
}

QString userDetails(const ConnectionRow &row)
{
    const ConnectionInfo &info = row.info;
    if (info.user.isEmpty())
        return ConnectionColumns::tr("It has sent no token yet: it is in no room and receives nothing");
    QStringList lines{elided(visibleText(info.user), MaxToolTipCharacters)};
    if (!info.displayName.isEmpty())
        lines += elided(visibleText(info.displayName), MaxToolTipCharacters);
    if (info.expires)
        lines += ConnectionColumns::tr("Token expires: %1").arg(Format::dateTime(*info.expires));
    return lines.join(u'\n');
}

QString queueDetails(const ConnectionRow &row)
{
    const Activity &activity = row.activity;
    const QString waits =
        ConnectionColumns::tr("%1 bytes in %2 frames")
            .arg(Format::count(quint64(activity.queuedBytes)), Format::count(activity.queuedFrames));
    if (activity.droppedMessages == 0)
        return waits;
    return waits + u'\n' +
           ConnectionColumns::tr("Messages dropped so far: %1").arg(Format::count(activity.droppedMessages));
}

QString exactBytes(quint64 bytes)
{
    return ConnectionColumns::tr("%1 bytes").arg(Format::count(bytes));
}

using Row = ConnectionRow;

constexpr std::array<Column, ConnectionColumnCount> Columns{{
    {.column = ConnectionColumn::State,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "State"),
     .sample = "Closing",
     .isLive = true,
     .number = [](const Row &row) { return qint64(row.state()); },
     .format = [](const Row &row, WallTime) { return connectionStateName(row); }},
    {.column = ConnectionColumn::Id,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "ID"),
     .sample = "12345",
     .number = [](const Row &row) { return qint64(row.info.id.value()); },
     .format = [](const Row &row, WallTime) { return row.info.id.toString(); }},
    {.column = ConnectionColumn::User,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "User"),
     .sample = "guest-12345",
     .mostCharacters = 28,
     .text = [](const Row &row) -> const QString & { return row.info.user; },
     .format = [](const Row &row,
                  WallTime) { return row.info.user.isEmpty() ? userInText({}) : cellText(row.info.user); },
     .details = userDetails},
    {.column = ConnectionColumn::Address,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Address"),
     .sample = "255.255.255.255:65535",
     .text = [](const Row &row) -> const QString & { return row.peerText; },
     .sortBytes = &Row::peerKey},
    {.column = ConnectionColumn::Room,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Rooms"),
     .explanation =
         QT_TRANSLATE_NOOP("signalbox::ConnectionColumns",
                           "The room that the connection joined first, and how many more it is in"),
     .sample = "guest-12345",
     .mostCharacters = 28,
     .text = [](const Row &row) -> const QString & { return firstRoom(row.info, row.activity.rooms); },
     .format = [](const Row &row, WallTime) { return roomsText(row.info, row.activity.rooms); },
     .details = [](const Row &row) { return roomsDetails(row.info, row.activity.rooms); }},
    {.column = ConnectionColumn::Connected,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Connected"),
     .explanation = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "How long ago the handshake was"),
     .sample = "23 h 59 min",
     .isNumeric = true,
     .dependsOnTime = true,
     .dropOrder = 6,
     .number = [](const Row &row) { return -ticks(row.info.connectedAt); },
     .format = [](const Row &row, WallTime now) { return Format::duration(now - row.info.connectedAt); },
     .details =
         [](const Row &row) {
             return ConnectionColumns::tr("since %1").arg(Format::dateTime(row.info.connectedAt));
         }},
    {.column = ConnectionColumn::Idle,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Idle"),
     .explanation = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns",
                                      "Time since the last message either way; heartbeats do not count"),
     .sample = "59 min",
     .isNumeric = true,
     .isLive = true,
     .dependsOnTime = true,
     .dropOrder = 7,
     .number = [](const Row &row) { return -ticks(row.activity.lastTraffic); },
     .format = [](const Row &row, WallTime now) { return Format::duration(now - row.activity.lastTraffic); },
     .details =
         [](const Row &row) {
             return ConnectionColumns::tr("last message %1").arg(Format::dateTime(row.activity.lastTraffic));
         }},
    {.column = ConnectionColumn::Latency,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Latency"),
     .explanation =
         QT_TRANSLATE_NOOP("signalbox::ConnectionColumns",
                           "How long the client took to answer the pings of the server, from when a ping "
                           "left until its pong came, smoothed over about eight of them. One is sent "
                           "each heartbeat.interval, also while messages flow; Ping Now sends one at once"),
     .sample = "999 ms",
     .isNumeric = true,
     .isLive = true,
     .number = [](const Row &row) { return latencyKey(row); },
     .format = [](const Row &row, WallTime) { return latencyText(row); },
     .details = latencyDetails},
    {.column = ConnectionColumn::MessagesIn,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Msgs in"),
     .explanation = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Messages received from the client"),
     .sample = "123,456",
     .isNumeric = true,
     .isLive = true,
     .dropOrder = 4,
     .number = [](const Row &row) { return qint64(row.activity.traffic.messagesIn); },
     .format = [](const Row &row, WallTime) { return Format::count(row.activity.traffic.messagesIn); }},
    {.column = ConnectionColumn::MessagesOut,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Msgs out"),
     .explanation = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Messages sent to the client"),
     .sample = "123,456",
     .isNumeric = true,
     .isLive = true,
     .dropOrder = 5,
     .number = [](const Row &row) { return qint64(row.activity.traffic.messagesOut); },
     .format = [](const Row &row, WallTime) { return Format::count(row.activity.traffic.messagesOut); }},
    {.column = ConnectionColumn::BytesIn,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Bytes in"),
     .explanation = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Bytes received from the client"),
     .sample = "99.9 MB",
     .isNumeric = true,
     .isLive = true,
     .dropOrder = 2,
     .number = [](const Row &row) { return qint64(row.activity.traffic.bytesIn); },
     .format = [](const Row &row, WallTime) { return Format::bytes(qint64(row.activity.traffic.bytesIn)); },
     .details = [](const Row &row) { return exactBytes(row.activity.traffic.bytesIn); }},
    {.column = ConnectionColumn::BytesOut,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Bytes out"),
     .explanation = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Bytes sent to the client"),
     .sample = "99.9 MB",
     .isNumeric = true,
     .isLive = true,
     .dropOrder = 3,
     .number = [](const Row &row) { return qint64(row.activity.traffic.bytesOut); },
     .format = [](const Row &row, WallTime) { return Format::bytes(qint64(row.activity.traffic.bytesOut)); },
     .details = [](const Row &row) { return exactBytes(row.activity.traffic.bytesOut); }},
    {.column = ConnectionColumn::Queued,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Queued"),
     .explanation = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns",
                                      "Waiting to be sent because the client does not read fast enough"),
     .sample = "99.9 MB",
     .isNumeric = true,
     .isLive = true,
     .number = [](const Row &row) { return row.activity.queuedBytes; },
     .format = [](const Row &row, WallTime) { return Format::bytes(row.activity.queuedBytes); },
     .details = queueDetails},
    {.column = ConnectionColumn::Work,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Work"),
     .explanation =
         QT_TRANSLATE_NOOP("signalbox::ConnectionColumns",
                           "What the requests of the client have cost beyond what it has sent; above "
                           "limits.work a second its next requests wait"),
     .sample = "99.9 MB",
     .isNumeric = true,
     .isLive = true,
     .isHidden = true,
     .number = [](const Row &row) { return row.activity.work; },
     .format = [](const Row &row, WallTime) { return Format::bytes(row.activity.work); },
     .details = [](const Row &row) { return exactBytes(quint64(row.activity.work)); }},
    {.column = ConnectionColumn::Path,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Path"),
     .sample = "/room/something",
     .isHidden = true,
     .text = [](const Row &row) -> const QString & { return row.info.path; }},
    {.column = ConnectionColumn::Origin,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Origin"),
     .sample = "https://chat.example.org",
     .isHidden = true,
     .text = [](const Row &row) -> const QString & { return row.info.origin; }},
    {.column = ConnectionColumn::Subprotocol,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Subprotocol"),
     .sample = "/room/something",
     .isHidden = true,
     .text = [](const Row &row) -> const QString & { return row.info.subprotocol; }},
    {.column = ConnectionColumn::Listener,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "Listener"),
     .explanation = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "The address the client connected to"),
     .sample = "255.255.255.255:65535",
     .isHidden = true,
     .text = [](const Row &row) -> const QString & { return row.listenerText; }},
    {.column = ConnectionColumn::UserAgent,
     .title = QT_TRANSLATE_NOOP("signalbox::ConnectionColumns", "User agent"),
     .sample = "Mozilla/5.0",
     .dropOrder = 1,
     .text = [](const Row &row) -> const QString & { return row.info.userAgent; }},
}};

constexpr bool isComplete()
{
    for (std::size_t i = 0; i < Columns.size(); ++i) {
        const Column &column = Columns[i];
        const bool hasValue = column.text ? !column.number : column.number && column.format;
        if (column.column != ConnectionColumn(i) || !column.title || !column.sample || !hasValue)
            return false;
    }
    return true;
}
static_assert(isComplete(), "one complete row for each ConnectionColumn, in their order");

constexpr ConnectionColumns::Range rangeOf(bool Column::*flag)
{
    ConnectionColumns::Range range{ConnectionColumnCount, -1};
    for (int i = 0; i < ConnectionColumnCount; ++i) {
        if (Columns[std::size_t(i)].*flag)
            range = {std::min(range.first, i), i};
    }
    return range;
}

const Column &columnOf(ConnectionColumn column)
{
    return Columns[std::size_t(column)];
}

} // namespace

QString ConnectionColumns::title(ConnectionColumn column)
{
    return tr(columnOf(column).title);
}

QString ConnectionColumns::explanation(ConnectionColumn column)
{
    const char *text = columnOf(column).explanation;
    return text ? tr(text) : QString();
}

QString ConnectionColumns::text(const ConnectionRow &row, ConnectionColumn column, WallTime now)
{
    const Column &shown = columnOf(column);
    if (row.isEnded() && !staysAfterTheEnd(column))
        return {};
    return shown.format ? shown.format(row, now) : cellText(shown.text(row));
}

bool ConnectionColumns::staysAfterTheEnd(ConnectionColumn column)
{
    return column <= ConnectionColumn::Room;
}

bool ConnectionColumns::isText(ConnectionColumn column)
{
    return columnOf(column).text;
}

QString ConnectionColumns::details(const ConnectionRow &row, ConnectionColumn column)
{
    const Column &shown = columnOf(column);
    if (shown.details)
        return shown.details(row);
    return shown.text ? elided(visibleText(shown.text(row)), MaxToolTipCharacters) : QString();
}

QString ConnectionColumns::toolTip(const ConnectionRow &row, ConnectionColumn column)
{
    const QString text = details(row, column);
    return isText(column) ? plainToolTip(text) : text;
}

QVariant ConnectionColumns::sortKey(const ConnectionRow &row, ConnectionColumn column)
{
    const Column &sorted = columnOf(column);
    if (sorted.sortBytes)
        return row.*sorted.sortBytes;
    if (sorted.text)
        return sorted.text(row);
    return sorted.number(row);
}

int ConnectionColumns::compare(const ConnectionRow &left, const ConnectionRow &right, ConnectionColumn column)
{
    const Column &sorted = columnOf(column);
    if (sorted.sortBytes)
        return (left.*sorted.sortBytes).compare(right.*sorted.sortBytes);
    if (sorted.text)
        return compareNames(sorted.text(left), sorted.text(right));
    const qint64 a = sorted.number(left);
    const qint64 b = sorted.number(right);
    return a < b ? -1 : int(a > b);
}

bool ConnectionColumns::isNumeric(ConnectionColumn column)
{
    return columnOf(column).isNumeric;
}

bool ConnectionColumns::isLive(ConnectionColumn column)
{
    return columnOf(column).isLive;
}

bool ConnectionColumns::isHiddenByDefault(ConnectionColumn column)
{
    return columnOf(column).isHidden;
}

int ConnectionColumns::mostCharacters(ConnectionColumn column)
{
    return columnOf(column).mostCharacters;
}

int ConnectionColumns::dropOrder(ConnectionColumn column)
{
    return columnOf(column).dropOrder;
}

QString ConnectionColumns::sample(ConnectionColumn column)
{
    return QString::fromLatin1(columnOf(column).sample);
}

ConnectionColumns::Range ConnectionColumns::liveColumns()
{
    static constexpr Range range = rangeOf(&Column::isLive);
    return range;
}

ConnectionColumns::Range ConnectionColumns::clockColumns()
{
    static constexpr Range range = rangeOf(&Column::dependsOnTime);
    return range;
}

QString connectionStateName(const ConnectionRow &row)
{
    if (row.isEnded())
        return ConnectionColumns::tr("Ended");
    return row.state() == ConnectionState::Open ? ConnectionColumns::tr("Open")
                                                : ConnectionColumns::tr("Closing");
}

} // namespace signalbox
