#include "ui/messages/followstrip.h"

#include "ui/theme/peertext.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace signalbox {

FollowStrip::FollowStrip(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_stop(new QToolButton(this))
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_stop->setObjectName(QStringLiteral("stopFollowing"));
    m_stop->setFocusPolicy(Qt::TabFocus);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 2, 2, 2);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_stop);
    connect(m_stop, &QToolButton::clicked, this, &FollowStrip::stopRequested);
    hide();
    retranslate();
}

void FollowStrip::showFollowed(const QList<ConnectionId> &connections, const QString &user)
{
    m_connections = connections;
    m_user = user;
    setVisible(!connections.isEmpty());
    retranslate();
}

void FollowStrip::retranslate()
{
    m_stop->setText(tr("Stop following"));
    if (m_connections.size() == 1) {
        const QString id = u'#' + m_connections.front().toString();
        m_text->setText(tr("Following %1: every message both ways, whole up to 1 MiB")
                            .arg(m_user.isEmpty() ? id : nameInText(m_user) + u' ' + id));
    } else {
        m_text->setText(tr("Following %Ln connection(s): every message both ways, whole up to 1 MiB", nullptr,
                           int(m_connections.size())));
    }
}

void FollowStrip::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace signalbox
