#pragma once

// Commands that show a list or figures.

#include "app/ctl/apiclient.h"
#include "app/ctl/commandline.h"
#include "app/ctl/listtables.h"

namespace signalbox {

//! Returns the query of a request for a list: `?filter=…&sort=…&limit=…&after=…`, without what is empty.
QByteArray listQuery(const QString &filter, const QString &sort, qint64 limit, const QString &after,
                     bool isEverywhere = false);
//! Says which nodes did not answer a request to all nodes of a cluster, if there are any.
void sayMissing(const QJsonObject &answer);

//! The most rows that the API gives on one page.
inline constexpr qint64 MaxPage = 1000;

CtlExit showList(const ApiClient &client, const CtlLine &line, ListKind kind);
CtlExit showPresence(const ApiClient &client, const CtlLine &line);
CtlExit showHistory(const ApiClient &client, const CtlLine &line);
CtlExit showStatus(const ApiClient &client, const CtlLine &line);

//! Returns \a failure; where it is about \a filter, with a line below that points at the bad place.
Failure pointingAt(Failure failure, const QString &filter);

} // namespace signalbox
