#include "ui/rooms/usersmodel.h"

#include "ui/connections/connectionrow.h"
#include "ui/connections/nameorder.h"
#include "ui/theme/format.h"

#include <algorithm>

namespace signalbox {

struct UsersModel::UserGroup final : Group
{
    using Group::Group;

    const Peer *only = nullptr; //!< of a user with one connection
};

void UsersModel::apply(const ConnectionDelta &delta)
{
    struct Change
    {
        std::vector<RoomMember> added;
        std::vector<ConnectionId> removed;
    };
    QHash<QString, Change> changes;
    for (const ConnectionRemoval &removal : delta.removed) {
        if (const ConnectionInfo *info = find(removal.id))
            changes[info->user].removed.push_back(removal.id);
    }
    for (const ConnectionSnapshot &snapshot : delta.added) {
        const ConnectionInfo &info = snapshot.info;
        if (m_peers.try_emplace(info.id, info, addressKey(info.peer)).second)
            changes[info.user].added.push_back({info.id, info.user});
    }

    std::vector<std::unique_ptr<Group>> arrived;
    std::vector<int> changed;
    std::vector<int> gone;
    for (auto it = changes.begin(); it != changes.end(); ++it) {
        Change &change = it.value();
        std::ranges::sort(change.added, {}, &RoomMember::client);
        std::ranges::sort(change.removed);
        change.removed.erase(std::ranges::unique(change.removed).begin(), change.removed.end());
        auto *user = static_cast<UserGroup *>(find(it.key()));
        if (!user) {
            auto arrival = std::make_unique<UserGroup>(it.key());
            arrival->members = std::move(change.added);
            arrival->only = arrival->members.size() == 1 ? &m_peers.at(arrival->members[0].client) : nullptr;
            arrived.push_back(std::move(arrival));
            continue;
        }
        if (change.added.empty() && change.removed.size() == user->members.size()) {
            gone.push_back(user->row); // with all below: nobody needs to hear of each
            continue;
        }
        std::vector<RoomMember> left = user->members;
        std::erase_if(left, [&change](const RoomMember &member) {
            return std::ranges::binary_search(change.removed, member.client);
        });
        std::vector<RoomMember> connections;
        std::ranges::merge(left, change.added, std::back_inserter(connections), {}, &RoomMember::client,
                           &RoomMember::client);
        setConnections(*user, connections);
        changed.push_back(user->row);
    }
    std::ranges::sort(changed);
    tellChanged(changed);
    std::ranges::sort(gone);
    removeGroups(gone);
    // As they came: memory that was taken in turn is read faster in turn, and sorting reads all of it.
    std::ranges::sort(arrived, {},
                      [](const std::unique_ptr<Group> &user) { return user->members[0].client; });
    addGroups(std::move(arrived));
    for (const ConnectionRemoval &removal : delta.removed)
        m_peers.erase(removal.id);
}

void UsersModel::setConnections(UserGroup &user, const std::vector<RoomMember> &connections)
{
    setMembers(user, connections);
    user.only = connections.size() == 1 ? &m_peers.at(connections[0].client) : nullptr;
}

void UsersModel::clear()
{
    removeAll();
    m_peers.clear();
}

std::vector<ConnectionInfo> UsersModel::infosOf(const QString &user) const
{
    std::vector<ConnectionInfo> infos;
    if (const Group *group = find(user)) {
        for (const RoomMember &member : group->members)
            infos.push_back(m_peers.at(member.client).info);
    }
    return infos;
}

const ConnectionInfo *UsersModel::find(ConnectionId client) const
{
    const auto found = m_peers.find(client);
    return found == m_peers.end() ? nullptr : &found->second.info;
}

int UsersModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString UsersModel::title(int column) const
{
    switch (column) {
    case User:
        return tr("User");
    case Connections:
        return tr("Connections");
    case Room:
        return tr("Room");
    default:
        return tr("Address");
    }
}

QString UsersModel::groupText(const Group &group, int column) const
{
    switch (column) {
    case User:
        return group.name;
    case Connections:
        return Format::count(group.members.size());
    default:
        return group.members.size() == 1 ? infoText(group.members[0].client, column) : QString();
    }
}

QString UsersModel::memberText(const RoomMember &member, int column) const
{
    switch (column) {
    case User:
        return u'#' + member.client.toString();
    case Connections:
        return {};
    default:
        return infoText(member.client, column);
    }
}

QString UsersModel::infoText(ConnectionId client, int column) const
{
    const ConnectionInfo *info = find(client);
    if (!info)
        return {};
    return column == Room ? info->room : info->peer.toString();
}

std::weak_ordering UsersModel::compareGroups(const Group &left, const Group &right, int column) const
{
    const auto &a = static_cast<const UserGroup &>(left);
    const auto &b = static_cast<const UserGroup &>(right);
    if (column == Connections)
        return a.members.size() <=> b.members.size();
    if (!a.only || !b.only) // who has several shows nothing there, and comes first
        return bool(a.only) <=> bool(b.only);
    return column == Room ? compareNames(a.only->info.room, b.only->info.room) <=> 0
                          : a.only->addressKey.compare(b.only->addressKey) <=> 0;
}

} // namespace signalbox
