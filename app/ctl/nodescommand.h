#pragma once

#include "app/ctl/apiclient.h"
#include "app/ctl/commandline.h"

namespace signalbox {

//! `nodes`: the nodes of the cluster of the server. CtlExit::Nothing if it is in none.
CtlExit showNodes(const ApiClient &client, const CtlLine &line);

//! Returns whether the broker can be reached, since when and why not: `up for 3min, 0.4ms`. \a broker is that of an answer.
QString brokerText(const QJsonObject &broker);

} // namespace signalbox
