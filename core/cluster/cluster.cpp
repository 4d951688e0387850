#include "core/cluster/cluster.h"

#include "core/cluster/clusteraccess.h"
#include "core/cluster/directoryservice.h"
#include "core/cluster/nodecalls.h"
#include "core/cluster/nodenumber.h"
#include "core/cluster/redisbroker.h"
#include "core/cluster/redisclient.h"
#include "core/cluster/redisdirectory.h"
#include "core/cluster/redisfiles.h"
#include "core/cluster/roomservice.h"
#include "core/cluster/userplaceport.h"

#include <QRandomGenerator>

#include <future>
#include <semaphore>

namespace signalbox {

//! What lives on the broker's thread. The last member is destroyed first.
struct Cluster::OnThread
{
    OnThread(const RedisSettings &redis, BrokerStatus &status)
        : link(redis, status)
    {
    }
    ~OnThread() { link.stop(); }
    Q_DISABLE_COPY_MOVE(OnThread)

    RedisClient link;
    std::unique_ptr<NodeNumberRequest> number;
    std::unique_ptr<DirectoryService> directory;
    std::unique_ptr<RoomService> rooms;
    std::unique_ptr<NodeCalls> calls;
};

namespace {

//! Returns the number that Redis gives, or another one if Redis cannot be reached now.
NodeNumber waitFor(std::future<NodeNumber> &given, const BrokerStatus &status)
{
    constexpr Milliseconds Step{20};
    const TimePoint end = Clock::now() + Cluster::PatienceAtStart;
    while (Clock::now() < end && status.get().reason.isEmpty()) {
        if (given.wait_for(Step) == std::future_status::ready)
            return given.get();
    }
    return NodeNumberRequest::random();
}

} // namespace

Cluster::Cluster(Milliseconds publishWait, const ClusterNodes &nodes)
    : m_publishWait(publishWait)
    , m_nodes(nodes)
{
}

Result<std::unique_ptr<Cluster>> Cluster::start(const ClusterSettings &settings, const Context &context)
{
    const Result<RedisAddress> address = RedisAddress::parse(settings.redis);
    if (!address)
        return address.error();
    if (const Result<void> files = checkRedisFiles(settings); !files)
        return files.error();
    RedisSettings redis;
    redis.address = *address;
    redis.caFile = settings.caFile;
    redis.passwordFile = settings.passwordFile;
    redis.name = "signalbox-" + settings.node.toUtf8();
    Result<std::unique_ptr<BrokerThread>> thread = BrokerThread::create();
    if (!thread)
        return thread.error();
    std::unique_ptr<Cluster> made(new Cluster(settings.publishWait, context.nodes));
    made->m_thread = *std::move(thread);
    made->m_access =
        std::make_unique<ClusterAccess>(*made->m_thread, *context.owner.access, context.owner.post);

    const DirectoryKeys keys(settings.prefix.toUtf8());
    context.status.set({});
    const auto number = std::make_shared<std::promise<NodeNumber>>();
    std::future<NodeNumber> given = number->get_future();
    made->m_thread->run([&] {
        made->m_on = std::make_unique<OnThread>(redis, context.status);
        made->m_on->number =
            std::make_unique<NodeNumberRequest>(made->m_on->link, keys, settings.nodeTimeout,
                                                [number](NodeNumber node) { number->set_value(node); });
        made->m_on->link.start();
    });
    made->m_node = waitFor(given, context.status);

    DirectoryService::Settings directory;
    directory.prefix = settings.prefix.toUtf8();
    directory.node = {made->m_node, QByteArray::number(QRandomGenerator::system()->generate64(), 16),
                      settings.heartbeat, settings.nodeTimeout};
    directory.threads = context.threads;
    directory.info = context.info;
    directory.localChanged = [&status = context.status](bool isLocal) { status.setCapsLocal(isLocal); };
    made->m_thread->run([&] {
        made->m_on->directory =
            std::make_unique<DirectoryService>(made->m_on->link, context.nodes, directory);
        made->m_on->rooms = std::make_unique<RoomService>(
            made->m_on->link, RoomService::Settings{directory.prefix, settings.publishWait}, made->m_budget,
            context.publishTimes.histogram);
        made->m_on->calls = std::make_unique<NodeCalls>(made->m_on->link, directory.prefix, made->m_node);
        made->m_access->create(made->m_on->link, {directory.prefix, made->m_node});
    });
    made->m_userPlaces = std::make_unique<UserPlacePort>(*made->m_thread, *made->m_on->directory);
    return made;
}

Cluster::~Cluster()
{
    const auto hasLeft = std::make_shared<std::binary_semaphore>(0);
    m_thread->post([this, hasLeft] { m_on->directory->leave([hasLeft] { hasLeft->release(); }); });
    (void)hasLeft->try_acquire_for(PatienceAtEnd);
    m_thread->run([this] {
        m_on.reset();
        m_access->destroy();
    });
}

ClusterDirectoryFactory Cluster::directory()
{
    return [this](IoLoop &loop, std::size_t thread) -> std::unique_ptr<ClusterDirectory> {
        return std::make_unique<RedisDirectory>(loop, thread, *m_thread, *m_on->directory);
    };
}

AccessPort &Cluster::access()
{
    return *m_access;
}

std::unique_ptr<NodeCallPort> Cluster::calls(IoLoop &loop)
{
    return std::make_unique<NodeCallPort>(loop, *m_thread, *m_on->calls, m_nodes, m_node);
}

BrokerFactory Cluster::broker()
{
    return [this](IoLoop &loop, const HubRules &rules) -> std::unique_ptr<Broker> {
        RedisBroker::Context context;
        context.post = [this](std::vector<StreamRequest> &&requests) {
            // A task must be copyable.
            const auto shared = std::make_shared<std::vector<StreamRequest>>(std::move(requests));
            m_thread->post([this, shared] { m_on->rooms->rooms().handle(std::move(*shared)); });
        };
        context.resume = [this](const StreamInbox *inbox) {
            m_thread->post([this, inbox] { m_on->rooms->rooms().resume(inbox); });
        };
        context.budget = &m_budget;
        context.publishWait = m_publishWait;
        return std::make_unique<RedisBroker>(loop, rules, std::move(context));
    };
}

} // namespace signalbox
