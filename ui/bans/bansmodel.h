#pragma once

#include "core/model/ban.h"

#include <QAbstractTableModel>

#include <functional>
#include <vector>

namespace signalbox {

//! The bans as a table, in the order of their ids. Lives in the GUI thread.
class BansModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Kind, Value, By, Created, Expires, Hits, Reason };
    static constexpr int ColumnCount = Reason + 1;

    explicit BansModel(QObject *parent = nullptr, std::function<WallTime()> clock = wallNow);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    //! Shows \a bans instead of all before. Bans that stay keep their rows; many that do not are reported as a reset.
    void setBans(std::vector<Ban> bans);
    //! Brings the texts up to date that depend on the time.
    void tick();

    WallTime now() const { return m_clock(); }
    const std::vector<Ban> &bans() const { return m_bans; }
    const Ban &banAt(int row) const { return m_bans[std::size_t(row)]; }
    //! Returns -1 if there is no such ban.
    int rowOf(BanId id) const;
    //! Returns a number below, equal to or above 0: the order of \a column.
    static int compare(const Ban &left, const Ban &right, Column column);
    void retranslate();

private:
    void update(std::vector<Ban> &&bans);

    std::vector<Ban> m_bans; //!< ascending ids
    std::function<WallTime()> m_clock;
};

} // namespace signalbox
