#include "ui/mainwindow/listenbanner.h"

#include "core/base/endpoint.h"
#include "ui/theme/accent.h"
#include "ui/theme/icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QStyle>
#include <QToolButton>

namespace signalbox {

namespace {

constexpr quint16 FirstUnprivilegedPort = 1024;

} // namespace

quint16 nextPort(quint16 port)
{
    if (port < FirstUnprivilegedPort)
        return quint16(port + 8000);
    return port == 65535 ? FirstUnprivilegedPort : quint16(port + 1);
}

ListenBanner::ListenBanner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_portLabel(new QLabel(this))
    , m_port(new QSpinBox(this))
    , m_listen(new QPushButton(this))
    , m_anyPort(new QPushButton(this))
    , m_dismiss(new QToolButton(this))
{
    buildLayout();
    connect(m_listen, &QPushButton::clicked, this, [this] { request(quint16(m_port->value())); });
    connect(m_anyPort, &QPushButton::clicked, this, [this] { request(0); });
    connect(m_dismiss, &QToolButton::clicked, this, &QWidget::hide);
    hide();
    retranslate();
}

void ListenBanner::buildLayout()
{
    setFrameShape(StyledPanel);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setAutoFillBackground(true);
    m_icon->setPixmap(style()->standardIcon(QStyle::SP_MessageBoxWarning).pixmap(22, 22));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setForegroundRole(QPalette::ToolTipText);
    m_portLabel->setForegroundRole(QPalette::ToolTipText);
    m_portLabel->setBuddy(m_port);
    m_port->setRange(1, 65535);
    m_port->setGroupSeparatorShown(false);
    m_dismiss->setAutoRaise(true);
    m_dismiss->setFocusPolicy(Qt::TabFocus);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_portLabel);
    layout->addWidget(m_port);
    layout->addWidget(m_listen);
    layout->addWidget(m_anyPort);
    layout->addWidget(m_dismiss);
}

void ListenBanner::showFailure(const Error &error, const QString &listener)
{
    m_error = error;
    m_listener = listener;
    const Result<Endpoint> endpoint = parseEndpoint(listener);
    m_port->setValue(nextPort(endpoint ? endpoint->port : quint16(8080)));
    retranslate();
    show();
    m_listen->setFocus(Qt::OtherFocusReason);
}

void ListenBanner::request(quint16 port)
{
    Result<Endpoint> endpoint = parseEndpoint(m_listener);
    if (!endpoint)
        endpoint = Endpoint{QHostAddress(QHostAddress::LocalHost), 0};
    endpoint->port = port;
    Q_EMIT listenRequested(m_listener, endpoint->toString());
}

QString ListenBanner::explanation() const
{
    switch (m_error.code) {
    case Error::Code::AddressInUse:
        return tr("Not listening: another program already uses %1.").arg(m_listener);
    case Error::Code::NoPermission:
        return tr("Not listening: the system does not allow %1. Ports below 1024 need special rights.")
            .arg(m_listener);
    default:
        return tr("Not listening on %1: %2.").arg(m_listener, m_error.text);
    }
}

void ListenBanner::retranslate()
{
    m_text->setText(explanation());
    setAccessibleName(m_text->text());
    m_portLabel->setText(tr("Other &port:"));
    m_port->setAccessibleName(tr("Port to listen on instead"));
    m_listen->setText(tr("Listen there"));
    m_anyPort->setText(tr("Any free port"));
    m_dismiss->setIcon(makeIcon(Icon::Close, palette()));
    m_dismiss->setToolTip(tr("Dismiss"));
    m_dismiss->setAccessibleName(tr("Dismiss"));
}

void ListenBanner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        retranslate();
}

} // namespace signalbox
