#include "tests/core/admin/adminfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

QJsonObject jsonOf(const QByteArray &answer)
{
    return QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).object();
}

} // namespace

class TstServerHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheServer()
    {
        AdminFixture fixture;
        ServerOverview &server = fixture.control.server;
        server.node = u"host:8080"_qs;
        server.state = Readiness::Draining;
        server.started = WallTime(Milliseconds(1'000'000'000'123));
        server.uptime = Milliseconds(77);
        server.listeners = {{QHostAddress(QHostAddress::LocalHostIPv6), 8080}};
        server.connections = 1;
        server.rooms = 2;
        server.users = 3;
        server.queuedBytes = 4;
        server.in = {5, 6};
        server.out = {7, 8};
        server.warnings = {u"a \"warning\""_qs};
        const QJsonObject json = jsonOf(fixture.responseTo("/api/v1/server", bearer("viewer")));
        const QJsonObject expected{
            {u"version"_qs, QStringLiteral(SIGNALBOX_VERSION)},
            {u"qt"_qs, QString::fromLatin1(qVersion())},
            {u"node"_qs, u"host:8080"_qs},
            {u"state"_qs, u"draining"_qs},
            {u"started"_qs, u"2001-09-09T01:46:40.123Z"_qs},
            {u"uptime_ms"_qs, 77},
            {u"listeners"_qs, QJsonArray{u"[::1]:8080"_qs}},
            {u"connections"_qs, 1},
            {u"rooms"_qs, 2},
            {u"users"_qs, 3},
            {u"queued_bytes"_qs, 4},
            {u"in"_qs, QJsonObject{{u"messages"_qs, 5}, {u"bytes"_qs, 6}}},
            {u"out"_qs, QJsonObject{{u"messages"_qs, 7}, {u"bytes"_qs, 8}}},
            {u"config_warnings"_qs, QJsonArray{u"a \"warning\""_qs}},
        };
        QCOMPARE(json, expected);
    }
    void reloads()
    {
        AdminFixture fixture;
        fixture.control.report = ReloadReport{{u"hub.announce"_qs}, {u"tls.key"_qs}, {u"careful"_qs}};
        const QJsonObject json = jsonOf(fixture.responseTo("/api/v1/reload", bearer("admin"), "POST"));
        QCOMPARE(json[u"changed"_qs].toArray(), QJsonArray{u"hub.announce"_qs});
        QCOMPARE(json[u"needs_restart"_qs].toArray(), QJsonArray{u"tls.key"_qs});
        QCOMPARE(json[u"warnings"_qs].toArray(), QJsonArray{u"careful"_qs});
    }
    void saysWhyItDoesNotReload_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("status");
        QTest::newRow("wrong") << int(Error::Code::Invalid) << 422;
        QTest::newRow("none") << int(Error::Code::Busy) << 409;
        QTest::newRow("not there any more") << int(Error::Code::NotFound) << 409;
    }
    void saysWhyItDoesNotReload()
    {
        QFETCH(const int, code);
        QFETCH(const int, status);
        AdminFixture fixture;
        fixture.control.report = Error{Error::Code(code), u"file:3: key limits.max_head: no"_qs};
        const QByteArray answer = fixture.responseTo("/api/v1/reload", bearer("admin"), "POST");
        QCOMPARE(answer.mid(9, 3).toInt(), status);
        QCOMPARE(jsonOf(answer)[u"detail"_qs].toString(), u"file:3: key limits.max_head: no"_qs);
        QVERIFY(fixture.refused.empty()); // a handler's answer is not the refusal of a client
    }
    void drains()
    {
        AdminFixture fixture;
        const QByteArray answer = fixture.responseTo("/api/v1/drain", bearer("admin"), "POST");
        QVERIFY(answer.startsWith("HTTP/1.1 202 Accepted\r\n"));
        QVERIFY(answer.contains("\r\nContent-Length: 0\r\n"));
        QCOMPARE(fixture.control.drains, 1);
        QCOMPARE(fixture.statusOf("/api/v1/drain", bearer("admin") + "Content-Type: application/json\r\n",
                                  "POST", R"({"now":true})"),
                 422);
        QCOMPARE(fixture.control.drains, 1);
    }
    void documentsItself()
    {
        AdminFixture fixture;
        const QJsonObject json = jsonOf(fixture.responseTo("/api/v1/openapi.json", bearer("viewer")));
        QCOMPARE(json[u"openapi"_qs].toString(), u"3.1.0"_qs);
        const QJsonObject paths = json[u"paths"_qs].toObject();
        QVERIFY(paths[u"/api/v1/server"_qs].toObject().contains(u"get"_qs));
        QVERIFY(paths[u"/api/v1/drain"_qs].toObject().contains(u"post"_qs));
        QVERIFY(paths.contains(u"/metrics"_qs));
    }
};

SIGNALBOX_IO_TEST_MAIN(TstServerHandlers)
#include "tst_serverhandlers.moc"
