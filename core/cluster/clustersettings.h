#pragma once

#include "core/base/clock.h"

#include <QString>

namespace signalbox {

//! In the order of their names in the configuration.
enum class BrokerKind : quint8 { None, Redis };

//! [cluster]
struct ClusterSettings
{
    static constexpr qsizetype MaxPrefix = 64;

    BrokerKind broker = BrokerKind::None;
    QString redis = QStringLiteral("redis://127.0.0.1:6379/0"); //!< as RedisAddress::parse() takes it
    QString caFile;                                             //!< PEM; empty: the authorities of the system
    QString passwordFile;                                       //!< empty: no password
    QString prefix =
        QStringLiteral("signalbox"); //!< of keys and channels: letters, digits and :_-, not empty
    QString node; //!< how this node is shown: as the name of a user; empty: host name and port
    Milliseconds heartbeat{2000};
    Milliseconds nodeTimeout{8000}; //!< more than two heartbeats
    Milliseconds publishWait{2000};

    bool isEnabled() const { return broker != BrokerKind::None; }

    friend bool operator==(const ClusterSettings &, const ClusterSettings &) = default;
};

} // namespace signalbox
