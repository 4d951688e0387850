// The history of rooms on several io threads while memory is limited.

#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 KiB = 1024;

QByteArray text(const QJsonObject &request)
{
    return QJsonDocument(request).toJson(QJsonDocument::Compact);
}

struct Fixture
{
    explicit Fixture(qint64 limit)
        : hubs(2, {{.announce = false}, {.messages = 0, .bytes = 0}, {}})
    {
        hubs.memory.setLimits(0, limit);
    }
    //! Publishes so many messages of 10 KiB.
    bool publish(Peer &member, int count)
    {
        const qsizetype before = member.received().size();
        for (int i = 0; i < count; ++i) {
            member.send(Opcode::Text,
                        text({{u"type"_s, u"message"_s}, {u"content"_s, QString(10 * KiB, u'x')}}));
            if (!hubs.passUntil([&] { return member.received().size() > before + i; }))
                return false;
        }
        return true;
    }
    bool leaves(Peer &member)
    {
        member.sendClose(1000);
        return hubs.passUntil([&] { return !member.endings.empty(); });
    }
    bool settles()
    {
        return hubs.passUntil([&] { return hubs.memory.historyExcess() == 0; });
    }
    //! The replay of room a.
    QJsonObject joinSince(Peer &member, const QString &epoch, int seq)
    {
        return ask(member,
                   {{u"type"_s, u"join"_s},
                    {u"room"_s, u"a"_s},
                    {u"since"_s, QJsonObject{{u"epoch"_s, epoch}, {u"seq"_s, seq}}}},
                   u"history"_s);
    }
    //! The answer to \a request, of \a type.
    QJsonObject ask(Peer &member, const QJsonObject &request, const QString &type)
    {
        const std::size_t before = heardOf(member, type).size();
        member.send(Opcode::Text, text(request));
        if (!hubs.passUntil([&] { return heardOf(member, type).size() > before; }))
            return {};
        return heardOf(member, type).back();
    }
    qint64 history() const { return hubs.memory.part(MemoryPart::History).bytes(); }

    Hubs hubs;
};

//! A room whose shard is \a thread.
QString roomOn(const Hubs &hubs, std::size_t thread)
{
    for (int i = 0;; ++i) {
        if (const QString name = u"room%1"_s.arg(i); hubs.shardOf(name) == thread)
            return name;
    }
}

} // namespace

class TestHistoryMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void idleRoomsOfAnyThreadGiveWay()
    {
        Fixture fixture(400 * KiB);
        const QString idle = roomOn(fixture.hubs, 1);
        const QString used = roomOn(fixture.hubs, 0);
        Peer &former = fixture.hubs.connectEnvelope(1, "/room/" + idle.toUtf8());
        QVERIFY(fixture.publish(former, 20));
        QVERIFY(fixture.leaves(former));
        QVERIFY(fixture.hubs.memory.idleHistory().bytes() > 200 * KiB);
        Peer &member = fixture.hubs.connectEnvelope(0, "/room/" + used.toUtf8());
        QVERIFY(fixture.publish(member, 25));
        QVERIFY(fixture.settles());
        const QJsonObject page =
            fixture.ask(member, {{u"type"_s, u"history"_s}, {u"limit"_s, 25}, {u"id"_s, 1}}, u"history"_s);
        QCOMPARE(page[u"messages"].toArray().size(), 25);
        QVERIFY(page[u"recovered"].toBool());
        QVERIFY(fixture.hubs.memory.idleHistory().bytes() < 150 * KiB);
        QCOMPARE(fixture.hubs.roomCount(), std::size_t(2)); // some of it is left
        // One by one: of more than is idle the room in use would lose a part, too, after HistoryReclaimer::Patience.
        for (int i = 0; i < 40 && fixture.hubs.memory.idleHistory().bytes() > 0; ++i)
            QVERIFY(fixture.publish(member, 1) && fixture.settles());
        QCOMPARE(fixture.hubs.memory.idleHistory().bytes(), 0);
        QCOMPARE(fixture.hubs.roomCount(), std::size_t(1));
    }
    void theNumberingGoesOn()
    {
        Fixture fixture(100 * KiB);
        Peer &member = fixture.hubs.connectEnvelope(0, "/room/a");
        QVERIFY(fixture.hubs.passUntil([&] { return !member.received().isEmpty(); }));
        const QString epoch = heardOf(member, u"welcome"_s)[0][u"epoch"].toString();
        QVERIFY(fixture.publish(member, 30));
        QVERIFY(fixture.settles());
        QVERIFY(fixture.history() <= 100 * KiB);
        const auto since = [&](int seq) { return fixture.joinSince(member, epoch, seq); };
        const QJsonObject lost = since(1);
        QVERIFY(!lost[u"recovered"].toBool());
        const QJsonArray kept = lost[u"messages"].toArray();
        QVERIFY(!kept.isEmpty());
        QVERIFY(kept.size() < 10);
        QCOMPARE(kept.last()[u"seq"].toInt(), 30);
        QCOMPARE(kept.first()[u"seq"].toInt(), 31 - int(kept.size()));
        const QJsonObject recovered = since(30 - int(kept.size()));
        QVERIFY(recovered[u"recovered"].toBool());
        QCOMPARE(recovered[u"epoch"].toString(), epoch);

        fixture.hubs.memory.setLimits(0, 1); // not even one message
        fixture.hubs.hubs[fixture.hubs.shardOf(u"a"_s)]->checkMemory();
        QVERIFY(fixture.settles());
        QCOMPARE(fixture.history(), 0);
        const QJsonObject none = since(29);
        QVERIFY(!none[u"recovered"].toBool());
        QVERIFY(none[u"messages"].toArray().isEmpty());
        QVERIFY(since(30)[u"recovered"].toBool()); // nothing was missed
        QVERIFY(fixture.publish(member, 1));
        QCOMPARE(heardOf(member, u"message"_s).back()[u"seq"].toInt(), 31);
        QVERIFY(since(30)[u"recovered"].toBool() || fixture.history() == 0);
    }
    void aRoomThatGaveWayHasANewEpoch()
    {
        Fixture fixture(400 * KiB);
        Peer &first = fixture.hubs.connectEnvelope(0, "/room/a");
        QVERIFY(fixture.publish(first, 5));
        const QString epoch = heardOf(first, u"welcome"_s)[0][u"epoch"].toString();
        QVERIFY(fixture.leaves(first));
        QCOMPARE(fixture.hubs.roomCount(), std::size_t(1));
        fixture.hubs.memory.setLimits(0, 1);
        fixture.hubs.hubs[0]->checkMemory();
        QVERIFY(fixture.hubs.passUntil([&] { return fixture.hubs.roomCount() == 0; }));
        QCOMPARE(fixture.hubs.memory.used(), 0);
        Peer &second = fixture.hubs.connectEnvelope(0, "/room/a");
        QVERIFY(fixture.hubs.passUntil([&] { return !second.received().isEmpty(); }));
        QVERIFY(heardOf(second, u"welcome"_s)[0][u"epoch"].toString() != epoch);
        const QJsonObject history = fixture.joinSince(second, epoch, 5);
        QVERIFY(!history[u"recovered"].toBool());
        QVERIFY(history[u"messages"].toArray().isEmpty());
    }
    void roomsAndMembersCountToo()
    {
        Fixture fixture(0);
        std::vector<Peer *> members;
        for (int i = 0; i < 4; ++i)
            members.push_back(&fixture.hubs.connect(std::size_t(i % 2), "/room/" + QByteArray::number(i)));
        fixture.hubs.passAll();
        const qint64 four = fixture.hubs.memory.part(MemoryPart::Rooms).bytes();
        QVERIFY(four > 4 * KiB);
        members.push_back(&fixture.hubs.connect(0, "/room/0"));
        fixture.hubs.passAll();
        const qint64 fifthMember = fixture.hubs.memory.part(MemoryPart::Rooms).bytes() - four;
        QVERIFY(fifthMember > 100);
        QVERIFY(fifthMember < KiB);
        for (Peer *member : members)
            QVERIFY(fixture.leaves(*member));
        fixture.hubs.passAll();
        QCOMPARE(fixture.hubs.memory.used(), 0);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestHistoryMemory)
#include "tst_historymemory.moc"
