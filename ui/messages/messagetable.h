#pragma once

#include <QTableView>

namespace signalbox {

//! The table of the message log. Every row has the same height and nothing is measured by content, so that a
//! batch of thousands of rows costs no more than a batch of ten. Following means: the newest row stays in
//! sight. Scrolling up ends it, scrolling to the end begins it again.
class MessageTable final : public QTableView
{
    Q_OBJECT
public:
    explicit MessageTable(QWidget *parent = nullptr);

    //! Once.
    void setModel(QAbstractItemModel *model) override;
    bool isFollowing() const { return m_following; }
    void setFollowing(bool on);
    //! Widths for the font and the language of now.
    void setDefaultWidths();

Q_SIGNALS:
    void followingChanged(bool on);
    //! \a row of the model is the current one now.
    void currentRowChanged(int row);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void changeEvent(QEvent *event) override;

private:
    void keepPlace(int removedRows);
    void followEnd();
    void noticeScroll(int value);
    void setRowHeight();

    bool m_following = true;
    bool m_scrolling = false; //!< we scroll, not the user
};

} // namespace signalbox
