#include "core/cluster/directorymirror.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr NodeNumber Node = 3;
const QString blue = u"blue"_s;

ConnectionId client(quint64 number)
{
    return ConnectionId(firstIdOf(Node).value() + number);
}

DirectoryMirror::Range one(quint64 number, const QString &user)
{
    return {client(number), client(number), {{client(number), user}}};
}

DirectoryMirror::Range none(quint64 number)
{
    return {client(number), client(number), {}};
}

struct Fixture
{
    Fixture() { mirror.setNode(Node); }
    std::vector<DirectoryMirror::Range> taken(const QString &name)
    {
        const std::optional<DirectoryMirror::Change> change = mirror.take(name);
        return change ? change->ranges : std::vector<DirectoryMirror::Range>();
    }

    DirectoryMirror mirror;
};

} // namespace

class TestDirectoryMirror : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsHeldOrDroppedIsNotTold()
    {
        Fixture fixture;
        fixture.mirror.hold(blue, client(1), u"ann"_s);
        QVERIFY(fixture.mirror.has(blue, client(1)) && fixture.mirror.has(blue));
        QVERIFY(!fixture.mirror.has(blue, client(2)));
        QVERIFY(fixture.mirror.isAllTold());
        fixture.mirror.tell(blue, client(1));
        QVERIFY(fixture.taken(blue) == std::vector{one(1, u"ann"_s)});
        fixture.mirror.drop(blue, client(1));
        fixture.mirror.drop(u"red"_s, client(1)); // was not there
        QVERIFY(!fixture.mirror.has(blue, client(1)) && !fixture.mirror.has(blue));
        QVERIFY(fixture.mirror.isAllTold());
        fixture.mirror.tell(blue, client(1));
        QVERIFY(fixture.taken(blue) == std::vector{none(1)});
    }
    void whatIsHeldIsToldWithAllOthers()
    {
        Fixture fixture;
        fixture.mirror.hold(blue, client(1), u"ann"_s);
        fixture.mirror.tellAll();
        const auto ranges = fixture.taken(blue);
        QCOMPARE(ranges.size(), std::size_t(1));
        QCOMPARE(ranges[0].entries.size(), std::size_t(1));
    }
    void tellsEachChangeOnce()
    {
        Fixture fixture;
        QVERIFY(!fixture.mirror.take());
        fixture.mirror.add(blue, client(1), u"ann"_s);
        fixture.mirror.add(blue, client(2), u"bob"_s);
        fixture.mirror.add(blue, client(2), u"bob"_s);
        const std::optional<DirectoryMirror::Change> change = fixture.mirror.take();
        QVERIFY(change);
        QCOMPARE(change->name, blue);
        QVERIFY(change->ranges == std::vector({one(1, u"ann"_s), one(2, u"bob"_s)}));
        QVERIFY(!fixture.mirror.take());
        fixture.mirror.remove(blue, client(1));
        fixture.mirror.remove(blue, client(9)); // was not there
        fixture.mirror.remove(u"red"_s, client(1));
        QVERIFY(fixture.taken(blue) == std::vector{none(1)});
        QVERIFY(!fixture.mirror.take());
    }
    void whatCameAndWentIsToldAsGone()
    {
        Fixture fixture;
        fixture.mirror.add(blue, client(1), u"ann"_s);
        fixture.mirror.remove(blue, client(1));
        QVERIFY(!fixture.mirror.has(blue));
        QVERIFY(fixture.taken(blue) == std::vector{none(1)}); // an earlier telling may have failed
    }
    void namesTakeTurnsInTheOrderOfTheirChanges()
    {
        Fixture fixture;
        fixture.mirror.add(u"a"_s, client(1), u"ann"_s);
        fixture.mirror.add(u"b"_s, client(1), u"ann"_s);
        fixture.mirror.add(u"c"_s, client(1), u"ann"_s);
        QCOMPARE(fixture.taken(u"b"_s).size(), std::size_t(1));
        QCOMPARE(fixture.mirror.take()->name, u"a"_s);
        QCOMPARE(fixture.mirror.take()->name, u"c"_s);
        QVERIFY(!fixture.mirror.take());
    }
    void tellsAllAgain()
    {
        Fixture fixture;
        fixture.mirror.add(blue, client(1), u"ann"_s);
        fixture.mirror.add(u"red"_s, client(2), u"bob"_s);
        while (fixture.mirror.take()) {
        }
        fixture.mirror.remove(u"red"_s, client(2)); // its telling is lost with the rest
        fixture.mirror.tellAll();
        const DirectoryMirror::Range all{firstIdOf(Node), lastIdOf(Node), {{client(1), u"ann"_s}}};
        QVERIFY(fixture.taken(blue) == std::vector{all});
        const DirectoryMirror::Range empty{firstIdOf(Node), lastIdOf(Node), {}};
        QVERIFY(fixture.taken(u"red"_s) == std::vector{empty});
        QVERIFY(!fixture.mirror.take());
        fixture.mirror.tellAll(u"gone"_s); // Redis has entries of it that nobody here knows
        QVERIFY(fixture.taken(u"gone"_s) == std::vector{empty});
    }
    void tellsManyInPieces_data()
    {
        QTest::addColumn<quint64>("count");
        QTest::addColumn<std::size_t>("pieces");
        const auto most = quint64(DirectoryMirror::MaxEntries);
        QTest::newRow("one less") << most - 1 << std::size_t(1);
        QTest::newRow("all of one") << most << std::size_t(1);
        QTest::newRow("one more") << most + 1 << std::size_t(2);
        QTest::newRow("two") << 2 * most << std::size_t(2);
    }
    void tellsManyInPieces()
    {
        QFETCH(const quint64, count);
        QFETCH(const std::size_t, pieces);
        Fixture fixture;
        for (quint64 number = 1; number <= count; ++number)
            fixture.mirror.add(blue, client(number), u"x"_s);
        std::size_t changes = 0;
        while (const auto change = fixture.mirror.take()) {
            QVERIFY(change->ranges.size() <= DirectoryMirror::MaxEntries);
            ++changes;
        }
        QCOMPARE(changes, pieces);
        fixture.mirror.tellAll();
        quint64 told = 0;
        quint64 next = firstIdOf(Node).value(); // the ranges follow each other without a gap
        changes = 0;
        while (const auto change = fixture.mirror.take()) {
            QCOMPARE(change->ranges.size(), std::size_t(1));
            const DirectoryMirror::Range &range = change->ranges[0];
            QCOMPARE(range.lowest.value(), next);
            next = range.highest.value() + 1;
            told += range.entries.size();
            ++changes;
        }
        QCOMPARE(next, lastIdOf(Node).value() + 1);
        QCOMPARE(told, count);
        QCOMPARE(changes, pieces);
    }
    void whatChangesWhileAllIsToldIsNotForgotten()
    {
        Fixture fixture;
        const auto most = quint64(DirectoryMirror::MaxEntries);
        for (quint64 number = 1; number <= most + 1; ++number)
            fixture.mirror.add(blue, client(number), u"x"_s);
        fixture.mirror.tellAll();
        QCOMPARE(fixture.taken(blue)[0].entries.size(), std::size_t(most));
        fixture.mirror.remove(blue, client(1));        // is told already
        fixture.mirror.remove(blue, client(most + 1)); // will be told
        QVERIFY(fixture.taken(blue) == std::vector{none(1)});
        const std::vector<DirectoryMirror::Range> rest = fixture.taken(blue);
        QCOMPARE(rest.size(), std::size_t(1));
        QVERIFY(rest[0].entries.empty());
        QCOMPARE(rest[0].highest, lastIdOf(Node));
        QVERIFY(!fixture.mirror.take());
    }
};

QTEST_GUILESS_MAIN(TestDirectoryMirror)
#include "tst_directorymirror.moc"
