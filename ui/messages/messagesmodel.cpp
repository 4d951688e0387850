#include "ui/messages/messagesmodel.h"

#include "ui/messages/recipientrows.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>
#include <iterator>
#include <utility>

namespace signalbox {

namespace {

//! Adding rows at the front costs time in proportion to all shown rows.
constexpr std::chrono::milliseconds PublishInterval{100};
constexpr quint64 SearchedAtOnce = 100;        // new rows
constexpr quint64 RowsFreedAtOnce = 16 * 1024; // a millisecond

//! Returns the element of \a sorted next to \a from.
std::optional<quint64> nextIn(const std::set<quint64> &sorted, std::optional<quint64> from, bool forward)
{
    if (forward) {
        const auto at = from ? sorted.upper_bound(*from) : sorted.begin();
        return at == sorted.end() ? std::nullopt : std::optional(*at);
    }
    const auto at = from ? sorted.lower_bound(*from) : sorted.end();
    return at == sorted.begin() ? std::nullopt : std::optional(*std::prev(at));
}

} // namespace

MessagesModel::MessagesModel(MessageStore::Limits limits, QObject *parent)
    : QAbstractTableModel(parent)
    , m_log(limits)
{
    m_nextSlice.setSingleShot(true);
    m_nextSlice.setInterval(0); // other events come first
    connect(&m_nextSlice, &QTimer::timeout, this, &MessagesModel::runSlice);
    m_freeing.setInterval(0);
    connect(&m_freeing, &QTimer::timeout, this, &MessagesModel::freeRemoved);
}

void MessagesModel::append(std::span<const LogEntry> entries, quint64 leftOut)
{
    const bool gapComesFirst = !entries.empty() && entries.front().number > m_lastNumber + 1;
    if (leftOut > 0 && gapComesFirst)
        m_log.appendGap(leftOut, entries.front().time, entries.front().at);
    for (const LogEntry &entry : entries)
        m_log.append(entry);
    if (leftOut > 0 && !gapComesFirst) {
        const bool isEmpty = entries.empty();
        m_log.appendGap(leftOut, isEmpty ? wallNow() : entries.back().time,
                        isEmpty ? Clock::now() : entries.back().at);
    }
    if (!entries.empty())
        m_lastNumber = entries.back().number;

    const MessageStore::Excess excess = m_log.excess();
    m_droppedRows += excess.first + excess.later;
    if (excess.first > 0)
        removeBefore(m_log.first() + excess.first);
    m_log.applyLimits(excess);
    if (m_log.isHeld())
        return;
    showAppended();
    if (m_log.hasDeliveries() && !m_isFiltered)
        restartFilter(); // hides them
}

void MessagesModel::setFrozen(bool on)
{
    if (on) {
        m_log.hold();
        return;
    }
    if (!m_log.isHeld())
        return;
    const quint64 size = m_log.size();
    removeBefore(m_log.firstAfterRelease());
    m_log.release();
    m_droppedRows += size - m_log.size();
    const MessageStore::Excess excess = m_log.excess();
    m_droppedRows += excess.first;
    removeBefore(m_log.first() + excess.first);
    m_log.applyLimits(excess);
    showAppended();
    if (m_log.hasRemoved())
        m_freeing.start();
}

void MessagesModel::freeRemoved()
{
    m_log.freeRemoved(RowsFreedAtOnce);
    if (!m_log.hasRemoved())
        m_freeing.stop();
}

void MessagesModel::showAppended()
{
    const quint64 end = m_log.end();
    const quint64 added = end - m_shownEnd;
    if (added == 0)
        return;
    if (m_isFiltered) {
        m_shownEnd = end;
    } else {
        const int first = rowCount();
        beginInsertRows({}, first, first + int(end - m_shownEnd) - 1);
        m_shownEnd = end;
        endInsertRows();
    }
    if (!m_isFiltered && !m_isSearching)
        return;
    if (added <= SearchedAtOnce)
        runSlice();
    else
        m_nextSlice.start(); // this turn has had its time
}

void MessagesModel::removeBefore(quint64 first)
{
    if (first <= m_first)
        return;
    const quint64 shownFirst = std::min(first, m_shownEnd);
    const int tops = m_isFiltered ? int(m_index.countBefore(first)) : int(shownFirst - m_first);
    const int rows = m_unfolded.rowOf(tops, [this](quint64 position) { return topOf(position); });
    if (rows > 0)
        beginRemoveRows({}, 0, rows - 1);
    m_first = first;
    m_shownEnd = std::max(m_shownEnd, first);
    m_index.dropBefore(first);
    m_matches.dropBefore(first);
    m_unfolded.dropBefore(first);
    m_bookmarks.erase(m_bookmarks.begin(), m_bookmarks.lower_bound(first));
    if (rows > 0)
        endRemoveRows();
}

void MessagesModel::clear()
{
    beginResetModel();
    m_log.clear();
    m_first = m_shownEnd = m_log.end();
    m_index.restart(m_filter, m_shownEnd);
    m_matches.dropBefore(m_shownEnd);
    m_unfolded.clear();
    m_bookmarks.clear();
    m_droppedRows = 0;
    endResetModel();
    if (m_log.hasRemoved())
        m_freeing.start();
    Q_EMIT searchProgressed();
}

void MessagesModel::setFilter(const MessageFilter &filter, bool onlyBookmarked)
{
    if (filter == m_filter && onlyBookmarked == m_isOnlyBookmarked)
        return;
    m_filter = filter;
    m_isOnlyBookmarked = onlyBookmarked;
    restartFilter();
}

void MessagesModel::restartFilter()
{
    beginResetModel();
    m_unfolded.clear();
    m_isFiltered = m_filter.isActive() || m_isOnlyBookmarked || m_log.hasDeliveries();
    if (m_isOnlyBookmarked)
        m_index.restartWith(m_filter, m_bookmarks);
    else
        m_index.restart(m_filter, m_shownEnd);
    if (m_isFiltered) {
        m_index.search(m_log, m_shownEnd, SliceTime);
        m_index.publishNewer();
        m_index.publishOlder();
        m_published = Clock::now();
    }
    endResetModel();
    restartSearch();
    if (m_isFiltered && !m_index.isComplete(m_log, m_shownEnd))
        m_nextSlice.start();
}

void MessagesModel::setSearch(const Query &query)
{
    if (query == m_search)
        return;
    m_search = query;
    m_isSearching = !query.isEmpty();
    restartSearch();
}

void MessagesModel::restartSearch()
{
    MessageFilter filter = m_filter; // only shown rows are matches
    filter.setQuery(m_search);
    if (m_isSearching && m_isOnlyBookmarked)
        m_matches.restartWith(filter, m_bookmarks);
    else
        m_matches.restart(filter, m_shownEnd);
    if (m_isSearching)
        runSlice();
    else
        Q_EMIT searchProgressed();
}

void MessagesModel::runSlice()
{
    const Nanoseconds time = m_isFiltered && m_isSearching ? SliceTime / 2 : SliceTime;
    bool isComplete = true;
    if (m_isFiltered)
        isComplete = m_index.search(m_log, m_shownEnd, time);
    if (m_isSearching) {
        isComplete = m_matches.search(m_log, m_shownEnd, time) && isComplete;
        m_matches.publishNewer();
        m_matches.publishOlder();
    }
    publish();
    if (isComplete)
        m_nextSlice.stop();
    else
        m_nextSlice.start();
    Q_EMIT searchProgressed();
}

void MessagesModel::publish()
{
    if (!m_isFiltered)
        return;
    if (m_index.newerCount() > 0) {
        const int first = rowCount();
        beginInsertRows({}, first, first + int(m_index.newerCount()) - 1);
        m_index.publishNewer();
        endInsertRows();
    }
    const bool isDue = m_index.isComplete(m_log, m_shownEnd) || Clock::now() - m_published >= PublishInterval;
    if (m_index.olderCount() == 0 || (!isDue && rowCount() > 0))
        return;
    beginInsertRows({}, 0, int(m_index.olderCount()) - 1);
    m_index.publishOlder();
    endInsertRows();
    m_published = Clock::now();
}

MessagesModel::Progress MessagesModel::progress() const
{
    Progress progress{.total = visibleRows()};
    progress.tested = progress.total;
    const auto add = [&](const MessageIndex &index) {
        if (!index.isComplete(m_log, m_shownEnd)) {
            progress.tested = std::min(progress.tested, index.tested(progress.total));
            progress.isComplete = false;
        }
        progress.truncated += index.truncatedCount();
        progress.dropped += index.droppedCount();
    };
    if (m_isFiltered)
        add(m_index);
    if (m_isSearching)
        add(m_matches);
    return progress;
}

int MessagesModel::topCount() const
{
    return m_isFiltered ? int(m_index.size()) : int(m_shownEnd - m_first);
}

int MessagesModel::topOf(quint64 position) const
{
    return m_isFiltered ? int(m_index.countBefore(position)) : int(position - m_first);
}

quint64 MessagesModel::positionOfTop(int top) const
{
    return m_isFiltered ? m_index.at(std::size_t(top)) : m_first + quint64(top);
}

UnfoldedRows::Place MessagesModel::placeOf(int row) const
{
    if (m_unfolded.isEmpty())
        return {row, -1};
    return m_unfolded.placeOf(row, [this](quint64 position) { return topOf(position); });
}

bool MessagesModel::isShown(quint64 position) const
{
    return m_isFiltered ? m_index.contains(position) : position >= m_first && position < m_shownEnd;
}

quint64 MessagesModel::positionOf(int row) const
{
    return positionOfTop(placeOf(row).top);
}

int MessagesModel::rowOf(quint64 position) const
{
    if (!isShown(position))
        return -1;
    return m_unfolded.rowOf(topOf(position), [this](quint64 other) { return topOf(other); });
}

std::vector<quint64> MessagesModel::shownPositions() const
{
    std::vector<quint64> positions;
    positions.reserve(std::size_t(topCount()));
    for (int top = 0; top < topCount(); ++top)
        positions.push_back(positionOfTop(top));
    return positions;
}

std::optional<quint64> MessagesModel::nextMatch(std::optional<quint64> from, bool forward) const
{
    const quint64 behind = from ? *from + (forward ? 1 : 0) : (forward ? 0 : m_shownEnd);
    if (m_isSearching) {
        const std::size_t index = m_matches.countBefore(behind);
        if (forward)
            return index < m_matches.size() ? std::optional(m_matches.at(index)) : std::nullopt;
        return index > 0 ? std::optional(m_matches.at(index - 1)) : std::nullopt;
    }
    const int top = topOf(std::clamp(behind, m_first, m_shownEnd)) - (forward ? 0 : 1);
    return top >= 0 && top < topCount() ? std::optional(positionOfTop(top)) : std::nullopt;
}

std::optional<quint64> MessagesModel::nextBookmark(std::optional<quint64> from, bool forward) const
{
    std::optional<quint64> at = nextIn(m_bookmarks, from, forward);
    while (at && !isShown(*at))
        at = nextIn(m_bookmarks, at, forward);
    return at;
}

bool MessagesModel::setBookmarked(quint64 position, bool on)
{
    if (on == isBookmarked(position))
        return true;
    if (on && m_bookmarks.size() >= MaxBookmarks)
        return false;
    if (on)
        m_bookmarks.insert(position);
    else
        m_bookmarks.erase(position);
    const int row = rowOf(position);
    if (row >= 0)
        Q_EMIT dataChanged(index(row, MessageCells::Bookmark), index(row, MessageCells::Bookmark));
    return true;
}

int MessagesModel::foldableChildren(quint64 position) const
{
    return recipientRows(m_log.viewAt(position).entry, MaxShownRecipients);
}

ConnectionId MessagesModel::recipientOf(quint64 position, int child) const
{
    return recipientInRow(m_log.viewAt(position).entry, child, MaxShownRecipients);
}

ConnectionId MessagesModel::recipientAt(int row) const
{
    const UnfoldedRows::Place place = placeOf(row);
    return place.child < 0 ? ConnectionId() : recipientOf(positionOfTop(place.top), place.child);
}

QVariant MessagesModel::childData(quint64 position, int child, int column, int role) const
{
    if (role == Qt::ForegroundRole)
        return QGuiApplication::palette().brush(QPalette::PlaceholderText);
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    if (column == MessageCells::Kind)
        return QStringLiteral("↳");
    if (column != MessageCells::Who)
        return {};
    const ConnectionId recipient = recipientOf(position, child);
    if (!recipient.isNull())
        return tr("to %1", "a recipient").arg(u'#' + recipient.toString());
    const int others = m_unfolded.childCountOf(position) - 1;
    return tr("and %Ln more", "recipients", std::max(0, int(m_log.storedAt(position).recipients) - others));
}

MessagesModel::Fold MessagesModel::foldOf(int row) const
{
    const UnfoldedRows::Place place = placeOf(row);
    if (place.child >= 0)
        return Fold::Child;
    const quint64 position = positionOfTop(place.top);
    if (m_unfolded.childCountOf(position) > 0)
        return Fold::Unfolded;
    return foldableChildren(position) > 0 ? Fold::Folded : Fold::None;
}

void MessagesModel::setUnfolded(int row, bool on)
{
    const UnfoldedRows::Place place = placeOf(row);
    const quint64 position = positionOfTop(place.top);
    const int head = rowOf(position);
    const int children = m_unfolded.childCountOf(position);
    if (on && children == 0 && foldableChildren(position) > 0 && !m_unfolded.isFull()) {
        const int added = foldableChildren(position);
        beginInsertRows({}, head + 1, head + added);
        m_unfolded.unfold(position, added);
        endInsertRows();
    } else if (!on && children > 0) {
        beginRemoveRows({}, head + 1, head + children);
        m_unfolded.fold(position);
        endRemoveRows();
    } else {
        return;
    }
    Q_EMIT dataChanged(index(head, 0), index(head, MessageCells::ColumnCount - 1));
}

void MessagesModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, MessageCells::ColumnCount - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, MessageCells::ColumnCount - 1),
                           {Qt::DisplayRole});
}

int MessagesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : topCount() + m_unfolded.childCount();
}

int MessagesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : MessageCells::ColumnCount;
}

QString MessagesModel::intervalText(int top) const
{
    if (top == 0)
        return {};
    const StoredMessage &before = m_log.storedAt(positionOfTop(top - 1));
    const StoredMessage &message = m_log.storedAt(positionOfTop(top));
    return MessageCells::interval(message.at - before.at);
}

QVariant MessagesModel::data(const QModelIndex &index, int role) const
{
    // An invalid index is not an error: views of Qt use the current index when something is copied, even if
    // there is none.
    if (!index.isValid() || !checkIndex(index, CheckIndexOption::ParentIsInvalid))
        return {};
    const int column = index.column();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (MessageCells::isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == FoldRole)
        return QVariant::fromValue(int(foldOf(index.row())));
    const UnfoldedRows::Place place = placeOf(index.row());
    const quint64 position = positionOfTop(place.top);
    if (place.child >= 0)
        return childData(position, place.child, column, role);
    const bool isShownText = role == Qt::DisplayRole || role == Qt::EditRole;
    if (isShownText && column == MessageCells::Bookmark)
        return isBookmarked(position) ? QStringLiteral("★") : QString();
    if (isShownText && column == MessageCells::Interval)
        return intervalText(place.top);
    const MessageRow row = m_log.viewAt(position);
    switch (role) {
    case Qt::DisplayRole:
        if (column == MessageCells::Message)
            return MessageCells::preview(row, m_previewQuery);
        if (column == MessageCells::Kind && m_unfolded.childCountOf(position) > 0)
            return MessageCells::text(row, column).replace(u'▸', u'▾');
        return MessageCells::text(row, column);
    case Qt::EditRole:
        return MessageCells::verbatim(row, column);
    case Qt::ToolTipRole:
        return MessageCells::toolTip(row, column);
    case MeaningRole:
        return int(MessageCells::badge(row).meaning);
    case Qt::ForegroundRole:
        return row.isGap() || (column == MessageCells::Message && !row.isPayloadKept)
                   ? QVariant(QGuiApplication::palette().brush(QPalette::PlaceholderText))
                   : QVariant();
    default:
        return {};
    }
}

QVariant MessagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (MessageCells::isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section == MessageCells::Bookmark)
        return tr("Bookmarks");
    return role == Qt::DisplayRole ? QVariant(MessageCells::title(section)) : QVariant();
}

} // namespace signalbox
