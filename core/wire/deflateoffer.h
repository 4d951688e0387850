#pragma once

// Negotiation of permessage-deflate, RFC 7692 section 7.1.

#include "core/wire/extensionlist.h"

namespace signalbox {

//! RFC 7692 allows 8, but zlib cannot produce a raw stream with a window of 256 bytes: it uses 512.
inline constexpr int MinWindowBits = 9;
inline constexpr int MaxWindowBits = 15;
//! The largest window that a client without context takeover is allowed, if it can limit its window.
inline constexpr int MaxClientWindowBits = 12;

struct DeflateParameters
{
    quint8 serverWindowBits = MaxWindowBits; //!< binary logarithm of the server's maximum window, 8 to 15
    quint8 clientWindowBits = MaxWindowBits; //!< the same of the client
    bool serverTakeover = true;              //!< messages may refer to earlier ones
    bool clientTakeover = true;
    //! Without clientTakeover: how many bytes of the client's messages to keep all the same. Some clients
    //! (Tornado) ignore client_no_context_takeover in a response, but limit their window as it says.
    quint16 keptContext = 0;

    friend bool operator==(const DeflateParameters &, const DeflateParameters &) = default;
};

struct DeflateAgreement
{
    DeflateParameters parameters;
    QByteArray response; //!< value of Sec-WebSocket-Extensions in the 101 response
};

//! Accepts the first acceptable offer of permessage-deflate in \a offers, or none. An offer is declined if a
//! parameter is unknown, repeated or has an invalid value. Without \a takeover neither side may use context
//! takeover, otherwise the client's offer decides. With a server window of 8 bits the server never uses it.
std::optional<DeflateAgreement> negotiateDeflate(const std::vector<ExtensionOffer> &offers, bool takeover);

} // namespace signalbox
