#include "ui/mainwindow/serverswitch.h"

#include "ui/dialogs/endconnectionsdialog.h"
#include "ui/mainwindow/listenbanner.h"

namespace signalbox {

ServerSwitch::ServerSwitch(ServerControlApi &control, ListenBanner *banner, QWidget *window)
    : QObject(window)
    , m_control(control)
    , m_banner(banner)
    , m_window(window)
    , m_status(control.status())
{
    connect(&control, &ServerControlApi::statusChanged, this, &ServerSwitch::apply);
    connect(&control, &ServerControlApi::startFailed, this, &ServerSwitch::report);
    connect(banner, &ListenBanner::listenRequested, this, &ServerSwitch::listenInstead);
}

void ServerSwitch::toggle()
{
    if (m_status.state != ServerState::Running)
        start();
    else if (m_connections > 0)
        askToStop();
    else
        m_control.stop();
}

void ServerSwitch::setConnections(qsizetype connections)
{
    m_connections = connections;
    if (m_question)
        m_question->setConnections(int(connections));
}

void ServerSwitch::askToStop()
{
    m_question =
        new EndConnectionsDialog(EndConnectionsDialog::Purpose::StopServer, int(m_connections), m_window);
    m_question->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_question, &QDialog::accepted, this, [this] { m_control.stop(); });
    m_question->open();
}

void ServerSwitch::start(const QStringList &listeners)
{
    m_banner->hide();
    m_control.start(listeners);
}

void ServerSwitch::listenInstead(const QString &failed, const QString &listener)
{
    QStringList listeners = m_listeners.isEmpty() ? m_status.listeners : m_listeners;
    const qsizetype at = listeners.indexOf(failed);
    if (at >= 0)
        listeners[at] = listener;
    else
        listeners += listener;
    m_listeners = listeners;
    start(listeners);
}

void ServerSwitch::apply(const ServerStatus &status)
{
    m_status = status;
    const bool isRunning = status.state == ServerState::Running;
    if (isRunning) {
        m_hasFailed = false;
        if (status.adminFailure.isEmpty())
            m_banner->hide();
        else
            m_banner->showAdminFailure(status.adminFailure);
    } else if (m_question) {
        m_question->reject(); // stopped by something else
    }
    Q_EMIT changed();
}

void ServerSwitch::report(const Error &error, const ListenFailures &failures)
{
    QStringList taken = m_listeners.isEmpty() ? m_status.listeners : m_listeners;
    if (!m_status.adminListener.isEmpty())
        taken += m_status.adminListener;
    m_banner->showFailure(error, failures, taken);
    m_hasFailed = true;
    apply(m_control.status());
}

} // namespace signalbox
