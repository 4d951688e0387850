#pragma once

#include "ui/connections/rowtable.h"

#include <functional>
#include <span>

namespace signalbox {

//! How a ListTable lays out a column of its model.
struct ListColumn
{
    const char *sample = ""; //!< a long but usual text of a cell, from which the width is derived
    bool isNumeric = false;  //!< aligned at the right by the model
    int mostCharacters = 0;  //!< how wide it becomes in a wide table; 0: it does not grow
    int dropOrder = 0;       //!< hidden where there is no room, the lowest number first; 0: never
    bool isHidden = false;   //!< by default
    bool hasMark = false;    //!< its delegate paints a mark before the text
};

//! A sorted table of what has happened: rows come and go, several can be selected. Where its user looks at older rows, these
//! stay in sight while others come.
class ListTable final : public RowTable
{
    Q_OBJECT
public:
    //! \a columns are static, one for each column of the model. \a identifying cannot be hidden.
    ListTable(std::span<const ListColumn> columns, int identifying, QWidget *parent);

    void setModel(QAbstractItemModel *model) override;
    //! Shown while there are no rows.
    void setPlaceholder(const QString &text);

    //! Returns the selected rows, ascending.
    std::vector<int> selectedRows() const;
    //! Selects these rows, ascending; \a current becomes the current one unless it is -1.
    void selectRows(const std::vector<int> &rows, int current);
    //! Remembers which rows are selected by \a keyOf, and in keepSelection() selects those again that \a rowOf finds (-1: it
    //! is not there). For a model that is reset in between.
    using KeyOf = std::function<quint64(int row)>;
    using RowOf = std::function<int(quint64 key)>;
    void keepSelection(const KeyOf &keyOf);
    void restoreSelection(const RowOf &rowOf);

    //! Copies the selected rows, one a line, their cells divided by tabs. Returns how many rows.
    int copySelection() const;
    //! Opens a menu of \a actions, and below a line \a copy, at \a at of the viewport if there is a row.
    void showMenu(QPoint at, const QList<QAction *> &actions, QAction *copy);

    //! Columns and sorting.
    QByteArray saveState() const;
    //! Returns false, and changes nothing, if \a state is not valid.
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    //! Emitted for Return and a double-click on \a row of the model of the view, which is the only selected one then.
    void rowActivated(int row);
    void selectedRowsChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    std::vector<ColumnFit> columnFits() const override;
    int identifyingColumn() const override { return m_identifying; }
    bool stretchesLast(int column) const override { return !m_columns[std::size_t(column)].isNumeric; }
    double growingPart() const override { return 0.7; }
    void fitRowHeight();

    std::span<const ListColumn> m_columns;
    int m_identifying;
    QString m_placeholder;
    QPersistentModelIndex m_topRow; //!< while rows move
    std::vector<quint64> m_keptKeys;
    quint64 m_keptCurrent = 0;
    int m_keptScroll = 0;
};

} // namespace signalbox
