#include "core/cluster/redisclient.h"

#include "tests/core/cluster/redisserver.h"

#include <QTcpServer>
#include <QTcpSocket>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int Patience = 20000; // ms

struct Recorder final : public RedisLinkHandler
{
    void linkUp() override { events.append(u"up"_s); }
    void linkDown() override { events.append(u"down"_s); }
    void subscribed(const QByteArray &channel) override
    {
        events.append(u"+"_s + QString::fromUtf8(channel));
    }
    void unsubscribed(const QByteArray &channel) override
    {
        events.append(u"-"_s + QString::fromUtf8(channel));
    }
    void received(const QByteArray &channel, const QByteArray &payload) override
    {
        events.append(QString::fromUtf8(channel) + u"="_s + QString::fromUtf8(payload));
    }
    QStringList events;
};

struct Fixture
{
    explicit Fixture(RedisSettings settings)
        : client(std::move(settings), status)
    {
        client.addHandler(recorder);
        client.start();
    }
    bool isUp()
    {
        return QTest::qWaitFor([this] { return client.isUp(); }, Patience);
    }
    bool isDown(const QString &reason = {})
    {
        return QTest::qWaitFor(
            [&] {
                return !status.get().isUp && !status.get().reason.isEmpty() &&
                       status.get().reason.contains(reason);
            },
            Patience);
    }
    RedisResult call(std::vector<QByteArray> arguments)
    {
        std::optional<RedisResult> got;
        client.command(std::move(arguments), [&](const RedisResult &result) { got = result; });
        if (got || !QTest::qWaitFor([&] { return got.has_value(); }, Patience))
            return RedisReply{.type = RedisReply::Type::Error,
                              .bytes = "called back during the call, or not at all"};
        return *got;
    }
    QByteArray text(std::vector<QByteArray> arguments)
    {
        const RedisResult result = call(std::move(arguments));
        const auto *reply = std::get_if<RedisReply>(&result);
        return reply ? reply->bytes : "lost"_ba;
    }

    BrokerStatus status;
    Recorder recorder;
    RedisClient client;
};

//! A server that answers every chunk of bytes with what the test says.
struct Impostor
{
    explicit Impostor(QByteArray answer)
    {
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this, answer] {
            QTcpSocket *socket = server.nextPendingConnection();
            ++connections;
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                socket->readAll();
                socket->write(answer);
            });
        });
    }
    RedisSettings settings() const
    {
        RedisSettings made;
        made.address.host = u"127.0.0.1"_s;
        made.address.port = server.serverPort();
        made.connectTimeout = Milliseconds(300);
        return made;
    }
    QTcpServer server;
    int connections = 0;
};

} // namespace

class TestRedisClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void executesCommandsInOrder()
    {
        RedisServer server;
        QVERIFY(server.start());
        Fixture fixture(server.settings());
        QVERIFY(fixture.isUp());
        QVERIFY(fixture.status.get().isUp);
        std::vector<int> order;
        for (int i = 0; i < 1000; ++i)
            fixture.client.command({"INCR", "n"}, [&order, i](const RedisResult &result) {
                const RedisReply *reply = replyOf(result);
                order.push_back(reply && reply->integer == i + 1 ? i : -1);
            });
        QVERIFY(QTest::qWaitFor([&] { return order.size() == 1000; }, Patience));
        QVERIFY(std::ranges::is_sorted(order));
        QCOMPARE(order.front(), 0);
        const QByteArray large(1 << 20, '\0');
        QCOMPARE(fixture.text({"SET", "large", large}), "OK"_ba);
        QCOMPARE(fixture.text({"GET", "large"}), large);
        QVERIFY(fixture.text({"GET", "n", "too many"}).startsWith("ERR"));
        QVERIFY(fixture.client.isUp()); // an error is one of the command only
    }
    void subscribes()
    {
        RedisServer server;
        QVERIFY(server.start());
        Fixture fixture(server.settings());
        QVERIFY(fixture.isUp());
        fixture.client.subscribe("a");
        fixture.client.subscribe("b");
        fixture.client.unsubscribe("a");
        QVERIFY(QTest::qWaitFor([&] { return fixture.recorder.events.contains(u"-a"_s); }, Patience));
        fixture.call({"PUBLISH", "a", "nobody"});
        fixture.call({"PUBLISH", "b", "x"});
        QVERIFY(QTest::qWaitFor([&] { return fixture.recorder.events.contains(u"b=x"_s); }, Patience));
        QCOMPARE(fixture.recorder.events, QStringList({u"up"_s, u"+a"_s, u"+b"_s, u"-a"_s, u"b=x"_s}));
    }
    void connectsAgain()
    {
        RedisServer server;
        QVERIFY(server.start());
        Fixture fixture(server.settings());
        QVERIFY(fixture.isUp());
        fixture.client.subscribe("a");
        server.freeze();
        std::optional<RedisResult> underWay;
        fixture.client.command({"GET", "x"}, [&](const RedisResult &result) {
            QVERIFY(!fixture.recorder.events.contains(u"down"_s)); // first the commands, then the event
            underWay = result;
        });
        server.kill();
        QVERIFY(QTest::qWaitFor([&] { return fixture.recorder.events.contains(u"down"_s); }, Patience));
        QVERIFY(underWay && std::holds_alternative<RedisLinkLost>(*underWay));
        QCOMPARE(fixture.text({"GET", "x"}), "lost"_ba);
        fixture.client.subscribe("b"); // has no effect
        QVERIFY(server.start());
        QVERIFY(fixture.isUp());
        QCOMPARE(fixture.text({"PUBLISH", "b", "x"}), ""_ba);
        QCOMPARE(fixture.recorder.events.last(), u"up"_s);
    }
    void aServerThatHangsIsFound()
    {
        RedisServer server;
        QVERIFY(server.start());
        RedisSettings settings = server.settings();
        settings.replyTimeout = Milliseconds(500);
        Fixture fixture(settings);
        QVERIFY(fixture.isUp());
        server.freeze();
        QVERIFY(fixture.isDown(u"does not answer"_s)); // nothing is asked: its pings find out
        server.thaw();
        QVERIFY(fixture.isUp());
    }
    void authenticates_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("password"); // as in the file
        QTest::addColumn<QString>("failure");
        QTest::newRow("default user") << QString() << "s e'cret\n"_ba << QString();
        QTest::newRow("without a newline") << QString() << "s e'cret"_ba << QString();
        QTest::newRow("user") << u"app"_s << "other\r\n"_ba << QString();
        QTest::newRow("wrong") << QString() << "wrong"_ba << u"Redis refuses AUTH: WRONGPASS"_s;
        QTest::newRow("unknown user") << u"nobody"_s << "other"_ba << u"Redis refuses AUTH: WRONGPASS"_s;
        QTest::newRow("none") << QString() << ""_ba << u"NOAUTH"_s;
        QTest::newRow("two newlines") << QString() << "s e'cret\n\n"_ba << u"WRONGPASS"_s;
    }
    void authenticates()
    {
        QFETCH(const QString, user);
        QFETCH(const QByteArray, password);
        QFETCH(const QString, failure);
        RedisServer server({u"--requirepass"_s, u"s e'cret"_s, u"--user"_s, u"app"_s, u"on"_s, u">other"_s,
                            u"~*"_s, u"&*"_s, u"+@all"_s});
        QVERIFY(server.start());
        RedisSettings settings = server.settings();
        settings.address.user = user;
        settings.passwordFile = server.path(u"password"_s);
        QFile file(settings.passwordFile);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(password);
        file.close();
        Fixture fixture(settings);
        if (failure.isEmpty()) {
            QVERIFY(fixture.isUp());
            QCOMPARE(fixture.text({"ACL", "WHOAMI"}), user.isEmpty() ? "default"_ba : user.toUtf8());
        } else {
            QVERIFY2(fixture.isDown(failure), qPrintable(fixture.status.get().reason));
            const QByteArray secret = password.trimmed();
            QVERIFY(secret.isEmpty() || !fixture.status.get().reason.contains(QString::fromUtf8(secret)));
        }
    }
    void selectsTheDatabase()
    {
        RedisServer server;
        QVERIFY(server.start());
        RedisSettings settings = server.settings();
        settings.address.database = 3;
        Fixture fixture(settings);
        QVERIFY(fixture.isUp());
        QVERIFY(fixture.text({"CLIENT", "INFO"}).contains(" db=3 "));
        QVERIFY(fixture.text({"CLIENT", "INFO"}).contains(" name=test "));
        settings.address.database = 99;
        Fixture refused(settings);
        QVERIFY(refused.isDown(u"SELECT"_s));
    }
    void aMissingPasswordFileIsNamed()
    {
        RedisServer server;
        QVERIFY(server.start());
        RedisSettings settings = server.settings();
        settings.passwordFile = server.path(u"missing"_s);
        Fixture fixture(settings);
        QVERIFY(fixture.isDown(u"cluster.password_file"_s));
    }
    void survivesWhatIsNoRedis_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("reason");
        QTest::newRow("HTTP") << "HTTP/1.1 400 Bad Request\r\n\r\n"_ba << u"cannot be read"_s;
        QTest::newRow("huge array") << "*2000000000\r\n"_ba << u"1,000,000"_s;
        QTest::newRow("more than was asked")
            << "+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n"_ba << u"nothing was asked"_s;
        QTest::newRow("loading") << "-LOADING Redis is loading\r\n-LOADING\r\n-LOADING\r\n"_ba
                                 << u"LOADING"_s;
        QTest::newRow("nothing") << ""_ba << u"does not answer"_s;
        QTest::newRow("half a reply") << "$5\r\nhe"_ba << u"does not answer"_s;
    }
    void survivesWhatIsNoRedis()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QString, reason);
        Impostor impostor(answer);
        Fixture fixture(impostor.settings());
        QVERIFY2(fixture.isDown(reason), qPrintable(fixture.status.get().reason));
        QVERIFY(QTest::qWaitFor([&] { return impostor.connections > 4; }, Patience)); // tries again
    }
    void nobodyListens()
    {
        RedisServer server;
        Fixture fixture(server.settings());
        QVERIFY(fixture.isDown());
        QVERIFY(server.start());
        QVERIFY(fixture.isUp());
        QVERIFY(!fixture.recorder.events.contains(u"down"_s)); // it was never up
    }
    void errorsOfOneCommandKeepTheLink()
    {
        RedisServer server;
        QVERIFY(server.start());
        Fixture fixture(server.settings());
        QVERIFY(fixture.isUp());
        QCOMPARE(fixture.text({"CONFIG", "SET", "maxmemory", "1"}), "OK"_ba);
        QVERIFY(fixture.text({"SET", "x", "1"}).startsWith("OOM"));
        QVERIFY(fixture.text({"EVALSHA", QByteArray(40, '0'), "0"}).startsWith("NOSCRIPT"));
        QVERIFY(fixture.client.isUp());
        QCOMPARE(fixture.recorder.events, QStringList{u"up"_s});
    }
    void aReplicaIsLeft()
    {
        RedisServer server;
        QVERIFY(server.start());
        Fixture fixture(server.settings());
        QVERIFY(fixture.isUp());
        QCOMPARE(fixture.text({"REPLICAOF", "127.0.0.1", "1"}), "OK"_ba);
        QVERIFY(fixture.text({"SET", "x", "1"}).startsWith("READONLY"));
        QVERIFY(fixture.isDown(u"READONLY"_s));
        QVERIFY(fixture.isUp()); // perhaps it is another server by now
    }
    void refusedSubscriptionsAreNotLeftOpen()
    {
        RedisServer server({u"--user"_s, u"default"_s, u"on"_s, u"nopass"_s, u"~*"_s, u"resetchannels"_s,
                            u"&open"_s, u"+@all"_s});
        QVERIFY(server.start());
        Fixture fixture(server.settings());
        QVERIFY(fixture.isUp());
        fixture.client.subscribe("open");
        QVERIFY(QTest::qWaitFor([&] { return fixture.recorder.events.contains(u"+open"_s); }, Patience));
        fixture.client.subscribe("closed");
        QVERIFY(fixture.isDown(u"refuses a subscription: NOPERM"_s));
        QCOMPARE(fixture.recorder.events, QStringList({u"up"_s, u"+open"_s, u"down"_s}));
    }
    //! As callers do that try again.
    void commandsMadeWhileTheLinkIsLostAreAnswered()
    {
        RedisServer server;
        QVERIFY(server.start());
        Fixture fixture(server.settings());
        QVERIFY(fixture.isUp());
        server.freeze();
        int lost = 0;
        const RedisLink::Done count = [&](const RedisResult &result) {
            lost += std::holds_alternative<RedisLinkLost>(result) ? 1 : 0;
        };
        fixture.client.command({"GET", "x"}, [&](const RedisResult &result) {
            fixture.client.command({"GET", "x"}, count);
            QCOMPARE(lost, 0); // not during the call
            count(result);
        });
        server.kill();
        QVERIFY(QTest::qWaitFor([&] { return lost == 2; }, Patience));
    }
    void aCommandThatIsTooLargeIsNotSent()
    {
        RedisServer server;
        QVERIFY(server.start());
        Fixture fixture(server.settings());
        QVERIFY(fixture.isUp());
        QCOMPARE(fixture.text({"SET", "x", QByteArray(int(RedisConnection::MaxOutput), 'x')}), "lost"_ba);
        QVERIFY(fixture.client.isUp());
        QCOMPARE(fixture.text({"EXISTS", "x"}), ""_ba);
    }
    void endsWithCommandsUnderWay()
    {
        RedisServer server;
        QVERIFY(server.start());
        int lost = 0;
        {
            Fixture fixture(server.settings());
            QVERIFY(fixture.isUp());
            server.freeze();
            for (int i = 0; i < 3; ++i)
                fixture.client.command({"PING"}, [&](const RedisResult &result) {
                    lost += std::holds_alternative<RedisLinkLost>(result) ? 1 : 0;
                });
        }
        QCOMPARE(lost, 3);
    }
};

QTEST_GUILESS_MAIN(TestRedisClient)
#include "tst_redisclient.moc"
