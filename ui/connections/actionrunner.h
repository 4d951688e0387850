#pragma once

#include "core/console/console.h"
#include "ui/connections/actiontargets.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <vector>

namespace signalbox {

class LongAction;

//! Runs the commands of the window on what is selected, and tells how each ended: once for an action, however many commands
//! it takes.
class ActionRunner final : public QObject
{
    Q_OBJECT
public:
    using Users = QHash<ConnectionId, QString>;

    //! \a console must outlive it.
    explicit ActionRunner(Console &console, QObject *parent = nullptr);

    //! Sets how the users of connections are found before an action ends them.
    void setUserLookup(std::function<Users(const ActionTargets &)> lookup) { m_lookup = std::move(lookup); }

    //! Runs \a command, whose target is ignored. \a names: whom it concerns, a text for a sentence; may be empty. \a onSent
    //! is called with the connections of each command that was sent. Returns the action; it is deleted after it has finished.
    LongAction *run(const CommandBody &command, const ActionTargets &targets, const QString &names = {},
                    const std::function<void(const std::vector<ConnectionId> &)> &onSent = {});

Q_SIGNALS:
    //! Emitted when the first commands have been sent.
    void started(signalbox::LongAction *action);
    //! Emitted at the end of each action and of each command of others; \a text is a sentence for the user.
    void reported(const QString &text);

private:
    void dispatch(const ActionReport &report);

    Console &m_console;
    std::function<Users(const ActionTargets &)> m_lookup;
    std::vector<LongAction *> m_actions; //!< not finished
};

} // namespace signalbox
