#pragma once

#include <QString>
#include <QStringList>

namespace signalbox {

//! A user as a list shows it: all open connections that have this name.
struct UserSummary
{
    static constexpr qsizetype MaxRooms = 1000;

    QString name;
    quint64 connections = 0;
    QStringList rooms{}; //!< of all of them, by name, at most MaxRooms

    friend bool operator==(const UserSummary &, const UserSummary &) = default;
};

} // namespace signalbox
