#include "core/policy/origincheck.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

struct HostPort
{
    QByteArray host; //!< lower case; IPv6 in brackets and normalized
    quint16 port = 0;

    friend bool operator==(const HostPort &, const HostPort &) = default;
};

struct Origin
{
    QByteArray scheme;
    HostPort host;

    friend bool operator==(const Origin &, const Origin &) = default;
};

quint16 defaultPort(QByteArrayView scheme)
{
    return scheme == "https" || scheme == "wss" ? 443 : 80;
}

//! Accepts names and dotted numbers; other characters are only compared, but separators must not occur.
bool isHostChar(char character)
{
    const auto byte = quint8(character);
    return byte > 0x20 && byte != 0x7F && !QByteArrayView("/?#@:[]\\,\"<>").contains(character);
}

std::optional<QByteArray> parseHost(QByteArrayView text)
{
    if (text.startsWith('[') && text.endsWith(']')) {
        const QHostAddress address(QString::fromLatin1(text.sliced(1, text.size() - 2)));
        if (address.protocol() != QHostAddress::IPv6Protocol)
            return std::nullopt;
        return '[' + address.toString().toLatin1() + ']';
    }
    if (text.isEmpty() || !std::ranges::all_of(text, isHostChar))
        return std::nullopt;
    return text.toByteArray().toLower();
}

//! Parses `host` or `host:port`, with nothing behind it.
std::optional<HostPort> parseHostPort(QByteArrayView text, quint16 portIfNone)
{
    const qsizetype bracket = text.lastIndexOf(']');
    const qsizetype colon = text.indexOf(':', std::max<qsizetype>(bracket, 0));
    const std::optional<QByteArray> host = parseHost(colon < 0 ? text : text.first(colon));
    if (!host)
        return std::nullopt;
    if (colon < 0)
        return HostPort{*host, portIfNone};
    const std::optional<quint16> port = parsePort(QString::fromLatin1(text.sliced(colon + 1)));
    if (!port || *port == 0)
        return std::nullopt;
    return HostPort{*host, *port};
}

//! The serialisation of RFC 6454 section 6.2: `scheme://host[:port]`. `null`, a list or a path is none.
std::optional<Origin> parseOrigin(QByteArrayView text)
{
    const qsizetype colon = text.indexOf("://");
    if (colon <= 0)
        return std::nullopt;
    const QByteArray scheme = text.first(colon).toByteArray().toLower();
    const std::optional<HostPort> host = parseHostPort(text.sliced(colon + 3), defaultPort(scheme));
    if (!host)
        return std::nullopt;
    return Origin{scheme, *host};
}

//! Names that no DNS server can redirect to this machine: only these prove that the page is from this
//! machine.
bool isLoopbackName(const QByteArray &host)
{
    if (host == "localhost")
        return true;
    const bool isBracketed = host.startsWith('[');
    const QString text = QString::fromLatin1(isBracketed ? host.sliced(1, host.size() - 2) : host);
    const QHostAddress address(text);
    return address.toString() == text && isLoopback(address); // not `127.1`, not `127.0.0.1.example.org`
}

} // namespace

bool isOriginAllowed(const std::optional<QByteArray> &origin, const QByteArray &host,
                     const QHostAddress &listener, bool secure, const PolicySettings &settings)
{
    if (!origin)
        return settings.allowMissingOrigin;
    const std::optional<Origin> page = parseOrigin(*origin);
    if (!page)
        return false;
    const auto isSame = [&](const QString &listed) { return parseOrigin(listed.toUtf8()) == page; };
    if (std::ranges::any_of(settings.origins, isSame))
        return true;

    const QByteArray scheme = secure ? "https" : "http";
    const std::optional<HostPort> here = parseHostPort(host, defaultPort(scheme));
    if (page->scheme != scheme || page->host != here)
        return false;
    return !isLoopback(listener) || isLoopbackName(page->host.host);
}

bool isHostAllowed(const QByteArray &host, const QHostAddress &listener)
{
    const std::optional<HostPort> named = parseHostPort(host, defaultPort("http"));
    return named && (!isLoopback(listener) || isLoopbackName(named->host));
}

} // namespace signalbox
