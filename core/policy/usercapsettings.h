#pragma once

#include <QtGlobal>

namespace signalbox {

//! What happens when a user has as many connections as are allowed, and connects again.
enum class UserPolicy : quint8 {
    Refuse,  //!< the new one does not come in
    Replace, //!< the oldest one is closed with 4410
};

//! Of the table `limits`.
struct UserCapSettings
{
    qint64 maxConnections = 0; //!< of a user; 0: no limit
    UserPolicy policy = UserPolicy::Refuse;

    friend bool operator==(const UserCapSettings &, const UserCapSettings &) = default;
};

} // namespace signalbox
