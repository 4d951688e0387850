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
    connect(m_port, &QSpinBox::valueChanged, this, &ListenBanner::checkPort);
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

void ListenBanner::showFailure(const Error &error, const ListenFailures &failures, const QStringList &taken)
{
    m_error = error;
    m_failures = failures;
    m_adminFailure.clear();
    m_takenPorts.clear();
    for (const QString &listener : taken) {
        const Result<Endpoint> endpoint = parseEndpoint(listener);
        if (endpoint && (failures.empty() || *endpoint != failures.front().endpoint))
            m_takenPorts += endpoint->port;
    }
    const bool hasOffer = !failures.empty();
    showOffer(hasOffer);
    if (hasOffer)
        m_port->setValue(suggestedPort());
    checkPort();
    retranslate();
    show();
    (hasOffer ? static_cast<QWidget *>(m_listen) : m_dismiss)->setFocus(Qt::OtherFocusReason);
}

void ListenBanner::showAdminFailure(const QString &reason)
{
    m_adminFailure = reason;
    showOffer(false);
    retranslate();
    show();
}

void ListenBanner::showOffer(bool on)
{
    for (QWidget *part : std::initializer_list<QWidget *>{m_portLabel, m_port, m_listen, m_anyPort})
        part->setVisible(on);
}

//! Another listener or the admin port would lose its port.
void ListenBanner::checkPort()
{
    const bool isTaken = m_takenPorts.contains(quint16(m_port->value()));
    m_listen->setEnabled(!isTaken);
    m_listen->setToolTip(
        isTaken ? tr("Signalbox itself uses this port, for its admin port or another address") : QString());
}

quint16 ListenBanner::suggestedPort() const
{
    const ListenFailure &failure = m_failures.front();
    // On another address the same port may be free.
    quint16 port = failure.error.code == Error::Code::NotFound && failure.endpoint.port > 0
                       ? failure.endpoint.port
                       : nextPort(failure.endpoint.port);
    while (m_takenPorts.contains(port))
        port = nextPort(port);
    return port;
}

void ListenBanner::request(quint16 port)
{
    const ListenFailure &failure = m_failures.front();
    Endpoint instead{failure.endpoint.address, port};
    if (failure.error.code == Error::Code::NotFound)
        instead.address = QHostAddress(QHostAddress::LocalHost);
    Q_EMIT listenRequested(failure.endpoint.toString(), instead.toString());
}

QString ListenBanner::explanation() const
{
    if (!m_adminFailure.isEmpty())
        return tr("Listening, but without the admin port for health and metrics: %1.").arg(m_adminFailure);
    if (m_failures.empty())
        return tr("Not listening: %1.").arg(m_error.text);
    QStringList lines;
    for (const ListenFailure &failure : m_failures)
        lines += reasonOf(failure);
    return lines.join(u'\n');
}

QString ListenBanner::reasonOf(const ListenFailure &failure) const
{
    const QString listener = failure.endpoint.toString();
    switch (failure.error.code) {
    case Error::Code::AddressInUse:
        return tr("Not listening: another program already uses %1.").arg(listener);
    case Error::Code::NotFound:
        return tr("Not listening: this machine does not have the address of %1. 127.0.0.1 is an alternative.")
            .arg(listener);
    case Error::Code::NoPermission:
        return tr("Not listening: the system does not allow %1. Ports below 1024 need special rights.")
            .arg(listener);
    default:
        return tr("Not listening: %1.").arg(failure.error.text); // it names the address
    }
}

void ListenBanner::retranslate()
{
    m_text->setText(explanation());
    setAccessibleName(m_text->text());
    m_portLabel->setText(tr("Other &port:"));
    m_port->setAccessibleName(tr("Port to listen on instead"));
    m_listen->setText(tr("Listen there"));
    checkPort();
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
