#include "app/ctl/displaywidth.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_DisplayWidth final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void counts_data();
    void counts();
    void cuts_data();
    void cuts();
    void aligns();
};

void tst_DisplayWidth::counts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("cells");
    QTest::newRow("empty") << QString() << 0;
    QTest::newRow("ASCII") << u"alice"_s << 5;
    QTest::newRow("Latin with accents") << u"Zoë"_s << 3;
    QTest::newRow("decomposed") << u"Zoe\u0308"_s << 3;
    QTest::newRow("Chinese") << u"田中"_s << 4;
    QTest::newRow("full-width") << u"Ａ"_s << 2;
    QTest::newRow("half-width kana") << u"ｱ"_s << 1;
    QTest::newRow("Hangul syllable") << u"한"_s << 2;
    QTest::newRow("Hangul, decomposed") << u"\u1112\u1161\u11ab"_s << 2;
    QTest::newRow("beyond the basic plane") << u"𠀀"_s << 2;
    QTest::newRow("Thai with marks") << u"น้ำ"_s << 2;
    QTest::newRow("Hebrew with points") << u"בְּ"_s << 1;
    QTest::newRow("emoji") << u"🚀"_s << 2;
    QTest::newRow("two emoji") << u"🚀🚀"_s << 4;
    QTest::newRow("skin tone") << u"👍🏽"_s << 2;
    QTest::newRow("family") << u"👨\u200d👩\u200d👧"_s << 2;
    QTest::newRow("flag") << u"🇩🇪"_s << 2;
    QTest::newRow("two flags") << u"🇩🇪🇫🇷"_s << 4;
    QTest::newRow("heart as text") << u"❤"_s << 1;
    QTest::newRow("heart as emoji") << u"❤\ufe0f"_s << 2;
    QTest::newRow("keycap") << u"1\ufe0f\u20e3"_s << 2;
    QTest::newRow("marker of a code point") << u"‹U+001B›"_s << 8;
}

void tst_DisplayWidth::counts()
{
    QFETCH(const QString, text);
    QTEST(displayWidth(text), "cells");
}

void tst_DisplayWidth::cuts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("cells");
    QTest::addColumn<QString>("expected");
    QTest::newRow("fits") << u"alice"_s << 5 << u"alice"_s;
    QTest::newRow("one too many") << u"alices"_s << 5 << u"alic…"_s;
    QTest::newRow("wide characters") << u"田中太郎"_s << 8 << u"田中太郎"_s;
    QTest::newRow("between wide characters") << u"田中太郎"_s << 7 << u"田中太…"_s;
    QTest::newRow("not half a wide character") << u"田中太郎"_s << 6 << u"田中…"_s;
    QTest::newRow("a mark stays with its letter") << u"Zoe\u0308xyz"_s << 4 << u"Zoe\u0308…"_s;
    QTest::newRow("one cell") << u"alice"_s << 1 << u"…"_s;
    QTest::newRow("no cell") << u"alice"_s << 0 << QString();
}

void tst_DisplayWidth::cuts()
{
    QFETCH(const QString, text);
    QFETCH(const int, cells);
    QTEST(cutToWidth(text, cells), "expected");
    QVERIFY(displayWidth(cutToWidth(text, cells)) <= cells);
}

void tst_DisplayWidth::aligns()
{
    QCOMPARE(leftAligned(u"ab"_s, 4), u"ab  "_s);
    QCOMPARE(rightAligned(u"ab"_s, 4), u"  ab"_s);
    QCOMPARE(leftAligned(u"田中"_s, 5), u"田中 "_s);
    QCOMPARE(leftAligned(u"田中太郎"_s, 6), u"田中… "_s); // five cells and a blank
    QCOMPARE(rightAligned(u"abcdef"_s, 4), u"abc…"_s);
}

QTEST_GUILESS_MAIN(tst_DisplayWidth)
#include "tst_displaywidth.moc"
