#include "ui/mainwindow/headerstrip.h"

#include "ui/mainwindow/addressbutton.h"
#include "ui/mainwindow/statepill.h"
#include "ui/theme/actionbutton.h"
#include "ui/theme/elidedlabel.h"
#include "ui/theme/peertext.h"
#include "ui/theme/spacing.h"

#include <QEvent>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPainter>

namespace signalbox {

HeaderStrip::HeaderStrip(QAction *openPage, QAction *startStop, QWidget *parent)
    : QWidget(parent)
    , m_state(new StatePill(this))
    , m_address(new ElidedLabel(this))
    , m_node(new ElidedLabel(this))
    , m_copy(new AddressButton(this))
    , m_openPage(new ActionButton(openPage, ActionButton::Look::Plain, this))
    , m_startStop(new ActionButton(startStop, ActionButton::Look::Plain, this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_address->setObjectName(QStringLiteral("address"));
    m_address->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_node->setObjectName(QStringLiteral("node"));
    m_node->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Spacing::Large, Spacing::Medium, Spacing::Large, Spacing::Medium);
    layout->setSpacing(Spacing::Large);
    layout->addWidget(m_state);
    layout->addWidget(m_address);
    layout->addWidget(m_copy);
    layout->addWidget(m_openPage);
    layout->addStretch(1);
    layout->addWidget(m_node);
    layout->addWidget(m_startStop); // apart from the others: it ends all connections
    connect(m_copy, &AddressButton::copied, this, &HeaderStrip::copied);
    retranslate();
}

void HeaderStrip::setStatus(const ServerStatus &status, bool hasFailed)
{
    m_status = status;
    m_state->setState(status.state,
                      hasFailed || (status.state == ServerState::Running && status.urls.isEmpty()));
    m_copy->setUrls(status.urls);
    m_startStop->setLook(status.state == ServerState::Stopped ? ActionButton::Look::Plain
                                                              : ActionButton::Look::Danger);
    retranslate();
}

void HeaderStrip::setNode(const QString &node)
{
    m_nodeName = node;
    retranslate();
}

void HeaderStrip::copyAddress()
{
    m_copy->click();
}

void HeaderStrip::retranslate()
{
    const qsizetype more = m_status.urls.size() - 1;
    m_node->setVisible(!m_nodeName.isEmpty());
    m_node->setFullText(tr("Node %1: the lists show this node only").arg(nameInText(m_nodeName)));
    m_address->setVisible(more >= 0);
    if (more >= 0)
        m_address->setFullText(
            more == 0 ? m_status.urls.constFirst()
                      : tr("%1 and %Ln more", nullptr, int(more)).arg(m_status.urls.constFirst()));
}

void HeaderStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void HeaderStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace signalbox
