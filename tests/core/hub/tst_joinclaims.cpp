#include "core/hub/joinclaims.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const QString blue = u"blue"_s;

Requester requester(quint64 client)
{
    return {ConnectionId(client), 0, 0, {}};
}

RoomJoin join(quint64 client, const QString &room = blue)
{
    return {requester(client), room, {.client = ConnectionId(client), .user = u"ann"_s}, {}};
}

RoomLeave leave(quint64 client, const QString &room = blue)
{
    return {requester(client), room};
}

} // namespace

class TestJoinClaims : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsTheRequestsOfAClientInTheirOrder()
    {
        JoinClaims claims;
        QVERIFY(claims.isEmpty());
        RoomLeave early = leave(1);
        QVERIFY(!claims.hold(early));
        claims.add(join(1));
        RoomLeave left = leave(1);
        RoomJoin again = join(1);
        MembershipQuery asked{{}, blue, ConnectionId(1)};
        QVERIFY(claims.hold(left) && claims.hold(again) && claims.hold(asked));
        std::optional<JoinClaims::Claim> claim = claims.take(blue, ConnectionId(1));
        QVERIFY(claim);
        QCOMPARE(claim->join.member.user, u"ann"_s);
        QCOMPARE(claim->waiting.size(), std::size_t(3));
        QVERIFY(std::holds_alternative<RoomLeave>(claim->waiting[0]));
        QVERIFY(std::holds_alternative<RoomJoin>(claim->waiting[1]));
        QVERIFY(std::holds_alternative<MembershipQuery>(claim->waiting[2]));
        QVERIFY(claims.isEmpty());
        QVERIFY(!claims.take(blue, ConnectionId(1)));
    }
    void othersDoNotWait()
    {
        JoinClaims claims;
        claims.add(join(1));
        RoomLeave ofAnother = leave(2);
        RoomLeave inAnother = leave(1, u"red"_s);
        RoomPublish ofTheServer{requester(0), blue, {}, {}};
        RoomDescriptionQuery query{{}, blue};
        HistoryDeletion deletion{{}, blue};
        QVERIFY(!claims.hold(ofAnother) && !claims.hold(inAnother) && !claims.hold(ofTheServer) &&
                !claims.hold(query) && !claims.hold(deletion));
        QCOMPARE(ofAnother.requester.client, ConnectionId(2)); // it was not taken
        QVERIFY(!claims.take(blue, ConnectionId(2)) && !claims.take(u"red"_s, ConnectionId(1)));
        QVERIFY(claims.take(blue, ConnectionId(1))->waiting.empty());
    }
    void allAreDropped()
    {
        JoinClaims claims;
        claims.add(join(1));
        claims.add(join(2));
        claims.add(join(1, u"red"_s));
        QStringList dropped;
        claims.drop([&](const QString &room, ConnectionId client) {
            dropped += room + QString::number(client.value());
        });
        dropped.sort();
        QCOMPARE(dropped, QStringList({u"blue1"_s, u"blue2"_s, u"red1"_s}));
        QVERIFY(claims.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestJoinClaims)
#include "tst_joinclaims.moc"
