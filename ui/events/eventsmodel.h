#pragma once

#include "core/model/serverevent.h"

#include <QAbstractTableModel>
#include <QHash>

#include <functional>
#include <vector>

namespace signalbox {

//! An event as the table shows it; the texts are made once.
struct EventRow
{
    ServerEvent event;
    QString what;
    quint64 seenCount = 0; //!< of event.count, when the user last looked

    //! Returns whether the user should look: a warning or an error happened since.
    bool isNew() const { return event.level != EventLevel::Info && event.count > seenCount; }
};

//! The events of a server as a table, in the order in which they happened first. Lives in the GUI thread.
class EventsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, Level, What, Count, Address, Connection };
    static constexpr int ColumnCount = Connection + 1;
    enum Role {
        SortRole = Qt::UserRole, //!< qint64 or QString
        LevelRole,               //!< int of EventLevel
    };

    explicit EventsModel(QObject *parent = nullptr, std::function<WallTime()> clock = wallNow);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    //! Shows the events of \a batch instead of all before. What the user has seen of them stays seen.
    void replace(const ServerEventBatch &batch);
    void apply(const ServerEventBatch &batch);

    //! The user has looked at all rows.
    void setAllSeen();
    //! Returns how many rows are EventRow::isNew().
    int newCount() const { return m_newCount; }

    const EventRow &rowAt(int row) const { return m_rows[std::size_t(row)]; }
    //! Returns -1 if there is no such event.
    int rowOf(ServerEventId id) const { return m_rowOf.value(id, -1); }
    //! Makes all texts again, in another language.
    void retranslate();

Q_SIGNALS:
    void newCountChanged(int count);

private:
    static EventRow makeRow(const ServerEvent &event);
    void remove(const std::vector<ServerEventId> &ids);
    void renumber(std::size_t first);
    void countNew();
    QString address(const ServerEvent &event) const;

    std::vector<EventRow> m_rows;
    QHash<ServerEventId, int> m_rowOf;
    std::function<WallTime()> m_clock;
    int m_newCount = 0;
};

} // namespace signalbox
