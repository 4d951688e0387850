#include "core/model/roomlist.h"

#include <QTest>

using namespace signalbox;

namespace {

RoomSnapshot room(const char *name, quint64 members, quint64 published = 0)
{
    return {QString::fromLatin1(name), members, published, 0, 0};
}

QStringList namesOf(const RoomList &list)
{
    QStringList names;
    for (const RoomSnapshot &snapshot : list.rooms)
        names += snapshot.name;
    names.sort();
    return names;
}

} // namespace

class TestRoomList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheRoomsWithTheMostMembers_data()
    {
        QTest::addColumn<int>("most");
        QTest::addColumn<QString>("kept");
        QTest::addColumn<quint64>("leftOut");
        QTest::newRow("all") << 5 << QStringLiteral("abcde") << quint64(7);
        QTest::newRow("one fewer") << 4 << QStringLiteral("abde") << quint64(8);
        QTest::newRow("equal members: more messages first") << 2 << QStringLiteral("bd") << quint64(10);
        QTest::newRow("none") << 0 << QString() << quint64(12);
    }
    void keepsTheRoomsWithTheMostMembers()
    {
        QFETCH(int, most);
        QFETCH(QString, kept);
        QFETCH(quint64, leftOut);
        RoomList list{{room("a", 3), room("b", 9), room("c", 1)}, 3};
        list.add({{room("d", 3, 5), room("e", 2)}, 4}, std::size_t(most));
        QCOMPARE(namesOf(list).join(QString()), kept);
        QCOMPARE(list.leftOut, leftOut);
    }
};

QTEST_GUILESS_MAIN(TestRoomList)
#include "tst_roomlist.moc"
