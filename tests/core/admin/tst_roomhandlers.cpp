#include "core/admin/roomhandlers.h"

#include "tests/core/admin/adminfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace

class TestRoomHandlers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsARoom()
    {
        AdminFixture fixture;
        fixture.actions.answer.room = {u"a/b"_s, 3, 42, 2, 512, u"e1"_s};
        QCOMPARE(bodyOf(fixture.responseTo("/api/v1/rooms/a%2Fb", bearer("viewer"))),
                 QByteArray(R"({"name":"a/b","epoch":"e1","seq":42,"members":3,)"
                            R"("history":{"messages":2,"bytes":512}})"));
        QCOMPARE(fixture.actions.rooms, QStringList{u"a/b"_s});
    }
    void passesAnswersOn_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("presence") << "/api/v1/rooms/a/presence"_ba;
        QTest::newRow("history") << "/api/v1/rooms/a/history"_ba;
    }
    void passesAnswersOn()
    {
        QFETCH(QByteArray, path);
        AdminFixture fixture;
        fixture.actions.answer.json = R"({"room":"a", "n":1.10})";
        QCOMPARE(bodyOf(fixture.responseTo(path, bearer("operator"))), fixture.actions.answer.json);
        fixture.actions.answer.status = RoomAnswer::Status::NoSuchRoom;
        QCOMPARE(fixture.statusOf(path, bearer("operator")), 404);
        fixture.actions.answer.status = RoomAnswer::Status::HistoryUnavailable;
        QCOMPARE(fixture.statusOf(path, bearer("operator")), 503);
    }
    void readsParameters()
    {
        AdminFixture fixture;
        fixture.actions.answer.json = "{}";
        QCOMPARE(fixture.statusOf("/api/v1/rooms/a/presence?limit=0&after=17", bearer("viewer")), 200);
        QCOMPARE(fixture.actions.presence->limit, std::optional(0));
        QCOMPARE(fixture.actions.presence->after, std::optional(ConnectionId(17)));
        QCOMPARE(
            fixture.statusOf("/api/v1/rooms/a/history?limit=5&before=9007199254740991", bearer("operator")),
            200);
        QCOMPARE(fixture.actions.history->limit, std::optional(5));
        QCOMPARE(fixture.actions.history->before, std::optional(MaxSequence));
        QCOMPARE(fixture.statusOf("/api/v1/rooms/a/history", bearer("operator")), 200);
        QVERIFY(!fixture.actions.history->limit && !fixture.actions.history->before);
    }
    void refusesParameters_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::newRow("a cursor that is none") << "/presence?after=x"_ba << 400;
        QTest::newRow("a negative limit") << "/presence?limit=-1"_ba << 422;
        QTest::newRow("no number") << "/history?limit=x"_ba << 422;
        QTest::newRow("before 0") << "/history?before=0"_ba << 422;
        QTest::newRow("before too large") << "/history?before=9007199254740992"_ba << 422;
        QTest::newRow("another parameter") << "/history?since=1"_ba << 422;
    }
    void refusesParameters()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf("/api/v1/rooms/a" + path, bearer("operator")), status);
        QVERIFY(fixture.actions.rooms.isEmpty());
    }
    void deletesHistory()
    {
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf("/api/v1/rooms/a/history", bearer("operator"), "DELETE"), 204);
        QCOMPARE(fixture.actions.commands.at(0).body, CommandBody(DeleteHistory{RoomTarget{u"a"_s}}));
        fixture.actions.report.failure = u"it failed"_s;
        QCOMPARE(fixture.statusOf("/api/v1/rooms/a/history", bearer("operator"), "DELETE"), 503);
        fixture.actions.answer.status = RoomAnswer::Status::NoSuchRoom;
        QCOMPARE(fixture.statusOf("/api/v1/rooms/a/history", bearer("operator"), "DELETE"), 404);
    }
    void roles()
    {
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf("/api/v1/rooms/a/history", bearer("viewer")), 403);
        QCOMPARE(fixture.statusOf("/api/v1/rooms/a/history", bearer("viewer"), "DELETE"), 403);
        QCOMPARE(fixture.statusOf("/api/v1/rooms/a"), 401);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestRoomHandlers)
#include "tst_roomhandlers.moc"
