#pragma once

#include "ui/messages/messagecells.h"
#include "ui/messages/messageindex.h"
#include "ui/messages/messagestore.h"
#include "ui/messages/unfoldedrows.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <optional>
#include <set>
#include <span>

namespace signalbox {

//! The message log as a table, oldest first: all rows, or those that a filter accepts. A filter reads the log in slices
//! of SliceTime a turn of the event loop, newest rows first, so that the window stays usable while a million rows are
//! searched. Rows are removed at the front only, and added at the end; those that a filter finds later also at the front.
//!
//! A broadcast can be unfolded: its recipients follow it as rows of their own.
class MessagesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        MeaningRole = Qt::UserRole, //!< MessageCells::Meaning
        FoldRole,                   //!< a Fold
    };
    enum class Fold : quint8 { None, Folded, Unfolded, Child };

    static constexpr std::chrono::milliseconds SliceTime{4};
    static constexpr std::size_t MaxBookmarks = 10'000;
    static constexpr int MaxShownRecipients = 200; //!< of a broadcast; a row says how many more there are

    explicit MessagesModel(MessageStore::Limits limits = {}, QObject *parent = nullptr);

    //! Appends a batch. Missing entries are shown as a row at the place of the gap in the numbers.
    void append(const LogBatch &batch) { append(batch.entries, batch.leftOut); }
    void append(std::span<const LogEntry> entries, quint64 leftOut);
    //! Returns the number of the last entry.
    quint64 lastNumber() const { return m_lastNumber; }
    //! While \a on, no rows are added; new ones wait and are added afterwards. See MessageStore.
    void setFrozen(bool on);
    //! Removes all rows, also those that wait.
    void clear();
    //! Shows the rows that \a filter accepts, and of these only those with a bookmark if \a onlyBookmarked.
    void setFilter(const MessageFilter &filter, bool onlyBookmarked = false);
    bool isFiltered() const { return m_isFiltered; }
    //! Looks for shown rows that \a query accepts, without hiding others. An empty one looks for nothing.
    void setSearch(const Query &query);
    //! Has the preview of a long message begin where \a query finds something.
    void setPreviewQuery(const Query &query) { m_previewQuery = query; }

    const MessageStore &log() const { return m_log; }
    //! Returns how many rows the log has that are not frozen away.
    quint64 visibleRows() const { return m_shownEnd - m_first; }
    //! Returns how many rows were dropped for newer ones since the last clear(), also while they waited.
    quint64 droppedRows() const { return m_droppedRows; }

    //! How far filter and search have come.
    struct Progress
    {
        quint64 tested = 0;
        quint64 total = 0;
        bool isComplete = true;
        std::size_t truncated = 0; //!< messages of which only the searched part is kept
        std::size_t dropped = 0;   //!< messages whose payload is no longer kept
    };
    Progress progress() const;

    //! Returns the position in the log of \a row; for a recipient that of its broadcast.
    quint64 positionOf(int row) const;
    //! Returns the row that shows \a position; -1: none.
    int rowOf(quint64 position) const;
    //! Returns how many messages are shown: the rows without recipients.
    int messageCount() const { return topCount(); }
    //! Returns the positions of all of them.
    std::vector<quint64> shownPositions() const;
    //! Returns the message of \a row with a copy of its payload.
    MessageRow messageAt(int row) const { return m_log.rowAt(positionOf(row)); }
    //! Returns the recipient that \a row stands for; null: none.
    ConnectionId recipientAt(int row) const;

    //! Returns how many matches setSearch() has found, and how many of them are up to \a position.
    std::size_t matchCount() const { return m_matches.size(); }
    bool isMatch(quint64 position) const { return m_matches.contains(position); }
    std::size_t matchesUpTo(quint64 position) const { return m_matches.countBefore(position + 1); }
    //! Returns the position of the next match in this direction, or of the next shown row if there is no search.
    //! \a from: where to begin; nothing: before the first or behind the last.
    std::optional<quint64> nextMatch(std::optional<quint64> from, bool forward) const;
    std::optional<quint64> nextBookmark(std::optional<quint64> from, bool forward) const;

    bool isBookmarked(quint64 position) const { return m_bookmarks.contains(position); }
    std::size_t bookmarkCount() const { return m_bookmarks.size(); }
    //! Returns false if there are MaxBookmarks already.
    bool setBookmarked(quint64 position, bool on);

    Fold foldOf(int row) const;
    //! Does nothing where it is not possible.
    void setUnfolded(int row, bool on);

    //! Reports that the language of all texts has changed.
    void retranslate();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    //! Emitted when progress() or the number of matches has changed.
    void searchProgressed();

private:
    void showAppended();
    void removeBefore(quint64 first);
    void freeRemoved();
    void restartFilter();
    void restartSearch();
    void runSlice();
    void publish();
    int topCount() const;
    int topOf(quint64 position) const;
    quint64 positionOfTop(int top) const;
    UnfoldedRows::Place placeOf(int row) const;
    bool isShown(quint64 position) const;
    int foldableChildren(quint64 position) const;
    ConnectionId recipientOf(quint64 position, int child) const;
    QVariant childData(quint64 position, int child, int column, int role) const;
    QString intervalText(int top) const;

    MessageStore m_log;
    MessageFilter m_filter;
    MessageIndex m_index;   //!< of shown rows, if m_isFiltered
    MessageIndex m_matches; //!< of the search, if there is one
    bool m_isOnlyBookmarked = false;
    bool m_isFiltered = false;  //!< not all rows are shown
    bool m_isSearching = false; //!< there is a search
    Query m_search;
    Query m_previewQuery;
    std::set<quint64> m_bookmarks;
    UnfoldedRows m_unfolded;
    quint64 m_first = 0;    //!< rows before were removed
    quint64 m_shownEnd = 0; //!< rows from here on were not added yet
    quint64 m_droppedRows = 0;
    quint64 m_lastNumber = 0;
    TimePoint m_published; //!< when older rows were added for the last time
    QTimer m_nextSlice;
    QTimer m_freeing; //!< active while the memory of removed rows is given back
};

} // namespace signalbox
