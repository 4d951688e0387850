#include "ui/rooms/usersmodel.h"

#include "core/model/queryrows.h"
#include "ui/connections/connectionrow.h"
#include "ui/connections/nameorder.h"
#include "ui/connections/roomstext.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <algorithm>
#include <array>

namespace signalbox {

struct UserGroup final : Group
{
    using Group::Group;

    const UserConnection *only = nullptr; //!< the connection of a user with just one
};

namespace {

struct Column
{
    const char *title; //!< not translated yet
    int width;         //!< see GroupTree::width()
    QString (*userText)(const UserGroup &);
    QString (*connectionText)(const UserConnection &);
    std::weak_ordering (*compare)(const UserGroup &, const UserGroup &); //!< null: by name
};

QString roomsOf(const UserConnection &connection)
{
    return roomsText(connection.info, connection.rooms);
}

QString addressOf(const UserConnection &connection)
{
    return connection.info.peerText();
}

//! Users with several connections have no value in the columns of a connection, and come first.
template <auto compare>
std::weak_ordering compareOnly(const UserGroup &a, const UserGroup &b)
{
    if (!a.only || !b.only)
        return bool(a.only) <=> bool(b.only);
    return compare(*a.only, *b.only) <=> 0;
}

// In the order of UsersModel::Column.
constexpr std::array<Column, UsersModel::ColumnCount> Columns{{
    {.title = QT_TRANSLATE_NOOP("signalbox::UsersModel", "User"),
     .width = 40,
     .userText = [](const UserGroup &user) { return cellText(user.name); },
     .connectionText = [](const UserConnection &connection) { return u'#' + connection.info.id.toString(); },
     .compare = nullptr},
    {.title = QT_TRANSLATE_NOOP("signalbox::UsersModel", "Connections"),
     .width = 16,
     .userText = [](const UserGroup &user) { return Format::count(user.members.size()); },
     .connectionText = [](const UserConnection &) { return QString(); },
     .compare = [](const UserGroup &a, const UserGroup &b) -> std::weak_ordering {
         return a.members.size() <=> b.members.size();
     }},
    {.title = QT_TRANSLATE_NOOP("signalbox::UsersModel", "Rooms"),
     .width = 28,
     .userText = [](const UserGroup &user) { return user.only ? roomsOf(*user.only) : QString(); },
     .connectionText = roomsOf,
     .compare = compareOnly<[](const UserConnection &a, const UserConnection &b) {
         return compareNames(firstRoom(a.info, a.rooms), firstRoom(b.info, b.rooms));
     }>},
    {.title = QT_TRANSLATE_NOOP("signalbox::UsersModel", "Address"),
     .width = 24,
     .userText = [](const UserGroup &user) { return user.only ? addressOf(*user.only) : QString(); },
     .connectionText = addressOf,
     .compare = compareOnly<[](const UserConnection &a, const UserConnection &b) {
         return a.addressKey.compare(b.addressKey);
     }>},
}};

} // namespace

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
    for (const IdentityChange &identity : delta.identities) {
        const auto found = m_connections.find(identity.id);
        if (found == m_connections.end())
            continue;
        ConnectionInfo &info = found->second.info;
        if (info.user != identity.user) {
            changes[info.user].removed.push_back(info.id);
            changes[identity.user].added.push_back({info.id, identity.user});
        }
        identity.applyTo(info);
    }
    for (const ConnectionSnapshot &snapshot : delta.added) {
        const ConnectionInfo &info = snapshot.info;
        if (m_connections.try_emplace(info.id, info, addressKey(info.peer), snapshot.activity.rooms).second)
            changes[info.user].added.push_back({info.id, info.user});
    }
    changes.remove(QString()); // clients that have not authenticated yet are no users

