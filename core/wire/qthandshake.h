#pragma once

// The request and the response of the handshake with QWebSocketServer (QT_FACTS Q25, Q34).

#include <QByteArray>

namespace signalbox {

//! Returns the head that QWebSocketServer reads instead of the client's: a fixed Host and path that Qt
//! accepts, the client's key, version 13, its Origin (empty: none), and the selected subprotocol (empty:
//! none).
QByteArray canonicalHead(const QByteArray &key, const QByteArray &origin, const QByteArray &subprotocol);

//! Returns the 101 response for the client: Qt's status line and fields without Access-Control-*, with the
//! negotiated \a extensions (empty: none), which Qt does not support. Ends with the empty line.
QByteArray cleanedResponse(const QByteArray &response, const QByteArray &extensions = {});

} // namespace signalbox
