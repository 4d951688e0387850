#include "ui/nodes/brokerbanner.h"

#include "ui/nodes/brokertext.h"
#include "ui/theme/spacing.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>

namespace signalbox {

BrokerBanner::BrokerBanner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("brokerBanner"));
    setFrameShape(StyledPanel);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setAutoFillBackground(true);
    m_icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning).pixmap(22, 22));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setForegroundRole(QPalette::ToolTipText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setFocusPolicy(Qt::NoFocus); // the banner is what is spoken
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Spacing::Large, Spacing::Medium, Spacing::Large, Spacing::Medium);
    layout->setSpacing(Spacing::Medium);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    hide();
}

void BrokerBanner::setStatus(const ClusterStatus &status)
{
    m_status = status;
    refresh();
}

void BrokerBanner::refresh()
{
    const bool isDown = m_status.isInCluster() && !m_status.isBrokerUp;
    if (isDown) {
        const QString text = BrokerText::outage(m_status, wallNow());
        if (text != m_text->text()) { // what is selected in it stays
            m_text->setText(text);
            setAccessibleName(text);
        }
    }
    setVisible(isDown);
}

void BrokerBanner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        refresh();
}

} // namespace signalbox
