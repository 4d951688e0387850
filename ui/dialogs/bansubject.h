#pragma once

#include "core/model/connectioninfo.h"

#include <QHostAddress>
#include <QString>

namespace signalbox {

//! Whom a new ban may be about: what is known of a connection, or of a request that was refused.
struct BanSubject
{
    QString user{};         //!< empty: not known
    QHostAddress address{}; //!< null: not known
    QString origin{};       //!< empty: none

    bool isEmpty() const { return user.isEmpty() && address.isNull() && origin.isEmpty(); }

    friend bool operator==(const BanSubject &, const BanSubject &) = default;
};

inline BanSubject subjectOf(const ConnectionInfo &info)
{
    return {.user = info.user, .address = info.peer.address, .origin = info.origin};
}

} // namespace signalbox
