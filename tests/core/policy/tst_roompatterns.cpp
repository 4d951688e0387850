#include "core/policy/roompatterns.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TestRoomPatterns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data()
    {
        QTest::addColumn<QStringList>("patterns");
        QTest::addColumn<QString>("room");
        QTest::addColumn<bool>("expected");

        const auto row = [](const char *name, const QStringList &patterns, const QString &room,
                            bool expected) { QTest::newRow(name) << patterns << room << expected; };
        row("none", {}, u"lobby"_s, false);
        row("none, no name", {}, {}, false);
        row("exact", {u"lobby"_s}, u"lobby"_s, true);
        row("exact, case", {u"lobby"_s}, u"Lobby"_s, false);
        row("exact, longer", {u"lobby"_s}, u"lobby2"_s, false);
        row("exact, shorter", {u"lobby"_s}, u"lobb"_s, false);
        row("exact, inside", {u"lobby"_s}, u"a lobby b"_s, false);
        row("an empty pattern", {{}}, u"lobby"_s, false);
        row("all", {u"*"_s}, u"lobby"_s, true);
        row("all, a slash", {u"*"_s}, u"a/b"_s, true);
        row("two stars", {u"**"_s}, u"lobby"_s, true);
        row("three stars", {u"***"_s}, u"l"_s, true);
        row("beginning", {u"game-*"_s}, u"game-1"_s, true);
        row("beginning, nothing behind", {u"game-*"_s}, u"game-"_s, true);
        row("beginning, too short", {u"game-*"_s}, u"game"_s, false);
        row("beginning, elsewhere", {u"game-*"_s}, u"a game-1"_s, false);
        row("beginning, slashes", {u"org/*"_s}, u"org/a/b"_s, true);
        row("end", {u"*/public"_s}, u"org/a/public"_s, true);
        row("end, not at the end", {u"*/public"_s}, u"org/public/b"_s, false);
        row("both ends", {u"a*z"_s}, u"az"_s, true);
        row("both ends do not overlap", {u"ab*ba"_s}, u"aba"_s, false);
        row("both ends, side by side", {u"ab*ba"_s}, u"abba"_s, true);
        row("in between", {u"a*m*z"_s}, u"a-m-z"_s, true);
        row("in between, missing", {u"a*m*z"_s}, u"a-n-z"_s, false);
        row("in between, only within the end", {u"a*mz*mz"_s}, u"a-mz"_s, false);
        row("twice the same", {u"*ab*ab*"_s}, u"xabyabz"_s, true);
        row("twice the same, once there", {u"*ab*ab*"_s}, u"xabyz"_s, false);
        row("twice the same, overlapping", {u"*aba*aba*"_s}, u"xababax"_s, false);
        row("the order counts", {u"*b*a*"_s}, u"ab"_s, false);
        row("the first place may be wrong for the end", {u"*ab"_s}, u"abab"_s, true);
        row("nothing else is special", {u"a?[b].\\d"_s}, u"a?[b].\\d"_s, true);
        row("a question mark is one", {u"a?c"_s}, u"abc"_s, false);
        row("a dot is one", {u"a.c"_s}, u"abc"_s, false);
        row("a star cannot be escaped", {u"a\\*"_s}, u"a\\b"_s, true);
        row("not ASCII", {u"каф*"_s}, u"кафе"_s, true);
        row("beyond 16 bits", {u"*😀"_s}, u"a😀"_s, true);
        row("not normalised", {u"caf\u00e9"_s}, u"cafe\u0301"_s, false);
        row("the second", {u"lobby"_s, u"game-*"_s}, u"game-1"_s, true);
        row("none of two", {u"lobby"_s, u"game-*"_s}, u"chat"_s, false);
    }
    void matches()
    {
        QFETCH(QStringList, patterns);
        QFETCH(QString, room);
        QTEST(RoomPatterns(patterns).matches(room), "expected");
    }

    // Patterns come from tokens: what a pattern costs may not grow with the ways to divide a name.
    void manyStarsAreNotTriedInAllWays()
    {
        const QString room(128, u'a');
        const QString pattern = u"*a"_s.repeated(2000) + u"b"_s;
        QVERIFY(!RoomPatterns({pattern}).matches(room));
        QVERIFY(!RoomPatterns({u"*a"_s.repeated(100) + u"*b*"_s}).matches(room));
        QVERIFY(RoomPatterns({u"*a"_s.repeated(128)}).matches(room));
        QVERIFY(!RoomPatterns({u"*a"_s.repeated(129)}).matches(room));
    }

    void keepsTheTexts()
    {
        const QStringList texts{u"a*"_s, u"b"_s};
        QCOMPARE(RoomPatterns(texts).texts(), texts);
        QVERIFY(RoomPatterns(texts) == RoomPatterns(texts));
        QVERIFY(RoomPatterns(texts) != RoomPatterns({u"a*"_s}));
        QVERIFY(RoomPatterns().texts().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestRoomPatterns)
#include "tst_roompatterns.moc"
