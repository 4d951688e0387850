#include "core/auth/roomgrant.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TestRoomGrant : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checks_data()
    {
        QTest::addColumn<bool>("hasPolicies");
        QTest::addColumn<bool>("hasGrants");
        QTest::addColumn<bool>("hasJoin");
        QTest::addColumn<QStringList>("join");
        QTest::addColumn<QString>("room");
        QTest::addColumn<bool>("passes");
        QTest::newRow("without authentication")
            << false << false << false << QStringList() << u"lobby"_s << true;
        QTest::newRow("a token that says nothing")
            << false << true << false << QStringList() << u"lobby"_s << true;
        QTest::newRow("granted") << false << true << true << QStringList{u"lob*"_s} << u"lobby"_s << true;
        QTest::newRow("another room")
            << false << true << true << QStringList{u"lob*"_s} << u"chat"_s << false;
        QTest::newRow("no room at all") << false << true << true << QStringList() << u"lobby"_s << false;
        QTest::newRow("no room in the path") << false << true << true << QStringList() << QString() << true;
        QTest::newRow("policy, without authentication")
            << true << false << false << QStringList() << u"secret"_s << false;
        QTest::newRow("policy, another room")
            << true << false << false << QStringList() << u"lobby"_s << true;
        QTest::newRow("policy, a token that says nothing")
            << true << true << false << QStringList() << u"secret"_s << false;
        QTest::newRow("policy, granted")
            << true << true << true << QStringList{u"*"_s} << u"secret"_s << true;
    }
    void checks()
    {
        QFETCH(bool, hasPolicies);
        QFETCH(bool, hasGrants);
        QFETCH(bool, hasJoin);
        QFETCH(QStringList, join);
        QFETCH(QString, room);
        Grants grants;
        if (hasJoin)
            grants.join = RoomPatterns(join);
        Identity identity;
        if (hasGrants)
            identity.grants = std::make_shared<const Grants>(grants);
        RoomSettings secret;
        secret.name = u"secret"_s;
        secret.join = RoomJoining::Granted;
        const EntryCheck check =
            roomGrantCheck(hasPolicies ? std::make_shared<const RoomPolicies>(std::vector{secret}) : nullptr);
        const std::optional<Refusal> refused = check({identity, room, {}});
        QTEST(!refused, "passes");
        if (refused) {
            QCOMPARE(refused->response.status, 403);
            QCOMPARE(QByteArray(refused->reason), "room_not_granted");
        }
    }
};

QTEST_GUILESS_MAIN(TestRoomGrant)
#include "tst_roomgrant.moc"
