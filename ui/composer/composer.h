#pragma once

#include "core/console/console.h"
#include "ui/composer/composerhistory.h"

#include <QSet>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace signalbox {

class ActionRunner;
class ComposerEdit;

//! Sends a message to all connections, to a room, to a user, or to the selected connections. JSON is checked
//! while it is typed and sent exactly as typed.
class Composer final : public QWidget
{
    Q_OBJECT
public:
    enum class Target : quint8 { Everybody, Room, User, Selected };
    enum class Kind : quint8 { Text, Json };

    //! \a console must outlive it.
    explicit Composer(Console &console, QWidget *parent = nullptr);

    //! Sets what sends to selected connections, slice by slice, and then reports the outcome itself; \a runner must outlive
    //! this. Without it each message is one command.
    void setRunner(ActionRunner *runner) { m_runner = runner; }
    //! Sets the suggested rooms; any other name may be typed.
    void setRooms(const QStringList &rooms);
    //! Sets the suggested users; any other name may be typed.
    void setUsers(const QStringList &users);
    //! Selects the target and moves the focus to the text.
    void writeToRoom(const QString &room);
    void writeToUser(const QString &user);
    //! Puts the text and the target of \a message, which has a text, where the user can change them.
    void edit(const Send &message);
    //! Sends \a message as it is.
    void sendAgain(const Send &message);
    void setSelectedConnections(const QList<ConnectionId> &ids);
    //! Sending is disabled while the server does not run.
    void setServerRunning(bool running);
    void setTarget(Target target);
    void setKind(Kind kind);
    Kind kind() const;
    void focusText();

Q_SIGNALS:
    //! Emitted exactly once for each message that was not sent by the runner; \a text is a sentence about the outcome.
    void actionReported(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildLayout();
    void setNames(QComboBox *box, const QStringList &names);
    void setName(Target target, QComboBox *box, const QString &name);
    Target target() const;
    signalbox::Target recipients() const;
    //! Returns why the message cannot be sent now; empty if it can.
    QString blockingReason() const;
    void refresh();
    void send();
    void sendToSelected(const Send &message);
    void finish(const ActionReport &report);
    void retranslate();
    void showFromHistory(const QString &text);

    Console &m_console;
    ActionRunner *m_runner = nullptr;
    ComposerHistory m_history;
    QList<ConnectionId> m_selected;
    QSet<ActionId> m_pending;
    bool m_running = false;
    QLabel *m_targetLabel = nullptr;
    QComboBox *m_target = nullptr;
    QComboBox *m_room = nullptr;
    QComboBox *m_user = nullptr;
    QComboBox *m_kind = nullptr;
    ComposerEdit *m_text = nullptr;
    QLabel *m_status = nullptr;
    QLabel *m_bytes = nullptr;
    QPushButton *m_send = nullptr;
};

} // namespace signalbox
