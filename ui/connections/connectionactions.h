#pragma once

#include "core/console/console.h"
#include "ui/dialogs/kickdialog.h"

#include <QObject>

#include <vector>

class QAction;
class QPalette;

namespace signalbox {

class ConnectionsModel;

//! What an operator can do to connections: the actions, their dialogs, their and their commands.
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

    //! Whom the next action is about.
    void setSelection(std::vector<ConnectionId> selection);
    //! Nobody is to kick a selection that is out of sight.
    void setActive(bool on);
    //! Enables what makes sense now.
    void refresh();

    //! What the kick dialog begins with.
    const KickChoice &lastKick() const { return m_lastKick; }
    void setLastKick(const KickChoice &choice) { m_lastKick = choice; }

    void retranslateUi();
    void makeIcons(const QPalette &palette);

Q_SIGNALS:
    //! A sentence about what an action did that is no command.
    void reported(const QString &text);

private:
    void askToKick();
    void closeSelected();
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
