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

//! Returns the offers of extension \a used among the first MaxExtensionOffers of all Sec-WebSocket-Extensions
//! fields, in order. Offers of other extensions are skipped whatever they look like, and empty lists are
//! accepted (RFC 6455 section 9.1 would fail the connection; browsers could not tell why). Returns nothing if an
//! offer of \a used violates the grammar.
std::optional<std::vector<ExtensionOffer>> parseExtensions(const std::vector<QByteArray> &values,
                                                           QByteArrayView used);

inline constexpr std::size_t MaxExtensionOffers = 32;
//! Further parameters of an offer are not read: an offer with as many has unknown or repeated ones.
inline constexpr std::size_t MaxExtensionParameters = 16;

} // namespace signalbox
