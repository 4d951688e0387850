#include "core/server/serverlists.h"
#include "core/worker/ioworkerpool.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <numeric>
#include <set>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t Threads = 3;

//! The io threads of a server with connections; the thread of the test is the admin thread.
struct Fixture
{
    Fixture()
        : config(std::make_shared<const Config>())
        , shared(config->limits)
    {
        Result<std::unique_ptr<IoWorkerPool>> made =
            IoWorkerPool::create(Threads, config, nullptr, shared, [](std::size_t) {
                WorkerReports reports;
                reports.events = [](std::vector<EmbedderEvent> &&) {};
                reports.action = [](ActionPart &&) {};
                reports.drained = [] {};
                return reports;
            });
        pool = std::move(*made);
        Result<ListeningSocket> socket = ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0});
        port = socket->endpoint.port;
        std::vector<ListeningSocket> sockets;
        sockets.push_back(std::move(*socket));
        pool->listen(std::move(sockets));
        lists = std::make_unique<ServerLists>(*pool, shared);
        lists->begin(ioLoop());
    }
    ~Fixture()
    {
        pool.reset();
        runUntilIdle();
    }

    void connect(const QByteArray &path)
    {
        clients.push_back(RawClient::connectTo(port));
        clients.back().send(upgradeHead(path));
        QVERIFY(waitUntil([this] { return clients.back().received().contains("101"); }));
    }
    //! Users 0 … count-1 in `room even` and `room odd`.
    void connectMany(int count)
    {
        for (int i = 0; i < count; ++i)
            connect("/room/" + QByteArray(i % 2 == 0 ? "even" : "odd") + "?user=u" + QByteArray::number(i));
        QVERIFY(waitUntil([&] { return isInRooms(count); }));
    }
    bool isInRooms(int count)
    {
        const auto page = connections({.limit = 1000});
        return page && page->rows.size() == std::size_t(count) &&
               std::ranges::all_of(page->rows, [](const ConnectionSnapshot &row) {
                   return !row.activity.rooms.list().empty();
               });
    }

    template <typename Row, typename Ask>
    std::optional<ListPage<Row>> ask(Ask ask)
    {
        std::optional<ListPage<Row>> page;
        QString failure;
        const PendingQuery pending = ask([&](Result<ListPage<Row>> &&result) {
            if (result)
                page = std::move(*result);
            else
                failure = result.error().text;
        });
        waitUntil([&] { return page || !failure.isEmpty(); });
        return page;
    }
    static ListRequest request(QueryList list, const ListParameters &parameters)
    {
        return std::get<ListRequest>(ListRequest::parse(list, parameters));
    }
    std::optional<ListPage<ConnectionSnapshot>> connections(const ListParameters &parameters)
    {
        return ask<ConnectionSnapshot>([&](auto listed) {
            return lists->connections(request(QueryList::Connections, parameters), listed);
        });
    }
    std::optional<ListPage<ClosedConnection>> closed(const ListParameters &parameters)
    {
        return ask<ClosedConnection>(
            [&](auto listed) { return lists->closed(request(QueryList::Closed, parameters), listed); });
    }
    std::optional<ListPage<RoomSnapshot>> rooms(const ListParameters &parameters)
    {
        return ask<RoomSnapshot>(
            [&](auto listed) { return lists->rooms(request(QueryList::Rooms, parameters), listed); });
    }
    std::optional<ListPage<UserSummary>> users(const ListParameters &parameters)
    {
        return ask<UserSummary>(
            [&](auto listed) { return lists->users(request(QueryList::Users, parameters), listed); });
    }

    std::shared_ptr<const Config> config;
    SharedState shared;
    quint16 port = 0;
    std::unique_ptr<IoWorkerPool> pool;
    std::unique_ptr<ServerLists> lists;
    std::vector<RawClient> clients;
};

QStringList usersOf(const ListPage<ConnectionSnapshot> &page)
{
    QStringList users;
    for (const ConnectionSnapshot &row : page.rows)
        users += row.info.user;
    return users;
}

} // namespace

