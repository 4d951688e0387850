#pragma once

#include <QTableView>

#include <vector>

class QMenu;

namespace signalbox {

//! A table whose rows are selected as a whole, all of the same height. Home and End lead to the first and the last row. The
//! columns fit the width of the table until the user changes one: where there is little room some are hidden, where there
//! is much some become wider. A menu of the header shows and hides columns.
class RowTable : public QTableView
{
    Q_OBJECT
public:
    explicit RowTable(QWidget *parent = nullptr);

    //! Widths, order, hidden columns and the sort indicator; empty while the columns fit by themselves.
    QByteArray saveColumns() const;
    //! An empty \a state lets the columns fit by themselves. Returns false, and changes nothing, if it is not valid.
    bool restoreColumns(const QByteArray &state);
    //! Lets the columns fit by themselves, in their default order.
    void resetColumns();

    //! Returns a menu with a checkable action for each column, which shows or hides it. The caller owns the menu.
    QMenu *createColumnMenu(QWidget *parent);

protected:
    struct ColumnFit
    {
        int width = 0;         //!< pixels
        int most = 0;          //!< grows up to this width; at most width: it does not grow
        int dropOrder = 0;     //!< hidden where there is no room, the lowest number first; 0: never
        bool isHidden = false; //!< by default
    };

    //! To be called when the model is set.
    void fitColumns();
    //! Returns how each column of the model fits, in the order of the model. The last shown one takes the remaining width
    //! if stretchesLast().
    virtual std::vector<ColumnFit> columnFits() const = 0;
    //! Returns the column that cannot be hidden, because it identifies a row.
    virtual int identifyingColumn() const = 0;
    virtual bool stretchesLast(int column) const = 0;
    //! Returns the part of the spare width that growing columns may take, 0 to 1.
    virtual double growingPart() const = 0;

    void setHeader(QHeaderView *header);
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void handleColumnsChanged();
    void showColumn(int column, bool visible);
    void stretchLastColumn();

    bool m_isCustom = false; //!< the user has changed a column
    bool m_isFitting = false;
};

} // namespace signalbox
