#pragma once

#include "core/model/ban.h"

#include <QHostAddress>

#include <vector>

namespace signalbox {

//! The addresses of this machine, which an operator should not ban by mistake: loopback and those of its interfaces.
class OwnAddresses
{
public:
    //! \a addresses: besides loopback.
    explicit OwnAddresses(std::vector<QHostAddress> addresses);

    //! Returns the addresses that the interfaces have now.
    static OwnAddresses ofMachine();

    bool isHitBy(const Ban &ban) const;

private:
    std::vector<QHostAddress> m_addresses;
};

} // namespace signalbox
