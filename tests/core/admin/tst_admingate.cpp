#include "tests/core/admin/adminfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class TstAdminGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsPagesOut_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("reason");
        const QByteArray api = "/api/v1/server";
        QTest::newRow("fine") << api << QByteArray("Host: 127.0.0.1:8081\r\n") << 200 << QByteArray();
        QTest::newRow("foreign Host")
            << api << QByteArray("Host: rebound.example\r\n") << 403 << QByteArray("admin_host");
        QTest::newRow("foreign Host of a page")
            << QByteArray("/livez") << QByteArray("Host: rebound.example\r\n") << 403
            << QByteArray("admin_host");
        QTest::newRow("a host in the target")
            << QByteArray("http://rebound.example/api/v1/server") << QByteArray("Host: localhost\r\n") << 403
            << QByteArray("admin_host");
        QTest::newRow("no Host") << api << QByteArray() << 400 << QByteArray("admin_request");
        QTest::newRow("two Hosts") << api << QByteArray("Host: localhost\r\nHost: localhost\r\n") << 400
                                   << QByteArray("admin_request");
        for (const char *origin : {"http://localhost:8081", "null", "https://evil.example", ""})
            QTest::addRow("Origin “%s”", origin)
                << api << "Host: localhost\r\nOrigin: " + QByteArray(origin) + "\r\n"
                << 403 << QByteArray("admin_origin");
    }
    void keepsPagesOut()
    {
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, fields);
        QFETCH(const int, status);
        QFETCH(const QByteArray, reason);
        AdminFixture fixture;
        RawClient client = fixture.connect();
        client.send("GET " + target + " HTTP/1.1\r\nConnection: close\r\n" + fields + bearer("admin") +
                    "\r\n");
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        const QByteArray answer = client.received();
        QCOMPARE(answer.mid(9, 3).toInt(), status);
        QVERIFY(!answer.toLower().contains("access-control"));
        QCOMPARE(fixture.refused.empty() ? QByteArray() : QByteArray(fixture.refused.front().reason), reason);
    }
    void readsTheToken_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("status");
        QTest::newRow("right") << bearer("viewer") << 200;
        QTest::newRow("scheme in any case") << QByteArray("authorization: bEARER   viewer \r\n") << 200;
        QTest::newRow("none") << QByteArray() << 401;
        QTest::newRow("wrong") << bearer("viewe") << 401;
        QTest::newRow("longer") << bearer("viewer viewer") << 401;
        QTest::newRow("empty") << bearer("") << 401;
        QTest::newRow("another scheme") << QByteArray("Authorization: Basic dmlld2VyOg==\r\n") << 401;
        QTest::newRow("without scheme") << QByteArray("Authorization: viewer\r\n") << 401;
        QTest::newRow("twice") << bearer("viewer") + bearer("viewer") << 400;
    }
    void readsTheToken()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const int, status);
        AdminFixture fixture;
        const QByteArray answer = fixture.responseTo("/api/v1/server", fields);
        QCOMPARE(answer.mid(9, 3).toInt(), status);
        QCOMPARE(answer.contains("\r\nWWW-Authenticate: Bearer"), status == 401);
    }
    void wrongTokensAreLimited()
    {
        AdminFixture fixture;
        const QByteArray api = "/api/v1/server";
        for (int i = 0; i < 2 * WrongTokens::MaxAttempts; ++i)
            QCOMPARE(fixture.statusOf(api), 401); // none does not count
        for (int i = 0; i < WrongTokens::MaxAttempts; ++i)
            QCOMPARE(fixture.statusOf(api, bearer("guess" + QByteArray::number(i))), 401);
        const QByteArray answer = fixture.responseTo(api, bearer("guess"));
        QVERIFY(answer.startsWith("HTTP/1.1 429 "));
        QVERIFY(answer.contains("\r\nRetry-After: "));
        QCOMPARE(fixture.statusOf(api, bearer("viewer")), 200); // never the right one
        QCOMPARE(fixture.statusOf(api), 401);
        for (const RefusedRequest &request : fixture.refused) {
            QCOMPARE(QByteArray(request.reason), "admin_token");
            QVERIFY(!request.path.contains(u"guess"));
        }
    }
    void rolesIncludeThoseBelow_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<int>("server");
        QTest::addColumn<int>("reload");
        QTest::newRow("viewer") << QByteArray("viewer") << 200 << 403;
        QTest::newRow("operator") << QByteArray("operator") << 200 << 403;
        QTest::newRow("admin") << QByteArray("admin") << 200 << 200;
    }
    void rolesIncludeThoseBelow()
    {
        QFETCH(const QByteArray, token);
        AdminFixture fixture;
        QTEST(fixture.statusOf("/api/v1/server", bearer(token)), "server");
        QTEST(fixture.statusOf("/api/v1/reload", bearer(token), "POST"), "reload");
    }
    // The port listens on every address here, which is not loopback.
    void refusesThePlainApi()
    {
        AdminFixture fixture(PlainApi::Refused, QHostAddress(QHostAddress::AnyIPv4));
        for (const char *path : {"/api/v1/server", "/api/v1/nothing", "/api", "/%61pi/v1/server"})
            QCOMPARE(fixture.statusOf(path, bearer("admin")), 403);
        QCOMPARE(QByteArray(fixture.refused.front().reason), "admin_plain");
        QCOMPARE(fixture.statusOf("/apis"), 404);
        for (const char *path : {"/livez", "/readyz", "/metrics"})
            QCOMPARE(fixture.statusOf(path), 200);
        fixture.admin->setPlainApi(PlainApi::Allowed);
        QCOMPARE(fixture.statusOf("/api/v1/server", bearer("admin")), 200);
        QCOMPARE(fixture.statusOf("/api/v1/server"), 401);
    }
};

SIGNALBOX_IO_TEST_MAIN(TstAdminGate)
#include "tst_admingate.moc"
