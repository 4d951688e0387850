#include "app/ctl/rawjson.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_RawJson final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsMembersAsTheyAreWritten_data();
    void findsMembersAsTheyAreWritten();
    void splitsArrays();
};

void tst_RawJson::findsMembersAsTheyAreWritten_data()
{
    QTest::addColumn<QByteArray>("object");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("first") << QByteArray(R"({"a":1.10,"b":2})") << QByteArray("1.10");
    QTest::newRow("last") << QByteArray(R"({"b":2,"a":12345678901234567890})")
                          << QByteArray("12345678901234567890");
    QTest::newRow("blanks") << QByteArray("{ \"b\" : [ 1 ] ,\n\"a\" : { \"z\" : 1, \"y\" : 2 } }")
                            << QByteArray(R"({ "z" : 1, "y" : 2 })");
    QTest::newRow("brackets in strings") << QByteArray(R"({"b":"]}\"","a":["}"]})") << QByteArray(R"(["}"])");
    QTest::newRow("a string") << QByteArray(R"({"a":"x\\"})") << QByteArray(R"("x\\")");
    QTest::newRow("a word") << QByteArray(R"({"a":null})") << QByteArray("null");
    QTest::newRow("deeper only") << QByteArray(R"({"b":{"a":1}})") << QByteArray();
    QTest::newRow("no object") << QByteArray("[1]") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("cut") << QByteArray(R"({"b":"x)") << QByteArray();
    QTest::newRow("cut behind a backslash") << QByteArray("{\"b\":\"\\") << QByteArray();
}

void tst_RawJson::findsMembersAsTheyAreWritten()
{
    QFETCH(const QByteArray, object);
    QTEST(jsonMember(object, "a").toByteArray(), "value");
}

void tst_RawJson::splitsArrays()
{
    const auto texts = [](const char *array) {
        QStringList parts;
        for (const QByteArrayView element : jsonElements(array))
            parts += QString::fromUtf8(element);
        return parts;
    };
    QCOMPARE(texts(R"([{"a":[1,2]}, "b,]" ,3,true])"),
             (QStringList{u"{\"a\":[1,2]}"_s, u"\"b,]\""_s, u"3"_s, u"true"_s}));
    QCOMPARE(texts("[]"), QStringList());
    QCOMPARE(texts("{}"), QStringList());
    QCOMPARE(texts("[1,"), QStringList{u"1"_s});
}

QTEST_GUILESS_MAIN(tst_RawJson)
#include "tst_rawjson.moc"
