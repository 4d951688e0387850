#pragma once

#include "core/model/closedlog.h"

#include <QAbstractTableModel>

#include <deque>
#include <functional>

namespace signalbox {

//! A connection that has ended, as the table shows it; texts and keys are made once.
struct ClosedRow
{
    ClosedConnection connection;
    quint64 number = 0; //!< ascending, never used twice
    QString peerText;
    QString listenerText;
    QByteArray peerKey; //!< addressKey()
    QString verdict;
};

//! The connections that have ended, in the order in which they were reported. Bounded: the oldest are dropped, a tenth of
//! the rows at a time, because views and proxies sort everything again then. Lives in the GUI thread.
class ClosedModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { ClosedAt, Id, User, Address, Room, OpenFor, Code, CauseColumn, In, Out, Why };
    static constexpr int ColumnCount = Why + 1;
    static constexpr std::size_t DefaultMaxRows = 10'000;
    //! \a maxRows stay at least.
    explicit ClosedModel(QObject *parent = nullptr, std::size_t maxRows = DefaultMaxRows,
                         std::function<WallTime()> clock = wallNow);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void clear();
    void append(const ClosedBatch &batch);
    //! Returns how many ends were only counted, because too many came at once.
    quint64 leftOut() const { return m_leftOut; }

    WallTime now() const { return m_clock(); }
    const ClosedRow &rowAt(int row) const { return m_rows[std::size_t(row)]; }
    //! Returns -1 if it was dropped.
    int rowOf(quint64 number) const;
    //! Returns a number below, equal to or above 0: the order of \a column.
    static int compare(const ClosedRow &left, const ClosedRow &right, Column column);
    //! Makes all texts again, in another language.
    void retranslate();

private:
    ClosedRow makeRow(const ClosedConnection &connection);

    std::deque<ClosedRow> m_rows;
    std::size_t m_maxRows;
    std::function<WallTime()> m_clock;
    quint64 m_lastNumber = 0;
    quint64 m_leftOut = 0;
};

} // namespace signalbox
