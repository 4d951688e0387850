#include "ui/mainwindow/emptystate.h"

#include "ui/mainwindow/connecthelp.h"
#include "ui/theme/icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox {

namespace {

constexpr int ColumnWidth = 640;

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    auto *page = new QWidget(this);
    auto *column = new QWidget(page);
    m_headline = new QLabel(column);
    m_explanation = new QLabel(column);
    m_help = new ConnectHelp(column);
    m_start = new QPushButton(column);

    QFont big = m_headline->font();
    big.setPointSizeF(big.pointSizeF() * 1.6);
    big.setBold(true);
    m_headline->setFont(big);
    m_headline->setAlignment(Qt::AlignCenter);
    m_explanation->setAlignment(Qt::AlignCenter);
    m_explanation->setWordWrap(true);

    auto *rows = new QVBoxLayout(column);
    rows->setContentsMargins(8, 8, 8, 8);
    rows->setSpacing(8);
    rows->addStretch(1);
    rows->addWidget(m_headline);
    rows->addWidget(m_explanation);
    rows->addSpacing(4);
    rows->addWidget(m_help);
    rows->addWidget(m_start, 0, Qt::AlignHCenter);
    rows->addStretch(1);
    column->setMaximumWidth(ColumnWidth);
    auto *centred = new QHBoxLayout(page);
    centred->setContentsMargins(0, 0, 0, 0);
    centred->addStretch(1);
    centred->addWidget(column, 100);
    centred->addStretch(1);
    setWidget(page);
    // The background of a list, because the list will be shown in its place.
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    viewport()->setBackgroundRole(QPalette::Base);

    connect(m_help, &ConnectHelp::copied, this, &EmptyState::copied);
    connect(m_help, &ConnectHelp::openPageRequested, this, &EmptyState::openPageRequested);
    connect(m_start, &QPushButton::clicked, this, &EmptyState::startRequested);
    retranslate();
}

void EmptyState::setStatus(const ServerStatus &status)
{
    m_status = status;
    if (!status.urls.isEmpty())
        m_help->setUrl(status.urls.first());
    retranslate();
}

void EmptyState::setAccepted(quint64 connections)
{
    const bool isAsBefore = (connections > 0) == (m_accepted > 0);
    m_accepted = connections;
    if (!isAsBefore)
        retranslate();
}

void EmptyState::retranslate()
{
    const bool running = m_status.state == ServerState::Running && !m_status.urls.isEmpty();
    m_help->setVisible(running);
    m_start->setVisible(m_status.state == ServerState::Stopped);
    m_start->setText(tr("Start the server"));
    m_start->setIcon(makeIcon(Icon::Start, palette()));
    if (running) {
        m_headline->setText(m_accepted > 0 ? tr("Nobody is connected now") : tr("Nobody is connected yet"));
        m_explanation->setText(
            tr("Listening on %1 — connect with:").arg(m_status.urls.join(QStringLiteral(", "))));
    } else if (m_status.state == ServerState::Stopped) {
        m_headline->setText(tr("The server is stopped"));
        m_explanation->setText(tr("Nobody can connect. It would listen on %1.")
                                   .arg(m_status.listeners.join(QStringLiteral(", "))));
    } else {
        m_headline->setText(tr("The server is stopping"));
        m_explanation->setText(tr("Saying goodbye to those who are still connected."));
    }
}

void EmptyState::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        retranslate();
}

} // namespace signalbox
