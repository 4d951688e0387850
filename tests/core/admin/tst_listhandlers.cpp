#include "tests/core/admin/adminfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject jsonOf(const QByteArray &answer)
{
    QJsonParseError error;
    const QJsonDocument document =
        QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4), &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

int statusOf(const QByteArray &answer)
{
    return answer.mid(9, 3).toInt();
}

ConnectionSnapshot connection(quint64 id = 18446744073709551615u)
{
    ConnectionSnapshot snapshot;
    ConnectionInfo &info = snapshot.info;
    info.id = ConnectionId(id);
    info.peer = {QHostAddress(u"2001:db8::1"_s), 5000};
    info.listener = {QHostAddress(u"127.0.0.1"_s), 8080};
    info.path = u"/room/a \"b\""_s;
    info.room = u"a \"b\""_s;
    info.user = u"Zoë \"😀\\ \u2028"_s;
    info.userAgent = u"agent"_s;
    info.origin = u"https://a.example"_s;
    info.subprotocol = u"signalbox.v1.json"_s;
    info.connectedAt = WallTime(Milliseconds(1'000'000'000'123));
    info.tls = {"TLSv1.3", "TLS_AES_256_GCM_SHA384"};
    Activity &activity = snapshot.activity;
    activity.traffic = {1, 2, 3, 4};
    activity.queuedBytes = 5;
    activity.queuedFrames = 6;
    activity.droppedMessages = 7;
    activity.lastTraffic = wallNow() - Milliseconds(1500);
    activity.latency = {{}, Nanoseconds(12'345'678), Nanoseconds(2'000'000)};
    activity.rooms.add(u"a \"b\""_s, RoomEntry::Path);
    activity.rooms.add(u"tea"_s, RoomEntry::Request);
    return snapshot;
}

QJsonObject expectedConnection()
{
    return {
        {u"id"_s, u"18446744073709551615"_s},
        {u"user"_s, u"Zoë \"😀\\ \u2028"_s},
        {u"address"_s, u"2001:db8::1"_s},
        {u"peer"_s, u"[2001:db8::1]:5000"_s},
        {u"listener"_s, u"127.0.0.1:8080"_s},
        {u"path"_s, u"/room/a \"b\""_s},
        {u"room"_s, u"a \"b\""_s},
        {u"rooms"_s, QJsonArray{u"a \"b\""_s, u"tea"_s}},
        {u"agent"_s, u"agent"_s},
        {u"origin"_s, u"https://a.example"_s},
        {u"protocol"_s, u"signalbox.v1.json"_s},
        {u"tls"_s, QJsonObject{{u"version"_s, u"TLSv1.3"_s}, {u"cipher"_s, u"TLS_AES_256_GCM_SHA384"_s}}},
        {u"connected"_s, u"2001-09-09T01:46:40.123Z"_s},
        {u"latency_ms"_s, 12.346},
        {u"jitter_ms"_s, 2},
        {u"in"_s, QJsonObject{{u"messages"_s, 1}, {u"bytes"_s, 3}}},
        {u"out"_s, QJsonObject{{u"messages"_s, 2}, {u"bytes"_s, 4}}},
        {u"queued"_s, QJsonObject{{u"bytes"_s, 5}, {u"frames"_s, 6}}},
        {u"dropped"_s, 7},
        {u"state"_s, u"open"_s},
    };
}

} // namespace

