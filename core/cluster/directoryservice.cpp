#include "core/cluster/directoryservice.h"

#include "core/cluster/directoryscripts.h"
#include "core/cluster/scriptcall.h"
#include "core/hub/shard.h"

#include <QLoggingCategory>

#include <charconv>

namespace signalbox {

Q_DECLARE_LOGGING_CATEGORY(lcCluster)

namespace {

//! Returns the user to whom \a message goes.
const QString &userOf(const UserMessage &message)
{
    if (const auto *direct = std::get_if<DirectPublish>(&message))
        return direct->to;
    return std::get<ServerUserPublish>(message).user;
}

QByteArray encoded(const UserMessage &message)
{
    if (const auto *direct = std::get_if<DirectPublish>(&message))
        return encodeNodeMessage({direct->to, direct->from, direct->requester.client, direct->content});
    const auto &server = std::get<ServerUserPublish>(message);
    return encodeNodeMessage({server.user, server.message.from, {}, server.message.content()});
}

//! Returns the entry `ID USER` of a connection; none: it is none.
std::optional<envelope::LocalClient> entryFrom(const QByteArray &bytes)
{
    quint64 id = 0;
    const char *last = bytes.data() + bytes.size();
    const auto [end, error] = std::from_chars(bytes.data(), last, id);
    if (error != std::errc() || end == last || *end != ' ' || id == 0)
        return {};
    return envelope::LocalClient{QString::fromUtf8(QByteArrayView(end + 1, last)), ConnectionId(id)};
}

} // namespace

DirectoryService::DirectoryService(RedisLink &link, ClusterNodes &nodes, Settings settings)
    : m_link(link)
    , m_keys(settings.prefix)
    , m_settings(std::move(settings))
    , m_rooms(link, m_keys, DirectoryKind::Room, m_settings.node.node)
    , m_users(link, m_keys, DirectoryKind::User, m_settings.node.node)
    , m_places(link, m_keys, DirectoryKind::Place, m_settings.node.node)
    , m_claims(link, m_keys, m_settings.node.node, m_settings.localChanged)
    , m_deliver(m_settings.threads)
    , m_registration(link, m_keys, nodes, m_settings.node,
                     {m_settings.info,
                      [this] {
                          m_rooms.restart();
                          m_users.restart();
                          m_places.restart();
                      },
                      [this] {
                          m_rooms.send();
                          m_users.send();
                          m_places.send();
                          m_claims.heartbeat();
                      }})
{
    link.addHandler(*this);
}

void DirectoryService::linkUp()
{
    for (std::size_t script = 0; script < DirectoryScriptCount; ++script)
        m_link.command({"SCRIPT", "LOAD", textOf(DirectoryScript(script))}, [](const RedisResult &) {});
    m_link.subscribe(m_keys.channel(m_settings.node.node));
    m_registration.start();
}

void DirectoryService::leave(const std::function<void()> &left)
{
    constexpr Milliseconds Pause{10};
    m_leaving.callOnTimeout([this, left] {
        if (!m_rooms.isDone() || !m_users.isDone() || !m_places.isDone())
            return;
        m_leaving.stop();
        m_registration.leave(left);
    });
    m_leaving.start(Pause);
}

void DirectoryService::linkDown()
{
    m_registration.stop();
    m_claims.linkDown();
}

void DirectoryService::received(const QByteArray &channel, const QByteArray &payload)
{
    if (channel != m_keys.channel(m_settings.node.node))
        return;
    std::optional<NodeMessage> message = parseNodeMessage(payload);
    if (!message) {
        qCWarning(lcCluster, "a message of %lld bytes from another node cannot be read",
                  static_cast<long long>(payload.size()));
        return;
    }
    std::visit([this](auto &&content) { receive(std::forward<decltype(content)>(content)); },
               std::move(*message));
}

void DirectoryService::handle(std::size_t thread, std::vector<DirectoryRequest> &&requests)
{
    for (DirectoryRequest &request : requests)
        std::visit([&](auto &&content) { perform(thread, std::forward<decltype(content)>(content)); },
                   std::move(request));
    m_rooms.send();
    m_users.send();
}

void DirectoryService::perform(std::size_t, EntryAdded &&request)
{
    syncOf(request.kind).add(request.name, request.client, request.user);
}

void DirectoryService::perform(std::size_t, EntryRemoved &&request)
{
    syncOf(request.kind).remove(request.name, request.client);
}

void DirectoryService::perform(std::size_t thread, MemberClaim &&claim)
{
    MemberClaimed claimed{claim.room, claim.client};
    m_claims.claim(m_rooms, claim, [this, thread, claimed](DirectoryClaims::Result result) mutable {
        claimed.result = result;
        std::vector<DirectoryEvent> events;
        events.emplace_back(std::move(claimed));
        deliver(thread, std::move(events));
    });
}

void DirectoryService::claimPlace(const QString &user, ConnectionId client, qint64 most, UserPolicy policy,
                                  const std::function<void(bool)> &done)
{
    m_claims.claim(m_places, user, client, most, policy, [done](DirectoryClaims::Result result) {
        if (done)
            done(result != DirectoryClaims::Result::Refused);
    });
}

void DirectoryService::addPlaces(const std::vector<UserPlaceDirectory::Taken> &places)
{
    const QString order = DirectoryClaims::orderNow();
    for (const auto &[user, client] : places)
        m_places.add(user, client, order);
    m_places.send();
}

// At once, whatever else is to be told: somebody may wait for it at another node.
void DirectoryService::removePlace(const QString &user, ConnectionId client)
{
    m_places.remove(user, client);
    m_places.send(user);
}

void DirectoryService::perform(std::size_t thread, PresenceQuery &&query)
{
    m_rooms.send(query.room); // the answer includes what was reported before
    const QByteArray key = m_keys.entries(DirectoryKind::Room, query.room);
    const std::size_t most = pageSizeOf(query.request);
    const QByteArray from =
        query.request.after ? '(' + QByteArray::number(query.request.after->value()) : QByteArray("-inf");
    auto found = std::make_shared<MembersFound>(MembersFound{std::move(query), {}});
    m_link.command({"ZRANGEBYSCORE", key, from, "+inf", "LIMIT", "0", QByteArray::number(quint64(most) + 1)},
                   [found, most](const RedisResult &result) {
                       const RedisReply *reply = replyOf(result);
                       if (!reply)
                           return;
                       PresencePage page;
                       for (const RedisReply &element : reply->elements) {
                           page.isMore = page.members.size() == most;
                           if (page.isMore)
                               break;
                           if (const auto entry = entryFrom(element.bytes))
                               page.members.push_back(*entry);
                       }
                       found->page = std::move(page);
                   });
    m_link.command({"ZCARD", key}, [this, thread, found](const RedisResult &result) {
        const RedisReply *reply = replyOf(result);
        if (reply && found->page)
            found->page->count = qsizetype(reply->integer);
        else
            found->page.reset();
        std::vector<DirectoryEvent> events;
        events.emplace_back(std::move(*found));
        deliver(thread, std::move(events));
    });
}

void DirectoryService::perform(std::size_t thread, UserMessage &&message)
{
    const QString &user = userOf(message);
    m_users.send(user);
    const QByteArray bytes = encoded(message);
    const QByteArray key = m_keys.entries(DirectoryKind::User, user);
    callScript(m_link, DirectoryScript::Send, {key},
               {QByteArray::number(m_settings.node.node), m_keys.channels(), bytes},
               [this, thread, message = std::move(message)](const RedisResult &result) {
                   const RedisReply *reply = replyOf(result);
                   std::vector<DirectoryEvent> events;
                   events.emplace_back(
                       SentElsewhere{message, reply ? std::optional(quint32(reply->integer)) : std::nullopt});
                   deliver(thread, std::move(events));
               });
}

void DirectoryService::receive(MembersChanged &&message)
{
    std::vector<DirectoryEvent> events;
    for (MembersChanged::Change &change : message.changes)
        events.emplace_back(
            MemberElsewhere{message.room, change.client, std::move(change.user), change.hasJoined});
    deliver(shardOf(message.room, m_deliver.size()), std::move(events));
}

void DirectoryService::receive(UserAddressed &&message)
{
    const std::size_t thread = shardOf(message.to, m_deliver.size());
    std::vector<DirectoryEvent> events;
    events.emplace_back(DirectFromElsewhere{std::move(message.to), std::move(message.from), message.client,
                                            std::move(message.content)});
    deliver(thread, std::move(events));
}

void DirectoryService::receive(UserReplaced &&message)
{
    std::vector<DirectoryEvent> events;
    events.emplace_back(ConnectionReplaced{message.client});
    deliver(shardOf(message.user, m_deliver.size()), std::move(events));
}

void DirectoryService::deliver(std::size_t thread, std::vector<DirectoryEvent> &&events)
{
    if (m_deliver[thread])
        m_deliver[thread](std::move(events));
}

} // namespace signalbox
