#pragma once

#include "core/model/clusternode.h"

#include <QCoreApplication>

namespace signalbox {

//! What the window says about the broker of a cluster, in the current language.
class BrokerText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::BrokerText)

public:
    //! `Redis has been up since 12:03:11, round trip 0.4 ms`; of a cluster.
    static QString state(const ClusterStatus &cluster, WallTime now);
    //! What an outage means for clients, two sentences with since when and why.
    static QString outage(const ClusterStatus &cluster, WallTime now);
};

} // namespace signalbox
