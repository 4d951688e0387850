#include "core/model/textpattern.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_TextPattern : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void containing_data()
    {
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("places");
        const auto row = [](const char *name, const QString &wanted, const QString &text,
                            const QList<int> &places) { QTest::newRow(name) << wanted << text << places; };
        row("the same", u"price"_s, u"price"_s, {0});
        row("another case", u"PrIcE"_s, u"a pRICe"_s, {2});
        row("one short", u"prices"_s, u"price"_s, {});
        row("first letter twice", u"aab"_s, u"aaaAab"_s, {3});
        row("digits", u"42"_s, u"414243424"_s, {2, 6});
        row("apart", u"aa"_s, u"aaaa"_s, {0, 2});
        row("empty text", u"x"_s, {}, {});
        row("case of signs", u"@[`{"_s, u"`{@["_s, {}); // 0x20 apart, but no letters
        row("signs", u"[{"_s, u"{[{["_s, {1});
        row("zero", u"b"_s, QString(u"a\0b"_s), {2});
        row("letters that fold to ASCII", u"k"_s, u"\u212A"_s, {}); // the Kelvin sign is another character
        row("Latin-1 is not ASCII", u"i"_s, u"\u00e9\u0169"_s, {});
        row("the low byte of a unit", u"a"_s, u"\u0161\u6161"_s, {});
        row("Umlaut in another case", u"ÄRGER"_s, u"kein ärger"_s, {5});
        row("Chinese", u"消息"_s, u"新消息消息"_s, {1, 3});
        row("beyond the BMP", u"\U0001F600"_s, u"a\U0001F600b"_s, {1});
    }
    void containing()
    {
        QFETCH(QString, wanted);
        QFETCH(QString, text);
        QFETCH(QList<int>, places);
        const TextPattern pattern = TextPattern::containing(wanted);
        QCOMPARE(pattern.matches(text), !places.isEmpty());
        QCOMPARE(pattern.isFoundIn(QByteArrayView(text.toUtf8())), !places.isEmpty());
        QList<int> found;
        for (const TextSpan &span : pattern.spansIn(text, 10)) {
            QCOMPARE(span.length, wanted.size());
            found += int(span.position);
        }
        QCOMPARE(found, places);
        QCOMPARE(pattern.spansIn(text, 1).size(), std::size_t(places.isEmpty() ? 0 : 1));
    }

    void wildcards_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *pattern, const char *text, bool expected) {
            QTest::addRow("%s %s", pattern, text)
                << QString::fromUtf8(pattern) << QString::fromUtf8(text) << expected;
        };
        row("*", "", true);
        row("*", "x", true);
        row("a*", "A", true);
        row("a*", "ba", false);
        row("*a", "bA", true);
        row("*a", "ab", false);
        row("a*a", "a", false);
        row("a*a", "aa", true);
        row("ab*ba", "aba", false);
        row("a*b*c", "a-b-c", true);
        row("a*b*c", "a-c-b", false);
        row("a*b*b", "ab", false);
        row("a*b*b", "abb", true);
        row("*ab*ab*", "aabab", true);
        row("*ab*ab*", "abbaa", false);
        row("**", "x", true);
        row("ä*", "Äther", true);
        row("*ß*", "Straße", true);
    }
    void wildcards()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, expected);
        const TextPattern wildcard = TextPattern::wildcard(pattern.split(u'*'));
        QCOMPARE(wildcard.matches(text), expected);
        QCOMPARE(wildcard.spansIn(text, 5).size(), std::size_t(expected && !text.isEmpty() ? 1 : 0));
    }

    void exactly()
    {
        const TextPattern pattern = TextPattern::exactly(u"Ann"_s);
        QVERIFY(pattern.matches(u"Ann"));
        QVERIFY(!pattern.matches(u"ann"));
        QVERIFY(!pattern.matches(u"Anna"));
        QVERIFY(!pattern.matches(u""));
        QVERIFY(TextPattern::exactly({}).matches(u""));
    }

    void isDigits()
    {
        QVERIFY(TextPattern::containing(u"057"_s).isDigits());
        QVERIFY(!TextPattern::containing(u"5a"_s).isDigits());
        QVERIFY(!TextPattern::containing(u"٥"_s).isDigits());
        QVERIFY(!TextPattern::containing({}).isDigits());
    }

    void bytesThatAreNoText()
    {
        const QByteArray bytes("\xff\xe4\0PRICE\xc3", 9);
        QVERIFY(TextPattern::containing(u"price"_s).isFoundIn(QByteArrayView(bytes)));
        QVERIFY(!TextPattern::containing(u"ä"_s).isFoundIn(QByteArrayView(bytes))); // 0xe4 is ä in Latin-1
    }
};

QTEST_GUILESS_MAIN(tst_TextPattern)
#include "tst_textpattern.moc"
