#pragma once

#include "core/console/console.h"
#include "ui/connections/actiontargets.h"
#include "ui/dialogs/kickdialog.h"

#include <QHash>
#include <QObject>

#include <vector>

class QAction;
class QPalette;

namespace signalbox {

class ConnectionsModel;

//! What an operator can do to connections: the actions, their dialogs and their commands.
class ConnectionActions final : public QObject
{
    Q_OBJECT
public:
    //! Dialogs open over \a window, which owns this. \a console and \a model must outlive it.
    ConnectionActions(Console &console, ConnectionsModel &model, QWidget *window);

    QAction *kick() const { return m_kick; }
    QAction *close() const { return m_close; }
    QAction *closeAll() const { return m_closeAll; }
    QAction *ping() const { return m_ping; }
    QAction *copyAddress() const { return m_copyAddress; }

    //! Sets what the next action applies to.
    void setTargets(const ActionTargets &targets);
    //! Updates which actions are enabled; the tool tip of one that is not says why.
    void refresh();
    //! Returns whom the action concerned that has finished, a text for a sentence; empty if it was not started here. At
    //! most once for each action.
    QString takeNames(ActionId action) { return m_names.take(action); }

    //! The choice that the kick dialog starts with.
    const KickChoice &lastKick() const { return m_lastKick; }
    void setLastKick(const KickChoice &choice) { m_lastKick = choice; }

    void retranslateUi();
    void makeIcons(const QPalette &palette);

Q_SIGNALS:
    //! A sentence about what an action did that is no command.
    void reported(const QString &text);

private:
    void askToKick();
    void askToClose();
    void askToCloseAll();
    void pingSelected();
    void copyAddresses();
    std::vector<ConnectionId> openOnes() const;
    //! Returns \a targets without connections that are closing.
    ActionTargets openTargets() const;
    QString namesOf(const ActionTargets &targets) const;
    void run(const ActionTargets &targets, CommandBody command);
    void explain(QAction *action, const QString &toolTip, const QString &whyNot);

    Console &m_console;
    ConnectionsModel &m_model;
    QWidget *m_window;
    ActionTargets m_targets;
    QHash<ActionId, QString> m_names;
    KickChoice m_lastKick;
    QAction *m_kick;
    QAction *m_close;
    QAction *m_closeAll;
    QAction *m_ping;
    QAction *m_copyAddress;
};

} // namespace signalbox
