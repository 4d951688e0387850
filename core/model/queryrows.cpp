#include "core/model/queryrows.h"

#include <algorithm>

namespace signalbox {

namespace {

std::optional<qint64> nanoseconds(Nanoseconds time)
{
    return time.count();
}

} // namespace

ConnectionQueryRow::ConnectionQueryRow(const ConnectionInfo &info, const Activity &activity, WallTime now,
                                       const ConnectionTexts &texts)
    : m_info(info)
    , m_activity(activity)
    , m_now(now)
    , m_state(activity.state)
    , m_texts(texts)
{
}

void ConnectionQueryRow::appendTexts(QueryField field, Texts &texts) const
{
    switch (field) {
    case QueryField::Any:
        for (const QString *text :
             {&m_info.user, &m_info.path, &m_info.userAgent, &m_info.origin, &m_info.subprotocol})
            texts.append(*text);
        texts.append(peerText());
        appendRooms(texts);
        break;
    case QueryField::User:
        texts.append(m_info.user);
        break;
    case QueryField::Room:
        appendRooms(texts);
        break;
    case QueryField::Path:
        texts.append(m_info.path);
        break;
    case QueryField::Agent:
        texts.append(m_info.userAgent);
        break;
    case QueryField::Origin:
        texts.append(m_info.origin);
        break;
    case QueryField::Protocol:
        texts.append(m_info.subprotocol);
        break;
    case QueryField::Listener:
        texts.append(listenerText());
        break;
    case QueryField::Node:
        texts.append(m_texts.node);
        break;
    case QueryField::Address:
        texts.append(peerText());
        break;
    case QueryField::State:
        texts.append(m_state == ConnectionState::Open ? QStringView(u"open") : QStringView(u"closing"));
        break;
    case QueryField::Id:
        if (m_id.isNull())
            m_id = m_info.id.toString();
        texts.append(m_id);
        break;
    default:
        break;
    }
}

void ConnectionQueryRow::appendRooms(Texts &texts) const
{
    if (m_activity.rooms.isNull())
        texts.append(m_info.room);
    for (const JoinedRoom &room : m_activity.rooms.list())
        texts.append(room.name);
}

std::optional<qint64> ConnectionQueryRow::number(QueryField field) const
{
    const Traffic &traffic = m_activity.traffic;
    switch (field) {
    case QueryField::Id:
        return qint64(m_info.id.value());
    case QueryField::Latency:
        return m_activity.latency ? nanoseconds(m_activity.latency->smoothed) : std::nullopt;
    case QueryField::Jitter:
        return m_activity.latency ? nanoseconds(m_activity.latency->jitter) : std::nullopt;
    case QueryField::Idle:
        return nanoseconds(m_now - m_activity.lastTraffic);
    case QueryField::Connected:
        return nanoseconds(m_now - m_info.connectedAt);
    case QueryField::Queued:
        return m_activity.queuedBytes;
    case QueryField::MessagesIn:
        return qint64(traffic.messagesIn);
    case QueryField::MessagesOut:
        return qint64(traffic.messagesOut);
    case QueryField::BytesIn:
        return qint64(traffic.bytesIn);
    case QueryField::BytesOut:
        return qint64(traffic.bytesOut);
    case QueryField::Dropped:
        return qint64(m_activity.droppedMessages);
    default:
        return std::nullopt;
    }
}

QStringView ConnectionQueryRow::peerText() const
{
    if (!m_texts.peer.isNull())
        return m_texts.peer;
    if (m_peer.isNull())
        m_peer = m_info.peerText();
    return m_peer;
}

QStringView ConnectionQueryRow::listenerText() const
{
    if (!m_texts.listener.isNull())
        return m_texts.listener;
    if (m_listener.isNull())
        m_listener = m_info.listener.toString();
    return m_listener;
}

ClosedQueryRow::ClosedQueryRow(const ClosedConnection &connection, WallTime now, const ConnectionTexts &texts)
    : ConnectionQueryRow(connection.info, connection.activity, connection.closedAt, texts)
    , m_connection(connection)
    , m_now(now)
    , m_cause(QString::fromLatin1(causeInfo(connection.end.cause).name))
{
}

void ClosedQueryRow::appendTexts(QueryField field, Texts &texts) const
{
    const bool isAny = field == QueryField::Any;
    if (isAny || field == QueryField::Cause)
        texts.append(m_cause);
    if (isAny || field == QueryField::Reason)
        texts.append(m_connection.end.reason);
    if (isAny) {
        ConnectionQueryRow::appendTexts(QueryField::Listener, texts);
        ConnectionQueryRow::appendTexts(QueryField::Node, texts);
    }
    ConnectionQueryRow::appendTexts(field, texts);
}

std::optional<qint64> ClosedQueryRow::number(QueryField field) const
{
    if (field == QueryField::Code)
        return m_connection.end.code;
    if (field == QueryField::Ago)
        return nanoseconds(m_now - m_connection.closedAt);
    return ConnectionQueryRow::number(field);
}

void RoomQueryRow::appendTexts(QueryField field, Texts &texts) const
{
    if (field == QueryField::Any || field == QueryField::Room)
        texts.append(m_room.name);
}

std::optional<qint64> RoomQueryRow::number(QueryField field) const
{
    switch (field) {
    case QueryField::Members:
        return qint64(m_room.members);
    case QueryField::Seq:
        return qint64(m_room.published);
    case QueryField::HistoryCount:
        return qint64(m_room.historyMessages);
    case QueryField::HistoryBytes:
        return m_room.historyBytes;
    default:
        return std::nullopt;
    }
}

void UserQueryRow::appendTexts(QueryField field, Texts &texts) const
{
    if (field == QueryField::Any || field == QueryField::User)
        texts.append(m_name);
    if (field == QueryField::Any || field == QueryField::Room)
        texts.append(m_rooms.data(), qsizetype(m_rooms.size()));
}

std::optional<qint64> UserQueryRow::number(QueryField field) const
{
    return field == QueryField::Connections ? std::optional(m_connections) : std::nullopt;
}

MessageQueryRow::MessageQueryRow(const LogEntry &entry)
    : m_entry(entry)
{
}

//! A ping is one of the envelope or a control frame.
void MessageQueryRow::appendTypes(Texts &texts) const
{
    if (m_entry.kind == MessageKind::Gap)
        return;
    if (m_entry.kind == MessageKind::Control)
        texts.append(u"control");
    else
        texts.append(m_entry.type == MessageType::Text ? QStringView(u"text") : QStringView(u"binary"));
    if (m_entry.envelopeType.isEmpty())
        return;
    if (m_type.isNull())
        m_type = QString::fromUtf8(m_entry.envelopeType);
    texts.append(m_type);
}

void MessageQueryRow::appendTexts(QueryField field, Texts &texts) const
{
    switch (field) {
    case QueryField::User:
        texts.append(m_entry.user);
        if (!m_entry.from.isEmpty())
            texts.append(m_entry.from);
        break;
    case QueryField::Room:
        texts.append(m_entry.room);
        break;
    case QueryField::Direction:
        texts.append(m_entry.direction == Direction::In ? QStringView(u"in") : QStringView(u"out"));
        break;
    case QueryField::Type:
        appendTypes(texts);
        break;
    default:
        break;
    }
}

std::optional<qint64> MessageQueryRow::number(QueryField field) const
{
    switch (field) {
    case QueryField::Id: { // a broadcast of the server itself has none, other messages may have no number
        const ConnectionId id = m_entry.connection.isNull() ? m_entry.publisher : m_entry.connection;
        return id.isNull() ? std::nullopt : std::optional(qint64(id.value()));
    }
    case QueryField::Seq:
        return m_entry.seq == 0 ? std::nullopt : std::optional(qint64(m_entry.seq));
    case QueryField::Size:
        return m_entry.size;
    default:
        return std::nullopt;
    }
}

bool MessageQueryRow::hasNumberIn(QueryField field, const NumberRange &range) const
{
    if (QueryRow::hasNumberIn(field, range))
        return true;
    if (field != QueryField::Id)
        return false;
    const auto isIn = [&range](ConnectionId id) {
        return !id.isNull() && range.contains(qint64(id.value()));
    };
    return isIn(m_entry.publisher) ||
           (m_entry.recipientList && std::ranges::any_of(*m_entry.recipientList, [&](ConnectionId id) {
                return id != m_entry.notRecipient && isIn(id);
            }));
}

} // namespace signalbox
