#include "dialect.h"

#include "stamp.h"

#include <algorithm>

namespace load {

namespace {

quint64 numberAt(QByteArrayView text)
{
    quint64 number = 0;
    for (qsizetype i = 0; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
        number = number * 10 + quint64(text[i] - '0');
    return number;
}

Dialect::Incoming readEnvelope(QByteArrayView payload)
{
    using Kind = Dialect::Incoming::Kind;
    constexpr QByteArrayView Content = "\"content\":\"";
    constexpr QByteArrayView Ack = R"({"type":"ack","id":)";
    if (payload.startsWith(R"({"type":"message")")) {
        const qsizetype begin = payload.indexOf(Content) + Content.size();
        const qsizetype end = payload.indexOf('"', begin);
        return {Kind::Message, payload.sliced(begin, end - begin)};
    }
    if (payload.startsWith(Ack))
        return {Kind::Ack, {}, numberAt(payload.sliced(Ack.size()))};
    return {payload.startsWith(R"({"type":"welcome")") ? Kind::Ready : Kind::Other};
}

Dialect::Incoming readSocketIo(QByteArrayView payload)
{
    using Kind = Dialect::Incoming::Kind;
    constexpr QByteArrayView End = "\"]";
    if (payload.startsWith("42") && payload.endsWith(End)) {
        const QByteArrayView arguments = payload.chopped(End.size());
        return {Kind::Message, arguments.sliced(arguments.lastIndexOf('"') + 1)};
    }
    if (payload.startsWith("43"))
        return {Kind::Ack, {}, numberAt(payload.sliced(2))};
    if (payload.startsWith("40"))
        return {Kind::Ready};
    if (payload.startsWith('0'))
        return {Kind::Request, "40"};
    return payload == "2" ? Dialect::Incoming{Kind::Request, "3"} : Dialect::Incoming{};
}

} // namespace

QByteArray Dialect::handshakeFields(Kind kind)
{
    return kind == Kind::Envelope ? "Sec-WebSocket-Protocol: signalbox.v1.json\r\n" : "";
}

QByteArray Dialect::contentOfSize(Kind kind, qsizetype size)
{
    QByteArray content = messageOfSize(size);
    if (kind != Kind::Plain)
        std::ranges::replace(content, '"', '\'');
    return content;
}

QByteArray Dialect::publication(Kind kind, QByteArrayView room, const QByteArray &content, quint64 id)
{
    switch (kind) {
    case Kind::Plain:
        return content;
    case Kind::Envelope: {
        QByteArray text = R"({"type":"message","id":)" + QByteArray::number(id);
        if (!room.isEmpty())
            text.append(R"(,"room":")").append(room).append('"');
        return text.append(R"(,"content":")").append(content).append("\"}");
    }
    case Kind::SocketIo:
        return QByteArray("42" + QByteArray::number(id) + R"(["message",")")
            .append(room)
            .append("\",\"")
            .append(content)
            .append("\"]");
    }
    return {};
}

QByteArray Dialect::join(Kind kind, QByteArrayView room, quint64 id)
{
    if (kind == Kind::Envelope)
        return QByteArray(R"({"type":"join","id":)" + QByteArray::number(id) + R"(,"room":")")
            .append(room)
            .append("\"}");
    return QByteArray("42" + QByteArray::number(id) + R"(["join",")").append(room).append("\"]");
}

Dialect::Incoming Dialect::read(Kind kind, QByteArrayView payload)
{
    switch (kind) {
    case Kind::Plain:
        return {Incoming::Kind::Message, payload};
    case Kind::Envelope:
        return readEnvelope(payload);
    case Kind::SocketIo:
        return readSocketIo(payload);
    }
    return {};
}

} // namespace load