    std::vector<std::unique_ptr<Group>> arrived;
    std::vector<int> changed;
    std::vector<int> removedUsers;
    for (auto it = changes.begin(); it != changes.end(); ++it) {
        Change &change = it.value();
        std::ranges::sort(change.added, {}, &RoomMember::client);
        std::ranges::sort(change.removed);
        change.removed.erase(std::unique(change.removed.begin(), change.removed.end()), change.removed.end());
        auto *user = static_cast<UserGroup *>(find(it.key()));
        if (!user) {
            auto arrival = std::make_unique<UserGroup>(it.key());
            arrival->members = std::move(change.added);
            arrival->only =
                arrival->members.size() == 1 ? &m_connections.at(arrival->members[0].client) : nullptr;
            arrived.push_back(std::move(arrival));
            continue;
        }
        if (change.added.empty() && change.removed.size() == user->members.size()) {
            removedUsers.push_back(
                user->row); // its connections are removed with it, without a signal for each
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
    reportChanged(changed);
    std::ranges::sort(removedUsers);
    removeGroups(removedUsers);
    // In the order of connecting: memory is then read in the order of its allocation, which makes sorting
    // faster.
    std::ranges::sort(arrived, {},
                      [](const std::unique_ptr<Group> &user) { return user->members[0].client; });
    addGroups(std::move(arrived));
    for (const ConnectionRemoval &removal : delta.removed)
        m_connections.erase(removal.id);
    applyRooms(delta);
}

void UsersModel::applyRooms(const ConnectionDelta &delta)
{
    std::vector<int> changed;
    for (const ConnectionChange &change : delta.changed) {
        const auto found = m_connections.find(change.id);
        if (found == m_connections.end() || found->second.rooms == change.activity.rooms)
            continue;
        found->second.rooms = change.activity.rooms;
        if (const Group *user = find(found->second.info.user))
            changed.push_back(user->row);
    }
    std::ranges::sort(changed);
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    reportChanged(changed);
    for (const int row : changed)
        reportMembersChanged(row);
}

void UsersModel::setConnections(UserGroup &user, const std::vector<RoomMember> &connections)
{
    setMembers(user, connections);
    user.only = connections.size() == 1 ? &m_connections.at(connections[0].client) : nullptr;
}

void UsersModel::clear()
{
    removeAll();
    m_connections.clear();
}

qsizetype UsersModel::countOf(const QString &user) const
{
    const Group *group = find(user);
    return group ? qsizetype(group->members.size()) : 0;
}

const ConnectionInfo *UsersModel::find(ConnectionId client) const
{
    const auto found = m_connections.find(client);
    return found == m_connections.end() ? nullptr : &found->second.info;
}

bool UsersModel::isAccepted(int row, const Query &query) const
{
    const Group &user = groupAt(row);
    std::vector<QStringView> rooms;
    rooms.reserve(user.members.size());
    for (const RoomMember &member : user.members) {
        const auto found = m_connections.find(member.client);
        if (found == m_connections.end())
            continue;
        if (found->second.rooms.isNull())
            rooms.emplace_back(found->second.info.room);
        for (const JoinedRoom &room : found->second.rooms.list())
            rooms.emplace_back(room.name);
    }
    return query.accepts(UserQueryRow(user.name, rooms, qint64(user.members.size())));
}

int UsersModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

int UsersModel::width(int column) const
{
    return Columns[std::size_t(column)].width;
}

QString UsersModel::title(int column) const
{
    return tr(Columns[std::size_t(column)].title);
}

QString UsersModel::groupText(const Group &group, int column) const
{
    return Columns[std::size_t(column)].userText(static_cast<const UserGroup &>(group));
}

QString UsersModel::memberText(const RoomMember &member, int column) const
{
    const auto found = m_connections.find(member.client);
    return found == m_connections.end() ? QString()
                                        : Columns[std::size_t(column)].connectionText(found->second);
}

QString UsersModel::toolTip(const Group &group, const RoomMember *member, int column) const
{
    if (column != Room)
        return {};
    const auto &user = static_cast<const UserGroup &>(group);
    const auto found = member ? m_connections.find(member->client) : m_connections.end();
    const UserConnection *connection = found != m_connections.end() ? &found->second : user.only;
    return connection ? plainToolTip(roomsDetails(connection->info, connection->rooms)) : QString();
}

std::weak_ordering UsersModel::compareGroups(const Group &left, const Group &right, int column) const
{
    return Columns[std::size_t(column)].compare(static_cast<const UserGroup &>(left),
                                                static_cast<const UserGroup &>(right));
}

} // namespace signalbox