class tst_ListHandlers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listsConnections()
    {
        AdminFixture fixture;
        ConnectionSnapshot plain = connection(7);
        plain.info.tls = {};
        plain.info.peer = {QHostAddress(u"203.0.113.7"_s), 0};
        plain.info.proxy = Endpoint{QHostAddress(u"10.0.0.1"_s), 50000};
        plain.info.userAgent = plain.info.origin = plain.info.subprotocol = plain.info.room = QString();
        plain.activity.latency.reset();
        plain.activity.rooms = {};
        plain.activity.state = ConnectionState::Closing;
        fixture.lists.openConnections = {{connection(), plain}, 12, u"abc-_"_s};
        const QJsonObject json = jsonOf(fixture.responseTo("/api/v1/connections", bearer("viewer")));
        QCOMPARE(json.keys(), (QStringList{u"connections"_s, u"matched"_s, u"next"_s}));
        QCOMPARE(json[u"matched"_s].toInt(), 12);
        QCOMPARE(json[u"next"_s].toString(), u"abc-_"_s);
        QJsonObject row = json[u"connections"_s][0].toObject();
        const int idle = row.take(u"idle_ms"_s).toInt();
        QVERIFY(idle >= 1500 && idle < 60000);
        QCOMPARE(row, expectedConnection());
        QJsonObject other = json[u"connections"_s][1].toObject();
        QVERIFY(!other.contains(u"tls"_s)); // only with TLS
        QCOMPARE(other[u"proxy"_s].toString(), u"10.0.0.1:50000"_s);
        QCOMPARE(other[u"address"_s].toString(), u"203.0.113.7"_s);
        QCOMPARE(other[u"peer"_s].toString(), u"203.0.113.7:0"_s);
        QVERIFY(other[u"latency_ms"_s].isNull() && other.contains(u"jitter_ms"_s));
        for (const QString &field : {u"agent"_s, u"origin"_s, u"protocol"_s, u"room"_s})
            QCOMPARE(other[field].toString(u"?"_s), QString());
        QCOMPARE(other[u"rooms"_s].toArray(), QJsonArray());
        QCOMPARE(other[u"state"_s].toString(), u"closing"_s);
    }
    void noNextOnTheLastPage()
    {
        AdminFixture fixture;
        const QJsonObject json = jsonOf(fixture.responseTo("/api/v1/connections", bearer("viewer")));
        QCOMPARE(json, (QJsonObject{{u"connections"_s, QJsonArray()}, {u"matched"_s, 0}}));
    }

    void showsOneConnection()
    {
        AdminFixture fixture;
        fixture.lists.openConnections.rows = {connection()};
        QJsonObject json =
            jsonOf(fixture.responseTo("/api/v1/connections/18446744073709551615", bearer("viewer")));
        json.remove(u"idle_ms"_s);
        QCOMPARE(json, expectedConnection());
        for (const char *id : {"7", "0", "x", "1844674407370955161 5", "18446744073709551616", "-1",
                               "018446744073709551615", "%2B18446744073709551615"}) {
            const QByteArray target = QByteArray("/api/v1/connections/") + QByteArray(id).replace(" ", "%20");
            QCOMPARE(fixture.statusOf(target, bearer("viewer")), 404);
        }
    }

    void listsWhatIsClosed()
    {
        AdminFixture fixture;
        ClosedConnection closed;
        closed.info = connection().info;
        closed.activity = connection().activity;
        closed.closedAt = closed.activity.lastTraffic + Milliseconds(250);
        closed.end = {Cause::Kicked, 4100, u"\"bye\""_s, Initiator::Server, true};
        closed.verdict.kind = VerdictKind::ServerStopped;
        fixture.lists.closedConnections = {{closed}, 1, {}};
        const QJsonObject json = jsonOf(fixture.responseTo("/api/v1/closed?sort=-closed", bearer("viewer")));
        QJsonObject expected = expectedConnection();
        expected[u"state"_s] = u"closing"_s;
        expected[u"idle_ms"_s] = 250; // when it ended
        expected[u"closed"_s] = toRfc3339(closed.closedAt);
        expected[u"code"_s] = 4100;
        expected[u"reason"_s] = u"\"bye\""_s;
        expected[u"cause"_s] = QString::fromLatin1(causeInfo(Cause::Kicked).name);
        expected[u"initiator"_s] = u"server"_s;
        expected[u"verdict"_s] = verdictText(closed.verdict);
        QCOMPARE(json[u"closed"_s][0].toObject(), expected);
        QCOMPARE(fixture.lists.last->sort, (ListSort{QueryField::Ago, true}));
    }

    void listsRooms()
    {
        AdminFixture fixture;
        fixture.lists.roomList = {{RoomSnapshot{u"a/\u2028\"b"_s, 3, 45, 6, 789, u"e1"_s}}, 1, {}};
        const QJsonObject json = jsonOf(fixture.responseTo("/api/v1/rooms", bearer("viewer")));
        QCOMPARE(json[u"rooms"_s][0].toObject(),
                 (QJsonObject{{u"name"_s, u"a/\u2028\"b"_s},
                              {u"epoch"_s, u"e1"_s},
                              {u"seq"_s, 45},
                              {u"members"_s, 3},
                              {u"history"_s, QJsonObject{{u"messages"_s, 6}, {u"bytes"_s, 789}}}}));
    }

    void listsUsers()
    {
        AdminFixture fixture;
        fixture.lists.userList = {{UserSummary{u"A\"\n"_s, 3, {u"x"_s, u"y"_s}}}, 1, {}};
        const QJsonObject json = jsonOf(fixture.responseTo("/api/v1/users", bearer("viewer")));
        QCOMPARE(json[u"users"_s][0].toObject(), (QJsonObject{{u"name"_s, u"A\"\n"_s},
                                                              {u"connections"_s, 3},
                                                              {u"rooms"_s, QJsonArray{u"x"_s, u"y"_s}}}));
    }

    void passesTheParametersOn()
    {
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf(
                     "/api/v1/connections?filter=user%3A%22Ann%20Lee%22+latency%3E5ms&sort=-queued&limit=7",
                     bearer("viewer")),
                 200);
        const ListRequest &request = *fixture.lists.last;
        QCOMPARE(request.filter.conditions().size(), std::size_t(2));
        QCOMPARE(request.sort, (ListSort{QueryField::Queued, true}));
        QCOMPARE(request.limit, std::size_t(7));
        const QString cursor = request.cursorBehind({qint64(5), 5});
        QCOMPARE(fixture.statusOf(
                     "/api/v1/connections?filter=user%3A%22Ann%20Lee%22+latency%3E5ms&sort=-queued&after=" +
                         cursor.toLatin1(),
                     bearer("viewer")),
                 200);
        QCOMPARE(fixture.lists.last->after->id, quint64(5));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("field");
        const auto row = [](const QByteArray &target, int status, const char *field) {
            QTest::newRow(target.constData()) << target << status << QString::fromLatin1(field);
        };
        row("connections?filter=usr%3Ax", 422, "filter");
        row("connections?filter=re%3A%5B", 422, "filter");
        row("connections?filter=members%3E5", 422, "filter");
        row("rooms?filter=user%3Ax", 422, "filter");
        row("users?filter=queued%3E5", 422, "filter");
        row("closed?filter=state%3Aopen", 422, "filter");
        row("messages?filter=addr%3A10.", 422, "filter");
        row("rooms?sort=user", 422, "sort");
        row("rooms?limit=0", 422, "limit");
        row("rooms?limit=1001", 422, "limit");
        row("rooms?limit=many", 422, "limit");
        row("rooms?after=abc", 400, "after");
        row("rooms?page=2", 422, "page");
        row("rooms?limit=1&limit=2", 422, "limit");
    }
    void refuses()
    {
        QFETCH(QByteArray, target);
        QFETCH(int, status);
        QFETCH(QString, field);
        AdminFixture fixture;
        const QByteArray answer = fixture.responseTo("/api/v1/" + target, bearer("operator"));
        QCOMPARE(::statusOf(answer), status);
        QVERIFY(answer.contains("application/problem+json"));
        QCOMPARE(jsonOf(answer)[u"field"_s].toString(), field);
        QCOMPARE(fixture.lists.asked, 0);
    }

    void reportsTheErrorsOfQueries()
    {
        AdminFixture fixture;
        fixture.lists.error = Error{Error::Code::TooBig, u"slow"_s};
        const QByteArray slow = fixture.responseTo("/api/v1/users?filter=x", bearer("viewer"));
        QCOMPARE(::statusOf(slow), 422);
        QCOMPARE(jsonOf(slow)[u"field"_s].toString(), u"filter"_s);
        fixture.lists.error = Error{Error::Code::Busy, u"many"_s};
        const QByteArray busy = fixture.responseTo("/api/v1/users", bearer("viewer"));
        QCOMPARE(::statusOf(busy), 429);
        QVERIFY(busy.contains("\r\nRetry-After: "));
    }

    void aClientThatLeavesCancelsItsQuery()
    {
        AdminFixture fixture;
        fixture.lists.isSilent = true;
        {
            RawClient client = fixture.connect();
            client.send("GET /api/v1/rooms HTTP/1.1\r\nHost: localhost\r\n" + bearer("viewer") + "\r\n");
            QVERIFY(waitUntil([&] { return fixture.lists.asked == 1; }));
            QVERIFY(!fixture.lists.flag->load());
            client.reset();
        }
        QVERIFY(waitUntil([&] { return fixture.lists.flag->load(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(tst_ListHandlers)
#include "tst_listhandlers.moc"
