#pragma once

// The two texts that pass between QWebSocketServer and us while it shakes hands (QT_FACTS Q25, Q34).

#include <QByteArray>

namespace signalbox {

//! The head we feed to QWebSocketServer in place of the client's: a fixed Host and path that Qt always likes,
//! the client's key, version 13, its Origin (empty: none), and the one chosen subprotocol (empty: none).
QByteArray canonicalHead(const QByteArray &key, const QByteArray &origin, const QByteArray &subprotocol);

//! What of Qt's 101 goes to the client: its status line and headers without Access-Control-*, and with the
//! \a extensions that were agreed upon (empty: none), of which Qt knows nothing. Ends with the empty line.
QByteArray cleanedResponse(const QByteArray &response, const QByteArray &extensions = {});

} // namespace signalbox
