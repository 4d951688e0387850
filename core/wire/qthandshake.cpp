#include "core/wire/qthandshake.h"

#include "core/wire/httphead.h"

namespace signalbox {

QByteArray canonicalHead(const QByteArray &key, const QByteArray &origin, const QByteArray &subprotocol)
{
    // Qt silently drops heads with a line over 8 KiB. The Origin was checked before and is in ConnectionInfo,
    // so a long one can be omitted here.
    constexpr qsizetype MaxOrigin = 4 * 1024;

    // Kept short: QWebSocket stores all of it for its lifetime, the Host more than once.
    QByteArray head = "GET / HTTP/1.1\r\n"
                      "Host: x\r\n"
                      "Upgrade: websocket\r\n"
                      "Connection: Upgrade\r\n"
                      "Sec-WebSocket-Version: 13\r\n";
    const auto addHeader = [&head](const char *name, const QByteArray &value) {
        head.append(name).append(": ").append(withoutControls(value)).append("\r\n");
    };
    addHeader("Sec-WebSocket-Key", key);
    if (!origin.isEmpty() && origin.size() <= MaxOrigin)
        addHeader("Origin", origin);
    if (!subprotocol.isEmpty())
        addHeader("Sec-WebSocket-Protocol", subprotocol);
    return head.append("\r\n");
}

QByteArray cleanedResponse(const QByteArray &response, const QByteArray &extensions)
{
    QByteArray clean;
    for (qsizetype begin = 0; begin < response.size();) {
        const qsizetype crlf = response.indexOf("\r\n", begin);
        const qsizetype end = crlf < 0 ? response.size() : crlf;
        if (end == begin)
            break;
        const QByteArray line = response.mid(begin, end - begin);
        if (!line.toLower().startsWith("access-control-"))
            clean.append(line).append("\r\n");
        begin = end + 2;
    }
    if (!extensions.isEmpty())
        clean.append("Sec-WebSocket-Extensions: ").append(extensions).append("\r\n");
    return clean.append("\r\n");
}

} // namespace signalbox
