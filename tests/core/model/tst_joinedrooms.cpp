#include "core/model/joinedrooms.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QStringList namesOf(const JoinedRooms &rooms)
{
    QStringList names;
    for (const JoinedRoom &room : rooms.list())
        names += room.name;
    return names;
}

} // namespace

class tst_JoinedRooms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsTheOrderOfJoining()
    {
        JoinedRooms rooms;
        rooms.add(u"zoo"_s, RoomEntry::Path);
        rooms.add(u"attic"_s, RoomEntry::Operator);
        rooms.add(u"Zoo"_s, RoomEntry::Request);
        QCOMPARE(namesOf(rooms), (QStringList{u"zoo"_s, u"attic"_s, u"Zoo"_s}));
        QVERIFY(rooms.list()[1].entry == RoomEntry::Operator);
        rooms.remove(u"zoo"_s);
        QCOMPARE(namesOf(rooms), (QStringList{u"attic"_s, u"Zoo"_s}));
        rooms.remove(u"zoo"_s);
        QCOMPARE(rooms.list().size(), std::size_t(2));
    }
    void isNullOnlyBeforeTheFirst()
    {
        JoinedRooms rooms;
        QVERIFY(rooms.isNull());
        rooms.remove(u"a"_s);
        QVERIFY(rooms.isNull());
        rooms.add(u"a"_s, RoomEntry::Path);
        QVERIFY(!rooms.isNull());
        rooms.remove(u"a"_s);
        QVERIFY(!rooms.isNull());
        QVERIFY(rooms.list().empty());
        QVERIFY(rooms != JoinedRooms());
    }
    void copiesShareTheirListUntilOneChanges()
    {
        JoinedRooms rooms;
        rooms.add(u"a"_s, RoomEntry::Path);
        JoinedRooms copy = rooms;
        QCOMPARE(copy.list().data(), rooms.list().data());
        copy.remove(u"nowhere"_s); // changes nothing, copies nothing
        QCOMPARE(copy.list().data(), rooms.list().data());
        QVERIFY(copy == rooms);
        copy.add(u"b"_s, RoomEntry::Request);
        QCOMPARE(namesOf(rooms), QStringList{u"a"_s});
        QVERIFY(copy != rooms);
        copy.remove(u"b"_s);
        QVERIFY(copy == rooms);
    }
    void hasTheSizeOfAPointer() { QCOMPARE(sizeof(JoinedRooms), sizeof(void *)); }
};

QTEST_GUILESS_MAIN(tst_JoinedRooms)
#include "tst_joinedrooms.moc"
