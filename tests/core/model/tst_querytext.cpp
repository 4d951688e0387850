#include "core/model/querytext.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_QueryText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void splits_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("words"); // `-` before a negated one
        const auto row = [](const char *name, const QString &query, const QStringList &words) {
            QTest::newRow(name) << query << words;
        };
        row("nothing", {}, {});
        row("blanks", u" \t\u00a0\u3000"_s, {});
        row("words", u" a  b\tc\u3000d "_s, {u"a"_s, u"b"_s, u"c"_s, u"d"_s});
        row("quotes", u"\"a b\" c\" d\"e"_s, {u"a b"_s, u"c de"_s});
        row("empty quotes", u"\"\" a"_s, {QString(), u"a"_s});
        row("negated", u"-a -\"b c\" - --d"_s, {u"-a"_s, u"-b c"_s, u"-"_s, u"--d"_s});
        row("a quoted dash", u"\"-a\" b-c"_s, {u"=-a"_s, u"b-c"_s});
        row("escapes", u"\"a\\\"b\\\\c\\*d\\e\" f\\\"g h\""_s, {u"a\"b\\c*d\\e"_s, u"f\\g h"_s});
        row("an expression keeps backslashes", u"re:\"a\\\"\\\\ \\d\" x"_s, {u"re:a\\\"\\\\ \\d"_s, u"x"_s});
        row("a negated expression", u"-RE:\"\\\\\" x"_s, {u"-RE:\\\\"_s, u"x"_s});
        row("no expression", u"are:\"\\\\\""_s, {u"are:\\"_s});
    }
    void splits()
    {
        QFETCH(QString, query);
        QFETCH(QStringList, words);
        const std::vector<QueryWord> found = splitQuery(query);
        QStringList texts;
        for (const QueryWord &word : found) {
            QCOMPARE(word.origins.size(), std::size_t(word.text.size()));
            QCOMPARE(word.positions.size(), std::size_t(word.text.size()));
            QVERIFY(word.isClosed);
            texts += (word.isNegated ? u"-"_s : QString()) + word.text;
        }
        if (!words.isEmpty() && words.front().startsWith(u'=')) { // not negated, though it begins so
            QVERIFY(!found.front().isNegated);
            words.front().remove(0, 1);
        }
        QCOMPARE(texts, words);
    }

    void knowsPlaces()
    {
        const std::vector<QueryWord> words = splitQuery(u"ab -user:\"x \\\"y\" z");
        QCOMPARE(words.size(), std::size_t(3));
        const QueryWord &word = words[1];
        QCOMPARE(word.span, (TextSpan{3, 13}));
        QCOMPARE(word.text, u"user:x \"y"_s);
        QCOMPARE(word.spanFrom(5), (TextSpan{10, 5})); // x \"y
        QCOMPARE(word.spanFrom(9), word.span);         // nothing is there
        QVERIFY(word.isPlain(4));
        QVERIFY(!word.isPlain(5));
        QCOMPARE(word.origins[7], QueryWord::Origin::Escaped);
    }

    void openQuotes_data()
    {
        QTest::addColumn<QString>("query");
        QTest::newRow("begun") << u"\""_s;
        QTest::newRow("a value") << u"user:\"a b"_s;
        QTest::newRow("an escaped one") << u"\"a\\\""_s;
        QTest::newRow("a backslash at the end") << u"\"a\\"_s;
        QTest::newRow("in an expression") << u"re:\"a\\\""_s;
        QTest::newRow("a backslash ends an expression") << u"re:\"\\"_s;
        QTest::newRow("three") << u"\"\"\""_s;
    }
    void openQuotes()
    {
        QFETCH(QString, query);
        const std::vector<QueryWord> words = splitQuery(query);
        QCOMPARE(words.size(), std::size_t(1));
        QVERIFY(!words.front().isClosed);
        QCOMPARE(words.front().span, (TextSpan{0, query.size()}));
    }

    void stars()
    {
        QVERIFY(splitQuery(u"a:b*").front().hasStar(2));
        QVERIFY(splitQuery(u"a:\"b*\"").front().hasStar(2));
        QVERIFY(!splitQuery(u"a:\"b\\*\"").front().hasStar(2));
        QVERIFY(!splitQuery(u"*a:b").front().hasStar(2));
    }

    void names_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<qsizetype>("length");
        const auto row = [](const QString &query, int length) {
            QTest::newRow(qUtf8Printable(query)) << query << qsizetype(length);
        };
        row(u"user:x"_s, 4);
        row(u"-user:x"_s, 4);
        row(u"bytes_in>=5"_s, 8);
        row(u"a="_s, 1);
        row(u"a<5"_s, 1);
        row(u"user"_s, 0);
        row(u":x"_s, 0);
        row(u"a1:x"_s, 0);
        row(u"\"user\":x"_s, 0);
        row(u"\"user:\"x"_s, 0);
        row(u"us\"er\":x"_s, 0);
        row(u"user\":\"x"_s, 0);
        row(u"ä:x"_s, 0);
        row(u"10.0.0.1:80"_s, 0);
    }
    void names()
    {
        QFETCH(QString, query);
        QTEST(nameLength(splitQuery(query).front()), "length");
    }

    void quotes_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto &text :
             {u""_s, u"a b"_s, u"\""_s, u"\\"_s, u"\\\""_s, u"*"_s, u"\\*"_s, u"-x:y"_s, u"\\d"_s})
            QTest::newRow(qUtf8Printable(text)) << text;
    }
    void quotes()
    {
        QFETCH(QString, text);
        const std::vector<QueryWord> words = splitQuery(quotedForQuery(text));
        QCOMPARE(words.size(), std::size_t(1));
        QCOMPARE(words.front().text, text);
        QVERIFY(words.front().isClosed && !words.front().isNegated && !words.front().hasStar(0));
        QCOMPARE(nameLength(words.front()), qsizetype(0));
    }
};

QTEST_GUILESS_MAIN(tst_QueryText)
#include "tst_querytext.moc"
