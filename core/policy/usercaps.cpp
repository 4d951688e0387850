#include "core/policy/usercaps.h"

namespace signalbox {

UserPlace::~UserPlace()
{
    if (m_caps)
        m_caps->release(*this);
}

bool UserPlace::claim(ConnectionId connection, UserPlaceDirectory::Done done)
{
    if (!m_caps || !m_caps->claim(m_user, connection, std::move(done)))
        return false;
    m_claimedFor = connection;
    return true;
}

std::vector<ConnectionId> UserPlace::open(ConnectionId connection)
{
    return m_caps ? m_caps->open(*this, connection) : std::vector<ConnectionId>();
}

void UserCaps::setDirectory(UserPlaceDirectory *directory)
{
    const std::lock_guard lock(m_mutex);
    m_directory = directory;
}

void UserCaps::setSettings(const UserCapSettings &settings)
{
    const std::lock_guard lock(m_mutex);
    m_settings = settings;
    if (m_directory && m_settings.maxConnections > 0)
        shareAll();
}

std::optional<UserPlace> UserCaps::reserve(const QString &user)
{
    const std::lock_guard lock(m_mutex);
    const bool refuses = m_settings.policy == UserPolicy::Refuse && m_settings.maxConnections > 0;
    const auto found = m_users.find(user);
    if (refuses && found != m_users.end() &&
        found->second.reserved + qint64(found->second.open.size()) >= m_settings.maxConnections)
        return std::nullopt;
    Places &places = found == m_users.end() ? m_users[user] : found->second;
    ++places.reserved;
    return UserPlace(*this, user);
}

bool UserCaps::claim(const QString &user, ConnectionId connection, UserPlaceDirectory::Done &&done)
{
    const std::lock_guard lock(m_mutex);
    if (!m_directory || m_settings.policy != UserPolicy::Refuse || m_settings.maxConnections <= 0)
        return false;
    m_directory->claim(user, connection, m_settings.maxConnections, std::move(done));
    return true;
}

std::vector<ConnectionId> UserCaps::open(UserPlace &place, ConnectionId connection)
{
    const std::lock_guard lock(m_mutex);
    Places &places = m_users.at(place.m_user);
    --places.reserved;
    place.m_number = ++m_lastNumber;
    const bool isShared = share(place.m_user, connection, !place.m_claimedFor.isNull());
    places.open.emplace(place.m_number, Open{connection, isShared});
    std::vector<ConnectionId> replaced;
    if (m_settings.policy != UserPolicy::Replace || m_settings.maxConnections <= 0)
        return replaced;
    while (qint64(places.open.size()) > m_settings.maxConnections) {
        const Open &oldest = places.open.begin()->second;
        if (m_directory && oldest.isShared)
            m_directory->remove(place.m_user, oldest.connection);
        replaced.push_back(oldest.connection);
        places.open.erase(places.open.begin());
    }
    return replaced;
}

//! Tells the directory of a new connection, if need be. Returns whether it knows of it.
bool UserCaps::share(const QString &user, ConnectionId connection, bool isClaimed)
{
    if (!m_directory || m_settings.maxConnections <= 0)
        return isClaimed;
    if (m_settings.policy == UserPolicy::Replace)
        m_directory->replace(user, connection, m_settings.maxConnections);
    else if (!isClaimed) // there was no such limit when it was let in
        m_directory->add({{user, connection}});
    return true;
}

//! Tells the directory of the connections that have come while there was no limit.
void UserCaps::shareAll()
{
    std::vector<UserPlaceDirectory::Taken> taken;
    for (auto &[user, places] : m_users) {
        for (auto &[number, open] : places.open) {
            if (!std::exchange(open.isShared, true))
                taken.emplace_back(user, open.connection);
        }
    }
    if (!taken.empty())
        m_directory->add(std::move(taken));
}

void UserCaps::release(const UserPlace &place)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_users.find(place.m_user);
    if (found == m_users.end())
        return; // it was replaced by a connection that has ended since
    Places &places = found->second;
    if (place.m_number == 0) {
        --places.reserved;
        if (m_directory && !place.m_claimedFor.isNull())
            m_directory->remove(place.m_user, place.m_claimedFor);
    } else if (const auto open = places.open.find(place.m_number); open != places.open.end()) {
        if (m_directory && open->second.isShared)
            m_directory->remove(place.m_user, open->second.connection);
        places.open.erase(open);
    }
    if (places.reserved == 0 && places.open.empty())
        m_users.erase(found);
}

std::size_t UserCaps::users() const
{
    const std::lock_guard lock(m_mutex);
    return m_users.size();
}

} // namespace signalbox
