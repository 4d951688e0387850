#pragma once

// What client and server agree on about permessage-deflate, RFC 7692 section 7.1.

#include "core/wire/extensionlist.h"

namespace signalbox {

//! RFC 7692 allows 8, but zlib cannot write a raw stream with a window of 256 bytes.
inline constexpr int MinWindowBits = 9;
inline constexpr int MaxWindowBits = 15;

struct DeflateParameters
{
    quint8 serverWindowBits =
        MaxWindowBits; //!< the window we compress with is 2 to the power of this at most
    quint8 clientWindowBits = MaxWindowBits; //!< what the client keeps to; may be 8
    bool serverTakeover = true;              //!< we may refer to what earlier messages said
    bool clientTakeover = true;

    friend bool operator==(const DeflateParameters &, const DeflateParameters &) = default;
};

struct DeflateAgreement
{
    DeflateParameters parameters;
    QByteArray response; //!< value of Sec-WebSocket-Extensions in the 101
};

//! Accepts the first of \a offers that can be kept, or nothing. An offer of permessage-deflate is declined
//! when a parameter is unknown, repeated or has a bad value, and when it wants a server window of 8 bits.
//! Without \a takeover neither side may keep its context, otherwise the client decides.
std::optional<DeflateAgreement> negotiateDeflate(const std::vector<ExtensionOffer> &offers, bool takeover);

} // namespace signalbox
