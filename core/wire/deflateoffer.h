#pragma once

// Negotiation of permessage-deflate, RFC 7692 section 7.1.

#include "core/wire/extensionlist.h"

namespace signalbox {

//! RFC 7692 allows 8, but zlib cannot produce a raw stream with a window of 256 bytes.
inline constexpr int MinWindowBits = 9;
inline constexpr int MaxWindowBits = 15;

struct DeflateParameters
{
    quint8 serverWindowBits = MaxWindowBits; //!< binary logarithm of the server's maximum window
    quint8 clientWindowBits = MaxWindowBits; //!< the same of the client; may be 8
    bool serverTakeover = true;              //!< messages may refer to earlier ones
    bool clientTakeover = true;

    friend bool operator==(const DeflateParameters &, const DeflateParameters &) = default;
};

struct DeflateAgreement
{
    DeflateParameters parameters;
    QByteArray response; //!< value of Sec-WebSocket-Extensions in the 101 response
};

//! Accepts the first acceptable offer of permessage-deflate in \a offers, or none. An offer is declined if a
//! parameter is unknown, repeated or has an invalid value, or if it requests a server window of 8 bits.
//! Without \a takeover neither side may use context takeover, otherwise the client's offer decides.
std::optional<DeflateAgreement> negotiateDeflate(const std::vector<ExtensionOffer> &offers, bool takeover);

} // namespace signalbox
