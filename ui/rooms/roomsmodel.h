#pragma once

#include "ui/rooms/grouptree.h"

#include <optional>

namespace signalbox {

struct RoomGroup;

//! The rooms and, of those that somebody has opened, the members.
class RoomsModel final : public GroupTree
{
    Q_OBJECT
public:
    enum Column { Name, Members, Rate, Said, Kept };
    static constexpr int ColumnCount = Kept + 1;

    using GroupTree::GroupTree;

    //! All rooms there are now. Asks for the members of the open ones.
    void apply(const RoomReport &report);
    void setMembersOf(const RoomMembers &members);
    //! Forgets the members of the room that \a index is.
    void close(const QModelIndex &index);

    //! Members of \a room that are not listed, of an open one.
    quint64 unlistedMembers(const QString &room) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    bool isNumeric(int column) const override { return column != Name; }
    bool hasChildren(const QModelIndex &parent = {}) const override;
    //! A room is opened so: membersWanted() follows.
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void membersWanted(const QString &room);

private:
    RoomGroup *roomAt(const QModelIndex &index) const;
    QString title(int column) const override;
    QString groupText(const Group &group, int column) const override;
    QString memberText(const RoomMember &member, int column) const override;
    std::weak_ordering compareGroups(const Group &left, const Group &right, int column) const override;

    std::optional<TimePoint> m_at; //!< of the last report
};

} // namespace signalbox
