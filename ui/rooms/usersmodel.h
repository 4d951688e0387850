#pragma once

#include "core/model/connectiondelta.h"
#include "ui/rooms/grouptree.h"

#include <unordered_map>

namespace signalbox {

struct UserGroup;

//! One connection of a user.
struct UserConnection
{
    ConnectionInfo info;
    QByteArray addressKey; //!< see addressKey()
    JoinedRooms rooms;
};

//! The users that are connected, each with all connections.
class UsersModel final : public GroupTree
{
    Q_OBJECT
public:
    enum Column { User, Connections, Room, Address };
    static constexpr int ColumnCount = Address + 1;

    using GroupTree::GroupTree;

    void apply(const ConnectionDelta &delta);
    //! Removes all users.
    void clear();

    //! Returns the number of connections of \a user.
    qsizetype countOf(const QString &user) const;
    //! Null if there is no such connection.
    const ConnectionInfo *find(ConnectionId client) const;
    using GroupTree::find;

    bool isAccepted(int row, const Query &query) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool isNumeric(int column) const override { return column == Connections; }
    int width(int column) const override;

private:
    QString title(int column) const override;
    QString groupText(const Group &group, int column) const override;
    QString memberText(const RoomMember &member, int column) const override;
    QString toolTip(const Group &group, const RoomMember *member, int column) const override;
    std::weak_ordering compareGroups(const Group &left, const Group &right, int column) const override;

    void setConnections(UserGroup &user, const std::vector<RoomMember> &connections);
    void applyRooms(const ConnectionDelta &delta);

    std::unordered_map<ConnectionId, UserConnection> m_connections; //!< a map whose values never move
};

} // namespace signalbox
