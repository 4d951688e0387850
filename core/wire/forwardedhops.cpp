#include "core/wire/forwardedhops.h"

#include "core/base/ascii.h"
#include "core/base/network.h"

#include <algorithm>

namespace signalbox {

namespace {

// An element may have commas in quoted strings. These bound how far back its beginning is looked for.
constexpr int MaxCommas = 8;
constexpr qsizetype MaxElement = 1024;

bool isBlank(char character)
{
    return character == ' ' || character == '\t';
}

//! Reads the parameters of one element of a Forwarded field (RFC 7239 section 4). Values may also be other text than
//! tokens without quotes, because proxies write `for=[2001:db8::1]`.
class ElementReader
{
public:
    explicit ElementReader(QByteArrayView element)
        : m_rest(element)
    {
    }

    //! Returns false if the text is no element.
    bool read()
    {
        for (;;) {
            skipBlanks();
            if (!m_rest.isEmpty() && m_rest.front() != ';' && !readParameter())
                return false;
            skipBlanks();
            if (m_rest.isEmpty())
                return true;
            if (m_rest.front() != ';')
                return false;
            m_rest = m_rest.sliced(1);
        }
    }

    //! Returns the value of `for`; nothing if there is none or more than one.
    std::optional<QByteArray> client() const
    {
        return m_clients == 1 ? std::optional(m_client) : std::nullopt;
    }

private:
    void skipBlanks()
    {
        while (!m_rest.isEmpty() && isBlank(m_rest.front()))
            m_rest = m_rest.sliced(1);
    }

    QByteArrayView takeWhile(bool (*isPart)(char))
    {
        const auto end = std::ranges::find_if_not(m_rest, isPart);
        const QByteArrayView taken = m_rest.first(end - m_rest.begin());
        m_rest = m_rest.sliced(taken.size());
        return taken;
    }

    bool readParameter()
    {
        const QByteArrayView name = takeWhile(isTokenChar);
        if (name.isEmpty() || !m_rest.startsWith('='))
            return false;
        m_rest = m_rest.sliced(1);
        const bool isClient = name.compare("for", Qt::CaseInsensitive) == 0;
        QByteArray value;
        if (m_rest.startsWith('"')) {
            if (!readQuoted(value))
                return false;
        } else {
            value = takeWhile([](char c) {
                        return !isBlank(c) && !QByteArrayView("\",;\\").contains(c);
                    }).toByteArray();
        }
        if (isClient) {
            ++m_clients;
            m_client = value;
        }
        return true;
    }

    bool readQuoted(QByteArray &value)
    {
        for (qsizetype i = 1; i < m_rest.size(); ++i) {
            if (m_rest[i] == '"') {
                m_rest = m_rest.sliced(i + 1);
                return true;
            }
            if (m_rest[i] == '\\' && ++i == m_rest.size())
                return false;
            value += m_rest[i];
        }
        return false;
    }

    QByteArrayView m_rest;
    QByteArray m_client;
    int m_clients = 0;
};

std::optional<quint16> nodePort(QByteArrayView text)
{
    const bool isIdentifier =
        text.startsWith('_') && text.size() > 1 && std::ranges::all_of(text, [](char c) {
            return isAsciiDigit(c) || isAsciiLetter(c) || QByteArrayView("._-").contains(c);
        });
    return isIdentifier ? std::optional(quint16(0)) : parsePort(QString::fromLatin1(text));
}

} // namespace

std::optional<Endpoint> parseForwardedNode(QByteArrayView text)
{
    QByteArrayView host = text;
    std::optional<quint16> port = quint16(0);
    if (text.startsWith('[')) {
        const qsizetype bracket = text.indexOf(']');
        if (bracket < 0)
            return std::nullopt;
        host = text.sliced(1, bracket - 1);
        if (!host.contains(':'))
            return std::nullopt;
        const QByteArrayView rest = text.sliced(bracket + 1);
        if (!rest.isEmpty())
            port = rest.front() == ':' ? nodePort(rest.sliced(1)) : std::nullopt;
    } else if (text.count(':') == 1) {
        const qsizetype colon = text.indexOf(':');
        host = text.first(colon);
        port = nodePort(text.sliced(colon + 1));
    }
    const std::optional<QHostAddress> address = parseHostAddress(QString::fromLatin1(host));
    if (!address || !port || *address == QHostAddress(QHostAddress::AnyIPv4) ||
        *address == QHostAddress(QHostAddress::AnyIPv6))
        return std::nullopt;
    return Endpoint{*address, *port};
}

ForwardedHops::ForwardedHops(const HttpHead &head)
    : m_values(head.values("X-Forwarded-For"))
{
    if (!m_values.empty())
        return;
    m_values = head.values("Forwarded");
    m_isRfc7239 = true;
}

std::optional<ForwardedHops::Hop> ForwardedHops::next()
{
    for (;;) {
        if (m_end < 0) {
            if (m_values.empty())
                return std::nullopt;
            m_value = std::move(m_values.back());
            m_values.pop_back();
            m_end = m_value.size();
        }
        const qsizetype comma = commaBefore(m_end);
        if (!behindComma(comma).trimmed().isEmpty())
            return m_isRfc7239 ? readElement() : readAddress();
        m_end = comma;
    }
}

//! Returns -1 if there is none.
qsizetype ForwardedHops::commaBefore(qsizetype end) const
{
    return QByteArrayView(m_value).first(end).lastIndexOf(',');
}

QByteArrayView ForwardedHops::behindComma(qsizetype comma) const
{
    return QByteArrayView(m_value).sliced(comma + 1, m_end - comma - 1);
}

ForwardedHops::Hop ForwardedHops::readAddress()
{
    const qsizetype comma = commaBefore(m_end);
    const QByteArrayView text = behindComma(comma).trimmed();
    m_end = comma;
    return {parseForwardedNode(text)};
}

// The comma that separates the last element is the last one behind which there is a whole element. From the front it could
// not be found: a client may have sent a quote that is never closed, and its proxy has added the true element behind it.
ForwardedHops::Hop ForwardedHops::readElement()
{
    const qsizetype last = commaBefore(m_end);
    qsizetype comma = last;
    for (int i = 0; i < MaxCommas; ++i) {
        const QByteArrayView text = behindComma(comma);
        if (text.size() > MaxElement)
            break;
        if (ElementReader element(text); element.read()) {
            m_end = comma;
            const std::optional<QByteArray> client = element.client();
            return {client ? parseForwardedNode(*client) : std::nullopt};
        }
        if (comma < 0)
            break;
        comma = commaBefore(comma);
    }
    m_end = last;
    return {};
}

} // namespace signalbox
