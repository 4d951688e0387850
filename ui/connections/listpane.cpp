#include "ui/connections/listpane.h"

namespace signalbox {

ListPane::ListPane(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
{
}

void ListPane::setBarActions(const QList<QAction *> &main, const QList<QAction *> &more)
{
    m_barActions = main;
    m_moreBarActions = more;
}

void ListPane::setBadge(const QString &text)
{
    if (text == m_badge)
        return;
    m_badge = text;
    Q_EMIT badgeChanged();
}

} // namespace signalbox
