#include "core/model/addresspattern.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr int MappedBits = 96; //!< of IPv4 addresses mapped into IPv6 (RFC 4291 section 2.5.5.2)

bool isAddressUnit(QChar c)
{
    return hexValue(c.toLatin1()) >= 0 || QStringView(u".:[]").contains(c);
}

//! A zone (fe80::1%eth0) may have any name.
QStringView beforeZone(QStringView text)
{
    const qsizetype percent = text.indexOf(u'%');
    return text.first(percent < 0 ? text.size() : percent);
}

//! Returns an address that is written in full: QHostAddress accepts `10.1` as well, which is 10.0.0.1.
std::optional<QHostAddress> wholeAddress(QStringView text)
{
    if (text.startsWith(u'[') && text.endsWith(u']'))
        text = text.sliced(1, text.size() - 2);
    if (!std::ranges::all_of(beforeZone(text), isAddressUnit)) // QHostAddress ignores blanks
        return std::nullopt;
    const QHostAddress address(text.toString());
    if (address.protocol() == QHostAddress::IPv6Protocol ||
        (address.protocol() == QHostAddress::IPv4Protocol && text.count(u'.') == 3))
        return address;
    return std::nullopt;
}

//! Returns an IPv4 address that is mapped into IPv6 as IPv4, as peers have it.
QHostAddress unmapped(const QHostAddress &address)
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    return isIpv4 ? QHostAddress(ipv4) : address;
}

std::optional<int> prefixLength(QStringView text)
{
    if (text.isEmpty() || text.size() > 3 ||
        !std::ranges::all_of(text, [](QChar c) { return isAsciiDigit(c.toLatin1()); }))
        return std::nullopt;
    return text.toInt();
}

} // namespace

std::optional<AddressPattern> AddressPattern::parse(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    AddressPattern pattern;
    if (slash < 0) {
        const QStringView number = beforeZone(text);
        if (number.isEmpty() || !std::ranges::all_of(number, isAddressUnit))
            return std::nullopt;
        pattern.m_beginning = text;
        if (const std::optional<QHostAddress> address = wholeAddress(text))
            pattern.m_network = unmapped(*address);
        return pattern;
    }
    const std::optional<QHostAddress> address = wholeAddress(QStringView(text).first(slash));
    const std::optional<int> length = prefixLength(QStringView(text).sliced(slash + 1));
    if (!address || !length)
        return std::nullopt;
    pattern.m_network = *address;
    pattern.m_length = *length;
    if (address->protocol() == QHostAddress::IPv6Protocol) {
        if (*length > 128)
            return std::nullopt;
        if (*length >= MappedBits && unmapped(*address).protocol() == QHostAddress::IPv4Protocol) {
            pattern.m_network = unmapped(*address);
            pattern.m_length -= MappedBits;
        }
    } else if (*length > 32) {
        return std::nullopt;
    }
    return pattern;
}

std::optional<AddressPattern> AddressPattern::exactly(const QString &text)
{
    const std::optional<QHostAddress> address = wholeAddress(text);
    if (!address)
        return std::nullopt;
    AddressPattern pattern;
    pattern.m_network = unmapped(*address);
    pattern.m_length = pattern.m_network.protocol() == QHostAddress::IPv4Protocol ? 32 : 128;
    return pattern;
}

bool AddressPattern::matches(QStringView text, const QHostAddress &address) const
{
    if (m_length >= 0)
        return address.protocol() == m_network.protocol() && address.isInSubnet(m_network, m_length);
    if (!m_network.isNull() && address == m_network)
        return true;
    const bool isBracketed = text.startsWith(u'[') && !m_beginning.startsWith(u'[');
    return text.sliced(isBracketed ? 1 : 0).startsWith(m_beginning, Qt::CaseInsensitive);
}

} // namespace signalbox
