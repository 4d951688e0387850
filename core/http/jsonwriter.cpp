#include "core/http/jsonwriter.h"

#include "core/protocol/jsontext.h"

#include <cmath>
#include <utility>

namespace signalbox {

void JsonWriter::separate()
{
    if (std::exchange(m_needsComma, true))
        m_json.append(',');
}

JsonWriter &JsonWriter::open(char bracket)
{
    separate();
    m_json.append(bracket);
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::close(char bracket)
{
    m_json.append(bracket);
    m_needsComma = true;
    return *this;
}

JsonWriter &JsonWriter::key(QByteArrayView name)
{
    separate();
    m_json.append('"').append(name).append("\":");
    m_needsComma = false;
    return *this;
}

JsonWriter &JsonWriter::value(QStringView text)
{
    return utf8(text.toUtf8());
}

JsonWriter &JsonWriter::value(const QStringList &texts)
{
    beginArray();
    for (const QString &text : texts)
        value(text);
    return endArray();
}

JsonWriter &JsonWriter::utf8(QByteArrayView utf8)
{
    separate();
    appendQuoted(m_json, utf8);
    return *this;
}

JsonWriter &JsonWriter::decimal(double number, int decimals)
{
    if (!std::isfinite(number))
        return null();
    QByteArray text = QByteArray::number(number, 'f', decimals);
    if (text.contains('.')) {
        while (text.endsWith('0'))
            text.chop(1);
        if (text.endsWith('.'))
            text.chop(1);
    }
    return raw(text == "-0" ? QByteArray("0") : text);
}

JsonWriter &JsonWriter::raw(QByteArrayView json)
{
    separate();
    m_json.append(json);
    return *this;
}

QByteArray JsonWriter::take()
{
    m_needsComma = false;
    return std::exchange(m_json, {});
}

} // namespace signalbox
