#include "core/cluster/nodemessage.h"

#include <charconv>

namespace signalbox {

namespace {

//! Reads netstrings. After an error there are no more.
class Fields
{
public:
    explicit Fields(QByteArrayView bytes)
        : m_rest(bytes)
    {
    }

    std::optional<QByteArrayView> take()
    {
        qsizetype length = 0;
        const auto [end, error] = std::from_chars(
            m_rest.data(), m_rest.data() + std::min<qsizetype>(m_rest.size(), MaxDigits), length);
        const qsizetype digits = end - m_rest.data();
        if (error != std::errc() || length < 0 || m_rest.size() < digits + 2 ||
            m_rest.size() - digits - 2 < length || m_rest[digits] != ':' ||
            m_rest[digits + 1 + length] != ',')
            return fail();
        const QByteArrayView field = m_rest.sliced(digits + 1, length);
        m_rest = m_rest.sliced(digits + length + 2);
        return field;
    }
    std::optional<QString> takeText()
    {
        const std::optional<QByteArrayView> field = take();
        return field ? textOf(*field) : std::nullopt;
    }
    std::optional<ConnectionId> takeClient()
    {
        const std::optional<QByteArrayView> field = take();
        return field ? clientOf(*field) : std::nullopt;
    }
    bool isAtEnd() const { return m_rest.isEmpty() && !m_hasFailed; }

    static std::optional<QString> textOf(QByteArrayView bytes)
    {
        const QString text = QString::fromUtf8(bytes);
        return text.toUtf8() == bytes ? std::optional(text) : std::nullopt;
    }
    //! 0 is null.
    static std::optional<ConnectionId> clientOf(QByteArrayView bytes)
    {
        quint64 value = 0;
        const char *last = bytes.data() + bytes.size();
        const auto [end, error] = std::from_chars(bytes.data(), last, value);
        if (error != std::errc() || end != last || value > lastIdOf(MaxNode).value())
            return {};
        return ConnectionId(value);
    }

private:
    static constexpr qsizetype MaxDigits = 10;

    std::nullopt_t fail()
    {
        m_rest = {};
        m_hasFailed = true;
        return std::nullopt;
    }

    QByteArrayView m_rest;
    bool m_hasFailed = false;
};

std::optional<quint64> numberFrom(QByteArrayView digits)
{
    quint64 number = 0;
    const char *last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, number);
    return error == std::errc() && end == last ? std::optional(number) : std::nullopt;
}

std::optional<NodeMessage> parseQuestion(Fields &fields)
{
    const std::optional<QByteArrayView> from = fields.take();
    const std::optional<QByteArrayView> number = fields.take();
    const std::optional<QByteArrayView> payload = fields.take();
    if (!from || !number || !payload || !fields.isAtEnd())
        return {};
    const std::optional<quint64> node = numberFrom(*from);
    const std::optional<quint64> value = numberFrom(*number);
    if (!node || *node > MaxNode || !value)
        return {};
    return NodeQuestion{*node, *value, payload->toByteArray()};
}

std::optional<NodeMessage> parseAnswer(Fields &fields)
{
    const std::optional<QByteArrayView> number = fields.take();
    const std::optional<QByteArrayView> payload = fields.take();
    if (!number || !payload || !fields.isAtEnd())
        return {};
    const std::optional<quint64> value = numberFrom(*number);
    return value ? std::optional<NodeMessage>(NodeAnswer{*value, payload->toByteArray()}) : std::nullopt;
}

std::optional<NodeMessage> parseMembers(Fields &fields)
{
    const std::optional<QString> room = fields.takeText();
    if (!room)
        return {};
    MembersChanged message{*room, {}};
    while (const std::optional<QByteArrayView> field = fields.take()) { // a sign, the id, a blank, the user
        const qsizetype blank = field->indexOf(' ');
        if (blank < 2 || (field->front() != '+' && field->front() != '-'))
            return {};
        const std::optional<ConnectionId> client = Fields::clientOf(field->sliced(1, blank - 1));
        const std::optional<QString> user = Fields::textOf(field->sliced(blank + 1));
        if (!client || client->isNull() || !user)
            return {};
        message.changes.push_back({*client, *user, field->front() == '+'});
        if (fields.isAtEnd())
            return message;
    }
    return {};
}

std::optional<NodeMessage> parseReplaced(Fields &fields)
{
    const std::optional<QString> user = fields.takeText();
    const std::optional<ConnectionId> client = fields.takeClient();
    if (!user || !client || client->isNull() || !fields.isAtEnd())
        return {};
    return UserReplaced{*user, *client};
}

std::optional<NodeMessage> parseAddressed(Fields &fields)
{
    const std::optional<QString> to = fields.takeText();
    const std::optional<QString> from = fields.takeText();
    const std::optional<ConnectionId> client = fields.takeClient();
    const std::optional<QByteArrayView> encoding = fields.take();
    const std::optional<QByteArrayView> json = fields.take();
    if (!to || !from || !client || !encoding || !json || json->isEmpty() || !fields.isAtEnd())
        return {};
    if (*encoding != QByteArrayView("json") && *encoding != QByteArrayView("base64"))
        return {};
    return UserAddressed{*to,
                         *from,
                         *client,
                         {json->toByteArray(), *encoding == QByteArrayView("json")
                                                   ? ContentEncoding::Json
                                                   : ContentEncoding::Base64}};
}

} // namespace

