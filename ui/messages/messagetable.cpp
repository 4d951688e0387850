#include "ui/messages/messagetable.h"

#include "ui/messages/messagedelegate.h"
#include "ui/messages/messagesmodel.h"
#include "ui/theme/peertext.h"

#include <QContextMenuEvent>
#include <QEvent>
#include <QHeaderView>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>

namespace signalbox {

MessageTable::MessageTable(QWidget *parent)
    : RowTable(parent)
    , m_delegate(new MessageDelegate(this))
{
    setHeader(new QHeaderView(Qt::Horizontal, this));
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setSelectionMode(ExtendedSelection);
    setTextElideMode(Qt::ElideRight);
    setVerticalScrollMode(ScrollPerItem);
    setItemDelegate(m_delegate);
    setRowHeight();
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &MessageTable::handleScroll);
}

void MessageTable::setMessages(MessagesModel *messages)
{
    m_messages = messages;
    setModel(messages);
    connect(
        messages, &QAbstractItemModel::rowsInserted, this,
        [this](const QModelIndex &, int first, int last) { keepScrollPosition(first, last - first + 1); });
    connect(messages, &QAbstractItemModel::modelReset, this, &MessageTable::scrollToEndIfFollowing);
    connect(
        messages, &QAbstractItemModel::rowsRemoved, this,
        [this](const QModelIndex &, int first, int last) { keepScrollPosition(first, first - last - 1); });
    fitColumns();
}

void MessageTable::setQuery(const Query &query)
{
    m_delegate->setQuery(query);
    viewport()->update();
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

//! Rows were added (or removed, \a addedRows is negative then) at \a first: the same rows stay in sight.
void MessageTable::keepScrollPosition(int first, int addedRows)
{
    if (m_following) {
        scrollToEndIfFollowing();
        return;
    }
    QScrollBar *bar = verticalScrollBar(); // its value is the first row in sight
    if (addedRows == m_messages->rowCount() || first > bar->value() ||
        (addedRows < 0 && first == bar->value()))
        return;
    const QScopedValueRollback guard(m_isAdjusting, true);
    const int value = std::max(first, bar->value() + addedRows);
    updateGeometries(); // the range of the bar would follow later
    bar->setValue(value);
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

void MessageTable::showPosition(quint64 position)
{
    const QModelIndex index = m_messages->index(m_messages->rowOf(position), identifyingColumn());
    setCurrentIndex(index);
    scrollTo(index);
}

std::optional<quint64> MessageTable::currentPosition() const
{
    const QModelIndex current = currentIndex();
    return current.isValid() ? std::optional(m_messages->positionOf(current.row())) : std::nullopt;
}

std::vector<quint64> MessageTable::selectedPositions(std::size_t most) const
{
    QItemSelection ranges = selectionModel()->selection(); // not selectedRows(), which lists a million rows
    std::ranges::sort(ranges, {}, &QItemSelectionRange::top);
    std::vector<quint64> positions;
    for (const QItemSelectionRange &range : ranges) {
        for (int row = range.top(); row <= range.bottom() && positions.size() < most; ++row) {
            const quint64 position = m_messages->positionOf(row);
            if (positions.empty() ||
                positions.back() < position) // a broadcast and its recipients have the same
                positions.push_back(position);
        }
    }
    return positions;
}

int MessageTable::selectedCount() const
{
    int count = 0;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        count += range.height();
    return count;
}

void MessageTable::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (index.isValid())
        setFollowing(false); // also when the row is the current one already
    RowTable::mousePressEvent(event);
    if (!index.isValid() || event->button() != Qt::LeftButton || event->modifiers() != Qt::NoModifier)
        return;
    if (index.column() == MessageCells::Bookmark)
        Q_EMIT bookmarkClicked();
    if (index.column() != MessageCells::Kind)
        return;
    const MessagesModel::Fold fold = m_messages->foldOf(index.row());
    if (fold == MessagesModel::Fold::Folded || fold == MessagesModel::Fold::Unfolded)
        m_messages->setUnfolded(index.row(), fold == MessagesModel::Fold::Folded);
}

void MessageTable::contextMenuEvent(QContextMenuEvent *event)
{
    if (selectedCount() == 0)
        return;
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    if (!isByKey && !indexAt(event->pos()).isValid())
        return;
    const QPoint row = visualRect(currentIndex()).bottomLeft();
    Q_EMIT menuRequested(isByKey ? viewport()->mapToGlobal(row) : event->globalPos());
}

void MessageTable::rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last)
{
    // Qt would choose another one. Other selected rows stay selected.
    if (currentIndex().row() >= first && currentIndex().row() <= last)
        selectionModel()->clearCurrentIndex();
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
    if (event->matches(QKeySequence::Copy) && selectedCount() > 1) {
        Q_EMIT copyRequested();
        return;
    }
    const bool isPlain = !(event->modifiers() & ~Qt::KeypadModifier);
    if (isPlain && foldByKey(event->key()))
        return;
    if (!copyCell(*this, event))
        RowTable::keyPressEvent(event);
}

//! Returns whether \a key has folded or unfolded something.
bool MessageTable::foldByKey(int key)
{
    using Fold = MessagesModel::Fold;
    const QModelIndex current = currentIndex();
    if (!current.isValid())
        return false;
    const Fold fold = m_messages->foldOf(current.row());
    if (key == Qt::Key_Right && fold == Fold::Folded) {
        m_messages->setUnfolded(current.row(), true);
        return true;
    }
    if (key != Qt::Key_Left || (fold != Fold::Unfolded && fold != Fold::Child))
        return false;
    const quint64 position = m_messages->positionOf(current.row());
    showPosition(position);
    m_messages->setUnfolded(m_messages->rowOf(position), false);
    return true;
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
    std::vector<ColumnFit> fits(MessageCells::ColumnCount);
    const auto fit = [&](int column, const QString &sample, int dropOrder, bool grows = false) {
        const QString title = model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const int text =
            std::max(fontMetrics().horizontalAdvance(sample), fontMetrics().horizontalAdvance(title));
        fits[std::size_t(column)] = {
            .width = text + margin,
            .most = grows ? mostCharacters * fontMetrics().averageCharWidth() + margin : 0,
            .dropOrder = dropOrder};
    };
    fit(MessageCells::Bookmark, QString(), 5);
    fit(MessageCells::Time, QStringLiteral("00:00:00.000"), 6);
    fit(MessageCells::Interval, QStringLiteral("888 ms"), 2);
    fit(MessageCells::Kind, QStringLiteral("↑ error "), 0);
    fit(MessageCells::Who, QStringLiteral("guest-888 #88"), 0, true);
    fit(MessageCells::Room, QStringLiteral("my-room-1"), 4, true);
    fit(MessageCells::Seq, QStringLiteral("88888"), 1);
    fits[MessageCells::Seq].isHidden = true;
    fits[MessageCells::Kind].most =
        fontMetrics().horizontalAdvance(QStringLiteral("↑ presence")) + 2 * margin;
    fit(MessageCells::Size, QStringLiteral("888.8 kB"), 3);
    fit(MessageCells::Message, QString(previewCharacters, u'x'), 0);
    return fits;
}

int MessageTable::identifyingColumn() const
{
    return MessageCells::Message;
}

bool MessageTable::stretchesLast(int) const
{
    return true;
}

} // namespace signalbox
