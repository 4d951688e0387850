#include "core/policy/usercaps.h"

namespace signalbox {

UserPlace::~UserPlace()
{
    if (m_caps)
        m_caps->release(m_user, m_number);
}

std::vector<ConnectionId> UserPlace::open(ConnectionId connection)
{
    return m_caps ? m_caps->open(m_user, m_number, connection) : std::vector<ConnectionId>();
}

void UserCaps::setSettings(const UserCapSettings &settings)
{
    const std::lock_guard lock(m_mutex);
    m_settings = settings;
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

std::vector<ConnectionId> UserCaps::open(const QString &user, quint64 &number, ConnectionId connection)
{
    const std::lock_guard lock(m_mutex);
    Places &places = m_users.at(user);
    --places.reserved;
    number = ++m_lastNumber;
    places.open.emplace(number, connection);
    std::vector<ConnectionId> replaced;
    if (m_settings.policy != UserPolicy::Replace || m_settings.maxConnections <= 0)
        return replaced;
    while (qint64(places.open.size()) > m_settings.maxConnections) {
        replaced.push_back(places.open.begin()->second);
        places.open.erase(places.open.begin());
    }
    return replaced;
}

void UserCaps::release(const QString &user, quint64 number)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_users.find(user);
    if (found == m_users.end())
        return; // it was replaced by a connection that has ended since
    Places &places = found->second;
    if (number == 0)
        --places.reserved;
    else
        places.open.erase(number);
    if (places.reserved == 0 && places.open.empty())
        m_users.erase(found);
}

std::size_t UserCaps::users() const
{
    const std::lock_guard lock(m_mutex);
    return m_users.size();
}

} // namespace signalbox
