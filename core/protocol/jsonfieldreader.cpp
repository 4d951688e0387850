#include "core/protocol/jsonfieldreader.h"

#include "core/base/names.h"
#include "core/protocol/jsontext.h"

#include <QStringDecoder>

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

namespace signalbox {

std::optional<QByteArrayView> JsonFieldReader::raw(QByteArrayView name) const
{
    const auto found = std::ranges::find(m_fields, name, &JsonReader::Field::key);
    return found == m_fields.end() ? std::nullopt : std::optional(found->value);
}

std::optional<QByteArrayView> JsonFieldReader::required(const QByteArray &name)
{
    const std::optional<QByteArrayView> value = raw(name);
    if (!value)
        fail(name, u"is missing"_s);
    return value;
}

std::optional<QByteArray> JsonFieldReader::string(const QByteArray &name, QByteArrayView value)
{
    if (isJsonString(value))
        return unescaped(insideQuotes(value));
    fail(name, u"has to be a string"_s);
    return std::nullopt;
}

QByteArray JsonFieldReader::requiredText(const QByteArray &name)
{
    const std::optional<QByteArrayView> value = required(name);
    const QByteArray text = value ? string(name, *value).value_or(QByteArray()) : QByteArray();
    if (text.isEmpty())
        fail(name, u"must not be empty"_s);
    return text;
}

std::optional<quint64> JsonFieldReader::number(const QByteArray &name, quint64 least, quint64 most)
{
    const std::optional<QByteArrayView> value = raw(name);
    if (!value)
        return std::nullopt;
    quint64 number = 0;
    const auto [end, fault] = std::from_chars(value->begin(), value->end(), number);
    if (fault == std::errc() && end == value->end() && number >= least && number <= most)
        return number;
    fail(name, u"has to be a whole number from %1 to %2"_s.arg(least).arg(most));
    return std::nullopt;
}

std::optional<QString> JsonFieldReader::room()
{
    const std::optional<QByteArrayView> value = raw("room");
    if (!value)
        return std::nullopt;
    const QString room = exactString("room", *value);
    if (!isValidRoomName(room))
        fail("room", u"has to be "_s + describeNameRules(MaxRoomName));
    return room;
}

QString JsonFieldReader::user(const QByteArray &name)
{
    const std::optional<QByteArrayView> value = required(name);
    const std::optional<QString> user = value ? toUserName(exactString(name, *value)) : std::nullopt;
    if (!user)
        fail(name, u"has to be "_s + describeNameRules(MaxUserName));
    return user.value_or(QString());
}

QString JsonFieldReader::exactString(const QByteArray &name, QByteArrayView value)
{
    return exactText(string(name, value).value_or(QByteArray()));
}

void JsonFieldReader::fail(const QByteArray &name, const QString &what)
{
    const QByteArray field = m_prefix + name;
    fail(badEnvelope(u"The field \"%1\" "_s.arg(QString::fromUtf8(field)) + what, field));
}

void JsonFieldReader::fail(const EnvelopeError &error)
{
    if (!m_error)
        m_error = error;
}

QString exactText(QByteArrayView utf8)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    return decoder(utf8);
}

std::optional<QStringList> exactTexts(QByteArrayView array)
{
    const std::vector<QByteArrayView> elements = jsonElements(array);
    if (!std::ranges::all_of(elements, isJsonString))
        return std::nullopt;
    QStringList texts;
    for (const QByteArrayView element : elements)
        texts += exactText(unescaped(insideQuotes(element)));
    return texts;
}

EnvelopeError badEnvelope(const QString &text, const QByteArray &field)
{
    return {EnvelopeErrorCode::BadEnvelope, text, field};
}

} // namespace signalbox
