#include "core/config/originpattern.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// RFC 6454 section 6.2: browsers omit the default port from Origin, so it is removed here as well.
std::optional<QString> normalisedOrigin(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    if (!url.isValid() || scheme.isEmpty() || url.host().isEmpty() || !url.userInfo().isEmpty() ||
        !url.path().isEmpty() || url.hasQuery() || url.hasFragment() || url.port() == 0)
        return std::nullopt;
    const QString host = url.host(QUrl::FullyEncoded).toLower();
    const QString written = host.contains(u':') ? u'[' + host + u']' : host;
    const bool isDefaultPort =
        (scheme == "http"_L1 && url.port() == 80) || (scheme == "https"_L1 && url.port() == 443);
    if (url.port() < 0 || isDefaultPort)
        return u"%1://%2"_s.arg(scheme, written);
    return u"%1://%2:%3"_s.arg(scheme, written).arg(url.port());
}

} // namespace

std::optional<QString> normalisedOriginPattern(const QString &text)
{
    if (text == "*"_L1 || text == "null"_L1)
        return text;
    QString plain = text;
    const bool takesAnyPort = plain.endsWith(":*"_L1);
    if (takesAnyPort)
        plain.chop(2);
    const qsizetype hostAt = plain.indexOf("://"_L1) + 3;
    const bool takesSubdomains = plain.sliced(std::min(hostAt, plain.size())).startsWith("*."_L1);
    if (takesSubdomains)
        plain.remove(hostAt, 2);
    std::optional<QString> origin = normalisedOrigin(plain);
    const bool isOdd = plain.contains(u'*') || (takesAnyPort && QUrl(plain).port() >= 0) ||
                       (takesSubdomains && plain.contains(u'['));
    if (!origin || isOdd)
        return std::nullopt;
    if (takesSubdomains)
        origin->insert(hostAt, "*."_L1);
    return takesAnyPort ? *origin + ":*"_L1 : *origin;
}

} // namespace signalbox
