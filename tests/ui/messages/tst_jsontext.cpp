#include "ui/messages/jsontext.h"

#include <QTest>

using namespace signalbox;

namespace {

QString indentedJson(const QString &text)
{
    return JsonIndenter(text).next(std::numeric_limits<qsizetype>::max());
}

} // namespace

class tst_JsonText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"{}", "[]", "0", "-0", "-1.5e+10", "1E5", "\"\"", "true", "false", "null", " \r\n\t1 ",
              "{\"a\":{\"b\":[1,2,{}]}}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\tAé\"", "\"\xE4\xB8\xAD\""})
            QTest::newRow(text) << QString::fromUtf8(text);
        QTest::newRow("as deep as allowed") << QString(MaxJsonDepth, u'[') + QString(MaxJsonDepth, u']');
    }
    void accepts()
    {
        QFETCH(QString, text);
        QVERIFY(checkJson(text).isOk());
    }

    void faults_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<JsonFault>("fault");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        const auto row = [](const char *name, const QString &text, JsonFault fault, int line, int column) {
            QTest::newRow(name) << text << fault << line << column;
        };
        row("empty", {}, JsonFault::UnexpectedEnd, 1, 1);
        row("only white space", QStringLiteral(" \n "), JsonFault::UnexpectedEnd, 2, 2);
        row("open object", QStringLiteral("{"), JsonFault::UnexpectedEnd, 1, 2);
        row("open string", QStringLiteral("\"abc"), JsonFault::UnexpectedEnd, 1, 5);
        row("cut escape", QStringLiteral("\"\\"), JsonFault::UnexpectedEnd, 1, 3);
        row("cut unicode escape", QStringLiteral("\"\\u12"), JsonFault::UnexpectedEnd, 1, 6);
        row("cut word", QStringLiteral("tru"), JsonFault::UnexpectedEnd, 1, 4);
        row("cut number", QStringLiteral("-"), JsonFault::UnexpectedEnd, 1, 2);
        row("word", QStringLiteral("hello"), JsonFault::ExpectedValue, 1, 1);
        row("wrong word", QStringLiteral("[nul1]"), JsonFault::BadLiteral, 1, 2);
        row("missing value", QStringLiteral("[1,]"), JsonFault::ExpectedValue, 1, 4);
        row("single quotes", QStringLiteral("{'a':1}"), JsonFault::ExpectedKey, 1, 2);
        row("comma before the end", QStringLiteral("{\"a\":1,}"), JsonFault::ExpectedKey, 1, 8);
        row("no colon", QStringLiteral("{\"a\" 1}"), JsonFault::ExpectedColon, 1, 6);
        row("no comma", QStringLiteral("[1\n 2]"), JsonFault::ExpectedCommaOrEnd, 2, 2);
        row("wrong bracket", QStringLiteral("[1}"), JsonFault::ExpectedCommaOrEnd, 1, 3);
        row("leading zero", QStringLiteral("01"), JsonFault::BadNumber, 1, 2);
        row("no fraction", QStringLiteral("1.x"), JsonFault::BadNumber, 1, 3);
        row("no exponent", QStringLiteral("1e+"), JsonFault::UnexpectedEnd, 1, 4);
        row("bad escape", QStringLiteral("\"\\x\""), JsonFault::BadEscape, 1, 3);
        row("bad unicode escape", QStringLiteral("\"\\u12G4\""), JsonFault::BadEscape, 1, 6);
        row("line break in a string", QStringLiteral("\"a\nb\""), JsonFault::ControlInString, 1, 3);
        row("two values", QStringLiteral("1 2"), JsonFault::TrailingText, 1, 3);
        row("a pair counts as one column", QString::fromUtf8("\"\xF0\x9F\x98\x80\" x"),
            JsonFault::TrailingText, 1, 5);
        row("too deep", QString(MaxJsonDepth + 1, u'['), JsonFault::TooDeep, 1, MaxJsonDepth + 1);
    }
    void faults()
    {
        QFETCH(QString, text);
        QFETCH(JsonFault, fault);
        const JsonCheck check = checkJson(text);
        QCOMPARE(check.fault, fault);
        QTEST(check.line, "line");
        QTEST(check.column, "column");
        QVERIFY(!describe(fault).isEmpty());
    }

    void indents_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("object") << QStringLiteral("{\"b\":1,\"a\":[ ]}")
                                << QStringLiteral("{\n  \"b\": 1,\n  \"a\": []\n}");
        QTest::newRow("array") << QStringLiteral("[1,[2,3],{}]")
                               << QStringLiteral("[\n  1,\n  [\n    2,\n    3\n  ],\n  {}\n]");
        QTest::newRow("scalar") << QStringLiteral(" 1 ") << QStringLiteral("1");
        QTest::newRow("tokens stay as sent")
            << QStringLiteral("{\"z\":1.0,\"z\":12345678901234567890,\"e\":1E5,\"s\":\"\\u0041\\/\"}")
            << QStringLiteral("{\n  \"z\": 1.0,\n  \"z\": 12345678901234567890,\n  \"e\": 1E5,\n  \"s\": "
                              "\"\\u0041\\/\"\n}");
        QTest::newRow("structure in a string")
            << QStringLiteral("[\"{,}:[\"]") << QStringLiteral("[\n  \"{,}:[\"\n]");
    }
    void indents()
    {
        QFETCH(QString, text);
        const QString indented = indentedJson(text);
        QTEST(indented, "expected");
        QCOMPARE(indentedJson(indented), indented);
    }

    void returnsTheTokensBeforeTheFault()
    {
        QCOMPARE(indentedJson(QStringLiteral("{\"a\":1,\"text\":\"abc")),
                 QStringLiteral("{\n  \"a\": 1,\n  \"text\": \"abc"));
    }

    void indentationIsLimited()
    {
        constexpr int Levels = 10'000;
        const QString indented = indentedJson(QString(Levels, u'[') + QString(Levels, u']'));
        qsizetype longest = 0;
        for (const QStringView line : QStringView(indented).tokenize(u'\n'))
            longest = qMax(longest, line.size());
        QVERIFY(longest <= 2 * JsonIndenter::MaxIndentedLevels + 2);
        QCOMPARE(indented.count(u'['), Levels);
    }

    void indentsPieceByPiece()
    {
        QString text = QStringLiteral("[");
        for (int i = 0; i < 5000; ++i)
            text += QStringLiteral("{\"n\":%1},").arg(i);
        text += QStringLiteral("0]");
        JsonIndenter indenter(text);
        QString joined;
        qsizetype longest = 0;
        for (QString piece = indenter.next(1000); !piece.isEmpty(); piece = indenter.next(1000)) {
            longest = qMax(longest, piece.size());
            joined += piece;
        }
        QVERIFY(longest < 5000);
        QCOMPARE(joined, indentedJson(text));
        QVERIFY(joined.endsWith(QStringLiteral("  0\n]")));
    }
};

QTEST_GUILESS_MAIN(tst_JsonText)
#include "tst_jsontext.moc"
