#include "app/ctl/listtables.h"

#include "app/ctl/quantities.h"
#include "core/base/visibletext.h"

#include <QDateTime>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using Kind = TableColumn::Kind;

QString milliseconds(const QJsonValue &value)
{
    return value.isDouble() ? durationText(value.toDouble()) : QString();
}

QString bytes(const QJsonValue &value)
{
    return value.isDouble() ? sizeText(value.toDouble()) : QString();
}

//! Returns how long ago a time of the API is.
QString ago(const QJsonValue &time)
{
    const QDateTime then = QDateTime::fromString(time.toString(), Qt::ISODateWithMs);
    return then.isValid()
               ? durationText(double(std::max<qint64>(then.msecsTo(QDateTime::currentDateTimeUtc()), 0)))
               : QString();
}

//! Returns the rooms: the one of the path, or how many there are.
QString roomsOf(const QJsonObject &row)
{
    const QJsonArray rooms = row.value("rooms"_L1).toArray();
    QString shown = cellOf(rooms.isEmpty() ? row.value("room"_L1) : rooms.first());
    if (rooms.size() > 1)
        shown += u" +%1"_s.arg(rooms.size() - 1);
    return shown;
}

//! Returns the nodes that have a room or user; empty: the answer is that of one node.
QString nodesOf(const QJsonObject &row)
{
    QStringList nodes;
    for (const QJsonValue node : row.value("nodes"_L1).toArray())
        nodes += cellOf(node);
    return nodes.join(u", "_s);
}

QStringList connectionCells(const QJsonObject &row)
{
    const QJsonObject queued = row.value("queued"_L1).toObject();
    const QString state = row.value("state"_L1).toString();
    return {
        cellOf(row.value("id"_L1)),
        cellOf(row.value("user"_L1)),
        cellOf(row.value("address"_L1)),
        roomsOf(row),
        milliseconds(row.value("latency_ms"_L1)),
        milliseconds(row.value("idle_ms"_L1)),
        bytes(queued.value("bytes"_L1)),
        countText(row.value("in"_L1).toObject().value("messages"_L1)),
        countText(row.value("out"_L1).toObject().value("messages"_L1)),
        row.value("dropped"_L1).toInteger() > 0 ? countText(row.value("dropped"_L1)) : QString(),
        ago(row.value("connected"_L1)),
        state == "open"_L1 ? QString() : cellOf(state),
        cellOf(row.value("node"_L1)),
    };
}

QStringList closedCells(const QJsonObject &row)
{
    return {
        ago(row.value("closed"_L1)),       cellOf(row.value("id"_L1)),      cellOf(row.value("user"_L1)),
        cellOf(row.value("address"_L1)),   countText(row.value("code"_L1)), cellOf(row.value("cause"_L1)),
        cellOf(row.value("initiator"_L1)), cellOf(row.value("reason"_L1)),  cellOf(row.value("node"_L1)),
        cellOf(row.value("verdict"_L1)),
    };
}

QStringList roomCells(const QJsonObject &row)
{
    const QJsonObject history = row.value("history"_L1).toObject();
    return {
        cellOf(row.value("name"_L1)),
        countText(row.value("members"_L1)),
        countText(row.value("seq"_L1)),
        countText(history.value("messages"_L1)),
        bytes(history.value("bytes"_L1)),
        cellOf(row.value("epoch"_L1)),
        nodesOf(row),
    };
}

QStringList userCells(const QJsonObject &row)
{
    QStringList rooms;
    for (const QJsonValue room : row.value("rooms"_L1).toArray())
        rooms += cellOf(room);
    const QJsonValue connections = row.value("connections"_L1);
    return {
        cellOf(row.value("name"_L1)),
        connections.isArray() ? QString::number(connections.toArray().size()) : countText(connections),
        row.value("rooms"_L1).isArray() ? rooms.join(u", "_s) : countText(row.value("rooms"_L1)),
        nodesOf(row),
    };
}

QStringList banCells(const QJsonObject &row)
{
    return {
        cellOf(row.value("id"_L1)),
        cellOf(row.value("kind"_L1)),
        cellOf(row.value("value"_L1)),
        countText(row.value("hits"_L1)),
        localTime(cellOf(row.value("created"_L1))),
        localTime(cellOf(row.value("expires"_L1))),
        cellOf(row.value("by"_L1)),
        cellOf(row.value("reason"_L1)),
    };
}

QStringList auditCells(const QJsonObject &row)
{
    return {
        localTime(cellOf(row.value("time"_L1))),
        cellOf(row.value("who"_L1)),
        cellOf(row.value("from"_L1)),
        cellOf(row.value("action"_L1)),
        cellOf(row.value("target"_L1)),
        cellOf(row.value("outcome"_L1)),
        cellOf(row.value("detail"_L1)),
    };
}

} // namespace

QString cellOf(const QJsonValue &text)
{
    return text.isString() ? visibleText(text.toString()) : countText(text);
}

