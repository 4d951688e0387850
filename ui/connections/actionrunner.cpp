#include "ui/connections/actionrunner.h"

#include "ui/connections/actiontext.h"
#include "ui/connections/longaction.h"

namespace signalbox {

ActionRunner::ActionRunner(Console &console, QObject *parent)
    : QObject(parent)
    , m_console(console)
{
    connect(&m_console, &Console::actionFinished, this, &ActionRunner::dispatch);
}

LongAction *ActionRunner::run(const CommandBody &command, const ActionTargets &targets, const QString &names,
                              const std::function<void(const std::vector<ConnectionId> &)> &onSent)
{
    auto *action = new LongAction(m_console, command, targets.all(), targets.count,
                                  m_lookup ? m_lookup(targets) : Users(), this);
    m_actions.push_back(action);
    connect(action, &LongAction::finished, this, [this, action, names] {
        std::erase(m_actions, action);
        Q_EMIT reported(ActionText::of(*action, names));
        action->deleteLater();
    });
    if (onSent)
        connect(action, &LongAction::sent, this, onSent);
    action->start();
    Q_EMIT started(action);
    return action;
}

void ActionRunner::dispatch(const ActionReport &report)
{
    for (LongAction *action : m_actions) {
        if (action->take(report))
            return; // it may have removed itself from the list
    }
    if (!std::holds_alternative<Send>(report.command.body)) // which the composer reports
        Q_EMIT reported(ActionText::of(report));
}

} // namespace signalbox
