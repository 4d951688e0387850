#pragma once

#include "ui/connections/rowtable.h"

namespace signalbox {

//! The table of the message log. All rows have the same height and no cell is measured, so the cost of a
//! batch does not depend on its number of rows. While following, the table scrolls to the newest row.
//! Scrolling up and selecting a row turn following off, scrolling to the end turns it on.
class MessageTable final : public RowTable
{
    Q_OBJECT
public:
    explicit MessageTable(QWidget *parent = nullptr);

    //! May be called only once.
    void setModel(QAbstractItemModel *model) override;
    bool isFollowing() const { return m_following; }
    void setFollowing(bool on);
    //! Selects \a index again after the model was reset. Neither a new current row nor a reason to stop following.
    void restoreCurrent(const QModelIndex &index);

Q_SIGNALS:
    void followingChanged(bool on);
    //! Emitted when \a row of the model has become the current one. When the
    //! model drops the current row there is none, where Qt would choose another one.
    void currentRowChanged(int row);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last) override;

private:
    void keepScrollPosition(int removedRows);
    void scrollToEndIfFollowing();
    void handleScroll(int value);
    void setRowHeight();
    std::vector<ColumnFit> columnFits() const override;
    int identifyingColumn() const override;
    bool stretchesLast(int column) const override;
    double growingPart() const override { return 0.3; }

    bool m_following = true;
    bool m_isAdjusting = false; //!< this class scrolls or selects, not the user
};

} // namespace signalbox
