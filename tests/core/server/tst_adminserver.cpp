// The admin port of a Server, over real loopback TCP: who is asked, and what happens to questions at its end.

#include "core/server/server.h"

#include "tests/support/rawclient.h"

#include <QCryptographicHash>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

Config withAdminPort(const QHostAddress &address = QHostAddress(QHostAddress::LocalHost))
{
    Config config;
    config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
    config.server.adminListen = Endpoint{address, 0};
    config.server.threads = 2;
    config.admin.tokens = {
        {u"Ann"_s, ApiRole::Admin, QCryptographicHash::hash("secret", QCryptographicHash::Sha256)}};
    return config;
}

RawClient connectTo(const Server &server)
{
    return RawClient::connectTo(server.adminEndpoint()->port);
}

QByteArray request(const QByteArray &method, const QByteArray &path)
{
    return method + " /api/v1" + path +
           " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n\r\n";
}

//! What comes until the end of the first response.
QByteArray answerTo(const Server &server, const QByteArray &bytes)
{
    RawClient client = connectTo(server);
    client.send(bytes);
    (void)QTest::qWaitFor([&] { return client.received().endsWith('}'); });
    return client.received();
}

} // namespace

class TstAdminServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsAboutTheServer()
    {
        Server server(withAdminPort());
        server.setConfigWarnings({u"careful"_s});
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.send(request("GET", "/server"));
        QTRY_VERIFY(client.received().contains("\"config_warnings\":[\"careful\"]"));
        QVERIFY(client.received().contains("\"listeners\":[\"127.0.0.1:"));
        QTRY_VERIFY(!answerTo(server, request("GET", "/server")).contains("\"state\":\"starting\""));
        QVERIFY(answerTo(server, request("GET", "/server")).contains("\"state\":\"running\""));
    }
    // The owner's thread is busy, as a window may be, and the answer comes all the same.
    void answersBesideABusyOwner()
    {
        Server server(withAdminPort());
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.send(request("GET", "/server"));
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!client.received().contains("uptime_ms") && std::chrono::steady_clock::now() < until)
            std::this_thread::yield(); // no event loop runs
        QVERIFY(client.received().contains("uptime_ms"));
    }
    void anEmbeddedServerHasNothingToReload()
    {
        Server server(withAdminPort());
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.send(request("POST", "/reload"));
        QTRY_VERIFY(client.received().startsWith("HTTP/1.1 409 "));
    }
    void asksItsHost()
    {
        Server server(withAdminPort());
        int reloads = 0;
        int drains = 0;
        server.setHost({.reload =
                            [&] {
                                ++reloads;
                                return Result<ReloadReport>(ReloadReport{{u"x.y"_s}, {}, {}});
                            },
                        .drain = [&] { ++drains; }});
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.send(request("POST", "/reload") + request("POST", "/drain"));
        QTRY_VERIFY(client.received().contains("\"changed\":[\"x.y\"]"));
        QTRY_VERIFY(client.received().contains("HTTP/1.1 202 "));
        QTRY_COMPARE(drains, 1);
        QCOMPARE(reloads, 1);
        QCOMPARE(int(server.state()), int(Server::State::Running));
    }
    void drainsWithoutAHost()
    {
        Server server(withAdminPort());
        const QSignalSpy stopped(&server, &Server::stopped);
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.send(request("POST", "/drain"));
        QTRY_COMPARE(stopped.size(), 1);
        QTRY_VERIFY(client.received().startsWith("HTTP/1.1 202 ")); // before the end
        QTRY_VERIFY(client.hasEnded());
        QVERIFY(!server.adminEndpoint());
    }
    void newTokensTakeEffectWhileItRuns()
    {
        Server server(withAdminPort());
        QVERIFY(server.start());
        Config config = server.config();
        config.admin.tokens.clear();
        QCOMPARE(server.applyConfig(config).changed, QStringList{u"admin.token"_s});
        RawClient client = connectTo(server);
        client.send(request("GET", "/server"));
        QTRY_VERIFY(client.received().startsWith("HTTP/1.1 401 "));
    }
    // A stop does not wait for what the owner's thread has not done yet, nor is that done for nobody.
    void stopsWithOpenQuestions()
    {
        for (int i = 0; i < 20; ++i) {
            auto server = std::make_unique<Server>(withAdminPort());
            QVERIFY(server->start());
            RawClient client = connectTo(*server);
            client.send(request("POST", "/reload") + request("GET", "/server"));
            if (i % 2 == 0)
                server->stop();
            server.reset();
            QTRY_VERIFY(client.hasEnded());
        }
    }
    void startsAgain()
    {
        Server server(withAdminPort());
        const QSignalSpy stopped(&server, &Server::stopped);
        for (int run = 1; run <= 2; ++run) {
            QVERIFY(server.start());
            RawClient client = connectTo(server);
            client.send(request("GET", "/server"));
            QTRY_VERIFY(client.received().startsWith("HTTP/1.1 200 "));
            server.stop();
            QTRY_COMPARE(stopped.size(), run);
        }
    }
    void warnsAboutAPlainPort()
    {
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(u"admin API on 0\\.0\\.0\\.0:\\d+ is refused"_s));
        Server server(withAdminPort(QHostAddress(QHostAddress::AnyIPv4)));
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.send(request("GET", "/server"));
        QTRY_VERIFY(client.received().startsWith("HTTP/1.1 403 "));
        client.consume(client.received().size());
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"admin API on .* is not encrypted"_s));
        Config config = server.config();
        config.admin.allowPlain = true;
        server.applyConfig(config);
        RawClient other = connectTo(server);
        other.send(request("GET", "/server"));
        QTRY_VERIFY(other.received().startsWith("HTTP/1.1 200 "));
        QVERIFY(other.received().contains("is not encrypted"));
    }
};

QTEST_GUILESS_MAIN(TstAdminServer)
#include "tst_adminserver.moc"
