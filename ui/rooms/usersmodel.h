#pragma once

#include "core/model/connectiondelta.h"
#include "ui/rooms/grouptree.h"

#include <unordered_map>

namespace signalbox {

//! Who is connected, each user with all connections.
class UsersModel final : public GroupTree
{
    Q_OBJECT
public:
    enum Column { User, Connections, Room, Address };
    static constexpr int ColumnCount = Address + 1;

    using GroupTree::GroupTree;

    void apply(const ConnectionDelta &delta);
    void clear();

    //! Of the connections of \a user.
    std::vector<ConnectionInfo> infosOf(const QString &user) const;
    //! Null: it has ended.
    const ConnectionInfo *find(ConnectionId client) const;
    using GroupTree::find;

    int columnCount(const QModelIndex &parent = {}) const override;
    bool isNumeric(int column) const override { return column == Connections; }

private:
    struct Peer
    {
        ConnectionInfo info;
        QByteArray addressKey;
    };
    struct UserGroup;

    QString title(int column) const override;
    QString groupText(const Group &group, int column) const override;
    QString memberText(const RoomMember &member, int column) const override;
    std::weak_ordering compareGroups(const Group &left, const Group &right, int column) const override;
    QString infoText(ConnectionId client, int column) const;

    void setConnections(UserGroup &user, const std::vector<RoomMember> &connections);

    std::unordered_map<ConnectionId, Peer> m_peers; //!< they do not move
};

} // namespace signalbox
