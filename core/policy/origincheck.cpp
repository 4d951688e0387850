#include "core/policy/origincheck.h"

#include "core/wire/hostfield.h"

#include <QUrl>

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

//! An entry of PolicySettings::origins.
struct OriginPattern
{
    Origin origin;
    bool takesSubdomains = false; //!< instead of the host itself
    bool takesAnyPort = false;

    bool matches(const Origin &page) const
    {
        const bool isHostMatched = takesSubdomains ? page.host.host.endsWith('.' + origin.host.host) &&
                                                         page.host.host.size() > origin.host.host.size() + 1
                                                   : page.host.host == origin.host.host;
        return page.scheme == origin.scheme && isHostMatched &&
               (takesAnyPort || page.host.port == origin.host.port);
    }
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
    constexpr qsizetype Longest = 255; // of a name (RFC 1035 section 2.3.4)
    if (text.size() > Longest)
        return std::nullopt;
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

std::optional<OriginPattern> parsePattern(QByteArrayView text)
{
    OriginPattern pattern;
    QByteArray plain = text.toByteArray();
    if (plain.endsWith(":*")) {
        pattern.takesAnyPort = true;
        plain.chop(2);
    }
    if (const qsizetype star = plain.indexOf("://*."); star > 0) {
        pattern.takesSubdomains = true;
        plain.remove(star + 3, 2);
    }
    const std::optional<Origin> origin = parseOrigin(plain);
    if (!origin || origin->host.host.contains('*') ||
        (pattern.takesSubdomains && origin->host.host.startsWith('[')))
        return std::nullopt;
    pattern.origin = *origin;
    return pattern;
}

bool isListed(const QByteArray &origin, const std::optional<Origin> &page, const QStringList &origins)
{
    return std::ranges::any_of(origins, [&](const QString &listed) {
        if (listed == "*"_L1 || (listed == "null"_L1 && origin == "null"))
            return true;
        const std::optional<OriginPattern> pattern = page ? parsePattern(listed.toUtf8()) : std::nullopt;
        return pattern && pattern->matches(*page);
    });
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
    if (isListed(*origin, page, settings.origins))
        return true;
    if (!page || (page->scheme != "https" && (secure || page->scheme != "http")))
        return false;
    if (page->host != parseHostPort(host, defaultPort(page->scheme)))
        return false;
    return !isLoopback(listener) || isLoopbackName(page->host.host);
}

std::optional<QString> entryForOrigin(const QString &origin)
{
    if (origin == "null"_L1)
        return origin;
    const std::optional<Origin> page = parseOrigin(origin.toLatin1());
    if (!page || origin.toLatin1() != origin.toUtf8() || page->host.host.contains('*'))
        return std::nullopt;
    const QString port =
        page->host.port == defaultPort(page->scheme) ? QString() : u':' + QString::number(page->host.port);
    const QString entry = QString::fromLatin1(page->scheme + "://" + page->host.host) + port;
    return QUrl(entry, QUrl::StrictMode).isValid() ? std::optional(entry)
                                                   : std::nullopt; // as the setting requires
}

std::optional<QString> entryForHost(const QString &host)
{
    const std::optional<HostPort> named = parseHostPort(host.toLatin1(), defaultPort("http"));
    return named ? normalisedHost(QString::fromLatin1(named->host)) : std::nullopt;
}

bool isHostServed(const std::optional<QByteArray> &host, const QHostAddress &listener,
                  const PolicySettings &settings)
{
    if (!host || settings.hosts.isEmpty() || isLoopback(listener))
        return true;
    const std::optional<HostPort> named = parseHostPort(*host, defaultPort("http"));
    return named && settings.hosts.contains(QString::fromLatin1(named->host));
}

std::optional<QString> normalisedHost(const QString &host)
{
    const std::optional<QByteArray> parsed = parseHost(host.toLatin1());
    if (!parsed || parsed->contains('*') || !isHost(*parsed))
        return std::nullopt;
    return QString::fromLatin1(*parsed);
}

bool isHostAllowed(const QByteArray &host, const QHostAddress &listener)
{
    const std::optional<HostPort> named = parseHostPort(host, defaultPort("http"));
    return named && (!isLoopback(listener) || isLoopbackName(named->host));
}

} // namespace signalbox