void appendNetstring(QByteArray &to, QByteArrayView bytes)
{
    to += QByteArray::number(bytes.size()) + ':';
    to += bytes;
    to += ',';
}

QByteArray encodeNodeMessage(const UserAddressed &message)
{
    QByteArray bytes;
    bytes.reserve(message.content.json.size() + 256);
    appendNetstring(bytes, "direct");
    appendNetstring(bytes, message.to.toUtf8());
    appendNetstring(bytes, message.from.toUtf8());
    appendNetstring(bytes, QByteArray::number(message.client.value()));
    appendNetstring(bytes, message.content.encoding == ContentEncoding::Json ? "json" : "base64");
    appendNetstring(bytes, message.content.json);
    return bytes;
}

std::optional<NodeMessage> parseNodeMessage(QByteArrayView bytes)
{
    Fields fields(bytes);
    const std::optional<QByteArrayView> kind = fields.take();
    if (kind && *kind == QByteArrayView("members"))
        return parseMembers(fields);
    if (kind && *kind == QByteArrayView("direct"))
        return parseAddressed(fields);
    if (kind && *kind == QByteArrayView("replaced"))
        return parseReplaced(fields);
    if (kind && *kind == QByteArrayView("ask"))
        return parseQuestion(fields);
    if (kind && *kind == QByteArrayView("answer"))
        return parseAnswer(fields);
    if (kind && *kind == QByteArrayView("arrived") && fields.isAtEnd())
        return NodeArrived();
    return {};
}

QByteArray encodeNodeMessage(const NodeQuestion &message)
{
    QByteArray bytes;
    appendNetstring(bytes, "ask");
    appendNetstring(bytes, QByteArray::number(message.from));
    appendNetstring(bytes, QByteArray::number(message.number));
    appendNetstring(bytes, message.payload);
    return bytes;
}

QByteArray encodeNodeMessage(const NodeAnswer &message)
{
    QByteArray bytes;
    appendNetstring(bytes, "answer");
    appendNetstring(bytes, QByteArray::number(message.number));
    appendNetstring(bytes, message.payload);
    return bytes;
}

std::optional<std::vector<QByteArray>> parseNetstrings(QByteArrayView bytes)
{
    Fields fields(bytes);
    std::vector<QByteArray> found;
    while (!fields.isAtEnd()) {
        const std::optional<QByteArrayView> field = fields.take();
        if (!field)
            return {};
        found.push_back(field->toByteArray());
    }
    return found;
}

} // namespace signalbox
