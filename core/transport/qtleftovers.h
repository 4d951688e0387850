#pragma once

class QTcpSocket;
class QWebSocket;

namespace signalbox {

//! Takes from \a webSocket, a server's fresh one, what it has only for uses it is not put to here: it is
//! shown whole data messages, hears of nothing else from \a socket, and connects to nobody. About a kilobyte
//! a connection. What a Qt has under other names stays as it is.
void giveBackLeftovers(QWebSocket &webSocket, QTcpSocket &socket);

} // namespace signalbox
