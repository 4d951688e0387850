#pragma once

// The WebSocket part of a request head, RFC 6455 section 4.2.1.

#include "core/wire/extensionlist.h"
#include "core/wire/httphead.h"

namespace signalbox {

//! True when the client asks for WebSocket at all: Upgrade lists `websocket` (any case). Everything else
//! about the handshake is then an error of it, not a plain request.
bool asksForWebSocket(const HttpHead &head);

struct UpgradeRequest
{
    QByteArray host;                        //!< exactly one Host
    QByteArray key;                         //!< base64 of 16 bytes, as sent
    std::optional<QByteArray> origin;       //!< as sent
    std::vector<QByteArray> subprotocols;   //!< offers, in order
    std::vector<ExtensionOffer> extensions; //!< offers, in order
};

//! Why a handshake is refused: 400, or 426 for another version than 13.
struct UpgradeError
{
    int status = 400;
    QByteArray detail;
};

//! Checks HTTP/1.1 or above, Host once, Connection lists `upgrade`, Sec-WebSocket-Key once and 16 bytes,
//! version 13 once, Origin at most once, subprotocol offers are tokens and not repeated,
//! extension offers are as their grammar wants them, no body.
std::variant<UpgradeRequest, UpgradeError> readUpgradeRequest(const HttpHead &head);

} // namespace signalbox
