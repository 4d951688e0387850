#include "core/wire/proxyheader.h"

#include "core/base/network.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <vector>

namespace signalbox {

namespace {

// Section 2.1: the text with its CRLF.
constexpr QByteArrayView TextSignature("PROXY ");
constexpr qsizetype MaxTextHeader = 107;
// Section 2.2.
constexpr QByteArrayView BinarySignature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr qsizetype BinaryFixedPart = 16;
constexpr quint8 Version2 = 0x2;
enum class Command : quint8 { Local = 0x0, Proxy = 0x1 };
enum class Family : quint8 {
    Unspecified = 0x00,
    Tcp4 = 0x11,
    Tcp6 = 0x21,
    UnixStream = 0x31,
    UnixDatagram = 0x32
};
constexpr quint16 Tcp4Addresses = 12; // two addresses and two ports
constexpr quint16 Tcp6Addresses = 36;
constexpr quint16 UnixAddresses = 216;

std::optional<Endpoint> sourceOf(const QHostAddress &address, quint16 port)
{
    if (address == QHostAddress(QHostAddress::AnyIPv4) || address == QHostAddress(QHostAddress::AnyIPv6))
        return std::nullopt;
    return Endpoint{unmappedAddress(address), port};
}

std::optional<QHostAddress> textAddress(QByteArrayView text, bool isIPv6)
{
    if (text.contains(':') != isIPv6)
        return std::nullopt;
    return parseHostAddress(QString::fromLatin1(text));
}

std::optional<quint16> textPort(QByteArrayView text)
{
    if (text.size() > 1 && text.startsWith('0'))
        return std::nullopt;
    return parsePort(QString::fromLatin1(text));
}

std::vector<QByteArrayView> fieldsOf(QByteArrayView line)
{
    std::vector<QByteArrayView> fields;
    for (;;) {
        const qsizetype space = line.indexOf(' ');
        fields.push_back(line.first(space < 0 ? line.size() : space));
        if (space < 0)
            return fields;
        line = line.sliced(space + 1);
    }
}

//! \a line without CRLF.
ProxyHeaderOutcome readTextLine(QByteArrayView line)
{
    const qsizetype size = line.size() + 2;
    const std::vector<QByteArrayView> fields = fieldsOf(line); // at most MaxTextHeader of them
    if (fields.at(1) == "UNKNOWN")
        return ProxyHeader{std::nullopt, size};
    const bool isIPv6 = fields.at(1) == "TCP6";
    if (!isIPv6 && fields.at(1) != "TCP4")
        return ProxyHeaderError{"the PROXY header names another protocol than TCP4, TCP6 and UNKNOWN"};
    if (fields.size() != 6)
        return ProxyHeaderError{"the PROXY header does not have two addresses and two ports"};
    const std::optional<QHostAddress> source = textAddress(fields.at(2), isIPv6);
    const std::optional<quint16> port = textPort(fields.at(4));
    if (!source || !textAddress(fields.at(3), isIPv6) || !port || !textPort(fields.at(5)))
        return ProxyHeaderError{"the PROXY header has a bad address or port"};
    return ProxyHeader{sourceOf(*source, *port), size};
}

ProxyHeaderOutcome readText(QByteArrayView received)
{
    const QByteArrayView most = received.first(std::min(received.size(), MaxTextHeader));
    const qsizetype end = most.indexOf('\n');
    if (end < 0 && received.size() < MaxTextHeader)
        return ProxyHeaderNeedsMore();
    if (end < 0)
        return ProxyHeaderError{"the PROXY header is longer than 107 bytes"};
    if (most[end - 1] != '\r')
        return ProxyHeaderError{"the PROXY header does not end with CRLF"};
    return readTextLine(most.first(end - 1));
}

//! \a addresses: what follows the fixed part, whole.
ProxyHeaderOutcome readAddresses(Family family, QByteArrayView addresses)
{
    const qsizetype size = BinaryFixedPart + addresses.size();
    const auto portAt = [&addresses](qsizetype offset) {
        return qFromBigEndian<quint16>(addresses.data() + offset);
    };
    constexpr ProxyHeaderError TooShort{"the addresses of the PROXY header are cut off"};
    switch (family) {
    case Family::Unspecified:
        return ProxyHeader{std::nullopt, size};
    case Family::Tcp4:
        if (addresses.size() < Tcp4Addresses)
            return TooShort;
        return ProxyHeader{sourceOf(QHostAddress(qFromBigEndian<quint32>(addresses.data())), portAt(8)),
                           size};
    case Family::Tcp6:
        if (addresses.size() < Tcp6Addresses)
            return TooShort;
        return ProxyHeader{
            sourceOf(QHostAddress(reinterpret_cast<const quint8 *>(addresses.data())), portAt(32)), size};
    case Family::UnixStream:
    case Family::UnixDatagram:
        if (addresses.size() < UnixAddresses)
            return TooShort;
        return ProxyHeader{std::nullopt, size};
    }
    return ProxyHeaderError{"the PROXY header is of another protocol than TCP over IPv4 or IPv6 and UNIX"};
}

ProxyHeaderOutcome readBinary(QByteArrayView received)
{
    if (received.size() < BinaryFixedPart)
        return ProxyHeaderNeedsMore();
    const quint8 versionAndCommand = quint8(received[12]);
    if (versionAndCommand >> 4 != Version2)
        return ProxyHeaderError{"the PROXY header has another version than 1 and 2"};
    const auto command = Command(versionAndCommand & 0x0F);
    if (command != Command::Local && command != Command::Proxy)
        return ProxyHeaderError{"the PROXY header has another command than LOCAL and PROXY"};
    const qsizetype rest = qFromBigEndian<quint16>(received.data() + 14);
    if (BinaryFixedPart + rest > MaxProxyHeader)
        return ProxyHeaderError{"the PROXY header is too long"};
    if (received.size() < BinaryFixedPart + rest)
        return ProxyHeaderNeedsMore();
    if (command == Command::Local) // whatever the family is
        return ProxyHeader{std::nullopt, BinaryFixedPart + rest};
    return readAddresses(Family(quint8(received[13])), received.sliced(BinaryFixedPart, rest));
}

} // namespace

ProxyHeaderOutcome readProxyHeader(QByteArrayView received)
{
    if (received.startsWith(TextSignature))
        return readText(received);
    if (received.startsWith(BinarySignature))
        return readBinary(received);
    if (TextSignature.startsWith(received) || BinarySignature.startsWith(received))
        return ProxyHeaderNeedsMore();
    return NoProxyHeader();
}

} // namespace signalbox
