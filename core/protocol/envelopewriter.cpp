#include "core/protocol/envelopewriter.h"

#include "core/protocol/jsontext.h"

#include <array>
#include <charconv>

namespace signalbox::envelope {

namespace {

//! Writes one JSON object. Keys are literals that need no escapes.
class ObjectWriter
{
public:
    //! \a sizeHint: the size in bytes of the values besides names and numbers.
    explicit ObjectWriter(QByteArrayView type, qsizetype sizeHint = 0)
    {
        constexpr qsizetype Usual = 256;
        m_json.reserve(Usual + sizeHint);
        m_json.append("{\"type\":\"").append(type).append('"');
    }
    //! An object of \a form.
    ObjectWriter(Form form, QByteArrayView type, qsizetype sizeHint)
        : ObjectWriter(type, sizeHint)
    {
        if (form == Form::Object)
            m_json.resize(1);
    }

    //! A part of an object behind its type.
    ObjectWriter() = default;

    ObjectWriter &text(QByteArrayView key, QStringView value) { return utf8(key, value.toUtf8()); }
    ObjectWriter &utf8(QByteArrayView key, QByteArrayView value)
    {
        name(key);
        appendQuoted(m_json, value);
        return *this;
    }
    ObjectWriter &number(QByteArrayView key, qint64 value)
    {
        name(key);
        append(value);
        return *this;
    }
    ObjectWriter &client(QByteArrayView key, ConnectionId id)
    {
        name(key);
        m_json.append('"');
        append(id.value());
        m_json.append('"');
        return *this;
    }
    ObjectWriter &time(QByteArrayView key, WallTime value)
    {
        name(key);
        m_json.append('"');
        appendRfc3339(m_json, value);
        m_json.append('"');
        return *this;
    }
    ObjectWriter &raw(QByteArrayView key, QByteArrayView json)
    {
        name(key);
        m_json.append(json);
        return *this;
    }
    ObjectWriter &id(const QByteArray &id) { return id.isEmpty() ? *this : raw("id", id); }
    ObjectWriter &content(const EnvelopeContent &content)
    {
        return raw("content", content.json).encoding(content.encoding);
    }
    ObjectWriter &encoding(ContentEncoding encoding)
    {
        return encoding == ContentEncoding::Base64 ? raw("encoding", "\"base64\"") : *this;
    }
    //! Who published a message, and where.
    ObjectWriter &origin(QStringView room, QStringView from, ConnectionId id)
    {
        text("room", room).text("from", from);
        return id.isNull() ? *this : client("client", id);
    }

    //! Returns what is written so far, without an end.
    QByteArray part() { return std::move(m_json); }
    QByteArray end()
    {
        m_json.append('}');
        return std::move(m_json);
    }

private:
    void name(QByteArrayView key)
    {
        m_json.append(m_json.size() == 1 ? "\"" : ",\"").append(key).append("\":");
    }

    template <typename Number>
    void append(Number value)
    {
        std::array<char, 24> digits{}; // at most 20 and a sign
        const auto [end, fault] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
        m_json.append(digits.data(), end - digits.data());
    }

