#include "ui/mainwindow/addressbutton.h"

#include "ui/theme/icons.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QMenu>

#include <chrono>

namespace signalbox {

AddressButton::AddressButton(QWidget *parent)
    : QToolButton(parent)
{
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setFocusPolicy(Qt::TabFocus);
    m_justCopied.setSingleShot(true);
    m_justCopied.setInterval(std::chrono::milliseconds(1500));
    connect(&m_justCopied, &QTimer::timeout, this, &AddressButton::refresh);
    connect(this, &QToolButton::clicked, this, [this] {
        if (!m_urls.isEmpty())
            copy(m_urls.first());
    });
    refresh();
}

void AddressButton::setUrls(const QStringList &urls)
{
    m_urls = urls;
    m_justCopied.stop();
    delete menu();
    setMenu(nullptr);
    setPopupMode(urls.size() > 1 ? MenuButtonPopup : DelayedPopup);
    if (urls.size() > 1) {
        auto *others = new QMenu(this);
        for (const QString &url : urls)
            others->addAction(url, this, [this, url] { copy(url); });
        setMenu(others);
    }
    refresh();
}

void AddressButton::copy(const QString &url)
{
    QGuiApplication::clipboard()->setText(url);
    setMinimumWidth(width()); // the text becomes shorter; the button must keep its width
    m_justCopied.start();
    refresh();
    Q_EMIT copied(url);
}

void AddressButton::refresh()
{
    const bool listening = !m_urls.isEmpty();
    setEnabled(listening);
    setIcon(makeIcon(Icon::Copy, palette()));
    if (!m_justCopied.isActive())
        setMinimumWidth(0);
    if (!listening)
        setText(tr("Not listening"));
    else
        setText(m_justCopied.isActive() ? tr("Copied") : m_urls.first());
    setToolTip(listening ? tr("Copy the address") : QString());
    setAccessibleName(listening ? tr("Copy the address %1").arg(m_urls.first()) : tr("Not listening"));
}

void AddressButton::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace signalbox
