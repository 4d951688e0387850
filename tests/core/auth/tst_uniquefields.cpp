#include "core/auth/uniquefields.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TstUniqueFields : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsObjects_data();
    void readsObjects();
    void readsTypes();
    void refusesOtherTypes();
    void findsARepeatedNameAmongMany();
};

void TstUniqueFields::readsObjects_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isRead");
    QTest::newRow("empty object") << QByteArray("{}") << true;
    QTest::newRow("two names") << QByteArray(R"({"a":1,"b":2})") << true;
    QTest::newRow("names that differ in case") << QByteArray(R"({"a":1,"A":2})") << true;
    QTest::newRow("a name twice") << QByteArray(R"({"a":1,"b":2,"a":3})") << false;
    QTest::newRow("twice with the same value") << QByteArray(R"({"a":1,"a":1})") << false;
    QTest::newRow("twice, once escaped") << QByteArray(R"({"alg":1,"\u0061lg":2})") << false;
    QTest::newRow("empty name twice") << QByteArray(R"({"":1,"":2})") << false;
    QTest::newRow("twice, but deeper") << QByteArray(R"({"a":{"b":1,"b":2}})") << true;
    QTest::newRow("array") << QByteArray("[]") << false;
    QTest::newRow("string") << QByteArray("\"a\"") << false;
    QTest::newRow("nothing") << QByteArray("") << false;
    QTest::newRow("two objects") << QByteArray("{}{}") << false;
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF{}") << false;
    QTest::newRow("not UTF-8") << QByteArray("{\"a\":\"\xff\"}") << false;
    QTest::newRow("unclosed") << QByteArray("{\"a\":1") << false;
}

void TstUniqueFields::readsObjects()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, isRead);
    UniqueFields fields;
    QCOMPARE(fields.read(json), isRead);
}

void TstUniqueFields::readsTypes()
{
    UniqueFields fields;
    QVERIFY(fields.read(R"( { "t" : "\u00e9" , "n" : -1.5e1 , "l" : [ "a" , "b,]" ] , "e" : [ ] } )"));
    std::optional<QByteArray> utf8;
    std::optional<QString> text;
    std::optional<double> number;
    std::optional<QStringList> list;
    std::optional<QStringList> empty;
    QVERIFY(fields.read("t", utf8) && fields.read("t", text) && fields.read("n", number) &&
            fields.read("l", list) && fields.read("e", empty));
    QCOMPARE(utf8, QByteArray("\xc3\xa9"));
    QCOMPARE(text, u"\u00e9"_s);
    QCOMPARE(number, -15.0);
    QCOMPARE(list, (QStringList{u"a"_s, u"b,]"_s}));
    QCOMPARE(empty, QStringList());
    std::optional<QString> absent = u"as it was"_s;
    QVERIFY(fields.read("x", absent));
    QCOMPARE(absent, u"as it was"_s);
    QVERIFY(fields.has("n") && !fields.has("x"));
}

void TstUniqueFields::refusesOtherTypes()
{
    UniqueFields fields;
    QVERIFY(fields.read(R"({"s":"1","n":1,"b":true,"z":null,"o":{},"l":["a",1],"big":1e999})"));
    std::optional<QString> text;
    std::optional<double> number;
    std::optional<QStringList> list;
    for (const char *name : {"n", "b", "z", "o", "l"})
        QVERIFY2(!fields.read(name, text), name);
    for (const char *name : {"s", "b", "z", "o", "l", "big"})
        QVERIFY2(!fields.read(name, number), name);
    for (const char *name : {"s", "n", "b", "z", "o", "l"})
        QVERIFY2(!fields.read(name, list), name);
}

void TstUniqueFields::findsARepeatedNameAmongMany()
{
    QByteArray json = "{";
    for (int i = 0; i < 1000; ++i)
        json += "\"k" + QByteArray::number(i) + "\":0,";
    UniqueFields fields;
    QVERIFY(fields.read(json + "\"last\":0}"));
    QVERIFY(!fields.read(json + "\"k500\":0}"));
}

QTEST_GUILESS_MAIN(TstUniqueFields)
#include "tst_uniquefields.moc"
