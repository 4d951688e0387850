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
    std::vector<ExtensionParameter> parameters; //!< in order, repeated ones too

    friend bool operator==(const ExtensionOffer &, const ExtensionOffer &) = default;
};

//! Reads the values of all header lines of that name as one list. Nothing: they break the grammar, and the
//! connection must be failed. No header at all is an empty list; empty elements are skipped (RFC 9110 section
//! 5.6.1.2), but a header that names no extension breaks the grammar, too.
std::optional<std::vector<ExtensionOffer>> parseExtensions(const std::vector<QByteArray> &values);

} // namespace signalbox
