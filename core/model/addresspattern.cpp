#include "core/model/addresspattern.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <limits>

namespace signalbox {

namespace {

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

//! Returns how long the prefix of \a text is, which is a network, or else ADDR:PORT.
int lengthOf(QStringView text)
{
    const std::optional<Network> network = text.contains(u'/') ? Network::parse(text) : std::nullopt;
    return network ? network->length() : std::numeric_limits<int>::max();
}

} // namespace

std::optional<AddressPattern> AddressPattern::parse(const QString &text)
{
    AddressPattern pattern;
    pattern.m_network = Network::parse(text);
    if (text.contains(u'/'))
        return pattern.m_network ? std::optional(pattern) : std::nullopt;
    const QStringView number = beforeZone(text);
    if (number.isEmpty() || !std::ranges::all_of(number, isAddressUnit))
        return std::nullopt;
    pattern.m_beginning = text;
    return pattern;
}

std::optional<AddressPattern> AddressPattern::exactly(const QString &text)
{
    AddressPattern pattern;
    pattern.m_network = Network::parse(text);
    return pattern.m_network && !text.contains(u'/') ? std::optional(pattern) : std::nullopt;
}

bool AddressPattern::matches(QStringView text, const QHostAddress &address) const
{
    if (m_network && m_network->contains(address) && lengthOf(text) >= m_network->length())
        return true;
    if (m_beginning.isEmpty())
        return false;
    const bool isBracketed = text.startsWith(u'[') && !m_beginning.startsWith(u'[');
    return text.sliced(isBracketed ? 1 : 0).startsWith(m_beginning, Qt::CaseInsensitive);
}

} // namespace signalbox
