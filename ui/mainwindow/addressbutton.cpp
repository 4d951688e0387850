#include "ui/mainwindow/addressbutton.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QMenu>

#include <algorithm>
#include <chrono>

namespace signalbox {

AddressButton::AddressButton(QWidget *parent)
    : QToolButton(parent)
{
    setToolButtonStyle(Qt::ToolButtonTextOnly);
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
    m_justCopied.start();
    refresh();
    Q_EMIT copied(url);
}

void AddressButton::refresh()
{
    const bool listening = !m_urls.isEmpty();
    setVisible(listening);
    setText(tr("Copied"));
    const int copied = sizeHint().width();
    setText(tr("Copy"));
    setMinimumWidth(
        std::max(copied, sizeHint().width())); // the button must not move while the text is another one
    if (m_justCopied.isActive())
        setText(tr("Copied"));
    setToolTip(tr("Copy the address"));
    if (listening)
        setAccessibleName(tr("Copy the address %1").arg(m_urls.first()));
}

void AddressButton::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        refresh();
}

} // namespace signalbox
