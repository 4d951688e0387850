#include "ui/messages/messagetable.h"

#include "ui/messages/messagesmodel.h"
#include "ui/theme/peertext.h"

#include <QEvent>
#include <QHeaderView>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace signalbox {

MessageTable::MessageTable(QWidget *parent)
    : QTableView(parent)
{
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setAlternatingRowColors(true);
    setTabKeyNavigation(false);
    setTextElideMode(Qt::ElideRight);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerItem);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setRowHeight();
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &MessageTable::handleScroll);
}

void MessageTable::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    connect(model, &QAbstractItemModel::rowsInserted, this, &MessageTable::scrollToEndIfFollowing);
    connect(model, &QAbstractItemModel::modelReset, this, &MessageTable::scrollToEndIfFollowing);
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) {
        m_isRemoving = false;
        keepScrollPosition(last - first + 1);
    });
    setDefaultWidths();
}

void MessageTable::setFollowing(bool on)
{
    if (on != m_following) {
        m_following = on;
        Q_EMIT followingChanged(on);
    }
    scrollToEndIfFollowing();
}

void MessageTable::scrollToEndIfFollowing()
{
    if (!m_following)
        return;
    const QScopedValueRollback guard(m_isAdjusting, true);
    scrollToBottom();
}

void MessageTable::keepScrollPosition(int removedRows)
{
    // Rows are removed at the front, so all other rows move up.
    const QScopedValueRollback guard(m_isAdjusting, true);
    if (!m_following)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - removedRows);
}

void MessageTable::handleScroll(int value)
{
    if (m_isAdjusting)
        return;
    const bool atEnd = value >= verticalScrollBar()->maximum();
    if (atEnd != m_following) {
        m_following = atEnd;
        Q_EMIT followingChanged(atEnd);
    }
}

void MessageTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    {
        const QScopedValueRollback guard(m_isAdjusting, true); // scrolls to the row
        QTableView::currentChanged(current, previous);
    }
    if (m_isAdjusting || !current.isValid() || current.row() == previous.row())
        return;
    setFollowing(false); // otherwise newer rows would push it out of sight
    Q_EMIT currentRowChanged(current.row());
}

void MessageTable::restoreCurrent(const QModelIndex &index)
{
    const QScopedValueRollback guard(m_isAdjusting, true);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void MessageTable::mousePressEvent(QMouseEvent *event)
{
    if (indexAt(event->position().toPoint()).isValid())
        setFollowing(false); // also when the row is the current one already
    QTableView::mousePressEvent(event);
}

void MessageTable::rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last)
{
    if (currentIndex().row() >= first && currentIndex().row() <= last)
        selectionModel()->clear();
    QTableView::rowsAboutToBeRemoved(parent, first, last);
}

void MessageTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        setRowHeight();
}

void MessageTable::keyPressEvent(QKeyEvent *event)
{
    if (!copyCell(*this, event))
        QTableView::keyPressEvent(event);
}

void MessageTable::setRowHeight()
{
    const int height = fontMetrics().height() + 6;
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
}

void MessageTable::setDefaultWidths()
{
    const auto fit = [this](int column, const QString &sample) {
        const QString header = model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const int text =
            std::max(fontMetrics().horizontalAdvance(sample), fontMetrics().horizontalAdvance(header));
        setColumnWidth(column, text + 14);
    };
    fit(MessagesModel::Time, QStringLiteral("00:00:00.000"));
    fit(MessagesModel::Direction, QString());
    fit(MessagesModel::Connection, MessagesModel::tr("to %L1").arg(8888));
    fit(MessagesModel::User, QStringLiteral("guest-8888"));
    fit(MessagesModel::Room, QStringLiteral("my-room-1"));
    fit(MessagesModel::Seq, QStringLiteral("88888"));
    fit(MessagesModel::Type, MessagesModel::tr("Binary"));
    fit(MessagesModel::Size, QStringLiteral("888.8 KiB"));
}

} // namespace signalbox
