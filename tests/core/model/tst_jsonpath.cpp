#include "core/model/jsonpath.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

std::optional<JsonPath> parse(const QString &path)
{
    const std::vector<QueryWord> words = splitQuery(path);
    return JsonPath::parse(words.front(), 0, words.front().text.size());
}

using Kind = JsonPath::Value::Kind;

//! JSON with ' for quotation marks: moc 6.4 does not see a class behind some raw strings.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

} // namespace

class tst_JsonPath : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const QString &path, const QByteArray &source, Kind kind,
                            const QByteArray &text = {}) {
            QTest::addRow("%s %s", qUtf8Printable(path), source.left(40).constData())
                << path << json(source) << kind << text;
        };
        row(u"a"_s, "{'a':'x'}", Kind::String, "x");
        row(u"a"_s, " { 'b' : [1,{'a':2}] , 'a' : '' } ", Kind::String, "");
        row(u"a.b.c"_s, "{'a':{'b':{'c':7}}}", Kind::Number, "7");
        row(u"a"_s, "{'a': -1.50e+3 }", Kind::Number, "-1.50e+3");
        row(u"a"_s, "{'a':true\n}", Kind::Literal, "true");
        row(u"a"_s, "{'a':null,'b':1}", Kind::Literal, "null");
        row(u"a"_s, "{'a':[]}", Kind::Container);
        row(u"[1]"_s, "[1,2,3]", Kind::Number, "2");
        row(u"[2][0].a"_s, "[1,[],[{'a':5}]]", Kind::Number, "5");
        row(u"a[0]"_s, "{'a':['\\u00e4\\n']}", Kind::String, "ä\n");
        row(u"ä"_s, "{'\\u00e4':1}", Kind::Number, "1");
        row(u"a"_s, "{'a':1,'a':2}", Kind::Number, "1"); // the first
        row(u"\"a.b\".\"c d\""_s, "{'a':{'b':0},'a.b':{'c d':1}}", Kind::Number, "1");
        row(u"\"[0]\""_s, "{'[0]':1}", Kind::Number, "1");
        row(u"b"_s, "{'a':{'b':1,'c':[{'b':2}]},'b':3}", Kind::Number, "3"); // not in what is skipped
    }
    void finds()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, json);
        const std::optional<JsonPath> parsed = parse(path);
        QVERIFY(parsed);
        const std::optional<JsonPath::Value> value = parsed->find(json);
        QVERIFY(value);
        QTEST(value->kind, "kind");
        QTEST(value->text, "text");
    }

    void copiesContainersOnRequest_data()
    {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("object") << QByteArray("{'x':0,'a':{'z':1.10, 'b':[ ]},'c':2}")
                                << QByteArray("{'z':1.10, 'b':[ ]}");
        QTest::newRow("list") << QByteArray("{'a':[1 , [2]] }") << QByteArray("[1 , [2]]");
        QTest::newRow("string") << QByteArray("{'a':'x'}") << QByteArray("x");
        QTest::newRow("not complete") << QByteArray("{'a':[1,2") << QByteArray();
    }
    void copiesContainersOnRequest()
    {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, text);
        const auto value = JsonPath::field("a").find(json(source), JsonPath::Containers::AsWritten);
        QCOMPARE(value ? value->text : QByteArray(), json(text));
    }

    void findsNothing_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char *name, const QString &path, const QByteArray &source) {
            QTest::newRow(name) << path << json(source);
        };
        row("empty", u"a"_s, {});
        row("a text", u"a"_s, "a");
        row("a string", u"a"_s, "'a'");
        row("another key", u"a"_s, "{'A':1,'ab':2}");
        row("an index of an object", u"[0]"_s, "{'0':1}");
        row("a key of an array", u"a"_s, "[{'a':1}]");
        row("a key of a number", u"a.b"_s, "{'a':1}");
        row("behind the end", u"[2]"_s, "[1,2]");
        row("cut before it", u"b"_s, "{'a':1,'b");
        row("cut in a string", u"a"_s, "{'a':'xx");
        row("only brackets", u"a"_s, "{");
        row("no value", u"a"_s, "{'a':}");
        row("not UTF-8", u"a"_s, "{'a':'\xff'}");
        row("deep", u"b"_s, "{'a':" + QByteArray(100'000, '[') + "}");
    }
    void findsNothing()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, json);
        QVERIFY(!parse(path)->find(json));
    }

    void largeTexts()
    {
        const JsonPath path = *parse(u"last"_s);
        for (const int size : {10, 5'000, 2'000'000, 100}) {
            const QByteArray text = json("{'first':'" + QByteArray(size, 'x') + "','last':1}");
            QCOMPARE(path.find(text)->text, QByteArray("1"));
        }
    }

    void bounds()
    {
        QString path = u"a"_s;
        for (std::size_t i = 1; i < JsonPath::MaxSteps; ++i)
            path += u".a"_s;
        QVERIFY(parse(path));
        QVERIFY(!parse(path + u".a"_s));
        QVERIFY(!parse(path + u"[0]"_s));
    }
};

QTEST_GUILESS_MAIN(tst_JsonPath)
#include "tst_jsonpath.moc"
