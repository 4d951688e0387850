#pragma once

#include "core/model/command.h"

#include <QStringList>

#include <vector>

namespace signalbox {

//! What the actions of the window apply to: connections, and users and rooms with all their connections at the time of the
//! action. A value type.
struct ActionTargets
{
    std::vector<ConnectionId> connections{};
    QStringList users{};
    QStringList rooms{};
    quint64 count = 0;    //!< connections that all of it has now
    QString commonRoom{}; //!< a room of all of them that is known; may be empty

    bool hasGroups() const { return !users.isEmpty() || !rooms.isEmpty(); }
    bool isEmpty() const { return connections.empty() && !hasGroups(); }
    //! Returns them as targets of commands, one command for each.
    std::vector<Target> all() const;

    friend bool operator==(const ActionTargets &, const ActionTargets &) = default;
};

//! Returns the first of \a names for a sentence, and how many more there are: `alice, bob and 12 more`.
inline constexpr qsizetype MaxNamesInText = 4;     //!< of a notice
inline constexpr qsizetype MaxNamesInPreview = 20; //!< of a dialog
QString namesInText(const QStringList &names, qsizetype most = MaxNamesInText);

} // namespace signalbox
