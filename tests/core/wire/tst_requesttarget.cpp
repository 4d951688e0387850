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
    void parsesQueries_data();
    void parsesQueries();
    void firstValueWins();
    void refuses_data();
    void refuses();
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

void TstRequestTarget::parsesQueries_data()
{
    using Fields = std::vector<std::pair<QString, QString>>;
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<Fields>("fields");

    QTest::newRow("none") << QByteArray() << Fields{};
    QTest::newRow("empty") << QByteArray("?") << Fields{};
    QTest::newRow("one") << QByteArray("?a=b") << Fields{{u"a"_s, u"b"_s}};
    QTest::newRow("in order") << QByteArray("?b=1&a=2") << Fields{{u"b"_s, u"1"_s}, {u"a"_s, u"2"_s}};
    QTest::newRow("no value") << QByteArray("?a&b=") << Fields{{u"a"_s, {}}, {u"b"_s, {}}};
    QTest::newRow("empty fields") << QByteArray("?&&a=b&") << Fields{{u"a"_s, u"b"_s}};
    QTest::newRow("plus") << QByteArray("?a+b=c+d") << Fields{{u"a b"_s, u"c d"_s}};
    QTest::newRow("encoded plus") << QByteArray("?a=c%2Bd") << Fields{{u"a"_s, u"c+d"_s}};
    QTest::newRow("encoded separators") << QByteArray("?a=%26%3D%3F") << Fields{{u"a"_s, u"&=?"_s}};
    QTest::newRow("second =") << QByteArray("?a=b=c") << Fields{{u"a"_s, u"b=c"_s}};
    QTest::newRow("second ?") << QByteArray("?a=b?c") << Fields{{u"a"_s, u"b?c"_s}};
    QTest::newRow("no name") << QByteArray("?=b") << Fields{{QString(), u"b"_s}};
}

void TstRequestTarget::parsesQueries()
{
    using Fields = std::vector<std::pair<QString, QString>>;
    QFETCH(const QByteArray, query);
    QFETCH(const Fields, fields);
    for (const QByteArray &before : {QByteArray("/x"), QByteArray("http://h"), QByteArray("ws://h/x")}) {
        const Result<RequestTarget> parsed = parseRequestTarget(before + query);
        QVERIFY(parsed);
        QCOMPARE(parsed->query, fields);
    }
}

void TstRequestTarget::firstValueWins()
{
    const Result<RequestTarget> parsed = parseRequestTarget("/?user=a&user=b&uid=c");
    QVERIFY(parsed);
    QCOMPARE(parsed->queryValue(u"user"), std::optional(u"a"_s));
    QCOMPARE(parsed->queryValue(u"uid"), std::optional(u"c"_s));
    QVERIFY(!parsed->queryValue(u"User").has_value());
    QVERIFY(!parsed->queryValue(u"use").has_value());
}

void TstRequestTarget::refuses_data()
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
    QTest::newRow("bad percent in a name") << QByteArray("/?%zz=1");
    QTest::newRow("bad percent in a value") << QByteArray("/?a=%1");
    QTest::newRow("value not UTF-8") << QByteArray("/?a=%ff");
}

void TstRequestTarget::refuses()
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
