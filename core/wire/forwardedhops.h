#pragma once

#include "core/base/endpoint.h"
#include "core/wire/httphead.h"

#include <optional>
#include <vector>

namespace signalbox {

//! Reads the fields in which HTTP proxies note whom they have a request from: X-Forwarded-For, and only where there is
//! none, Forwarded (RFC 7239). Each proxy adds its client at the end, so the list is read from there; what stands before
//! the entry of the nearest proxy that is not trusted may be made up, and is not even parsed.
//!
//! X-Forwarded-For comes first because nearly all proxies write it, and pass a Forwarded of their clients on unread.
class ForwardedHops
{
public:
    explicit ForwardedHops(const HttpHead &head);

    struct Hop
    {
        //! Port 0: not given. v4-mapped addresses as IPv4. Nothing: `unknown`, an identifier (`_hidden`), or not valid.
        std::optional<Endpoint> address;

        friend bool operator==(const Hop &, const Hop &) = default;
    };
    //! Returns the entry before the one that was returned last, the last one first, or nothing when there is none left.
    //! Empty entries are skipped (RFC 9110 section 5.6.1.2).
    std::optional<Hop> next();

private:
    Hop readAddress();
    Hop readElement();
    qsizetype commaBefore(qsizetype end) const;
    QByteArrayView behindComma(qsizetype comma) const;

    std::vector<QByteArray> m_values; //!< of the fields that were not begun
    QByteArray m_value;               //!< of the field that is being read
    qsizetype m_end = -1;             //!< where what was read of it begins; -1: it is read
    bool m_isRfc7239 = false;
};

//! Parses an address with an optional port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`,
//! `[2001:db8::1]:80`. A port that is an identifier (RFC 7239 section 6.3) counts as not given.
std::optional<Endpoint> parseForwardedNode(QByteArrayView text);

} // namespace signalbox
