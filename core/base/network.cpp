#include "core/base/network.h"

#include "core/base/ascii.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <span>

namespace signalbox {

namespace {

constexpr int MappedBits = 96; //!< of IPv4 addresses mapped into IPv6 (RFC 4291 section 2.5.5.2)
constexpr int Ipv4Bits = 32;
constexpr int Ipv6Bits = 128;
constexpr qsizetype LongestAddress = 45; //!< ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255

std::optional<int> prefixLength(QStringView text, int most)
{
    if (text.isEmpty() || text.size() > 3 ||
        !std::ranges::all_of(text, [](QChar c) { return isAsciiDigit(c.toLatin1()); }))
        return std::nullopt;
    const int length = text.toInt();
    return length <= most ? std::optional(length) : std::nullopt;
}

//! Returns \a address with zeros behind the first \a length bits.
QHostAddress firstBits(const QHostAddress &address, int length)
{
    if (address.protocol() == QHostAddress::IPv4Protocol)
        return QHostAddress(length == 0 ? 0u
                                        : address.toIPv4Address() & (~quint32(0) << (Ipv4Bits - length)));
    Q_IPV6ADDR bytes = address.toIPv6Address();
    for (int i = 0; i < 16; ++i) {
        const int bits = std::clamp(length - 8 * i, 0, 8);
        bytes[i] &= quint8(0xFF00 >> bits);
    }
    return QHostAddress(bytes);
}

} // namespace

std::optional<QHostAddress> parseHostAddress(QStringView text)
{
    const auto isAddressUnit = [](QChar c) {
        return c.unicode() < 0x80 && (hexValue(c.toLatin1()) >= 0 || c == u'.' || c == u':');
    };
    if (text.size() > LongestAddress || !std::ranges::all_of(text, isAddressUnit))
        return std::nullopt;
    const QString written = text.toString();
    const QHostAddress address(written);
    if (address.protocol() == QHostAddress::IPv6Protocol)
        return unmappedAddress(address);
    if (address.protocol() == QHostAddress::IPv4Protocol && address.toString() == written)
        return address;
    return std::nullopt;
}

QHostAddress unmappedAddress(const QHostAddress &address)
{
    if (address.protocol() != QHostAddress::IPv6Protocol)
        return address;
    static constexpr std::array<quint8, 12> Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    // Not by toIPv4Address(): it takes :: for 0.0.0.0.
    if (!std::ranges::equal(Prefix, std::span(bytes.c).first<Prefix.size()>()))
        return address;
    return QHostAddress(qFromBigEndian<quint32>(bytes.c + Prefix.size()));
}

std::optional<Network> Network::parse(QStringView text)
{
    const qsizetype slash = text.indexOf(u'/');
    QStringView written = slash < 0 ? text : text.first(slash);
    const bool isBracketed = written.startsWith(u'[') && written.endsWith(u']') && written.contains(u':');
    if (isBracketed)
        written = written.sliced(1, written.size() - 2);
    if (const qsizetype zone = written.indexOf(u'%'); zone >= 0 && written.contains(u':'))
        written = written.first(zone);
    const std::optional<QHostAddress> address = parseHostAddress(written);
    if (!address)
        return std::nullopt;
    const bool isIpv4 = address->protocol() == QHostAddress::IPv4Protocol;
    const bool isMapped = isIpv4 && written.contains(u':');
    const int most = isIpv4 && !isMapped ? Ipv4Bits : Ipv6Bits;
    const std::optional<int> length = slash < 0 ? most : prefixLength(text.sliced(slash + 1), most);
    if (!length)
        return std::nullopt;
    Network network;
    if (isMapped && *length < MappedBits) { // more than the mapped addresses
        network.m_length = *length;
        network.m_address = firstBits(QHostAddress(written.toString()), *length);
    } else {
        network.m_length = isMapped ? *length - MappedBits : *length;
        network.m_address = firstBits(*address, network.m_length);
    }
    return network;
}

bool Network::contains(const QHostAddress &address) const
{
    const QHostAddress plain = unmappedAddress(address);
    return plain.protocol() == m_address.protocol() && plain.isInSubnet(m_address, m_length);
}

QString Network::toString() const
{
    return m_address.toString() + u'/' + QString::number(m_length);
}

} // namespace signalbox
