#pragma once

#include "ui/connections/longaction.h"

#include <QAbstractTableModel>

#include <vector>

namespace signalbox {

//! How an action ended for each connection, as a table. Shows all or the ones with one kind of outcome; sorts by any column.
class ActionResultsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Id, User, End, ColumnCount };

    //! Which results are shown.
    enum class Shown : quint8 { All, Failures, Succeeded, NoAnswer, Rejected, Gone, Unknown, NotSent };
    static constexpr int ShownCount = int(Shown::NotSent) + 1;

    ActionResultsModel(CommandBody command, std::vector<LongAction::Result> results,
                       QObject *parent = nullptr);

    void setShown(Shown shown);
    //! Returns how many results \a shown has.
    int count(Shown shown) const;
    //! Returns the rows that are shown as text: a line each, tabs between the columns, the texts as they are.
    QString asText() const;
    void retranslate();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    void collect();

    CommandBody m_command;
    std::vector<LongAction::Result> m_results;
    std::vector<std::size_t> m_rows; //!< indexes in m_results
    Shown m_shown = Shown::All;
    int m_column = Id;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace signalbox
