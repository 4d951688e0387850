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
    : RowTable(parent)
{
    setHeader(new QHeaderView(Qt::Horizontal, this));
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setSelectionMode(SingleSelection);
    setTextElideMode(Qt::ElideRight);
    setVerticalScrollMode(ScrollPerItem);
    setRowHeight();
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &MessageTable::handleScroll);
}

void MessageTable::setModel(QAbstractItemModel *model)
{
    RowTable::setModel(model);
    connect(model, &QAbstractItemModel::rowsInserted, this, &MessageTable::scrollToEndIfFollowing);
    connect(model, &QAbstractItemModel::modelReset, this, &MessageTable::scrollToEndIfFollowing);
    connect(model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { keepScrollPosition(last - first + 1); });
    fitColumns();
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
        RowTable::currentChanged(current, previous);
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
    RowTable::mousePressEvent(event);
}

void MessageTable::rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last)
{
    if (currentIndex().row() >= first && currentIndex().row() <= last)
        selectionModel()->clear();
    RowTable::rowsAboutToBeRemoved(parent, first, last);
}

void MessageTable::changeEvent(QEvent *event)
{
    RowTable::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        setRowHeight();
}

void MessageTable::keyPressEvent(QKeyEvent *event)
{
    if (!copyCell(*this, event))
        RowTable::keyPressEvent(event);
}

void MessageTable::setRowHeight()
{
    const int height = fontMetrics().height() + 6;
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
}

std::vector<RowTable::ColumnFit> MessageTable::columnFits() const
{
    constexpr int margin = 14;
    constexpr int mostCharacters = 24;
    constexpr int previewCharacters = 24;
    std::vector<ColumnFit> fits(MessagesModel::ColumnCount);
    const auto fit = [&](int column, const QString &sample, int dropOrder, bool grows = false) {
        const QString title = model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const int text =
            std::max(fontMetrics().horizontalAdvance(sample), fontMetrics().horizontalAdvance(title));
        fits[std::size_t(column)] = {
            .width = text + margin,
            .most = grows ? mostCharacters * fontMetrics().averageCharWidth() + margin : 0,
            .dropOrder = dropOrder};
    };
    fit(MessagesModel::Time, QStringLiteral("00:00:00.000"), 0);
    fit(MessagesModel::Direction, QString(), 6);
    fit(MessagesModel::Connection, MessagesModel::tr("to %L1").arg(8888), 5);
    fit(MessagesModel::User, QStringLiteral("guest-8888"), 0, true);
    fit(MessagesModel::Room, QStringLiteral("my-room-1"), 4, true);
    fit(MessagesModel::Seq, QStringLiteral("88888"), 2);
    fit(MessagesModel::Type, MessagesModel::tr("Binary"), 1);
    fit(MessagesModel::Size, QStringLiteral("888.8 KiB"), 3);
    fit(MessagesModel::Preview, QString(previewCharacters, u'x'), 0);
    return fits;
}

int MessageTable::identifyingColumn() const
{
    return MessagesModel::Preview;
}

bool MessageTable::stretchesLast(int) const
{
    return true;
}

} // namespace signalbox
