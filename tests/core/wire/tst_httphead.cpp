#include "core/wire/httphead.h"

#include <QTest>

using namespace signalbox;

class TstHttpHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsValues();
    void hasToken_data();
    void hasToken();
    void splitsLists();
    void stripsControls();
};

void TstHttpHead::findsValues()
{
    HttpHead head;
    head.headers = {{"Host", "a"}, {"X-One", "1"}, {"hOST", "b"}, {"X-Empty", ""}};
    QCOMPARE(head.values("host"), (std::vector<QByteArray>{"a", "b"}));
    QCOMPARE(head.value("HOST"), std::optional<QByteArray>("a"));
    QCOMPARE(head.value("x-one"), std::optional<QByteArray>("1"));
    QVERIFY(head.value("X-Empty").has_value());
    QVERIFY(!head.value("X-On").has_value());
    QVERIFY(!head.value("X-One2").has_value());
    QVERIFY(head.values("X-None").empty());
}

void TstHttpHead::hasToken_data()
{
    QTest::addColumn<QList<QByteArray>>("lines");
    QTest::addColumn<bool>("found");

    QTest::newRow("alone") << QList<QByteArray>{"upgrade"} << true;
    QTest::newRow("any case") << QList<QByteArray>{"UpGrade"} << true;
    QTest::newRow("in a list") << QList<QByteArray>{"keep-alive, Upgrade"} << true;
    QTest::newRow("with tabs") << QList<QByteArray>{"keep-alive\t,\tUpgrade\t"} << true;
    QTest::newRow("on another line") << QList<QByteArray>{"keep-alive", "Upgrade"} << true;
    QTest::newRow("with empty elements") << QList<QByteArray>{",, ,Upgrade,"} << true;
    QTest::newRow("part of a word") << QList<QByteArray>{"upgrades"} << false;
    QTest::newRow("two words") << QList<QByteArray>{"upgrade now"} << false;
    QTest::newRow("empty") << QList<QByteArray>{""} << false;
    QTest::newRow("no line") << QList<QByteArray>() << false;
}

void TstHttpHead::hasToken()
{
    QFETCH(const QList<QByteArray>, lines);
    QFETCH(const bool, found);
    HttpHead head;
    for (const QByteArray &line : lines)
        head.headers.push_back({"Connection", line});
    QCOMPARE(head.hasToken("connection", "Upgrade"), found);
}

void TstHttpHead::splitsLists()
{
    QCOMPARE(splitList({"a, b", ",,", "c ,\td"}), (std::vector<QByteArray>{"a", "b", "c", "d"}));
    QVERIFY(splitList({}).empty());
    QCOMPARE(splitList({"a,,b", "c"}, 2), (std::vector<QByteArray>{"a", "b"}));
    QVERIFY(splitList({"", " , "}).empty());
}

void TstHttpHead::stripsControls()
{
    QCOMPARE(withoutControls("a\r\nSet-Cookie: x"), QByteArray("aSet-Cookie: x"));
    QCOMPARE(withoutControls(QByteArray("\0\x01\x1f\x7f", 4)), QByteArray());
    QCOMPARE(withoutControls("caf\xc3\xa9 ok"), QByteArray("caf\xc3\xa9 ok"));
}

QTEST_GUILESS_MAIN(TstHttpHead)
#include "tst_httphead.moc"