ListTable listTable(ListKind kind)
{
    switch (kind) {
    case ListKind::Connections:
        return {.path = "/connections"_L1,
                .member = "connections"_L1,
                .rows = "connections"_L1,
                .sort = ""_L1,
                .columns = {{.title = u"ID"_s, .kind = Kind::Number},
                            {.title = u"USER"_s, .kind = Kind::Flexible},
                            {.title = u"ADDRESS"_s, .kind = Kind::Flexible},
                            {.title = u"ROOM"_s, .kind = Kind::Flexible},
                            {.title = u"LATENCY"_s, .kind = Kind::Number},
                            {.title = u"IDLE"_s, .kind = Kind::Number},
                            {.title = u"QUEUED"_s, .kind = Kind::Number},
                            {.title = u"IN"_s, .kind = Kind::Number},
                            {.title = u"OUT"_s, .kind = Kind::Number},
                            {.title = u"DROPPED"_s, .kind = Kind::Number, .isOptional = true},
                            {.title = u"SINCE"_s, .kind = Kind::Number},
                            {.title = u"STATE"_s, .isOptional = true},
                            {.title = u"NODE"_s, .isOptional = true}},
                .cells = connectionCells};
    case ListKind::Closed:
        return {.path = "/closed"_L1,
                .member = "closed"_L1,
                .rows = "connections"_L1,
                .sort = "closed"_L1, // the time since then: the latest first
                .columns = {{.title = u"AGO"_s, .kind = Kind::Number},
                            {.title = u"ID"_s, .kind = Kind::Number},
                            {.title = u"USER"_s, .kind = Kind::Flexible},
                            {.title = u"ADDRESS"_s, .kind = Kind::Flexible},
                            {.title = u"CODE"_s, .kind = Kind::Number},
                            {.title = u"CAUSE"_s},
                            {.title = u"BY"_s},
                            {.title = u"REASON"_s, .kind = Kind::Flexible, .isOptional = true},
                            {.title = u"NODE"_s, .isOptional = true},
                            {.title = u"VERDICT"_s, .kind = Kind::Flexible}},
                .cells = closedCells};
    case ListKind::Rooms:
        return {.path = "/rooms"_L1,
                .member = "rooms"_L1,
                .rows = "rooms"_L1,
                .sort = ""_L1,
                .columns = {{.title = u"ROOM"_s, .kind = Kind::Flexible},
                            {.title = u"MEMBERS"_s, .kind = Kind::Number},
                            {.title = u"SEQ"_s, .kind = Kind::Number},
                            {.title = u"MESSAGES"_s, .kind = Kind::Number},
                            {.title = u"HISTORY"_s, .kind = Kind::Number},
                            {.title = u"EPOCH"_s, .isOptional = true},
                            {.title = u"NODES"_s, .kind = Kind::Flexible, .isOptional = true}},
                .cells = roomCells};
    case ListKind::Users:
        return {.path = "/users"_L1,
                .member = "users"_L1,
                .rows = "users"_L1,
                .sort = ""_L1,
                .columns = {{.title = u"USER"_s, .kind = Kind::Flexible},
                            {.title = u"CONNECTIONS"_s, .kind = Kind::Number},
                            {.title = u"ROOMS"_s, .kind = Kind::Flexible},
                            {.title = u"NODES"_s, .kind = Kind::Flexible, .isOptional = true}},
                .cells = userCells};
    case ListKind::Bans:
        return {.path = "/bans"_L1,
                .member = "bans"_L1,
                .rows = "bans"_L1,
                .sort = ""_L1,
                .columns = {{.title = u"ID"_s, .kind = Kind::Number},
                            {.title = u"KIND"_s},
                            {.title = u"VALUE"_s, .kind = Kind::Flexible},
                            {.title = u"HITS"_s, .kind = Kind::Number},
                            {.title = u"CREATED"_s},
                            {.title = u"EXPIRES"_s, .isOptional = true},
                            {.title = u"BY"_s, .kind = Kind::Flexible},
                            {.title = u"REASON"_s, .kind = Kind::Flexible, .isOptional = true}},
                .cells = banCells};
    case ListKind::Audit:
        break;
    }
    return {.path = "/audit"_L1,
            .member = "audit"_L1,
            .rows = "entries"_L1,
            .sort = ""_L1,
            .columns = {{.title = u"TIME"_s},
                        {.title = u"WHO"_s, .kind = Kind::Flexible},
                        {.title = u"FROM"_s, .kind = Kind::Flexible},
                        {.title = u"ACTION"_s},
                        {.title = u"TARGET"_s, .kind = Kind::Flexible},
                        {.title = u"OUTCOME"_s, .kind = Kind::Flexible},
                        {.title = u"DETAIL"_s, .kind = Kind::Flexible, .isOptional = true}},
            .cells = auditCells};
}

} // namespace signalbox
