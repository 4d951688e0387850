#pragma once

#include "core/base/id.h"

#include <QFrame>
#include <QList>

class QAction;
class QLabel;
class QToolButton;

namespace signalbox {

//! The line above the message log that says which connections are followed, with a button that ends it. Hidden while none
//! is followed.
class FollowStrip final : public QFrame
{
    Q_OBJECT
public:
    explicit FollowStrip(QWidget *parent);

    //! \a user: of the connection, if it is one; may be empty.
    void showFollowed(const QList<ConnectionId> &connections, const QString &user);

Q_SIGNALS:
    void stopRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QLabel *m_text;
    QToolButton *m_stop;
    QList<ConnectionId> m_connections;
    QString m_user;
};

} // namespace signalbox
