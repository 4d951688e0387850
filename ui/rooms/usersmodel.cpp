#include "ui/rooms/usersmodel.h"

#include "ui/theme/format.h"

#include <QSet>

#include <algorithm>
#include <map>

namespace signalbox {

void UsersModel::apply(const ConnectionDelta &delta)
{
    struct Change
    {
        std::vector<RoomMember> added;
        QSet<ConnectionId> removed;
    };
    std::map<QString, Change> changes;
    for (const ConnectionRemoval &removal : delta.removed) {
        if (const auto found = m_infos.constFind(removal.id); found != m_infos.cend()) {
            changes[found->user].removed.insert(removal.id);
            m_infos.erase(found);
        }
    }
    for (const ConnectionSnapshot &snapshot : delta.added) {
        const ConnectionInfo &info = snapshot.info;
        changes[info.user].added.push_back({info.id, info.user});
        m_infos.insert(info.id, info);
    }

    std::vector<std::unique_ptr<Group>> arrived;
    std::vector<int> changed;
    std::vector<int> gone;
    for (auto &[user, change] : changes) {
        std::ranges::sort(change.added, {}, &RoomMember::client);
        Group *group = find(user);
        if (!group) {
            if (!change.added.empty()) {
                arrived.push_back(std::make_unique<Group>(user));
                arrived.back()->members = std::move(change.added);
            }
            continue;
        }
        std::vector<RoomMember> left = group->members;
        std::erase_if(left,
                      [&change](const RoomMember &member) { return change.removed.contains(member.client); });
        std::vector<RoomMember> members;
        std::ranges::merge(left, change.added, std::back_inserter(members), {}, &RoomMember::client,
                           &RoomMember::client);
        setMembers(*group, members);
        (members.empty() ? gone : changed).push_back(group->row);
    }
    std::ranges::sort(changed);
    tellChanged(changed);
    std::ranges::sort(gone);
    removeGroups(gone);
    addGroups(std::move(arrived));
}

void UsersModel::clear()
{
    m_infos.clear();
    removeAll();
}

std::vector<ConnectionInfo> UsersModel::infosOf(const QString &user) const
{
    std::vector<ConnectionInfo> infos;
    if (const Group *group = find(user)) {
        for (const RoomMember &member : group->members)
            infos.push_back(m_infos.value(member.client));
    }
    return infos;
}

const ConnectionInfo *UsersModel::find(ConnectionId client) const
{
    const auto found = m_infos.constFind(client);
    return found == m_infos.cend() ? nullptr : &*found;
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

QVariant UsersModel::groupValue(const Group &group, int) const
{
    return qulonglong(group.members.size());
}

} // namespace signalbox