class tst_ServerLists : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pagesHoldTheConnectionsOfAllThreads()
    {
        Fixture fixture;
        fixture.connectMany(50);
        std::vector<ConnectionId> ids;
        std::set<std::size_t> threads;
        QString after;
        int pages = 0;
        do {
            const auto page = fixture.connections({.limit = 7, .after = after});
            QVERIFY(page);
            QCOMPARE(page->matched, quint64(50));
            for (const ConnectionSnapshot &row : page->rows) {
                ids.push_back(row.info.id);
                threads.insert(fixture.pool->workerOf(row.info.id));
            }
            after = page->next;
            ++pages;
        } while (!after.isEmpty());
        QCOMPARE(pages, 8);
        QCOMPARE(ids.size(), std::size_t(50));
        QVERIFY(std::ranges::is_sorted(ids));
        QCOMPARE(std::set(ids.begin(), ids.end()).size(), ids.size());
        QCOMPARE(threads.size(), Threads);
    }

    void filtersAndSorts()
    {
        Fixture fixture;
        fixture.connectMany(12);
        const auto page =
            fixture.connections({.filter = u"room:odd -user:u11"_s, .sort = u"-user"_s, .limit = 3});
        QVERIFY(page);
        QCOMPARE(usersOf(*page), (QStringList{u"u9"_s, u"u7"_s, u"u5"_s}));
        QCOMPARE(page->matched, quint64(5));
        const auto expression = fixture.connections({.filter = u"re:^u[0-3]$"_s});
        QVERIFY(expression);
        QCOMPARE(usersOf(*expression).size(), 4);
    }

    //! A page goes on behind its last row, though its connection has ended and others have come.
    void pagesGoOnWhileConnectionsComeAndGo()
    {
        Fixture fixture;
        fixture.connectMany(10);
        const auto first = fixture.connections({.sort = u"connected"_s, .limit = 4});
        QVERIFY(first);
        QCOMPARE(first->rows.size(), std::size_t(4));
        fixture.clients.erase(fixture.clients.begin() + 6); // of the first page: the newest come first
        fixture.connect("/room/even?user=new");
        QVERIFY(waitUntil([&] { return fixture.isInRooms(10); }));
        const auto rest = fixture.connections({.sort = u"connected"_s, .after = first->next});
        QVERIFY(rest);
        QSet<QString> seen;
        for (const QString &user : usersOf(*first) + usersOf(*rest)) {
            QVERIFY(!seen.contains(user));
            seen += user;
        }
        QCOMPARE(seen.size(), 10); // all that were there from the beginning
        QVERIFY(!seen.contains(u"new"_s));
    }

    void findsOneConnection()
    {
        Fixture fixture;
        fixture.connectMany(4);
        const auto page = fixture.connections({});
        QVERIFY(page);
        for (const ConnectionSnapshot &row : page->rows) {
            std::optional<ConnectionSnapshot> found;
            const PendingQuery pending = fixture.lists->connection(
                row.info.id,
                [&found](std::optional<ConnectionSnapshot> &&connection) { found = std::move(connection); });
            QVERIFY(waitUntil([&found] { return found.has_value(); }));
            QCOMPARE(found->info, row.info);
        }
        bool answered = false;
        const PendingQuery pending = fixture.lists->connection(
            ConnectionId(~quint64(0)), [&answered](std::optional<ConnectionSnapshot> &&connection) {
                QVERIFY(!connection);
                answered = true;
            });
        QVERIFY(waitUntil([&answered] { return answered; }));
    }

    void findsTheIdsOfAll()
    {
        Fixture fixture;
        fixture.connectMany(20);
        std::optional<std::vector<ConnectionId>> ids;
        const PendingQuery pending = fixture.lists->matchingIds(
            Query::parse(u"room:even", QueryList::Connections).query,
            [&ids](Result<std::vector<ConnectionId>> &&result) { ids = std::move(*result); });
        QVERIFY(waitUntil([&ids] { return ids.has_value(); }));
        const auto page = fixture.connections({.filter = u"room:even"_s});
        QVERIFY(page);
        QCOMPARE(ids->size(), std::size_t(10));
        for (std::size_t i = 0; i < ids->size(); ++i)
            QCOMPARE((*ids)[i], page->rows[i].info.id);
    }

    void listsRooms()
    {
        Fixture fixture;
        fixture.connectMany(9);
        const auto page = fixture.rooms({.sort = u"-members"_s});
        QVERIFY(page);
        QCOMPARE(page->matched, quint64(2));
        QCOMPARE(page->rows[0].name, u"even"_s);
        QCOMPARE(page->rows[0].members, quint64(5));
        QVERIFY(!page->rows[0].epoch.isEmpty());
        QCOMPARE(page->rows[1].name, u"odd"_s);
        const auto filtered = fixture.rooms({.filter = u"members<5"_s});
        QVERIFY(filtered);
        QCOMPARE(filtered->rows.size(), std::size_t(1));
    }

    void listsUsersOfAllThreads()
    {
        Fixture fixture;
        fixture.connectMany(6);
        for (int i = 0; i < 6; ++i)
            fixture.connect(i == 0       ? "/echo?user=Ann"
                            : i % 2 == 0 ? "/room/tea?user=Ann"
                                         : "/room/cake?user=Ann");
        QVERIFY(waitUntil([&] {
            const auto page = fixture.users({.filter = u"user=Ann room:cake room:tea"_s});
            return page && page->rows.size() == 1 && page->rows[0].connections == 6;
        }));
        const auto page = fixture.users({.sort = u"-connections"_s, .limit = 2});
        QVERIFY(page);
        QCOMPARE(page->matched, quint64(7));
        QCOMPARE(page->rows[0], (UserSummary{u"Ann"_s, 6, {u"cake"_s, u"tea"_s}}));
        QCOMPARE(page->rows[1], (UserSummary{u"u0"_s, 1, {u"even"_s}}));
        const auto next = fixture.users({.sort = u"-connections"_s, .limit = 2, .after = page->next});
        QVERIFY(next);
        QCOMPARE(next->rows[0].name, u"u1"_s);
    }

    void listsWhatHasEnded()
    {
        Fixture fixture;
        fixture.connectMany(5);
        for (int left = 4; left >= 2; --left) {
            fixture.clients.back().send(
                frame(Opcode::Close, encodeClosePayload(quint16(4000 + left), "bye")));
            QVERIFY(waitUntil([&] { return fixture.shared.recentlyClosed.size() == quint64(5 - left); }));
            fixture.clients.pop_back();
        }
        const auto page = fixture.closed({.sort = u"code"_s});
        QVERIFY(page);
        QCOMPARE(page->matched, quint64(3));
        QCOMPARE(page->rows[0].end.code, quint16(4002));
        QCOMPARE(page->rows[0].info.user, u"u2"_s);
        const auto filtered =
            fixture.closed({.filter = u"code>4002 closed<1h reason:bye"_s, .sort = u"closed"_s, .limit = 1});
        QVERIFY(filtered);
        QCOMPARE(filtered->matched, quint64(2));
        const auto rest = fixture.closed(
            {.filter = u"code>4002 closed<1h reason:bye"_s, .sort = u"closed"_s, .after = filtered->next});
        QVERIFY(rest);
        QCOMPARE(rest->rows.size(), std::size_t(1));
        QVERIFY(rest->rows[0].info.user != filtered->rows[0].info.user);
    }

    void aQueryThatIsCancelledIsNotAnswered()
    {
        Fixture fixture;
        fixture.connectMany(3);
        int answers = 0;
        const ListRequest all = Fixture::request(QueryList::Connections, {});
        for (std::size_t i = 0; i < 5 * ListQueries::MaxPending;
             ++i) { // nor does it take the place of another one
            [[maybe_unused]] const PendingQuery pending =
                fixture.lists->connections(all, [&answers](auto &&) { ++answers; });
        }
        std::vector<PendingQuery> started;
        for (std::size_t i = 0; i < ServerLists::MaxRunning; ++i)
            started.push_back(fixture.lists->users(Fixture::request(QueryList::Users, {}),
                                                   [&answers](auto &&) { ++answers; }));
        ioLoop().turn(IoLoop::Wait::No); // they run now
        started.clear();
        QVERIFY(fixture.connections({}));
        QCOMPARE(answers, 0);
    }

    void onlySomeQueriesMayWait()
    {
        Fixture fixture;
        fixture.connectMany(3);
        const ListRequest all = Fixture::request(QueryList::Connections, {});
        std::size_t listed = 0;
        std::size_t refused = 0;
        std::vector<PendingQuery> pending;
        for (std::size_t i = 0; i < ListQueries::MaxPending + 10; ++i) {
            pending.push_back(
                fixture.lists->connections(all, [&](Result<ListPage<ConnectionSnapshot>> &&page) {
                    if (page)
                        ++listed;
                    else if (page.error().code == Error::Code::Busy)
                        ++refused;
                }));
            QCOMPARE(listed + refused, std::size_t(0)); // never during the call
        }
        QVERIFY(waitUntil([&] { return listed + refused == pending.size(); }));
        QCOMPARE(refused, std::size_t(10));
        QVERIFY(fixture.connections({}));
    }
};

SIGNALBOX_IO_TEST_MAIN(tst_ServerLists)
#include "tst_serverlists.moc"
