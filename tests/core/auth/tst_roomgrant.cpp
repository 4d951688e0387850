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
        QTest::addColumn<bool>("hasGrants");
        QTest::addColumn<bool>("hasJoin");
        QTest::addColumn<QStringList>("join");
        QTest::addColumn<QString>("room");
        QTest::addColumn<bool>("passes");
        QTest::newRow("without authentication") << false << false << QStringList() << u"lobby"_s << true;
        QTest::newRow("a token that says nothing") << true << false << QStringList() << u"lobby"_s << true;
        QTest::newRow("granted") << true << true << QStringList{u"lob*"_s} << u"lobby"_s << true;
        QTest::newRow("another room") << true << true << QStringList{u"lob*"_s} << u"chat"_s << false;
        QTest::newRow("no room at all") << true << true << QStringList() << u"lobby"_s << false;
        QTest::newRow("no room in the path") << true << true << QStringList() << QString() << true;
    }
    void checks()
    {
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
        const std::optional<Refusal> refused = checkRoomGrant({identity, room, {}});
        QTEST(!refused, "passes");
        if (refused) {
            QCOMPARE(refused->response.status, 403);
            QCOMPARE(QByteArray(refused->reason), "room_not_granted");
        }
    }
};

QTEST_GUILESS_MAIN(TestRoomGrant)
#include "tst_roomgrant.moc"
