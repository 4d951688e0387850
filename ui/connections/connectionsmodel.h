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
//! Rows are in the order in which they were added. Small deltas are reported as ranges of neighbouring rows.
//! A delta with very many ranges is reported as a model reset instead, because the work of views and proxies
//! for each range is proportional to the table. Many removed rows are many ranges for a proxy, even if they
//! are neighbours here. To keep a selection over a reset, remember ids.
class ConnectionsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        SortRole = Qt::UserRole, //!< see ConnectionColumns::sortKey()
        IdRole,                  //!< quint64
        StateRole,               //!< int of ConnectionState
        LatencyBandRole,         //!< int of LatencyBand
        RoomsRole,               //!< QStringList; in dataChanged() only if rooms were joined or left
        EndReasonRole,           //!< QString; empty: it has not ended
    };

    //! A delta that removes rows in more ranges than this is reported as a reset.
    static constexpr std::size_t MaxRanges = 64;
    //! A delta that removes more rows than this is reported as a reset.
    static constexpr std::size_t MaxRemovedInPlace = 256;
    //! How long connections that have ended stay, if setKeepsEnded().
    static constexpr Milliseconds EndedFor{2000};
    //! So many stay at a time, and none of a delta that removes more.
    static constexpr std::size_t MaxEnded = 100;

    explicit ConnectionsModel(QObject *parent = nullptr, std::function<WallTime()> clock = wallNow);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void reset();
    void apply(const ConnectionDelta &delta);

    //! Keeps connections that have ended for a moment, so that one sees them go, and why. Off at first.
    void setKeepsEnded(bool on) { m_keepsEnded = on; }
    //! Returns the number of connections that have not ended.
    int openCount() const { return int(m_rows.size() - m_ended.size()); }
    //! Returns those that have ended and are still shown.
    const std::vector<ConnectionId> &ended() const { return m_ended; }
    //! Sets why a connection ended, before or after its end is known.
    void explainEnd(ConnectionId id, const QString &why);

    //! Shows \a ids as closing until they are removed.
    void markClosing(const std::vector<ConnectionId> &ids);

    //! Updates the durations once a second while \a on. Off at first; meant to be on only while the table is
    //! visible.
    void setTicking(bool on);
    //! Reports that the language of all texts has changed.
    void retranslate();

    //! Returns the time that durations are computed with.
    WallTime now() const { return m_now; }

    const ConnectionRow &rowAt(int number) const { return *m_rows[std::size_t(number)]; }
    //! Returns null if there is no such connection.
    const ConnectionRow *find(ConnectionId id) const;
    //! Returns -1 if there is no such connection.
    int rowOf(ConnectionId id) const;

Q_SIGNALS:
    //! Emitted when ended() has changed while the rows stay.
    void endedChanged();

private:
    std::vector<int> removedRows(const ConnectionDelta &delta) const;
    void applyAsReset(const ConnectionDelta &delta, const std::vector<int> &removed);
    void removeRanges(const std::vector<RowRange> &ranges);
    void append(const ConnectionDelta &delta);
    struct Changes
    {
        std::vector<int> rows;   //!< unsorted
        bool ofRooms = false;    //!< a connection has joined or left a room
        bool ofIdentity = false; //!< a client has authenticated, or renewed its token
    };
    Changes update(const ConnectionDelta &delta);
    static void setIdentity(ConnectionRow &row, const IdentityChange &identity, Changes &changes);
    void update(ConnectionRow &row, const Activity &activity, Changes &changes) const;
    void announceChanges(Changes &&changes);
    void add(const ConnectionSnapshot &snapshot);
    void renumber(int first);
    void tick();
    void markEnded(const ConnectionDelta &delta);
    void removeEnded();
    void forget(const ConnectionRow &row);

    std::vector<std::unique_ptr<ConnectionRow>> m_rows;
    QHash<ConnectionId, ConnectionRow *> m_byId;
    std::function<WallTime()> m_clock;
    WallTime m_now; //!< set once for each delta and tick, so that data() reads no clock
    QTimer m_ticker;
    bool m_keepsEnded = false;
    std::vector<ConnectionId> m_ended; //!< rows that are ConnectionRow::isEnded(), the first one first
    QTimer m_endedTimer;
};

} // namespace signalbox
