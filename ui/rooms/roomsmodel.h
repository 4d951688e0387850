#pragma once

#include "ui/rooms/grouptree.h"

#include <optional>

namespace signalbox {

struct RoomGroup;

//! The rooms and, for expanded ones, their members.
class RoomsModel final : public GroupTree
{
    Q_OBJECT
public:
    enum Column { Name, Members, Rate, Published, History };
    static constexpr int ColumnCount = History + 1;

    using GroupTree::GroupTree;

    //! Replaces the list of rooms. Emits membersRequested() for each expanded one.
    void apply(const RoomReport &report);
    void setMembersOf(const RoomMembers &members);
    //! Removes the members of the room at \a index, which was collapsed.
    void close(const QModelIndex &index);

    //! Returns the number of members of \a room; 0 if there is no such room.
    quint64 membersOf(const QString &room) const;
    //! Returns how many members of \a room are not listed; 0 unless the room is expanded.
    quint64 unlistedMembers(const QString &room) const;

    bool isAccepted(int row, const Query &query) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool isNumeric(int column) const override { return column != Name; }
    int width(int column) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    //! A view calls fetchMore() when a room is expanded for the first time; emits membersRequested().
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    //! Emitted when setMembersOf() should be called for \a room.
    void membersRequested(const QString &room);

private:
    RoomGroup *roomAt(const QModelIndex &index) const;
    QString title(int column) const override;
    QString groupText(const Group &group, int column) const override;
    QString memberText(const RoomMember &member, int column) const override;
    std::weak_ordering compareGroups(const Group &left, const Group &right, int column) const override;

    std::optional<TimePoint> m_at; //!< time of the last report
};

} // namespace signalbox
