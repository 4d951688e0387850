#include "core/hub/roomqueries.h"

#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

const QString vip = u"vip"_s;

//! The server itself, which asks by the hub of a thread that is not the room's.
struct Fixture
{
    quint64 publish(const QByteArray &content)
    {
        quint64 seq = 0;
        hub().publish(vip, ServerMessage({content, ContentEncoding::Json}, u"ops"_s),
                      [&](const ServerPublishResult &result) { seq = result.seq; });
        hubs.passAll();
        return seq;
    }
    RoomAnswer take(const std::function<void(Hub::Answered)> &ask)
    {
        std::optional<RoomAnswer> taken;
        ask([&](const RoomAnswer &answer) { taken = answer; });
        hubs.passUntil([&] { return taken.has_value(); });
        return taken.value_or(RoomAnswer());
    }
    RoomAnswer describe()
    {
        return take([&](const Hub::Answered &answered) { hub().describe(vip, answered); });
    }
    RoomAnswer readHistory(const HistoryRequest &request = {})
    {
        return take([&](const Hub::Answered &answered) { hub().readHistory(vip, request, answered); });
    }
    RoomAnswer listMembers(const PresenceRequest &request = {})
    {
        return take([&](const Hub::Answered &answered) { hub().listMembers(vip, request, answered); });
    }
    RoomAnswer deleteHistory()
    {
        return take([&](const Hub::Answered &answered) { hub().deleteHistory(vip, answered); });
    }
    Hub &hub() { return *hubs.hubs[hubs.awayFrom(vip)]; }

    Hubs hubs{2};
};

} // namespace

class TestRoomQueries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thereIsNoSuchRoom()
    {
        Fixture fixture;
        QCOMPARE(fixture.describe().status, RoomAnswer::Status::NoSuchRoom);
        QCOMPARE(fixture.readHistory().status, RoomAnswer::Status::NoSuchRoom);
        QCOMPARE(fixture.listMembers().status, RoomAnswer::Status::NoSuchRoom);
        QCOMPARE(fixture.deleteHistory().status, RoomAnswer::Status::NoSuchRoom);
        QCOMPARE(fixture.hubs.roomCount(), std::size_t(0));
    }
    void keepsWhatIsPublishedWhileNobodyIsInTheRoom()
    {
        Fixture fixture;
        QCOMPARE(fixture.publish(R"({"n": 1.10, "s":"\u00e9"})"), 1u);
        QCOMPARE(fixture.publish("2"), 2u);
        const RoomAnswer room = fixture.describe();
        QCOMPARE(room.status, RoomAnswer::Status::Found);
        QCOMPARE(room.room.name, vip);
        QCOMPARE(room.room.members, 0u);
        QCOMPARE(room.room.published, 2u);
        QCOMPARE(room.room.historyMessages, 2u);
        QVERIFY(!room.room.epoch.isEmpty());
        const QByteArray page = fixture.readHistory({{}, 1, {}}).json;
        QVERIFY(page.startsWith("{\"room\":\"vip\",\"epoch\":\""));
        QCOMPARE(json(page)[u"messages"].toArray().size(), 1);
        QCOMPARE(json(page)[u"next"].toInt(), 2);
        const QByteArray before = fixture.readHistory({{}, {}, 2}).json;
        QVERIFY(before.contains(R"("from":"ops","content":{"n": 1.10, "s":"\u00e9"},"seq":1,)"));
        // The members that come later get it as well, and the numbering goes on.
        Peer &ann = fixture.hubs.connectEnvelope(0, "/room/vip?user=ann");
        fixture.hubs.passAll();
        QCOMPARE(fixture.publish("3"), 3u);
        QVERIFY(fixture.hubs.passUntil([&] { return heardOf(ann, u"message"_s).size() == 1; }));
        QCOMPARE(heardOf(ann, u"message"_s)[0][u"seq"].toInt(), 3);
        QVERIFY(!heardOf(ann, u"message"_s)[0].contains(u"client"));
    }
    void deletesHistory()
    {
        Fixture fixture;
        fixture.publish("1");
        fixture.publish("2");
        const QString epoch = fixture.describe().room.epoch;
        QCOMPARE(fixture.deleteHistory().status, RoomAnswer::Status::Found);
        const RoomAnswer empty = fixture.describe();
        QCOMPARE(empty.room.historyMessages, 0u);
        QCOMPARE(empty.room.published, 2u);
        QCOMPARE(json(fixture.readHistory().json)[u"recovered"].toBool(), false);
        QCOMPARE(fixture.publish("3"), 3u); // the numbering goes on
        QCOMPARE(fixture.describe().room.epoch, epoch);
        const QJsonObject page = json(fixture.readHistory().json);
        QCOMPARE(page[u"messages"].toArray().size(), 1);
        QCOMPARE(page[u"recovered"].toBool(), false);
        // Who had message 1 misses message 2.
        Peer &ann = fixture.hubs.connectEnvelope(1, "/room/other?user=ann");
        fixture.hubs.passAll();
        const QJsonObject since{{u"epoch"_s, epoch}, {u"seq"_s, 1}};
        const QJsonObject join{{u"type"_s, u"join"_s}, {u"room"_s, vip}, {u"since"_s, since}};
        ann.send(Opcode::Text, QJsonDocument(join).toJson());
        QVERIFY(fixture.hubs.passUntil([&] { return heardOf(ann, u"history"_s).size() == 1; }));
        QCOMPARE(heardOf(ann, u"history"_s)[0][u"recovered"].toBool(true), false);
        QCOMPARE(heardOf(ann, u"history"_s)[0][u"messages"].toArray().size(), 1);
    }
    void listsMembersInPages()
    {
        Fixture fixture;
        for (std::size_t thread : {0u, 1u, 0u})
            fixture.hubs.connect(thread, "/room/vip?user=ann");
        fixture.hubs.passAll();
        const QByteArray text = fixture.listMembers({{}, 2, {}}).json;
        QVERIFY(text.startsWith("{\"room\":\"vip\",\"members\":[{\"user\":\"ann\",\"client\":"));
        const QJsonObject first = json(text);
        QCOMPARE(first[u"members"].toArray().size(), 2);
        QCOMPARE(first[u"count"].toInt(), 3);
        const ConnectionId next(first[u"next"].toString().toULongLong());
        const QJsonObject second = json(fixture.listMembers({{}, 2, next}).json);
        QCOMPARE(second[u"members"].toArray().size(), 1);
        QVERIFY(!second.contains(u"next"));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestRoomQueries)
#include "tst_roomqueries.moc"
