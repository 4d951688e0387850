#pragma once

#include "core/console/console.h"

#include <QWidget>

class QAction;

namespace signalbox {

class GroupPage;
class UsersModel;

//! Who is connected: users with all their connections, and what can be done with them. Shows what somebody
//! else watches in the list of connections.
class UsersPanel final : public QWidget
{
    Q_OBJECT
public:
    //! \a console must outlive it.
    explicit UsersPanel(Console &console, QWidget *parent = nullptr);

    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    //! Somebody wants to write to it.
    void userAddressed(const QString &user);
    //! Somebody wants to read what is said: a filter for the log.
    void logWanted(const QString &filter);
    void roomWantedFor(const std::vector<signalbox::ConnectionId> &connections);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    //! Those selected, and those of the users selected.
    std::vector<ConnectionInfo> targets() const;
    void askToKick();
    void retranslateUi();

    Console &m_console;
    UsersModel *m_model;
    GroupPage *m_page;
    QAction *m_write;
    QAction *m_showMessages;
    QAction *m_putIntoRoom;
    QAction *m_kick;
};

} // namespace signalbox
