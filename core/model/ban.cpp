#include "core/model/ban.h"

#include "core/base/endpoint.h"
#include "core/base/names.h"

#include <QUrl>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr std::array KindNames{"user", "address", "origin"};
static_assert(KindNames.size() == BanKindCount);

constexpr const char *EndIsOver =
    QT_TRANSLATE_NOOP("signalbox::ActionText", "the end of a ban has to be in the future");

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

//! Returns a host in lower case; an IPv6 address in brackets.
std::optional<QString> normalizedHost(QStringView host)
{
    constexpr qsizetype Longest = 255; // of a name (RFC 1035 section 2.3.4)
    if (host.size() > 2 && host.startsWith(u'[') && host.endsWith(u']')) {
        const std::optional<QHostAddress> address = parseHostAddress(host.sliced(1, host.size() - 2));
        if (!address || address->protocol() != QHostAddress::IPv6Protocol)
            return std::nullopt;
        return u'[' + address->toString() + u']';
    }
    const bool hasOther = std::ranges::any_of(
        host, [](QChar c) { return c <= u' ' || c >= u'\x7f' || u"/?#@:[]\\,\"<>*"_s.contains(c); });
    return host.isEmpty() || host.size() > Longest || hasOther ? std::nullopt
                                                               : std::optional(host.toString().toLower());
}

} // namespace

const char *banKindName(BanKind kind)
{
    return KindNames[std::size_t(kind)];
}

std::optional<BanKind> banKindOf(QStringView name)
{
    for (std::size_t i = 0; i < KindNames.size(); ++i) {
        if (name == QLatin1StringView(KindNames[i]))
            return BanKind(i);
    }
    return std::nullopt;
}

Result<QString> banValue(BanKind kind, const QString &text)
{
    switch (kind) {
    case BanKind::User:
        if (const std::optional<QString> user = toUserName(text))
            return *user;
        return invalid(u"a user name has to be "_s + describeNameRules(MaxUserName));
    case BanKind::Address: {
        const std::optional<Network> network = Network::parse(text);
        if (!network)
            return invalid(
                u"an address has to be one such as 10.0.3.117 or 2001:db8::1, or a network such as 10.0.0.0/8"_s);
        const bool isIpv4 = network->address().protocol() == QHostAddress::IPv4Protocol;
        return network->length() == (isIpv4 ? 32 : 128) ? network->address().toString() : network->toString();
    }
    case BanKind::Origin:
        break;
    }
    if (const std::optional<QString> origin = normalizedOrigin(text))
        return *origin;
    return invalid(
        u"an Origin has to be one such as https://example.org or https://example.org:8443, or null"_s);
}

std::optional<QString> normalizedOrigin(QStringView origin)
{
    if (origin == u"null")
        return origin.toString();
    const qsizetype colon = origin.indexOf(u"://"_s);
    if (colon <= 0)
        return std::nullopt;
    const QString scheme = origin.first(colon).toString().toLower();
    const QStringView rest = origin.sliced(colon + 3);
    const qsizetype port = rest.indexOf(u':', std::max<qsizetype>(rest.lastIndexOf(u']'), 0));
    const std::optional<QString> host = normalizedHost(port < 0 ? rest : rest.first(port));
    if (!host)
        return std::nullopt;
    QString normalized = scheme + u"://"_s + *host;
    if (port >= 0) {
        const std::optional<quint16> number = parsePort(rest.sliced(port + 1));
        if (!number || *number == 0)
            return std::nullopt;
        const bool isDefault =
            (scheme == "https"_L1 && *number == 443) || (scheme == "http"_L1 && *number == 80);
        if (!isDefault)
            normalized += u':' + QString::number(*number);
    }
    return QUrl(normalized, QUrl::StrictMode).isValid() ? std::optional(normalized) : std::nullopt;
}

bool isBanReason(QStringView reason)
{
    return reason.size() <= MaxBanReason &&
           std::ranges::none_of(reason, [](QChar c) { return c.category() == QChar::Other_Control; });
}

Result<Ban> checkedBan(Ban ban, WallTime now)
{
    Result<QString> value = banValue(ban.kind, ban.value);
    if (!value)
        return value.error();
    ban.value = *std::move(value);
    if (!isBanReason(ban.reason))
        return invalid(u"a reason may have %1 characters, and no control characters"_s.arg(MaxBanReason));
    if (ban.isExpired(now))
        return invalid(QString::fromLatin1(EndIsOver));
    return ban;
}

BanMatcher::BanMatcher(const Ban &ban)
    : m_kind(ban.kind)
    , m_value(ban.value)
    , m_network(ban.kind == BanKind::Address ? Network::parse(ban.value) : std::nullopt)
{
}

bool BanMatcher::matches(const ConnectionInfo &connection) const
{
    switch (m_kind) {
    case BanKind::User:
        return connection.user == m_value;
    case BanKind::Address:
        return m_network && m_network->contains(connection.peer.address);
    case BanKind::Origin:
        break;
    }
    return connection.origin == m_value ||
           (!connection.origin.isEmpty() && normalizedOrigin(connection.origin) == m_value);
}

} // namespace signalbox
