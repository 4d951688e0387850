#include "core/model/regexpattern.h"

#include <QTest>

#include <thread>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

RegexPattern compiled(const QString &expression)
{
    auto result = RegexPattern::compile(expression);
    return std::get<RegexPattern>(result);
}

} // namespace

class tst_RegexPattern : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *name, const QString &expression, const QString &text, bool expected) {
            QTest::newRow(name) << expression << text << expected;
        };
        row("anywhere", u"b+"_s, u"abbc"_s, true);
        row("case", u"B"_s, u"abc"_s, false);
        row("any case", u"(?i)B"_s, u"abc"_s, true);
        row("ends of the text", u"^b$"_s, u"a\nb\nc"_s, false);
        row("ends of a line", u"(?m)^b$"_s, u"a\nb\nc"_s, true);
        row("dot and line feed", u"a.b"_s, u"a\nb"_s, false);
        row("a character is one", u"^.$"_s, u"\U0001F600"_s, true);
        row("properties", u"\\p{Greek}"_s, u"abγ"_s, true);
        row("empty", u""_s, u""_s, true);
        row("long text", u"x$"_s, QString(5000, u'a') + u'x', true);
        row("long text, not ASCII", u"ä$"_s, QString(5000, u'a') + u'ä', true);
    }
    void finds()
    {
        QFETCH(QString, expression);
        QFETCH(QString, text);
        QFETCH(bool, expected);
        const RegexPattern pattern = compiled(expression);
        QCOMPARE(pattern.isFoundIn(QStringView(text)), expected);
        QCOMPARE(pattern.isFoundIn(QByteArrayView(text.toUtf8())), expected);
    }

    void rejects_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("marked");
        const auto row = [](const char *name, const QString &expression, const QString &marked) {
            QTest::newRow(name) << expression << marked;
        };
        row("a class", u"ab[z-a]"_s, u"z-a"_s);
        row("a repetition", u"ab**"_s, u"**"_s);
        row("an escape", u"ab\\8c"_s, u"\\8"_s);
        row("a backslash at the end", u"ab\\"_s, u"ab\\"_s);
        row("look ahead is not RE2", u"a(?=b)"_s, u"(?="_s);
        row("nested repetitions", u"((a{100}){100}){100}"_s, u"{100}"_s);
        row("much memory", u"\\pL{250}"_s, u"\\pL{250}"_s);
        row("too complex", u"[\\pL\\pN]{2}"_s, u"[\\pL\\pN]{2}"_s);
        row("too long", QString(257, u'a'), QString(257, u'a'));
    }
    void rejects()
    {
        QFETCH(QString, expression);
        QFETCH(QString, marked);
        const auto result = RegexPattern::compile(expression);
        const auto *fault = std::get_if<RegexPattern::Fault>(&result);
        QVERIFY(fault);
        QVERIFY(!fault->text.isEmpty());
        QCOMPARE(expression.sliced(fault->span.position, fault->span.length), marked);
    }

    void usualExpressionsAreAllowed_data()
    {
        QTest::addColumn<QString>("expression");
        for (const auto &expression :
             {u"\\pL+"_s, u"[\\pL\\pN]+@x"_s, u"(?i)\\w+@\\w+\\.(com|org)"_s, u"a{1000}"_s,
              u"\\d{1,3}(\\.\\d{1,3}){3}"_s, u"\\p{Han}{2,8}"_s, u"[^\"]*"_s})
            QTest::newRow(qUtf8Printable(expression)) << expression;
    }
    void usualExpressionsAreAllowed()
    {
        QFETCH(QString, expression);
        const auto result = RegexPattern::compile(expression);
        QVERIFY(std::holds_alternative<RegexPattern>(result));
    }

    void spans()
    {
        const auto spans = compiled(u"ä*b?"_s).spansIn(u"xäb\U0001F600ää b", 10);
        QCOMPARE(spans, (std::vector<TextSpan>{{1, 2}, {5, 2}, {8, 1}}));
        QCOMPARE(compiled(u"a"_s).spansIn(u"aaaa", 3).size(), std::size_t(3));
        QVERIFY(compiled(u"$"_s).spansIn(u"ab", 3).empty());
    }

    void anyCase()
    {
        const RegexPattern pattern = RegexPattern::anyCase(u"Ä.(+"_s);
        QVERIFY(pattern.isFoundIn(QByteArrayView("x ä.(+")));
        QVERIFY(!pattern.isFoundIn(QByteArrayView("x äb(+")));
        QVERIFY(RegexPattern::anyCase(QString(4000, u'Ж'))
                    .isFoundIn(QByteArrayView(QString(4000, u'ж').toUtf8())));
    }

    void comparesByExpression()
    {
        QVERIFY(compiled(u"a"_s) == compiled(u"a"_s));
        QVERIFY(!(compiled(u"a"_s) == compiled(u"b"_s)));
        QVERIFY(!(compiled(u"a"_s) == RegexPattern::anyCase(u"a"_s)));
    }

    void severalThreadsMayUseIt()
    {
        const RegexPattern pattern = compiled(u"(a|b)*c\\d+$"_s);
        std::vector<std::thread> threads;
        std::atomic<int> found = 0;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([copy = pattern, &found, i] {
                const QByteArray text = "ab" + QByteArray(i * 100, 'b') + "c123";
                for (int round = 0; round < 500; ++round)
                    found += int(copy.isFoundIn(QByteArrayView(text)));
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(found.load(), 2000);
    }
};

QTEST_GUILESS_MAIN(tst_RegexPattern)
#include "tst_regexpattern.moc"
