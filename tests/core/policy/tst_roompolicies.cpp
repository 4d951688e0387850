#include "core/policy/roompolicies.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

//! Tables of these names; the members that a room may have are their numbers, from 1.
RoomPolicies policiesOf(const QStringList &names)
{
    std::vector<RoomSettings> tables;
    for (const QString &name : names) {
        RoomSettings table;
        table.name = name;
        table.maxMembers = qint64(tables.size()) + 1;
        tables.push_back(table);
    }
    return RoomPolicies(std::move(tables));
}

} // namespace

class TestRoomPolicies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstThatMatchesCounts_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QString>("room");
        QTest::addColumn<int>("expected"); // 0: none

        const auto row = [](const char *name, const QStringList &names, const QString &room, int expected) {
            QTest::newRow(name) << names << room << expected;
        };
        row("no tables", {}, u"lobby"_s, 0);
        row("exact", {u"lobby"_s}, u"lobby"_s, 1);
        row("exact, another", {u"lobby"_s}, u"lobby2"_s, 0);
        row("exact, case", {u"lobby"_s}, u"Lobby"_s, 0);
        row("exact, the second", {u"hall"_s, u"lobby"_s}, u"lobby"_s, 2);
        row("pattern", {u"game-*"_s}, u"game-1"_s, 1);
        row("pattern, nothing for the star", {u"game-*"_s}, u"game-"_s, 1);
        row("pattern, another", {u"game-*"_s}, u"lobby"_s, 0);
        row("pattern, a slash", {u"a/*"_s}, u"a/b/c"_s, 1);
        row("pattern, in the middle", {u"a*z"_s}, u"a-z"_s, 1);
        row("pattern before exact", {u"lob*"_s, u"lobby"_s}, u"lobby"_s, 1);
        row("exact before pattern", {u"lobby"_s, u"lob*"_s}, u"lobby"_s, 1);
        row("exact before pattern, for others", {u"lobby"_s, u"lob*"_s}, u"lob"_s, 2);
        row("pattern that does not match before exact", {u"x*"_s, u"lobby"_s}, u"lobby"_s, 2);
        row("two patterns", {u"*-1"_s, u"game-*"_s}, u"game-1"_s, 1);
        row("two patterns, the second", {u"*-1"_s, u"game-*"_s}, u"game-2"_s, 2);
        row("all, at last", {u"game-*"_s, u"lobby"_s, u"*"_s}, u"other"_s, 3);
        row("all, at first", {u"*"_s, u"lobby"_s}, u"lobby"_s, 1);
        row("no room", {u"*"_s}, QString(), 0);
        row("the same name twice", {u"lobby"_s, u"lobby"_s}, u"lobby"_s, 1);
        row("nothing but a star is special", {u"a?c"_s}, u"abc"_s, 0);
        row("not ASCII", {u"каф*"_s}, u"кафе"_s, 1);
    }
    void theFirstThatMatchesCounts()
    {
        QFETCH(const QStringList, names);
        QFETCH(const QString, room);
        const RoomPolicies policies = policiesOf(names);
        QTEST(int(policies.find(room).maxMembers.value_or(0)), "expected");
        QCOMPARE(policies.isEmpty(), names.isEmpty());
    }
    void withoutATableARoomHasTheDefaults()
    {
        QCOMPARE(policiesOf({u"x"_s}).find(u"lobby"_s), RoomSettings());
        QCOMPARE(RoomPolicyCache().find(u"lobby"_s, nullptr), RoomSettings());
    }
    void theCacheFollowsNewTables()
    {
        const RoomPolicyCache cache;
        const QString lobby = u"lobby"_s;
        auto policies = std::make_shared<const RoomPolicies>(policiesOf({lobby}));
        const RoomSettings *found = &cache.find(lobby, policies);
        QCOMPARE(found->maxMembers, 1);
        QCOMPARE(&cache.find(lobby, policies), found);
        policies = std::make_shared<const RoomPolicies>(policiesOf({u"x"_s, lobby}));
        QCOMPARE(cache.find(lobby, policies).maxMembers, 2);
        QVERIFY(!cache.find(lobby, nullptr).maxMembers);
        policies = std::make_shared<const RoomPolicies>(policiesOf({}));
        QVERIFY(!cache.find(lobby, policies).maxMembers);
    }
};

QTEST_APPLESS_MAIN(TestRoomPolicies)
#include "tst_roompolicies.moc"
