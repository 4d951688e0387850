#include "core/hub/messageentries.h"

#include "core/protocol/envelopehead.h"
#include "core/protocol/maskedtokens.h"
#include "core/session/connection.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

//! Returns the name of a message type without memory of its own, unless it is an unusual one.
QByteArray typeName(QByteArrayView type)
{
    static constexpr std::array<QByteArrayView, 13> Names{"message", "ack",    "error", "pong",   "presence",
                                                          "history", "joined", "left",  "direct", "welcome",
                                                          "notice",  "ping",   "close"};
    const auto known = std::ranges::find(Names, type);
    if (known != Names.end())
        return QByteArray::fromRawData(known->data(), known->size());
    return type.first(std::min(type.size(), MaxLoggedName)).toByteArray();
}

MessageKind kindOf(const QByteArray &type)
{
    static constexpr std::array<QByteArrayView, 4> Answers{"ack", "pong", "presence", "history"};
    if (type == "error")
        return MessageKind::Error;
    return std::ranges::find(Answers, QByteArrayView(type)) != Answers.end() ? MessageKind::Answer
                                                                             : MessageKind::Data;
}

QByteArray beginningOf(const QByteArray &payload, qint64 size)
{
    // A message that arrived in parts may have reserved more than it fills.
    const bool isTight = payload.capacity() <= payload.size() + payload.size() / 4 + 64;
    return size == payload.size() && isTight ? payload : QByteArray(payload.constData(), size);
}

MessageType typeOf(Opcode opcode)
{
    return opcode == Opcode::Text ? MessageType::Text : MessageType::Binary;
}

LogEntry entryOf(const Connection &client, Direction direction, MessageType type, qint64 size)
{
    LogEntry entry;
    entry.direction = direction;
    entry.type = type;
    entry.isFollowed = client.isFollowed();
    entry.connection = client.id();
    entry.user = client.info().user;
    entry.recipients = direction == Direction::Out ? 1 : 0;
    entry.size = size;
    return entry;
}

//! Replaces what is kept of the payload. The size is that of what is shown: it does not tell how long a token is, and is
//! larger only if the payload is cut.
void setPayload(LogEntry &entry, const QByteArray &payload)
{
    entry.size += payload.size() - entry.payload.size();
    entry.payload = payload;
}

void readHead(LogEntry &entry)
{
    const EnvelopeHead head = readEnvelopeHead(entry.payload);
    entry.envelopeType = typeName(head.type);
    entry.kind = kindOf(entry.envelopeType);
    if (entry.kind == MessageKind::Error)
        entry.code = head.code.toByteArray();
    entry.room = head.room;
}

} // namespace

qint64 loggedSize(const Connection &client, qint64 size)
{
    return std::min(size, client.isFollowed() ? MaxFollowedPayload : MaxLoggedPayload);
}

LogEntry receivedEntry(const Connection &from, Opcode opcode, const QByteArray &payload, const QString &room)
{
    LogEntry entry = entryOf(from, Direction::In, typeOf(opcode), payload.size());
    entry.room = room;
    entry.payload = beginningOf(payload, loggedSize(from, payload.size()));
    return entry;
}

LogEntry requestEntry(const Connection &from, const QByteArray &payload, const RequestParser &parser,
                      const RequestParser::Parsed &parsed)
{
    LogEntry entry = receivedEntry(from, Opcode::Text, payload, {});
    entry.envelopeType = parser.type(MaxLoggedName);
    if (const auto *error = std::get_if<EnvelopeError>(&parsed)) {
        const bool isJson = error->code != EnvelopeErrorCode::BadJson;
        setPayload(entry, isJson ? maskedTokens(entry.payload) : maskedTokensOfInvalid(entry.payload));
        return entry;
    }
    std::visit(
        [&](const auto &body) {
            if constexpr (requires { body.room; })
                entry.room = body.room.value_or(from.info().room);
            else if constexpr (std::is_same_v<decltype(body), const TokenRequest &>)
                setPayload(entry, maskedTokens(entry.payload));
        },
        std::get<Request>(parsed).body);
    return entry;
}

LogEntry sentEntry(const Connection &to, Opcode opcode, const QByteArray &payload, bool isEnvelope)
{
    LogEntry entry = entryOf(to, Direction::Out, typeOf(opcode), payload.size());
    entry.payload = beginningOf(payload, loggedSize(to, payload.size()));
    if (isEnvelope)
        readHead(entry);
    return entry;
}

LogEntry sentEntry(const Connection &to, const PreparedMessage &message, bool isEnvelope)
{
    const qint64 size = message.payload().size();
    LogEntry entry = entryOf(to, Direction::Out, typeOf(message.opcode()), size);
    entry.payload = message.payload().first(loggedSize(to, size)).toByteArray();
    if (isEnvelope)
        readHead(entry);
    return entry;
}

LogEntry broadcastEntry(const PreparedMessage &message, quint32 recipients, bool isEnvelope)
{
    LogEntry entry;
    entry.direction = Direction::Out;
    entry.type = typeOf(message.opcode());
    entry.recipients = recipients;
    entry.size = message.payload().size();
    entry.payload = message.payload().first(std::min(entry.size, MaxLoggedPayload)).toByteArray();
    if (isEnvelope)
        readHead(entry);
    return entry;
}

LogEntry controlEntry(const Connection &client, Direction direction, Opcode opcode, QByteArrayView payload,
                      std::optional<quint16> code)
{
    const bool isClose = opcode == Opcode::Close;
    LogEntry entry =
        entryOf(client, direction, isClose ? MessageType::Text : MessageType::Binary, payload.size());
    entry.kind = MessageKind::Control;
    entry.envelopeType = typeName(isClose ? "close" : opcode == Opcode::Ping ? "ping" : "pong");
    if (code)
        entry.code = QByteArray::number(*code);
    entry.payload = payload.toByteArray();
    return entry;
}

} // namespace signalbox
