#pragma once

#include "ui/messages/messagering.h"

#include <QAbstractTableModel>

namespace signalbox {

//! The message log as a table, oldest first. Rows are only added at the end and removed at the front. Each
//! batch causes at most one removal and one insertion.
class MessagesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, Direction, Connection, User, Room, Seq, Type, Size, Preview };
    static constexpr int ColumnCount = Preview + 1;

    explicit MessagesModel(MessageRing::Limits limits = {}, QObject *parent = nullptr);

    //! Appends a batch. Missing entries are shown as a row at the place of the gap in the numbers.
    void append(const LogBatch &batch);
    //! While \a on, the rows stay as they are and appended ones wait, within the same limits as the rows. What waits is
    //! appended afterwards.
    void setFrozen(bool on);
    //! Removes all rows, also those that wait.
    void clear();

    const MessageRow &messageAt(int row) const { return m_ring.at(row); }
    //! Returns how many rows were dropped for newer ones since the last clear(), also while they waited.
    quint64 droppedRows() const { return m_droppedRows; }
    qint64 payloadBytes() const { return m_ring.payloadBytes(); }
    //! Reports that the language of all texts has changed.
    void retranslate();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void appendRows(std::vector<MessageRow> rows);
    void addWaiting(std::vector<MessageRow> rows);
    QString text(const MessageRow &row, int column) const;
    QString verbatim(const MessageRow &row, int column) const;
    QString toolTip(const MessageRow &row, int column) const;

    MessageRing m_ring;
    MessageRing m_waiting; //!< empty unless frozen
    bool m_isFrozen = false;
    bool m_hasDroppedWaiting = false;
    quint64 m_droppedRows = 0;
    quint64 m_lastNumber = 0;
};

} // namespace signalbox
