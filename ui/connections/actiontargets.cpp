#include "ui/connections/actiontargets.h"

#include "ui/theme/peertext.h"

#include <QCoreApplication>

#include <algorithm>

namespace signalbox {

namespace {

struct TargetsText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::ActionTargets)
};

} // namespace

std::vector<Target> ActionTargets::all() const
{
    std::vector<Target> targets;
    for (const QString &user : users)
        targets.emplace_back(UserTarget{user});
    for (const QString &room : rooms)
        targets.emplace_back(RoomTarget{room});
    if (!connections.empty())
        targets.emplace_back(connections);
    return targets;
}

QString namesInText(const QStringList &names, qsizetype most)
{
    QStringList shown;
    for (const QString &name : names.first(std::min(names.size(), most)))
        shown += nameInText(name);
    const QString list = shown.join(TargetsText::tr(", ", "between names"));
    const qsizetype more = names.size() - shown.size();
    return more > 0 ? TargetsText::tr("%1 and %Ln more", nullptr, int(more)).arg(list) : list;
}

} // namespace signalbox
