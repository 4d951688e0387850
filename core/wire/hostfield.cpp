#include "core/wire/hostfield.h"

#include "core/base/ascii.h"
#include "core/wire/requesttarget.h"

#include <QHostAddress>

#include <algorithm>

namespace signalbox {

namespace {

//! IP-literal of RFC 3986 section 3.2.2, without its brackets and without IPvFuture.
bool isIPv6(QByteArrayView address)
{
    return !address.contains('%') && // a zone identifier is valid on one machine only (RFC 6874)
           QHostAddress(QString::fromLatin1(address)).protocol() == QAbstractSocket::IPv6Protocol;
}

//! A character of a reg-name or IPv4 address (RFC 3986 section 3.2.2), except the comma. Token characters are
//! a superset of them but for parentheses, = and ;
bool isRegNameChar(char character)
{
    return isTokenChar(character) ? !QByteArrayView("#^`|").contains(character)
                                  : QByteArrayView("();=").contains(character);
}

bool isRegName(QByteArrayView name)
{
    return !name.isEmpty() && isWellEscaped(name) && std::ranges::all_of(name, isRegNameChar);
}

} // namespace

bool isHost(QByteArrayView host)
{
    constexpr qsizetype Longest = 255 + 1 + 5; // a name (RFC 1035 section 2.3.4) and a port
    if (host.size() > Longest)
        return false;
    qsizetype end = 0;
    if (host.startsWith('[')) {
        const qsizetype bracket = host.indexOf(']');
        if (bracket < 0 || !isIPv6(host.sliced(1, bracket - 1)))
            return false;
        end = bracket + 1;
    } else {
        const qsizetype colon = host.indexOf(':');
        end = colon < 0 ? host.size() : colon;
        if (!isRegName(host.first(end)))
            return false;
    }
    const QByteArrayView port = host.sliced(end);
    return port.isEmpty() || (port.front() == ':' && std::ranges::all_of(port.sliced(1), isAsciiDigit));
}

bool hasProperHost(const HttpHead &head)
{
    const std::vector<QByteArray> hosts = head.values("Host");
    if (hosts.empty())
        return head.versionMinor == 0;
    return hosts.size() == 1 && isHost(hosts.front());
}

std::optional<QByteArray> effectiveHost(const HttpHead &head)
{
    const QByteArrayView authority = targetAuthority(head.target);
    return isHost(authority) ? authority.toByteArray() : head.value("Host");
}

} // namespace signalbox
