#pragma once

// The Sec-WebSocket-Extensions header, RFC 6455 section 9.1.

#include <QByteArray>

#include <optional>
#include <vector>

namespace signalbox {

struct ExtensionParameter
{
    QByteArray name;
    std::optional<QByteArray> value; //!< unquoted

    friend bool operator==(const ExtensionParameter &, const ExtensionParameter &) = default;
};

struct ExtensionOffer
{
    QByteArray name;
    std::vector<ExtensionParameter> parameters; //!< in order, including repeated ones

    friend bool operator==(const ExtensionOffer &, const ExtensionOffer &) = default;
};

//! Parses the values of all Sec-WebSocket-Extensions fields as one list. Returns nothing if they violate the
//! grammar; then the handshake must fail. Without a field the list is empty. Empty elements are skipped (RFC
//! 9110 section 5.6.1.2), but a field without any extension violates the grammar.
std::optional<std::vector<ExtensionOffer>> parseExtensions(const std::vector<QByteArray> &values);

} // namespace signalbox
