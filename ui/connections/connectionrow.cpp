#include "ui/connections/connectionrow.h"

namespace signalbox {

QByteArray addressKey(const Endpoint &endpoint)
{
    QByteArray key;
    key.reserve(1 + 16 + 2);
    bool isIpv4 = false;
    const quint32 ipv4 = endpoint.address.toIPv4Address(&isIpv4);
    if (isIpv4) {
        key.append('\4');
        for (int shift = 24; shift >= 0; shift -= 8)
            key.append(char(ipv4 >> shift & 0xff));
    } else {
        const Q_IPV6ADDR ipv6 = endpoint.address.toIPv6Address();
        key.append('\6');
        key.append(reinterpret_cast<const char *>(ipv6.c), sizeof(ipv6.c));
    }
    key.append(char(endpoint.port >> 8));
    key.append(char(endpoint.port & 0xff));
    return key;
}

ConnectionRow::ConnectionRow(const ConnectionSnapshot &snapshot)
    : info(snapshot.info)
    , activity(snapshot.activity)
    , peerText(snapshot.info.peerText())
    , listenerText(snapshot.info.listener.toString())
    , peerKey(addressKey(snapshot.info.peer))
{
}

} // namespace signalbox
