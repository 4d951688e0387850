#pragma once

#include "core/model/connectiondelta.h"
#include "ui/connections/connectioncolumns.h"
#include "ui/connections/connectionrow.h"
#include "ui/connections/rowranges.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

//! The connections as a table, fed by deltas; lives in the GUI thread.
//!
//! Rows are dense and stand in the order they came. Small deltas are announced row by row (neighbours in one
//! signal); a delta that would tear the table in very many places is announced as a model reset instead,
//! since views and proxies do work proportional to the table for each place. Many rows going are many places,
//! even if they are neighbours here: a proxy has them elsewhere. Who wants to keep a selection over a reset
//! keeps ids.
class ConnectionsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        SortRole = Qt::UserRole, //!< see ConnectionColumns::sortKey()
        IdRole,                  //!< quint64
        StateRole,               //!< int of ConnectionState
        LatencyBandRole,         //!< int of LatencyBand
    };

    //! More separate places than this in one delta, and it becomes a reset.
    static constexpr std::size_t MaxPlaces = 64;
    //! More rows than this going in one delta, and it becomes a reset as well.
    static constexpr std::size_t MaxRemovedInPlace = 256;

    explicit ConnectionsModel(QObject *parent = nullptr, std::function<WallTime()> clock = wallNow);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void reset();
    void apply(const ConnectionDelta &delta);

    //! Shows \a ids as closing until they are removed.
    void markClosing(const std::vector<ConnectionId> &ids);

    //! Once a second lets Connected and Idle grow. Off at first; meant for while somebody looks.
    void setTicking(bool on);
    //! The language changed: every text is another one.
    void retranslate();

    //! The time by which Connected and Idle are shown.
    WallTime now() const { return m_now; }

    const ConnectionRow &rowAt(int number) const { return *m_rows[std::size_t(number)]; }
    //! Null when there is none.
    const ConnectionRow *find(ConnectionId id) const;
    int rowOf(ConnectionId id) const;

private:
    std::vector<int> removedRows(const ConnectionDelta &delta) const;
    void applyAsReset(const ConnectionDelta &delta, const std::vector<int> &removed);
    void removeRanges(const std::vector<RowRange> &ranges);
    void append(const ConnectionDelta &delta);
    std::vector<int> update(const ConnectionDelta &delta);
    void announceChanges(std::vector<int> rows);
    void add(const ConnectionSnapshot &snapshot);
    void renumber(int first);
    void tick();

    std::vector<std::unique_ptr<ConnectionRow>> m_rows;
    QHash<ConnectionId, ConnectionRow *> m_byId;
    std::function<WallTime()> m_clock;
    WallTime m_now; //!< read once a batch or tick, so that data() only formats
    QTimer m_ticker;
};

} // namespace signalbox
