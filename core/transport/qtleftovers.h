#pragma once

class QTcpSocket;
class QWebSocket;

namespace signalbox {

//! Frees what a new \a webSocket of a server allocated for uses that do not occur here: it reads whole data
//! messages from \a socket, needs none of its other signals, and is no client. About a kilobyte a connection.
//! Objects that another version of Qt names differently are left alone.
void giveBackLeftovers(QWebSocket &webSocket, QTcpSocket &socket);

} // namespace signalbox
