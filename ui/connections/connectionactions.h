#pragma once

#include "ui/connections/actionrunner.h"
#include "ui/connections/actiontargets.h"
#include "ui/dialogs/kickdialog.h"

#include <QObject>

#include <functional>
#include <optional>
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
    //! What the filter of the list shows.
    struct Matches
    {
        QString filter; //!< its text
        std::vector<ConnectionId> connections;
    };

    //! Dialogs open over \a window, which owns this. \a runner and \a model must outlive it.
    ConnectionActions(ActionRunner &runner, ConnectionsModel &model, QWidget *window);

    QAction *kick() const { return m_kick; }
    QAction *close() const { return m_close; }
    QAction *closeAll() const { return m_closeAll; }
    QAction *ping() const { return m_ping; }
    QAction *copyAddress() const { return m_copyAddress; }

    //! Sets what the next action applies to.
    void setTargets(const ActionTargets &targets);
    //! Sets how to find what the filter shows, which dialogs offer instead of the selection; nullopt: there is no filter.
    void setMatchesLookup(std::function<std::optional<Matches>()> lookup) { m_matches = std::move(lookup); }
    //! Updates which actions are enabled; the tool tip of one that is not says why.
    void refresh();

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
    QString namesOf(const ActionTargets &targets, qsizetype most = MaxNamesInText) const;
    ActionRunner::Users usersOf(const ActionTargets &targets) const;
    //! Returns what the filter shows, if that is not what is selected.
    std::optional<Matches> otherMatches() const;
    FilterScope scopeOf(const Matches &matches) const;
    void run(const ActionTargets &targets, const CommandBody &command);
    void runEnding(const ActionTargets &targets, const CommandBody &command);
    void explain(QAction *action, const QString &toolTip, const QString &whyNot);

    ActionRunner &m_runner;
    ConnectionsModel &m_model;
    QWidget *m_window;
    ActionTargets m_targets;
    std::function<std::optional<Matches>()> m_matches;
    KickChoice m_lastKick;
    QAction *m_kick;
    QAction *m_close;
    QAction *m_closeAll;
    QAction *m_ping;
    QAction *m_copyAddress;
};

} // namespace signalbox
