#include "core/cluster/redisconnection.h"

#include "tests/core/cluster/redisserver.h"
#include "tests/support/testcertificates.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <functional>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int Patience = 20000; // ms

//! A connection and what it reports.
struct Fixture
{
    explicit Fixture(const RedisSettings &settings)
        : connection(settings, {[this] { isReady = true; },
                                [this](const QString &reason) {
                                    ++losses;
                                    lost = reason;
                                    connection.close();
                                },
                                [this](RedisReply &&reply) { pushed.push_back(std::move(reply)); }})
    {
        connection.open();
    }
    bool becomesReady()
    {
        return QTest::qWaitFor([this] { return isReady || losses > 0; }, Patience) && isReady;
    }
    bool isLost()
    {
        return QTest::qWaitFor([this] { return losses > 0; }, Patience);
    }

    bool isReady = false;
    int losses = 0;
    QString lost;
    std::vector<RedisReply> pushed;
    RedisConnection connection;
};

//! Speaks for Redis: the test says what it sends.
struct FakeServer
{
    using Received = std::function<void(QTcpSocket &socket, const QByteArray &bytes)>;

    explicit FakeServer(Received received)
    {
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this, received] {
            socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket,
                             [socket = socket, received] { received(*socket, socket->readAll()); });
        });
    }
    RedisSettings settings() const
    {
        RedisSettings made;
        made.address.host = u"127.0.0.1"_s;
        made.address.port = server.serverPort();
        return made;
    }
    QTcpServer server;
    QTcpSocket *socket = nullptr;
};

const QByteArray Introduction = "+OK\r\n+OK\r\n+PONG\r\n";

} // namespace

class TestRedisConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_certificates.make(u"redis"_s));
        QVERIFY(m_certificates.make(u"other"_s));
    }
    void checksCertificates_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("ca");
        QTest::addColumn<QString>("failure");
        QTest::newRow("name") << u"localhost"_s << u"redis.crt"_s << QString();
        QTest::newRow("address") << u"127.0.0.1"_s << u"redis.crt"_s << QString();
        QTest::newRow("another host") << u"127.0.0.2"_s << u"redis.crt"_s << u"not accepted"_s;
        QTest::newRow("another authority") << u"localhost"_s << u"other.crt"_s << u"not accepted"_s;
        QTest::newRow("authorities of the system") << u"localhost"_s << QString() << u"not accepted"_s;
        QTest::newRow("no certificate") << u"localhost"_s << u"redis.key"_s << u"cluster.ca_file"_s;
    }
    void checksCertificates()
    {
        QFETCH(const QString, host);
        QFETCH(const QString, ca);
        QFETCH(const QString, failure);
        const quint16 port = freePort();
        RedisServer server({u"--port"_s, u"0"_s, u"--tls-port"_s, QString::number(port), u"--bind"_s,
                            u"127.0.0.1"_s, u"127.0.0.2"_s, u"--tls-cert-file"_s,
                            m_certificates.path(u"redis.crt"_s), u"--tls-key-file"_s,
                            m_certificates.path(u"redis.key"_s), u"--tls-auth-clients"_s, u"no"_s});
        QVERIFY(server.start());
        RedisSettings settings;
        settings.address = tlsAddress(host, port);
        settings.caFile = ca.isEmpty() ? QString() : m_certificates.path(ca);
        Fixture fixture(settings);
        QCOMPARE(fixture.becomesReady(), failure.isEmpty());
        QVERIFY2(fixture.lost.contains(failure), qPrintable(fixture.lost));
        QCOMPARE(fixture.losses, failure.isEmpty() ? 0 : 1);
    }
    //! Redis repeats what it does not understand.
    void errorsDoNotRevealThePassword_data()
    {
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<QString>("shown");
        QTest::newRow("unknown command")
            << "ERR unknown command 'AUTH', with args beginning with: 'app' 'hunter2'"_ba
            << u"Redis refuses AUTH: ERR"_s;
        QTest::newRow("wrong")
            << "WRONGPASS invalid username-password pair or user is disabled."_ba
            << u"Redis refuses AUTH: WRONGPASS invalid username-password pair or user is disabled."_s;
        QTest::newRow("too many clients") << "ERR max number of clients reached"_ba
                                          << u"Redis refuses AUTH: ERR max number of clients reached"_s;
        QTest::newRow("control characters") << "\x1b[31mhunter2"_ba << QString();
    }
    void errorsDoNotRevealThePassword()
    {
        QFETCH(const QByteArray, error);
        QFETCH(const QString, shown);
        FakeServer server([&](QTcpSocket &socket, const QByteArray &bytes) {
            QVERIFY(bytes.startsWith("*3\r\n$4\r\nAUTH\r\n$3\r\napp\r\n$7\r\nhunter2\r\n"));
            socket.write('-' + error + "\r\n");
        });
        RedisSettings settings = server.settings();
        settings.address.user = u"app"_s;
        settings.passwordFile = m_certificates.path(u"password"_s);
        QVERIFY(m_certificates.write(u"password"_s, "hunter2\n"));
        Fixture fixture(settings);
        QVERIFY(fixture.isLost());
        if (!shown.isEmpty()) {
            QCOMPARE(fixture.lost, shown);
            QVERIFY(!fixture.lost.contains(u"hunter2"));
        }
        QVERIFY(!fixture.lost.contains(u'\x1b'));
    }
    //! The reason is in what was sent before the end.
    void saysWhyItWasNotLetIn()
    {
        FakeServer server([](QTcpSocket &socket, const QByteArray &) {
            socket.write("-ERR max number of clients reached\r\n");
            socket.disconnectFromHost();
        });
        Fixture fixture(server.settings());
        QVERIFY(fixture.isLost());
        QVERIFY2(fixture.lost.contains(u"max number of clients reached"), qPrintable(fixture.lost));
    }
    //! A byte now and then is not progress.
    void givesUpWhoDripsBeforeItIsReady()
    {
        FakeServer server([](QTcpSocket &, const QByteArray &) {});
        RedisSettings settings = server.settings();
        settings.connectTimeout = Milliseconds(600);
        Fixture fixture(settings);
        QTimer drip;
        drip.callOnTimeout([&] {
            if (server.socket && fixture.losses == 0)
                server.socket->write("+");
        });
        drip.start(50);
        QVERIFY(fixture.isLost());
        QCOMPARE(fixture.lost, u"Redis does not answer"_s);
        QVERIFY(!fixture.isReady);
    }
    //! Replies to other commands do not hide that one is late.
    void givesUpAReplyThatIsLate()
    {
        FakeServer server([](QTcpSocket &socket, const QByteArray &bytes) {
            socket.write(bytes.contains("SETNAME") ? Introduction : "$100000\r\n"_ba);
        });
        RedisSettings settings = server.settings();
        settings.replyTimeout = Milliseconds(600);
        Fixture fixture(settings);
        QVERIFY(fixture.becomesReady());
        int lost = 0;
        for (int i = 0; i < 2; ++i)
            fixture.connection.send({"GET", "x"}, [&](const RedisResult &result) {
                lost += std::holds_alternative<RedisLinkLost>(result) ? 1 : 0;
            });
        QTimer drip;
        drip.callOnTimeout([&] {
            if (fixture.losses == 0)
                server.socket->write("x");
        });
        drip.start(50);
        QVERIFY(fixture.isLost());
        QCOMPARE(fixture.lost, u"Redis does not answer"_s);
        QCOMPARE(lost, 2);
    }
    void pingsASubscription()
    {
        int pings = 0;
        bool answers = true;
        FakeServer server([&](QTcpSocket &socket, const QByteArray &bytes) {
            if (bytes.contains("SETNAME")) {
                socket.write(Introduction);
            } else if (bytes.contains("SUBSCRIBE")) {
                socket.write("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n");
            } else if (bytes.contains("PING") && answers) {
                ++pings;
                socket.write("*2\r\n$4\r\npong\r\n$0\r\n\r\n");
            }
        });
        RedisSettings settings = server.settings();
        settings.replyTimeout = Milliseconds(600);
        Fixture fixture(settings);
        QVERIFY(fixture.becomesReady());
        fixture.connection.sendSubscription("SUBSCRIBE", "a");
        QVERIFY(QTest::qWaitFor([&] { return pings >= 2; }, Patience));
        QCOMPARE(fixture.losses, 0);
        QCOMPARE(fixture.pushed.front().elements.size(), 3);
        answers = false;
        QVERIFY(fixture.isLost());
        QCOMPARE(fixture.lost, u"Redis does not answer"_s);
    }
    void whatWaitsToBeSentIsBounded_data()
    {
        QTest::addColumn<bool>("isTls");
        QTest::newRow("plain") << false;
        QTest::newRow("TLS") << true;
    }
    void whatWaitsToBeSentIsBounded()
    {
        QFETCH(const bool, isTls);
        const quint16 port = freePort();
        QStringList options;
        if (isTls)
            options = {u"--port"_s,
                       u"0"_s,
                       u"--tls-port"_s,
                       QString::number(port),
                       u"--tls-cert-file"_s,
                       m_certificates.path(u"redis.crt"_s),
                       u"--tls-key-file"_s,
                       m_certificates.path(u"redis.key"_s),
                       u"--tls-auth-clients"_s,
                       u"no"_s};
        RedisServer server(options);
        QVERIFY(server.start());
        RedisSettings settings = server.settings();
        if (isTls) {
            settings.address = tlsAddress(u"127.0.0.1"_s, port);
            settings.caFile = m_certificates.path(u"redis.crt"_s);
        }
        settings.replyTimeout = Milliseconds(60000);
        Fixture fixture(settings);
        QVERIFY2(fixture.becomesReady(), qPrintable(fixture.lost));
        server.freeze();
        const QByteArray megabyte(1 << 20, 'x');
        int lost = 0;
        constexpr int Commands = 80; // the kernel takes some
        for (int i = 0; i < Commands; ++i) {
            fixture.connection.send({"SET", "x", megabyte}, [&](const RedisResult &result) {
                lost += std::holds_alternative<RedisLinkLost>(result) ? 1 : 0;
            });
            QCOMPARE(fixture.losses, 0); // not during the call
        }
        QVERIFY(fixture.isLost());
        QCOMPARE(fixture.lost, u"Redis takes less than is sent to it"_s);
        QVERIFY(lost >= 60 && lost <= Commands);
    }

private:
    static RedisAddress tlsAddress(const QString &host, quint16 port)
    {
        RedisAddress address;
        address.transport = RedisAddress::Transport::Tls;
        address.host = host;
        address.port = port;
        return address;
    }
    static quint16 freePort()
    {
        QTcpServer probe;
        probe.listen(QHostAddress::LocalHost);
        return probe.serverPort();
    }

    TestCertificates m_certificates;
};

QTEST_GUILESS_MAIN(TestRedisConnection)
#include "tst_redisconnection.moc"
