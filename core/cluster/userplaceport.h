#pragma once

#include "core/policy/userplacedirectory.h"

#include <QtGlobal>

namespace signalbox {

class BrokerThread;
class DirectoryService;

//! The places of users in Redis: passes what is reported and asked to the DirectoryService. Any thread.
class UserPlacePort final : public UserPlaceDirectory
{
public:
    //! Both outlive it.
    UserPlacePort(BrokerThread &broker, DirectoryService &service)
        : m_broker(broker)
        , m_service(service)
    {
    }
    Q_DISABLE_COPY_MOVE(UserPlacePort)

    void claim(const QString &user, ConnectionId connection, qint64 most, Done done) override;
    void replace(const QString &user, ConnectionId connection, qint64 most) override;
    void add(std::vector<Taken> &&places) override;
    void remove(const QString &user, ConnectionId connection) override;

private:
    BrokerThread &m_broker;
    DirectoryService &m_service;
};

} // namespace signalbox
