#pragma once

// What `signalboxctl top` shows, as pure functions of what it knows.

#include "app/ctl/terminalscreen.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

namespace signalbox {

//! The messages of a connection at a time, and how many there are a second.
struct TopTraffic
{
    qint64 in = 0;
    qint64 out = 0;
    double inPerSecond = -1; //!< negative: not known yet
    double outPerSecond = -1;
};

struct TopState
{
    QString filter;
    QString sortField;
    bool isDescending = true;
    bool isPaused = false;
    bool showsHelp = false;
    QString error; //!< why the latest figures are not there; empty: they are
    QJsonObject server;
    QJsonArray connections;
    qint64 matched = 0;
    QHash<QString, TopTraffic> traffic; //!< by id

    //! Takes new figures, \a elapsed seconds after those before.
    void setConnections(const QJsonObject &answer, double elapsed);
};

//! Returns the fields to sort by, from left to right, as far as a screen of \a width shows them.
QStringList topSortFields(int width);
//! Returns the field that a letter chooses; empty: none.
QString topFieldOf(char letter);

//! Returns how many connections fit on a screen of \a size.
int topRows(QSize size);
//! Returns the lines, as many as the screen has.
std::vector<ScreenLine> topLines(const TopState &state, QSize size);

} // namespace signalbox
