#pragma once

#include "core/console/console.h"

#include <QWidget>

class QAction;

namespace signalbox {

class GroupPage;
class RoomsModel;

//! The rooms of the server with their members, and what can be done with them. Watches only while it is
//! shown.
class RoomsPanel final : public QWidget
{
    Q_OBJECT
public:
    //! \a console must outlive it.
    explicit RoomsPanel(Console &console, QWidget *parent = nullptr);

    //! The server may be watched.
    void setWatching(bool on);

    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    //! Somebody wants to write to it.
    void roomAddressed(const QString &room);
    void userAddressed(const QString &user);
    //! Somebody wants to read what is said: a filter for the log.
    void logWanted(const QString &filter);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void watch(bool on);
    void apply(const RoomReport &report);
    void refresh();
    void writeMessage();
    void showMessages();
    void takeOut();
    void askToKick();
    void retranslateUi();

    Console &m_console;
    RoomsApi &m_rooms;
    RoomsModel *m_model;
    GroupPage *m_page;
    QAction *m_write;
    QAction *m_showMessages;
    QAction *m_takeOut;
    QAction *m_kick;
    quint64 m_leftOut = 0;
    bool m_mayWatch = false;
    bool m_isWatching = false;
};

} // namespace signalbox
