#include "ui/messages/jsonindex.h"

#include "core/model/jsonpath.h"
#include "core/model/query.h"
#include "core/model/queryrow.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

//! Returns the value at \a path as the query language finds it.
std::optional<JsonPath::Value> found(const QString &path, const QString &json)
{
    const std::vector<QueryWord> words = splitQuery(path);
    if (words.size() != 1)
        return std::nullopt;
    const auto parsed = JsonPath::parse(words.front(), 0, words.front().text.size());
    return parsed ? parsed->find(json.toUtf8()) : std::nullopt;
}

qint32 nodeOf(const JsonIndex &index, const QString &value)
{
    for (qint32 node = 0; node < index.size(); ++node) {
        if (index.value(node) == value)
            return node;
    }
    return -1;
}

} // namespace

class tst_JsonIndex : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsWhatWasSent()
    {
        const JsonIndex index(
            u" {\"b\":1.10,\"a\":12345678901234567890123,\"b\":[true,\"\\u0041\\/\"],\"\":{}} "_s);
        QVERIFY(index.check().isOk());
        QCOMPARE(index.size(), 7);
        QCOMPARE(index.at(0).children, 4);
        QCOMPARE(index.at(0).next, 7);
        QCOMPARE(index.key(1), u"\"b\""_s);
        QCOMPARE(index.value(1), u"1.10"_s);
        QCOMPARE(index.value(2), u"12345678901234567890123"_s);
        QCOMPARE(index.key(3), u"\"b\""_s);
        QCOMPARE(index.value(3), u"[true,\"\\u0041\\/\"]"_s);
        QCOMPARE(index.at(3).children, 2);
        QCOMPARE(index.at(4).parent, 3);
        QCOMPARE(index.at(5).position, 1);
        QCOMPARE(index.value(5), u"\"\\u0041\\/\""_s);
        QCOMPARE(index.at(3).next, 6);
        QCOMPARE(index.key(6), u"\"\""_s);
        QVERIFY(index.isObject(6));
        QVERIFY(!index.isObject(3));
        QVERIFY(index.isContainer(3));
        QVERIFY(!index.isContainer(4));
    }

    void aCutTextHasItsBeginning()
    {
        const JsonIndex index(u"{\"a\":[1,{\"b\":\"xy"_s);
        QCOMPARE(index.check().fault, JsonFault::UnexpectedEnd);
        QCOMPARE(index.size(), 5);
        QCOMPARE(index.value(4), u"\"xy"_s);
        QCOMPARE(index.value(0), index.text());
        QCOMPARE(index.at(1).next, 5);
    }

    void deepNestingNeedsNoStack_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("arrays") << QString(300'000, u'[') + QString(300'000, u']');
        QTest::newRow("no end") << QString(500'000, u'[');
        QTest::newRow("objects") << u"{\"k\":"_s.repeated(100'000) + u'1' + QString(100'000, u'}');
    }
    void deepNestingNeedsNoStack()
    {
        QFETCH(QString, text);
        const JsonIndex index(text);
        QVERIFY(index.size() >= 100'000);
        QCOMPARE(index.at(index.size() - 1).parent, index.size() - 2);
        QCOMPARE(index.at(0).next, index.size());
        QVERIFY(index.path(index.size() - 1).isEmpty()); // deeper than a filter can say
    }

    void pathsAreThoseOfFilters_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("path");
        QTest::newRow("key") << u"{\"a\":7}"_s << u"7"_s << u"a"_s;
        QTest::newRow("below") << u"{\"a\":{\"b-c\":7}}"_s << u"7"_s << u"a.b-c"_s;
        QTest::newRow("index") << u"{\"items\":[1,{\"id\":7}]}"_s << u"7"_s << u"items[1].id"_s;
        QTest::newRow("outermost array") << u"[0,[7]]"_s << u"7"_s << u"[1][0]"_s;
        QTest::newRow("a dot in the key") << u"{\"a.b\":7}"_s << u"7"_s << u"\"a.b\""_s;
        QTest::newRow("blanks and brackets") << u"{\"x y\":{\"[0]\":7}}"_s << u"7"_s << u"\"x y\".\"[0]\""_s;
        QTest::newRow("operators") << u"{\"a=b\":{\"c:d\":7}}"_s << u"7"_s << u"\"a=b\".\"c:d\""_s;
        QTest::newRow("quotes and stars") << u"{\"q\\\"*\\\\\":7}"_s << u"7"_s << u"\"q\\\"\\*\\\\\""_s;
        QTest::newRow("escaped letter") << u"{\"\\u0061\":7}"_s << u"7"_s << u"a"_s;
        QTest::newRow("emoji as escapes") << u"{\"\\ud83d\\ude00\":7}"_s << u"7"_s << u"\"\U0001F600\""_s;
        QTest::newRow("not ASCII") << u"{\"größe\":7}"_s << u"7"_s << u"größe"_s;
        QTest::newRow("first of two") << u"{\"a\":7,\"a\":8}"_s << u"7"_s << u"a"_s;
    }
    void pathsAreThoseOfFilters()
    {
        QFETCH(QString, json);
        QFETCH(QString, value);
        const JsonIndex index(json);
        const qint32 node = nodeOf(index, value);
        QVERIFY(node >= 0);
        const QString path = index.path(node);
        QTEST(path, "path");
        const auto value_ = found(path, json);
        QVERIFY(value_);
        QCOMPARE(QString::fromUtf8(value_->text), value);
    }

    void noPathWhereAFilterHasNone_data()
    {
        QTest::addColumn<QString>("json");
        QTest::newRow("empty key") << u"{\"\":{\"a\":7}}"_s;
        QTest::newRow("second of two keys") << u"{\"a\":6,\"a\":{\"b\":7}}"_s;
        QTest::newRow("second of two spellings") << u"{\"a\":6,\"\\u0061\":7}"_s;
        QTest::newRow("half a pair") << u"{\"\\ud800\":7}"_s;
        QTest::newRow("the wrong half first") << u"{\"\\ude00\\ud83d\":7}"_s;
        QTest::newRow("outermost") << u"7"_s;
        QTest::newRow("too deep") << QString(40, u'[') + u'7' + QString(40, u']');
    }
    void noPathWhereAFilterHasNone()
    {
        QFETCH(QString, json);
        const JsonIndex index(json);
        QVERIFY(index.check().isOk());
        QCOMPARE(index.path(nodeOf(index, u"7"_s)), QString());
    }

    void unescapes_data()
    {
        QTest::addColumn<QString>("string");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << u"\"abc\""_s << u"abc"_s;
        QTest::newRow("empty") << u"\"\""_s << QString();
        QTest::newRow("each escape") << u"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""_s << u"\"\\/\b\f\n\r\t"_s;
        QTest::newRow("a zero") << u"\"a\\u0000b\""_s << u"a"_s + QChar(0) + u'b';
        QTest::newRow("pair") << u"\"\\uD83D\\uDE00\""_s << u"\U0001F600"_s;
        QTest::newRow("half a pair") << u"\"\\udc00!\""_s << QString(QChar(0xDC00)) + u'!';
        QTest::newRow("cut in an escape") << u"\"ab\\u12"_s << u"abu12"_s;
        QTest::newRow("cut behind a backslash") << u"\"ab\\"_s << u"ab\\"_s;
    }
    void unescapes()
    {
        QFETCH(QString, string);
        QTEST(unescapedJson(string), "expected");
    }
};

QTEST_GUILESS_MAIN(tst_JsonIndex)
#include "tst_jsonindex.moc"
