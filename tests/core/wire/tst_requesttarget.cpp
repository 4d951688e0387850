#include "core/wire/requesttarget.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TstRequestTarget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parsesPaths_data();
    void parsesPaths();
    void splitsAuthorities();
    void findsInQueries_data();
    void findsInQueries();
    void failsForABadValue();
    void failsForAValueThatIsNotUtf8();
    void readsLongQueriesQuickly();
    void rejects_data();
    void rejects();
    void percentDecodes_data();
    void percentDecodes();
};

void TstRequestTarget::parsesPaths_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("rawPath");
    QTest::addColumn<QString>("path");

    QTest::newRow("root") << QByteArray("/") << QByteArray("/") << u"/"_s;
    QTest::newRow("path") << QByteArray("/room/a") << QByteArray("/room/a") << u"/room/a"_s;
    QTest::newRow("query left out") << QByteArray("/a?b=/c") << QByteArray("/a") << u"/a"_s;
    QTest::newRow("encoded slash") << QByteArray("/room/a%2Fb") << QByteArray("/room/a%2Fb")
                                   << u"/room/a/b"_s;
    QTest::newRow("decoded once") << QByteArray("/%2541") << QByteArray("/%2541") << u"/%41"_s;
    QTest::newRow("plus is a plus") << QByteArray("/a+b") << QByteArray("/a+b") << u"/a+b"_s;
    QTest::newRow("UTF-8 encoded") << QByteArray("/%e4%BD%a0") << QByteArray("/%e4%BD%a0")
                                   << QString::fromUtf8("/\xe4\xbd\xa0");
    QTest::newRow("UTF-8 raw") << QByteArray("/\xe4\xbd\xa0") << QByteArray("/\xe4\xbd\xa0")
                               << QString::fromUtf8("/\xe4\xbd\xa0");
    QTest::newRow("dots stay") << QByteArray("/a/../b") << QByteArray("/a/../b") << u"/a/../b"_s;
    QTest::newRow("two slashes") << QByteArray("//a") << QByteArray("//a") << u"//a"_s;
    QTest::newRow("a URL in the path")
        << QByteArray("/http://a/b") << QByteArray("/http://a/b") << u"/http://a/b"_s;
    QTest::newRow("absolute http") << QByteArray("http://h:8080/x") << QByteArray("/x") << u"/x"_s;
    QTest::newRow("absolute HTTPS") << QByteArray("HTTPS://h/x?y") << QByteArray("/x") << u"/x"_s;
    QTest::newRow("absolute ws") << QByteArray("ws://[::1]:80/x") << QByteArray("/x") << u"/x"_s;
    QTest::newRow("absolute wss") << QByteArray("wss://h/") << QByteArray("/") << u"/"_s;
    QTest::newRow("absolute without a path") << QByteArray("http://h") << QByteArray("/") << u"/"_s;
    QTest::newRow("absolute with a query only") << QByteArray("http://h?x=1") << QByteArray("/") << u"/"_s;
}

void TstRequestTarget::parsesPaths()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, rawPath);
    QFETCH(const QString, path);
    const Result<RequestTarget> parsed = parseRequestTarget(target);
    QVERIFY(parsed);
    QCOMPARE(parsed->rawPath, rawPath);
    QCOMPARE(parsed->path, path);
}

void TstRequestTarget::splitsAuthorities()
{
    QCOMPARE(parseRequestTarget("/http://a/b")->authority, QByteArray());
    QCOMPARE(parseRequestTarget("http://h:8080/x")->authority, QByteArray("h:8080"));
    QCOMPARE(parseRequestTarget("WS://[::1]?x")->authority, QByteArray("[::1]"));
}

void TstRequestTarget::findsInQueries_data()
{
    using Value = std::optional<QString>;
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<Value>("value"); // of "a b"

    const auto row = [](const char *name, const QByteArray &query, const Value &value) {
        QTest::newRow(name) << query << value;
    };
    row("none", "", std::nullopt);
    row("empty", "?", std::nullopt);
    row("one", "?a+b=c", u"c"_s);
    row("escaped name", "?%61%20%62=c", u"c"_s);
    row("after others", "?b=1&a=2&a+b=3", u"3"_s);
    row("no value", "?a+b", QString());
    row("empty value", "?a+b=&x", QString());
    row("empty fields", "?&&a+b=c&", u"c"_s);
    row("plus", "?a+b=c+d", u"c d"_s);
    row("encoded plus", "?a+b=c%2Bd", u"c+d"_s);
    row("encoded separators", "?a+b=%26%3D%3F", u"&=?"_s);
    row("second =", "?a+b=b=c", u"b=c"_s);
    row("second ?", "?a+b=b?c", u"b?c"_s);
    row("the first wins", "?a+b=1&a%20b=2", u"1"_s);
    row("another case", "?A+b=1", std::nullopt);
    row("a part of it", "?a+=1&+b=2", std::nullopt);
    row("a name in a value", "?x=a+b=c", std::nullopt);
    row("others that are no text", "?%ff=%ff&a+b=c&x=%c0%af", u"c"_s);
    row("others that are badly encoded", "?%zz=1&x=%&%&%4=a+b&a+b=c&y=%1", u"c"_s);
    row("a badly encoded name", "?a+b%=1&%61+%6=2", std::nullopt);
    row("a name that is cut", "?a=1&a%2=2&a%=3", std::nullopt);
    row("a long name that is no text", "?" + QByteArray(10000, 'x') + "%ff=1", std::nullopt);
}

