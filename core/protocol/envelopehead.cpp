#include "core/protocol/envelopehead.h"

#include "core/protocol/jsonfieldreader.h"
#include "core/protocol/jsontext.h"

#include <algorithm>
#include <optional>

namespace signalbox {

namespace {

//! The names and scalar values of an object without white space, as the server writes it.
class Scanner
{
public:
    explicit Scanner(QByteArrayView json)
        : m_rest(json)
    {
    }

    bool skip(char expected)
    {
        if (m_rest.isEmpty() || m_rest.front() != expected)
            return false;
        m_rest = m_rest.sliced(1);
        return true;
    }
    //! Returns the inside of a string; none: there is no whole one.
    std::optional<QByteArrayView> string()
    {
        if (m_rest.isEmpty() || m_rest.front() != '"')
            return std::nullopt;
        qsizetype end = 1;
        while (end < m_rest.size() && m_rest[end] != '"')
            end += m_rest[end] == '\\' ? 2 : 1;
        if (end >= m_rest.size())
            return std::nullopt;
        const QByteArrayView inside = m_rest.sliced(1, end - 1);
        m_rest = m_rest.sliced(end + 1);
        return inside;
    }
    //! Skips a number, true, false or null.
    bool skipWord()
    {
        const auto end = std::ranges::find_if(
            m_rest, [](char c) { return c == ',' || c == '}' || c == '[' || c == '{' || c == '"'; });
        if (end == m_rest.begin())
            return false;
        m_rest = m_rest.sliced(end - m_rest.begin());
        return true;
    }

private:
    QByteArrayView m_rest;
};

} // namespace

EnvelopeHead readEnvelopeHead(QByteArrayView json)
{
    EnvelopeHead head;
    Scanner scanner(json);
    if (!scanner.skip('{'))
        return head;
    do {
        const std::optional<QByteArrayView> key = scanner.string();
        if (!key || !scanner.skip(':') || key == "content")
            break;
        const std::optional<QByteArrayView> value = scanner.string();
        if (!value && !scanner.skipWord())
            break;
        if (key == "type")
            head.type = value.value_or(QByteArrayView());
        else if (key == "code")
            head.code = value.value_or(QByteArrayView());
        else if (key == "room" && value && hasValidEscapes(*value))
            head.room = exactText(unescaped(*value));
    } while (scanner.skip(','));
    return head;
}

} // namespace signalbox
