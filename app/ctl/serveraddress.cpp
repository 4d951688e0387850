#include "app/ctl/serveraddress.h"

#include "core/base/endpoint.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace signalbox {

bool ServerAddress::isLoopback() const
{
    return host == "localhost"_L1 || signalbox::isLoopback(QHostAddress(host));
}

Result<ServerAddress> parseServerAddress(const QString &url)
{
    const QUrl parsed(url, QUrl::StrictMode);
    const QString scheme = parsed.scheme();
    const bool isHttp = scheme == "http"_L1 || scheme == "https"_L1;
    if (!parsed.isValid() || !isHttp || parsed.host().isEmpty() || !parsed.userInfo().isEmpty() ||
        parsed.hasQuery() || parsed.hasFragment() || parsed.port() == 0) {
        // It may contain a password.
        const QString shown = parsed.userInfo().isEmpty() && !url.contains(u'@')
                                  ? u"“%1”"_s.arg(url)
                                  : u"an address with a user"_s;
        return Error{Error::Code::Invalid,
                     u"--server: found %1, allowed: http://HOST:PORT or https://HOST:PORT"_s.arg(shown)};
    }
    ServerAddress address;
    address.usesTls = scheme == "https"_L1;
    address.host = parsed.host(QUrl::FullyEncoded);
    const int port = parsed.port(address.usesTls ? 443 : 80);
    address.port = quint16(port);
    address.hostField = parsed.authority(QUrl::FullyEncoded).toLatin1();
    address.pathPrefix = parsed.path(QUrl::FullyEncoded).toLatin1();
    while (address.pathPrefix.endsWith('/'))
        address.pathPrefix.chop(1);
    address.text = parsed.toString(QUrl::FullyEncoded | QUrl::StripTrailingSlash);
    return address;
}

} // namespace signalbox
