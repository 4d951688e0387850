#include "core/base/endpoint.h"

#include "core/base/ascii.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Error badEndpoint(QStringView text, const QString &allowed)
{
    return {Error::Code::Invalid, u"found “%1”, allowed: %2"_s.arg(text, allowed)};
}

//! Accepts only four decimal numbers: QHostAddress also accepts `127.1` and octal numbers.
bool isStrictIPv4(const QHostAddress &address, QStringView text)
{
    return address.protocol() == QHostAddress::IPv4Protocol && address.toString() == text;
}

std::optional<QHostAddress> parseAddress(QStringView text)
{
    if (text == "localhost"_L1)
        return QHostAddress(QHostAddress::LocalHost);
    if (text == "*"_L1)
        return QHostAddress(QHostAddress::Any);
    if (text.startsWith(u'[') && text.endsWith(u']')) {
        QHostAddress address(text.sliced(1, text.size() - 2).toString());
        if (address.protocol() == QHostAddress::IPv6Protocol)
            return address;
        return std::nullopt;
    }
    QHostAddress address(text.toString());
    if (isStrictIPv4(address, text))
        return address;
    return std::nullopt;
}

bool isV4Mapped(const Q_IPV6ADDR &bytes)
{
    for (int i = 0; i < 10; ++i) {
        if (bytes[i] != 0)
            return false;
    }
    return bytes[10] == 0xFF && bytes[11] == 0xFF;
}

} // namespace

std::optional<quint16> parsePort(QStringView text)
{
    constexpr qsizetype MaxDigits = 5;
    if (text.isEmpty() || text.size() > MaxDigits)
        return std::nullopt;
    uint port = 0;
    for (const QChar digit : text) {
        if (!isAsciiDigit(digit.toLatin1()))
            return std::nullopt;
        port = port * 10 + uint(digit.digitValue());
    }
    if (port > 65535)
        return std::nullopt;
    return quint16(port);
}

QString Endpoint::toString() const
{
    if (address == QHostAddress(QHostAddress::Any))
        return u"*:%1"_s.arg(port);
    if (address.protocol() == QHostAddress::IPv6Protocol)
        return u"[%1]:%2"_s.arg(address.toString()).arg(port);
    return u"%1:%2"_s.arg(address.toString()).arg(port);
}

Result<Endpoint> parseEndpoint(QStringView text)
{
    const QString allowed = u"ADDR:PORT such as 127.0.0.1:8080, [::1]:8080, localhost:8080 or *:8080"_s;
    const qsizetype colon = text.lastIndexOf(u':');
    if (colon < 0)
        return badEndpoint(text, allowed);
    const std::optional<QHostAddress> address = parseAddress(text.first(colon));
    if (!address)
        return badEndpoint(text, allowed);
    const std::optional<quint16> port = parsePort(text.sliced(colon + 1));
    if (!port)
        return badEndpoint(text, u"a port from 0 to 65535 behind the last colon"_s);
    return Endpoint{*address, *port};
}

QHostAddress limitKey(const QHostAddress &address)
{
    if (address.protocol() != QHostAddress::IPv6Protocol)
        return address;
    Q_IPV6ADDR bytes = address.toIPv6Address();
    if (isV4Mapped(bytes)) {
        return QHostAddress(quint32(bytes[12]) << 24 | quint32(bytes[13]) << 16 | quint32(bytes[14]) << 8 |
                            quint32(bytes[15]));
    }
    for (int i = 8; i < 16; ++i) // a customer usually has a whole /64
        bytes[i] = 0;
    return QHostAddress(bytes);
}

bool isLoopback(const QHostAddress &address)
{
    if (address.protocol() == QHostAddress::IPv6Protocol) {
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        if (isV4Mapped(bytes))
            return bytes[12] == 127;
        return QHostAddress(bytes) == QHostAddress(QHostAddress::LocalHostIPv6);
    }
    return address.protocol() == QHostAddress::IPv4Protocol && address.toIPv4Address() >> 24 == 127;
}

} // namespace signalbox
