#pragma once

#include "core/model/query.h"
#include "ui/connections/rowtable.h"

#include <optional>

namespace signalbox {

class MessageDelegate;
class MessagesModel;

//! The table of the message log. All rows have the same height and no cell is measured, so the cost of a
//! batch does not depend on its number of rows. While following, the table scrolls to the newest row.
//! Scrolling up and selecting a row turn following off, scrolling to the end turns it on. A click on the badge of a
//! broadcast, and the keys Right and Left, unfold and fold its recipients.
class MessageTable final : public RowTable
{
    Q_OBJECT
public:
    explicit MessageTable(QWidget *parent = nullptr);

    //! May be called only once.
    void setMessages(MessagesModel *messages);
    //! Sets what is highlighted in messages.
    void setQuery(const Query &query);
    bool isFollowing() const { return m_following; }
    void setFollowing(bool on);
    //! Selects \a index again after the model was reset. Neither a new current row nor a reason to stop following.
    void restoreCurrent(const QModelIndex &index);
    //! Makes the message at \a position of the log the current one, in sight. It must be shown.
    void showPosition(quint64 position);
    //! Returns the position of the current row; nothing: there is none.
    std::optional<quint64> currentPosition() const;
    //! Returns the positions of at most \a most selected messages, in ascending order.
    std::vector<quint64> selectedPositions(std::size_t most) const;
    //! Returns how many rows are selected.
    int selectedCount() const;

Q_SIGNALS:
    void followingChanged(bool on);
    //! Emitted when \a row of the model has become the current one. When the
    //! model drops the current row there is none, where Qt would choose another one.
    void currentRowChanged(int row);
    //! Emitted when the user has clicked where the selected row has its bookmark.
    void bookmarkClicked();
    //! Emitted when the user wants to copy the selected rows, which are several.
    void copyRequested();
    //! Emitted when the user asks for the menu of the selected rows, by mouse or keyboard. \a at is a place on the screen.
    void menuRequested(const QPoint &at);

protected:
    //! Does nothing: Qt would read a million rows for each letter. The filter finds texts.
    void keyboardSearch(const QString &) override {}
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last) override;

private:
    void keepScrollPosition(int first, int addedRows);
    bool foldByKey(int key);
    void scrollToEndIfFollowing();
    void handleScroll(int value);
    void setRowHeight();
    std::vector<ColumnFit> columnFits() const override;
    int identifyingColumn() const override;
    bool stretchesLast(int column) const override;
    double growingPart() const override { return 0.3; }

    MessagesModel *m_messages = nullptr;
    MessageDelegate *m_delegate;
    bool m_following = true;
    bool m_isAdjusting = false; //!< this class scrolls or selects, not the user
};

} // namespace signalbox
