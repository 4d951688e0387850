#include "core/cluster/nodenumber.h"
#include "core/cluster/redisclient.h"

#include "tests/core/cluster/redisserver.h"

#include <QDateTime>
#include <QTest>

#include <set>

using namespace signalbox;
using namespace signalbox::test;

namespace {

constexpr int Patience = 20000; // ms
constexpr Milliseconds Timeout{5000};

//! Redis, which is asked for numbers.
struct Fixture
{
    Fixture()
    {
        QVERIFY(server.start());
        client.start();
        QVERIFY(QTest::qWaitFor([this] { return client.isUp(); }, Patience));
    }

    void command(std::vector<QByteArray> arguments)
    {
        bool isDone = false;
        client.command(std::move(arguments), [&](const RedisResult &) { isDone = true; });
        QVERIFY(QTest::qWaitFor([&] { return isDone; }, Patience));
    }
    //! A node whose last heartbeat was \a age ago.
    void beat(NodeNumber node, Milliseconds age)
    {
        const qint64 at = QDateTime::currentMSecsSinceEpoch() - age.count();
        command({"ZADD", keys.alive(), QByteArray::number(at), QByteArray::number(node)});
    }
    void setCounter(NodeNumber number) { command({"SET", keys.counter(), QByteArray::number(number)}); }
    NodeNumber next()
    {
        NodeNumber got = 0;
        requests.push_back(std::make_unique<NodeNumberRequest>(client, keys, Timeout,
                                                               [&](NodeNumber number) { got = number; }));
        return QTest::qWaitFor([&] { return got != 0; }, Patience) ? got : 0;
    }

    RedisServer server;
    BrokerStatus status;
    RedisClient client{server.settings(), status};
    DirectoryKeys keys{"test"};
    std::vector<std::unique_ptr<NodeNumberRequest>> requests; //!< the client calls them until its end
};

} // namespace

class TestNodeNumber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreCountedUpWhileANodeIsAlive()
    {
        Fixture fixture;
        fixture.beat(3, Milliseconds(0));
        fixture.setCounter(7);
        QCOMPARE(fixture.next(), NodeNumber(8));
        QCOMPARE(fixture.next(), NodeNumber(9));
    }

    void numbersInUseAreLeftOut()
    {
        Fixture fixture;
        fixture.beat(1, Milliseconds(0));
        fixture.beat(2, Milliseconds(0));
        fixture.setCounter(MaxAssignedNode);
        QCOMPARE(fixture.next(), NodeNumber(3));
    }

    // The nodes of before may be alive, and come back with their numbers.
    void aRedisThatHasLostDataBeginsAnywhere_data()
    {
        QTest::addColumn<bool>("isEmpty");
        QTest::newRow("it is empty") << true;
        QTest::newRow("it was restored") << false;
    }
    void aRedisThatHasLostDataBeginsAnywhere()
    {
        QFETCH(bool, isEmpty);
        constexpr int Times = 8;
        Fixture fixture;
        std::set<NodeNumber> numbers;
        for (int i = 0; i < Times; ++i) {
            fixture.command({"FLUSHALL"});
            if (!isEmpty) {
                fixture.beat(7, Timeout + Milliseconds(1000));
                fixture.setCounter(7);
            }
            const NodeNumber number = fixture.next();
            QVERIFY(number >= 1 && number <= MaxAssignedNode);
            numbers.insert(number);
        }
        QVERIFY2(numbers.size() > Times / 2, qPrintable(QString::number(numbers.size())));
    }
};

QTEST_GUILESS_MAIN(TestNodeNumber)
#include "tst_nodenumber.moc"
