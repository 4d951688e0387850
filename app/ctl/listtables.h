#pragma once

// The tables of the lists of the API: which columns they have, and how a row of the answer fills them.

#include "app/ctl/texttable.h"

#include <QJsonObject>

#include <optional>

namespace signalbox {

enum class ListKind : quint8 { Connections, Closed, Rooms, Users, Bans, Audit };

struct ListTable
{
    QLatin1StringView path;   //!< below /api/v1
    QLatin1StringView member; //!< of the answer, the array
    QLatin1StringView rows;   //!< for people: connections
    QLatin1StringView sort;   //!< unless --sort says another; empty: that of the API
    std::vector<TableColumn> columns;
    QStringList (*cells)(const QJsonObject &row);
};

ListTable listTable(ListKind kind);

//! Returns the text of a peer for a cell: what is invisible or controls the terminal is made visible.
QString cellOf(const QJsonValue &text);

} // namespace signalbox