void TstRequestTarget::findsInQueries()
{
    QFETCH(const QByteArray, query);
    QFETCH(const std::optional<QString>, value);
    for (const QByteArray &before : {QByteArray("/x"), QByteArray("http://h"), QByteArray("ws://h/x")}) {
        const Result<RequestTarget> parsed = parseRequestTarget(before + query);
        QVERIFY(parsed);
        QCOMPARE(parsed->rawQuery, query.mid(1));
        const Result<std::optional<QString>> found = parsed->queryValue("a b");
        QVERIFY(found);
        QCOMPARE(*found, value);
    }
}

void TstRequestTarget::failsForABadValue()
{
    const Result<RequestTarget> parsed = parseRequestTarget("/?a=%&b=%zz&c=1%");
    QVERIFY(parsed);
    for (const char *name : {"a", "b", "c"})
        QVERIFY(!parsed->queryValue(name));
    QVERIFY(parsed->queryValue("d").isOk());
}

void TstRequestTarget::failsForAValueThatIsNotUtf8()
{
    const Result<RequestTarget> parsed = parseRequestTarget("/?a=%ff&b=%c0%af");
    QVERIFY(parsed); // the query is not decoded yet
    for (const char *name : {"a", "b"}) {
        const Result<std::optional<QString>> found = parsed->queryValue(name);
        QVERIFY(!found);
        QCOMPARE(found.error().code, Error::Code::Invalid);
    }
    QVERIFY(parsed->queryValue("c").isOk());
}

//! Searching a long query is linear and allocates nothing.
void TstRequestTarget::readsLongQueriesQuickly()
{
    const QByteArray fields = QByteArray("%41=%42&").repeated(100000);
    const Result<RequestTarget> parsed = parseRequestTarget("/?" + fields + "user=eve");
    QVERIFY(parsed);
    QCOMPARE(*parsed->queryValue("user"), std::optional(u"eve"_s));
    QCOMPARE(parsed->rawQuery.size(), fields.size() + 8);
}

void TstRequestTarget::rejects_data()
{
    QTest::addColumn<QByteArray>("target");

    QTest::newRow("empty") << QByteArray();
    QTest::newRow("asterisk") << QByteArray("*");
    QTest::newRow("authority") << QByteArray("h:443");
    QTest::newRow("no slash") << QByteArray("room/a");
    QTest::newRow("another scheme") << QByteArray("ftp://h/x");
    QTest::newRow("no scheme") << QByteArray("://h/x");
    QTest::newRow("no host") << QByteArray("http:///x");
    QTest::newRow("no host, query") << QByteArray("http://?x");
    QTest::newRow("fragment") << QByteArray("/a#b");
    QTest::newRow("fragment in the query") << QByteArray("/a?b#c");
    QTest::newRow("bad percent") << QByteArray("/%zz");
    QTest::newRow("cut percent") << QByteArray("/%4");
    QTest::newRow("lone percent") << QByteArray("/%");
    QTest::newRow("not UTF-8") << QByteArray("/%ff");
    QTest::newRow("overlong") << QByteArray("/%c0%af");
    QTest::newRow("raw, not UTF-8") << QByteArray("/\xff");
    QTest::newRow("a user in front of the host") << QByteArray("http://u@h/x");
    QTest::newRow("nothing but a port") << QByteArray("http://:80/x");
    QTest::newRow("fragment after the host") << QByteArray("http://h#x");
}

void TstRequestTarget::rejects()
{
    QFETCH(const QByteArray, target);
    const Result<RequestTarget> parsed = parseRequestTarget(target);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, Error::Code::Invalid);
    QVERIFY(!parsed.error().text.isEmpty());
}

void TstRequestTarget::percentDecodes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<std::optional<QString>>("decoded");

    const auto row = [](const char *name, const QByteArray &text, const std::optional<QString> &decoded) {
        QTest::newRow(name) << text << decoded;
    };
    row("nothing", {}, QString());
    row("plain", "abc", u"abc"_s);
    row("all digits", "%30%39%41%5A%61%7a", u"09AZaz"_s);
    row("at the end", "a%20", u"a "_s);
    row("alone", "%25", u"%"_s);
    row("NUL", "%00", QString(QChar(u'\0')));
    row("four bytes", "%F0%9F%98%80", QString::fromUtf8("\xf0\x9f\x98\x80"));
    row("byte order mark stays", "%EF%BB%BFa", u"\uFEFFa"_s);
    row("one digit", "%4", std::nullopt);
    row("no digit", "%", std::nullopt);
    row("bad first digit", "%g1", std::nullopt);
    row("bad second digit", "%1g", std::nullopt);
    row("sign", "%+1", std::nullopt);
    row("two percents", "%%41", std::nullopt);
    row("surrogate", "%ED%A0%80", std::nullopt);
}

void TstRequestTarget::percentDecodes()
{
    QFETCH(const QByteArray, text);
    QFETCH(const std::optional<QString>, decoded);
    const Result<QString> result = percentDecode(text);
    QCOMPARE(result.isOk(), decoded.has_value());
    if (decoded)
        QCOMPARE(*result, *decoded);
}

QTEST_GUILESS_MAIN(TstRequestTarget)
#include "tst_requesttarget.moc"
