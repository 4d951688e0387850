#pragma once

// Addresses and networks as configuration files, proxies and operators write them.

#include <QHostAddress>
#include <QString>

#include <optional>

namespace signalbox {

//! Parses an address that is written in full: four decimal numbers without leading zeros, or IPv6 (RFC 4291 section
//! 2.2) without brackets and zone. QHostAddress alone also accepts `10.1`, octal numbers and blanks. IPv4 mapped into
//! IPv6 is IPv4.
std::optional<QHostAddress> parseHostAddress(QStringView text);

//! Returns an IPv4 address that is mapped into IPv6 (RFC 4291 section 2.5.5.2) as IPv4, and others as they are.
QHostAddress unmappedAddress(const QHostAddress &address);

//! The addresses that have the first bits in common (CIDR, RFC 4632). A value.
class Network
{
public:
    //! Parses `10.0.0.0/8` or `2001:db8::/32`; bits behind the length do not count. An address without a length is the
    //! network of that address only. An IPv6 address may be in brackets and have a zone, which does not count. Networks
    //! inside ::ffff:0:0/96 are IPv4.
    static std::optional<Network> parse(QStringView text);

    //! An IPv4 address that is mapped into IPv6 counts as IPv4; IPv4 is never inside an IPv6 network.
    bool contains(const QHostAddress &address) const;
    //! Returns whether it contains every address of its family.
    bool isAll() const { return m_length == 0; }

    //! The first one.
    const QHostAddress &address() const { return m_address; }
    //! Bits: 0 to 32, or to 128.
    int length() const { return m_length; }
    //! `10.0.0.0/8`, with zeros behind the length.
    QString toString() const;

    friend bool operator==(const Network &, const Network &) = default;

private:
    QHostAddress m_address;
    int m_length = 0;
};

} // namespace signalbox