    QByteArray m_json;
};

QByteArray comingOrGoing(QByteArrayView type, QStringView room, QStringView user, ConnectionId client)
{
    return ObjectWriter(type).text("room", room).text("user", user).client("client", client).end();
}

const char *kindName(Notice::Kind kind)
{
    static constexpr std::array<const char *, 5> names{"kick", "ban", "drain", "rate", "admin"};
    return names[std::size_t(kind)];
}

QByteArray memberList(std::span<const LocalClient> members)
{
    constexpr qsizetype Usual = 64;
    QByteArray json;
    json.reserve(2 + qsizetype(members.size()) * Usual);
    json.append('[');
    for (const LocalClient &member : members) {
        json.append(json.size() > 1 ? ",{\"user\":" : "{\"user\":");
        appendQuoted(json, member.user.toUtf8());
        json.append(",\"client\":\"").append(QByteArray::number(member.client.value())).append("\"}");
    }
    return json.append(']');
}

} // namespace

QByteArray welcome(const Welcome &welcome)
{
    const QByteArray heartbeat = "{\"interval\":" + QByteArray::number(welcome.heartbeatInterval.count()) +
                                 ",\"timeout\":" + QByteArray::number(welcome.heartbeatTimeout.count()) + '}';
    const QByteArray limits = "{\"max_message\":" + QByteArray::number(welcome.maxMessageBytes) +
                              ",\"messages_per_second\":" + QByteArray::number(welcome.messagesPerSecond) +
                              '}';
    return ObjectWriter("welcome")
        .client("client", welcome.client)
        .text("user", welcome.user)
        .text("room", welcome.room)
        .text("epoch", welcome.epoch)
        .raw("heartbeat", heartbeat)
        .raw("limits", limits)
        .end();
}

QByteArray message(const RoomMessage &message)
{
    return ObjectWriter("message", message.content.json.size())
        .origin(message.room, message.from, message.client)
        .content(message.content)
        .number("seq", qint64(message.seq))
        .time("time", message.time)
        .end();
}

QByteArray messageHead(QStringView room, QStringView from, ConnectionId client)
{
    return ObjectWriter("message").origin(room, from, client).raw("content", {}).part();
}

QByteArray messageTail(ContentEncoding encoding, quint64 seq, WallTime time)
{
    return ObjectWriter().encoding(encoding).number("seq", qint64(seq)).time("time", time).end();
}

QByteArray direct(QStringView from, ConnectionId client, const EnvelopeContent &content, WallTime time)
{
    ObjectWriter writer("direct", content.json.size());
    writer.text("from", from);
    if (!client.isNull())
        writer.client("client", client);
    return writer.content(content).time("time", time).end();
}

QByteArray joined(QStringView room, QStringView user, ConnectionId client)
{
    return comingOrGoing("joined", room, user, client);
}

QByteArray left(QStringView room, QStringView user, ConnectionId client)
{
    return comingOrGoing("left", room, user, client);
}

QByteArray ack(const QByteArray &id)
{
    return ObjectWriter("ack", id.size()).id(id).end();
}

QByteArray messageAck(const QByteArray &id, QStringView room, quint64 seq)
{
    return ObjectWriter("ack", id.size()).id(id).text("room", room).number("seq", qint64(seq)).end();
}

QByteArray joinAck(const QByteArray &id, QStringView room, QStringView epoch, quint64 seq)
{
    return ObjectWriter("ack", id.size())
        .id(id)
        .text("room", room)
        .text("epoch", epoch)
        .number("seq", qint64(seq))
        .end();
}

QByteArray directAck(const QByteArray &id, qsizetype connections)
{
    return ObjectWriter("ack", id.size()).id(id).number("connections", connections).end();
}

QByteArray authAck(const QByteArray &id, QStringView user, std::optional<WallTime> expires)
{
    ObjectWriter writer("ack", id.size());
    writer.id(id).text("user", user);
    if (expires)
        return writer.time("expires", *expires).end();
    return writer.raw("expires", "null").end();
}

QByteArray presence(const QByteArray &id, QStringView room, std::span<const LocalClient> members,
                    qsizetype count, ConnectionId next, Form form)
{
    const QByteArray list = memberList(members);
    ObjectWriter writer(form, "presence", id.size() + list.size());
    writer.id(id).text("room", room).raw("members", list).number("count", count);
    if (!next.isNull())
        writer.client("next", next);
    return writer.end();
}

QByteArray history(const QByteArray &id, QStringView room, QStringView epoch,
                   std::span<const QByteArray> messages, std::optional<quint64> next, bool recovered,
                   Form form)
{
    constexpr qsizetype Rest = 512; // fields besides the messages, without the id
    qsizetype size = Rest + id.size();
    for (const QByteArray &message : messages)
        size += message.size() + 1;
    QByteArray json = historyHead(id, room, epoch, form);
    json.reserve(size);
    for (const QByteArray &message : messages) {
        if (&message != messages.data())
            json.append(',');
        json.append(message);
    }
    return json.append(historyTail(next, recovered));
}

QByteArray lostHistory(QStringView room, QStringView epoch)
{
    return history({}, room, epoch, {}, std::nullopt, /*recovered=*/false);
}

QByteArray historyHead(const QByteArray &id, QStringView room, QStringView epoch, Form form)
{
    return ObjectWriter(form, "history", id.size())
        .id(id)
        .text("room", room)
        .text("epoch", epoch)
        .raw("messages", "[")
        .part();
}

QByteArray historyTail(std::optional<quint64> next, bool recovered)
{
    ObjectWriter writer;
    if (next)
        writer.number("next", qint64(*next));
    return ']' + writer.raw("recovered", recovered ? "true" : "false").end();
}

QByteArray pong(const QByteArray &id)
{
    return ObjectWriter("pong", id.size()).id(id).end();
}

QByteArray notice(const Notice &notice)
{
    ObjectWriter writer("notice", notice.text.size());
    writer.utf8("kind", kindName(notice.kind)).text("text", notice.text);
    if (notice.code)
        writer.number("code", *notice.code);
    if (!notice.by.isEmpty())
        writer.text("by", notice.by);
    if (notice.until)
        writer.time("until", *notice.until);
    return writer.end();
}

QByteArray error(const EnvelopeError &error)
{
    ObjectWriter writer("error", error.id.size());
    writer.id(error.id).utf8("code", errorName(error.code)).text("message", error.text);
    if (!error.field.isEmpty())
        writer.utf8("field", error.field);
    if (error.retry)
        return writer.number("retry", error.retry->count()).end();
    return writer.raw("retry", "null").end();
}

} // namespace signalbox::envelope
