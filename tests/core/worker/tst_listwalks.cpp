#include "core/worker/ioworkerpool.h"
#include "core/worker/listwalks.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <atomic>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

//! One io thread with rooms: `even` and `odd` have members u0, u1 …
struct Fixture
{
    explicit Fixture(int connections)
        : config(std::make_shared<const Config>())
        , shared(config->limits)
    {
        pool = std::move(*IoWorkerPool::create(1, config, nullptr, shared, [](std::size_t) {
            WorkerReports reports;
            reports.events = [](std::vector<EmbedderEvent> &&) {};
            reports.action = [](ActionPart &&) {};
            reports.drained = [] {};
            return reports;
        }));
        Result<ListeningSocket> socket = ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0});
        const quint16 port = socket->endpoint.port;
        std::vector<ListeningSocket> sockets;
        sockets.push_back(std::move(*socket));
        pool->listen(std::move(sockets));
        for (int i = 0; i < connections; ++i) {
            clients.push_back(RawClient::connectTo(port));
            clients.back().send(upgradeHead("/room/" + QByteArray(i % 2 == 0 ? "even" : "odd") + "?user=u" +
                                            QByteArray::number(i)));
            waitUntil([this] { return clients.back().received().contains("101"); });
        }
    }

    //! The result of a walk that \a make begins on the io thread.
    template <typename Result, typename Make>
    std::optional<Result> walk(Make make)
    {
        std::optional<Result> result;
        std::atomic<bool> isDone = false;
        pool->post(0, [&](WorkerCore &core) {
            core.jobs().add(make(core, [&](WalkResult end, Result &&part) {
                if (end == WalkResult::Complete)
                    result = std::move(part);
                isDone = true;
            }));
        });
        waitUntil([&isDone] { return isDone.load(); });
        return result;
    }
    std::optional<std::vector<RoomList>> fullest(const QStringList &filters, std::size_t most)
    {
        std::vector<Query> queries;
        for (const QString &filter : filters)
            queries.push_back(Query::parse(filter, QueryList::Rooms).query);
        return walk<std::vector<RoomList>>([&](WorkerCore &core, FullestRoomsWalk::Done done) {
            return std::make_unique<FullestRoomsWalk>(core.hub().roomShard().rooms(), queries, most,
                                                      WalkTerms{}, std::move(done));
        });
    }

    std::shared_ptr<const Config> config;
    SharedState shared;
    std::unique_ptr<IoWorkerPool> pool;
    std::vector<RawClient> clients;
};

} // namespace

class tst_ListWalks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fullestRooms()
    {
        Fixture fixture(5);
        const auto lists = fixture.fullest({u""_s, u"re:^o"_s, u"room:nowhere"_s}, 1);
        QVERIFY(lists);
        QCOMPARE(lists->size(), std::size_t(3));
        QCOMPARE((*lists)[0].rooms.size(), std::size_t(1));
        QCOMPARE((*lists)[0].rooms[0].name, u"even"_s);
        QCOMPARE((*lists)[0].rooms[0].members, quint64(3));
        QCOMPARE((*lists)[0].leftOut, quint64(1));
        QCOMPARE((*lists)[1].rooms.size(), std::size_t(1));
        QCOMPARE((*lists)[1].rooms[0].name, u"odd"_s);
        QCOMPARE((*lists)[1].leftOut, quint64(0));
        QCOMPARE((*lists)[2], RoomList());
        const auto all = fixture.fullest({u""_s}, 2);
        QVERIFY(all);
        QCOMPARE(all->front().rooms.size(), std::size_t(2));
        QCOMPARE(all->front().leftOut, quint64(0));
    }
    void idsOfConnections()
    {
        Fixture fixture(6);
        const auto ids =
            fixture.walk<std::vector<ConnectionId>>([](WorkerCore &core, ConnectionIdsWalk::Done done) {
                return std::make_unique<ConnectionIdsWalk>(
                    core.connections(), core.loop(), Query::parse(u"room:odd", QueryList::Connections).query,
                    WalkTerms{}, std::move(done));
            });
        QVERIFY(ids);
        QCOMPARE(ids->size(), std::size_t(3));
    }
    void partsOfUsers()
    {
        Fixture fixture(4);
        const auto parts = fixture.walk<UserPartsWalk::Parts>([](WorkerCore &core, UserPartsWalk::Done done) {
            return std::make_unique<UserPartsWalk>(core.connections(), WalkTerms{}, std::move(done));
        });
        QVERIFY(parts);
        QCOMPARE(parts->size(), std::size_t(4));
        QCOMPARE(parts->at(u"u3"_s).connections, quint64(1));
    }
    void anAbandonedWalkEnds()
    {
        Fixture fixture(3);
        const auto cancelled = std::make_shared<std::atomic<bool>>(true);
        std::atomic<int> ends = 0;
        std::atomic<bool> isCancelled = false;
        fixture.pool->post(0, [&](WorkerCore &core) {
            core.jobs().add(std::make_unique<UserPartsWalk>(core.connections(), WalkTerms{cancelled},
                                                            [&](WalkResult end, UserPartsWalk::Parts &&) {
                                                                isCancelled = end == WalkResult::Cancelled;
                                                                ++ends;
                                                            }));
        });
        QVERIFY(waitUntil([&ends] { return ends == 1; }));
        QVERIFY(isCancelled);
    }
};

QTEST_GUILESS_MAIN(tst_ListWalks)
#include "tst_listwalks.moc"
