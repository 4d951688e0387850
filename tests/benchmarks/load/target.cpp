#include "target.h"

#include <QHostAddress>
#include <QUrl>

#include <arpa/inet.h>

namespace load {

using namespace Qt::StringLiterals;
using signalbox::Error;

signalbox::Result<Target> Target::fromUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isTls = url.scheme() == "wss"_L1;
    const QHostAddress host(url.host());
    if ((!isTls && url.scheme() != "ws"_L1) || url.port() <= 0)
        return Error{Error::Code::Invalid, u"%1 is not ws://127.0.0.1:PORT/PATH"_s.arg(text)};
    if (!host.isLoopback() || host.protocol() != QAbstractSocket::IPv4Protocol)
        return Error{Error::Code::Invalid,
                     u"%1 is not on this machine: loads go to 127.0.0.0/8 only"_s.arg(text)};
    Target target;
    target.address.sin_family = AF_INET;
    target.address.sin_port = htons(quint16(url.port()));
    target.address.sin_addr.s_addr = htonl(host.toIPv4Address());
    target.host = url.authority().toLatin1();
    target.path = url.path(QUrl::FullyEncoded).toLatin1();
    if (target.path.isEmpty())
        target.path = "/";
    if (url.hasQuery())
        target.path += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    target.isTls = isTls;
    return target;
}

in_addr sourceAddress(quint64 number)
{
    constexpr quint64 PerAddress = 8000;
    constexpr quint64 Addresses = 200;
    in_addr address{};
    address.s_addr = htonl(INADDR_LOOPBACK + quint32(number / PerAddress % Addresses));
    return address;
}

} // namespace load
