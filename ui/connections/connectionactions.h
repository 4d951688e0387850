#pragma once

#include "core/console/console.h"
#include "ui/dialogs/kickdialog.h"

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

    //! Sets the connections that the next action applies to.
    void setSelection(std::vector<ConnectionId> selection);
    //! Disables the actions on the selection while \a on is false, because the selection is not visible then.
    void setActive(bool on);
    //! Updates which actions are enabled.
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

    Console &m_console;
    ConnectionsModel &m_model;
    QWidget *m_window;
    std::vector<ConnectionId> m_selection;
    KickChoice m_lastKick;
    bool m_isActive = true;
    QAction *m_kick;
    QAction *m_close;
    QAction *m_closeAll;
    QAction *m_ping;
    QAction *m_copyAddress;
};

} // namespace signalbox
