#pragma once

#include "core/base/network.h"

#include <optional>

namespace signalbox {

//! How a query looks for an address. A value.
class AddressPattern
{
public:
    //! Parses the beginning of ADDR:PORT (`10.0.`, `10.0.0.7:4000`, `2001:db8:`, `[::1]:80`), or a network
    //! (`10.0.0.0/8`, `2001:db8::/32`; bits behind the length do not count). IPv4 mapped into IPv6 is IPv4.
    static std::optional<AddressPattern> parse(const QString &text);
    //! The same for an address that must be exactly this one.
    static std::optional<AddressPattern> exactly(const QString &text);

    //! \a text is ADDR:PORT of an endpoint with this \a address; or a network, and \a address its first one: all of it has to
    //! match then.
    bool matches(QStringView text, const QHostAddress &address) const;

    friend bool operator==(const AddressPattern &, const AddressPattern &) = default;

private:
    QString m_beginning;              //!< empty: a network
    std::optional<Network> m_network; //!< or the address, if the beginning is a whole one
};

} // namespace signalbox
