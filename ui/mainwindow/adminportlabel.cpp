#include "ui/mainwindow/adminportlabel.h"

#include "ui/theme/accent.h"
#include "ui/theme/peertext.h"
#include "ui/theme/spacing.h"

#include <QEvent>

namespace signalbox {

AdminPortLabel::AdminPortLabel(QWidget *parent)
    : QLabel(parent)
{
    setObjectName(QStringLiteral("adminPort"));
    setForegroundRole(QPalette::PlaceholderText);
    setContentsMargins(Spacing::Medium, 0, Spacing::Large, 0);
    refresh();
}

void AdminPortLabel::setStatus(const ServerStatus &status)
{
    m_status = status;
    refresh();
}

void AdminPortLabel::refresh()
{
    const bool isRunning = m_status.state == ServerState::Running;
    const bool isLost = isRunning && !m_status.adminFailure.isEmpty();
    QString text;
    if (isLost)
        text = QStringLiteral("<span style=\"color:%1\">▲</span> %2")
                   .arg(accentColor(Accent::Bad, palette().color(QPalette::Window)).name(),
                        tr("no admin port").toHtmlEscaped());
    else if (m_status.adminListener.isEmpty())
        text = tr("admin port off");
    else
        text = tr("admin port %1").arg(m_status.adminListener);
    setText(text);
    setToolTip(isLost ? plainToolTip(m_status.adminFailure) : tr("Health, metrics and the admin API"));
}

void AdminPortLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace signalbox
