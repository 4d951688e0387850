#include "core/server/listeningsockets.h"

#include <QStringList>

namespace signalbox {

Result<std::vector<ListeningSocket>> openListeningSockets(const std::vector<Endpoint> &endpoints,
                                                          ListenFailures &failures)
{
    std::vector<ListeningSocket> sockets;
    QStringList texts;
    for (const Endpoint &endpoint : endpoints) {
        Result<ListeningSocket> socket = ListeningSocket::open(endpoint);
        if (socket) {
            sockets.push_back(std::move(*socket));
        } else {
            failures.push_back({endpoint, socket.error()});
            texts += socket.error().text;
        }
    }
    if (!failures.empty())
        return Error{failures.front().error.code, texts.join(QStringLiteral("; "))};
    return sockets;
}

} // namespace signalbox
