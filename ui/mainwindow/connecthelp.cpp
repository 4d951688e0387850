#include "ui/mainwindow/connecthelp.h"

#include "ui/mainwindow/commandrow.h"
#include "ui/theme/icons.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox {

ConnectHelp::ConnectHelp(QWidget *parent)
    : QWidget(parent)
    , m_terminal(new CommandRow(this))
    , m_browser(new CommandRow(this))
    , m_openPage(new QPushButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    for (CommandRow *row : {m_terminal, m_browser}) {
        layout->addWidget(row);
        connect(row, &CommandRow::copied, this, &ConnectHelp::copied);
    }
    layout->addSpacing(4);
    layout->addWidget(m_openPage, 0, Qt::AlignHCenter);
    connect(m_openPage, &QPushButton::clicked, this, &ConnectHelp::openPageRequested);
    retranslate();
}

void ConnectHelp::setUrl(const QString &url)
{
    m_url = url;
    // No certificate of an authority is for 127.0.0.1 or another address, so wscat must not check it.
    const bool isSecure = url.startsWith(QLatin1String("wss:"));
    m_terminal->setCommand(
        QStringLiteral("npx wscat %1-c %2").arg(isSecure ? QStringLiteral("-n ") : QString(), url));
    m_browser->setCommand(QStringLiteral("new WebSocket(\"%1\")").arg(url));
}

void ConnectHelp::retranslate()
{
    m_terminal->setCaption(tr("In a terminal"));
    // Not "in a browser": connections from other pages are rejected because of their Origin.
    m_browser->setCaption(tr("In the console of the test page"));
    m_openPage->setText(tr("Open the test page"));
    m_openPage->setIcon(makeIcon(Icon::OpenPage, palette()));
    int width = 0;
    for (const CommandRow *row : {m_terminal, m_browser})
        width = std::max(width, row->captionWidthHint());
    for (CommandRow *row : {m_terminal, m_browser})
        row->setCaptionWidth(width);
}

void ConnectHelp::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        retranslate();
}

} // namespace signalbox
