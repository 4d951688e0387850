#pragma once

#include "core/console/console.h"

#include <QObject>
#include <QPointer>

class QWidget;

namespace signalbox {

class EndConnectionsDialog;
class ListenBanner;

//! Starts and stops the server for the window: asks before connections are closed, and reports in a banner why the server
//! could not start and what else to listen on.
class ServerSwitch final : public QObject
{
    Q_OBJECT
public:
    //! Dialogs open over \a window, which owns this. \a control and \a banner must outlive it.
    ServerSwitch(ServerControlApi &control, ListenBanner *banner, QWidget *window);

    const ServerStatus &status() const { return m_status; }
    //! The last attempt to listen has failed.
    bool hasFailed() const { return m_hasFailed; }

    void start() { start(m_listeners); }
    //! Starts the server, or stops it after a question if there are connections.
    void toggle();
    //! Sets how many connections stopping would close.
    void setConnections(qsizetype connections);

Q_SIGNALS:
    //! The status, or hasFailed(), is another one.
    void changed();

private:
    void start(const QStringList &listeners);
    void listenInstead(const QString &failed, const QString &listener);
    void askToStop();
    void apply(const ServerStatus &status);
    void report(const Error &error, const ListenFailures &failures);

    ServerControlApi &m_control;
    ListenBanner *m_banner;
    QWidget *m_window;
    ServerStatus m_status;
    bool m_hasFailed = false;
    QStringList m_listeners; //!< passed to start(); empty: as configured
    qsizetype m_connections = 0;
    QPointer<EndConnectionsDialog> m_question; //!< null: not open
};

} // namespace signalbox
