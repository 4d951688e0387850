#pragma once

// The WebSocket part of a request head, RFC 6455 section 4.2.1.

#include "core/wire/extensionlist.h"
#include "core/wire/httphead.h"

namespace signalbox {

//! How many subprotocol offers are looked at; further ones are ignored.
inline constexpr std::size_t MaxSubprotocolOffers = 32;

//! Returns whether the Upgrade field lists `websocket`, in any case, and the version is at least HTTP/1.1: an
//! Upgrade in HTTP/1.0 is ignored (RFC 9110 section 7.8). Further errors are then errors of the
//! handshake and not those of another request.
bool asksForWebSocket(const HttpHead &head);

struct UpgradeRequest
{
    QByteArray host;                        //!< the value of Host
    QByteArray key;                         //!< base64 of 16 bytes, as sent
    std::optional<QByteArray> origin;       //!< as sent
    std::vector<QByteArray> subprotocols;   //!< offers, in order
    std::vector<ExtensionOffer> extensions; //!< offers of permessage-deflate, in order
};

//! Why a handshake is rejected: 400, or 426 for a version other than 13.
struct UpgradeError
{
    int status = 400;
    QByteArray detail;
};

//! Requires HTTP/1.1, one Host, `upgrade` in Connection, one Sec-WebSocket-Key of 16 bytes, one version of
//! 13, at most one Origin, subprotocol offers that are tokens and not repeated, valid offers of
//! permessage-deflate, and no body.
std::variant<UpgradeRequest, UpgradeError> readUpgradeRequest(const HttpHead &head);

} // namespace signalbox
