#pragma once

#include "core/console/console.h"
#include "ui/bans/ownaddresses.h"
#include "ui/connections/actiontargets.h"
#include "ui/dialogs/bansubject.h"

#include <QObject>

#include <vector>

class QAction;

namespace signalbox {

class ConnectionsModel;

//! What an operator can do to keep somebody out: the actions that ban what is selected, and revoke the tokens of its user, the
//! dialogs, and their commands.
class BanActions final : public QObject
{
    Q_OBJECT
public:
    //! Dialogs open over \a window, which owns this. \a console and \a connections must outlive it.
    BanActions(Console &console, const ConnectionsModel &connections, QWidget *window);

    //! Bans what is selected.
    QAction *ban() const { return m_ban; }
    //! Asks before it revokes the tokens of the user whom all that is selected has in common.
    QAction *revoke() const { return m_revoke; }
    //! Sets what ban() and revoke() are about: \a subject, or what \a targets have in common.
    void setSelection(const ActionTargets &targets, const BanSubject &subject);

    //! Asks for a new ban, with proposals from \a subject.
    void ask(const BanSubject &subject);
    void edit(const Ban &ban);
    //! Asks before it removes \a bans.
    void remove(const std::vector<Ban> &bans);
    //! Asks before it adds the bans of \a file to \a present.
    void importFile(const QString &file, const std::vector<Ban> &present);
    void exportFile(const QString &file, const std::vector<Ban> &bans);

    //! Replaces the addresses of this machine, for tests.
    void setOwnAddresses(const OwnAddresses &addresses) { m_ownAddresses = addresses; }
    void retranslateUi();
    void makeIcons();

Q_SIGNALS:
    //! A sentence about what has been done, for the user.
    void reported(const QString &text);

private:
    //! Returns what all connections of the selection have in common.
    BanSubject commonSubject() const;
    void askToRevoke(const QString &user);
    void explainRevoke(const QString &user);
    void askToImport(const QString &file, std::vector<Ban> bans, int present, int expired);
    void warn(const QString &title, const QString &text, const QString &detail);

    Console &m_console;
    const ConnectionsModel &m_connections;
    QWidget *m_window;
    OwnAddresses m_ownAddresses = OwnAddresses::ofMachine();
    ActionTargets m_targets;
    BanSubject m_subject;
    QAction *m_ban;
    QAction *m_revoke;
};

} // namespace signalbox
