#include "core/cluster/redisdirectory.h"

#include "core/cluster/brokerthread.h"
#include "core/cluster/directorybacklog.h"
#include "core/cluster/directoryservice.h"

#include <utility>

namespace signalbox {

RedisDirectory::RedisDirectory(IoLoop &loop, std::size_t thread, BrokerThread &broker,
                               DirectoryService &service)
    : m_loop(loop)
    , m_thread(thread)
    , m_broker(broker)
    , m_service(service)
    , m_events(loop)
{
}

RedisDirectory::~RedisDirectory()
{
    m_events.close();
    if (m_handler)
        *m_handler = nullptr; // events may be in the mailbox of the loop
    flush();                  // what has left with the connections of this thread
    m_broker.post([&service = m_service, thread = m_thread] { service.disconnect(thread); });
}

void RedisDirectory::setHandler(ClusterDirectoryHandler &handler)
{
    m_handler = std::make_shared<ClusterDirectoryHandler *>(&handler);
    const auto deliver = [post = m_events, target = m_handler,
                          backlog =
                              std::make_shared<DirectoryBacklog>()](std::vector<DirectoryEvent> &&events) {
        const qint64 bytes = backlog->add(events);
        post.post([events = std::move(events), target, backlog, bytes]() mutable {
            for (DirectoryEvent &event : events) {
                if (ClusterDirectoryHandler *receiver = *target)
                    std::visit(
                        [&](auto &&content) { receiver->handle(std::forward<decltype(content)>(content)); },
                        std::move(event));
            }
            backlog->remove(bytes);
        });
    };
    m_broker.post([&service = m_service, thread = m_thread, deliver] { service.connect(thread, deliver); });
}

void RedisDirectory::addMember(const QString &room, ConnectionId client, const QString &user)
{
    add(EntryAdded{DirectoryKind::Room, room, client, user});
}

void RedisDirectory::removeMember(const QString &room, ConnectionId client)
{
    add(EntryRemoved{DirectoryKind::Room, room, client});
}

void RedisDirectory::claimMember(MemberClaim &&claim)
{
    add(std::move(claim));
}

void RedisDirectory::findMembers(PresenceQuery &&query)
{
    add(std::move(query));
}

void RedisDirectory::addConnection(const QString &user, ConnectionId client)
{
    add(EntryAdded{DirectoryKind::User, user, client, user});
}

void RedisDirectory::removeConnection(const QString &user, ConnectionId client)
{
    add(EntryRemoved{DirectoryKind::User, user, client});
}

void RedisDirectory::sendElsewhere(UserMessage &&message)
{
    add(std::move(message));
}

void RedisDirectory::add(DirectoryRequest &&request)
{
    m_requests.push_back(std::move(request));
    m_loop.scheduleFlush(this);
}

void RedisDirectory::flush()
{
    if (m_requests.empty())
        return;
    auto requests = std::make_shared<std::vector<DirectoryRequest>>(std::exchange(m_requests, {}));
    m_broker.post([&service = m_service, thread = m_thread, requests] {
        service.handle(thread, std::move(*requests));
    });
}

} // namespace signalbox
