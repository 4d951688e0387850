#include "core/base/visibletext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_VisibleText final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsNames_data();
    void showsNames();
    void keepsNamesThatAreWrittenThisWay_data();
    void keepsNamesThatAreWrittenThisWay();
    void showsPayloads();
    void readsCodePoints();
};

namespace {

QString of(std::initializer_list<char32_t> characters)
{
    return QString::fromUcs4(characters.begin(), qsizetype(characters.size()));
}

} // namespace

void tst_VisibleText::showsNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected");

    const auto row = [](const char *name, const QString &text, const QString &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("empty", {}, {});
    row("line feed", u"a\nb"_s, u"a‹U+000A›b"_s);
    row("carriage return, tab", u"a\r\tb"_s, u"a‹U+000D›‹U+0009›b"_s);
    row("escape", u"\x1b[31m"_s, u"‹U+001B›[31m"_s);
    row("C1 control", u"a\u0085"_s, u"a‹U+0085›"_s);
    row("line and paragraph separator", u"a\u2028b\u2029"_s, u"a‹U+2028›b‹U+2029›"_s);
    row("right-to-left override", u"\u202eecila"_s, u"‹U+202E›ecila"_s);
    row("isolates", u"\u2067mod\u2069"_s, u"‹U+2067›mod‹U+2069›"_s);
    row("marks of direction", u"a\u200e\u200f\u061c"_s, u"a‹U+200E›‹U+200F›‹U+061C›"_s);
    row("zero width space", u"a\u200blice"_s, u"a‹U+200B›lice"_s);
    row("soft hyphen", u"al\u00adice"_s, u"al‹U+00AD›ice"_s);
    row("byte order mark", u"\ufeffalice"_s, u"‹U+FEFF›alice"_s);
    row("ZWJ in Latin", u"al\u200dice"_s, u"al‹U+200D›ice"_s);
    row("ZWNJ at the end", u"خانه\u200c"_s, u"خانه‹U+200C›"_s);
    row("ZWNJ behind a letter that does not join", u"د\u200cر"_s, u"د‹U+200C›ر"_s);
    row("ZWJ behind emoji and a letter", u"👩\u200da"_s, u"👩‹U+200D›a"_s);
    row("selector behind a letter", u"alice\ufe0f"_s, u"alice‹U+FE0F›"_s);
    row("selector behind a digit", u"1\ufe0f"_s, u"1‹U+FE0F›"_s);
    row("two selectors", u"❤\ufe0f\ufe0f"_s, u"❤\ufe0f‹U+FE0F›"_s);
    row("ideographic variation", of({0x845B, 0xE0100}), u"葛‹U+E0100›"_s);
    row("grapheme joiner", u"a\u034fb"_s, u"a‹U+034F›b"_s);
    row("tag behind a letter", of({'a', 0xE0062}), u"a‹U+E0062›"_s);
    row("tags of no flag", of({0x1F3F4, 0xE0078, 0xE007F}), u"🏴‹U+E0078›‹U+E007F›"_s);
    row("flag that does not end", of({0x1F3F4, 0xE0067, 0xE0062, 0xE0073, 0xE0063, 0xE0074}),
        u"🏴‹U+E0067›‹U+E0062›‹U+E0073›‹U+E0063›‹U+E0074›"_s);
    row("Hangul filler", u"\u3164"_s, u"‹U+3164›"_s);
    row("other fillers", u"\u115f\u1160\uffa0"_s, u"‹U+115F›‹U+1160›‹U+FFA0›"_s);
    row("blank Braille", u"a\u2800"_s, u"a‹U+2800›"_s);
    row("object replacement", u"\ufffc"_s, u"‹U+FFFC›"_s);
    row("private use", of({0xE000, 0x10FFFD}), u"‹U+E000›‹U+10FFFD›"_s);
    row("noncharacter", of({0xFDD0, 0x1FFFF}), u"‹U+FDD0›‹U+1FFFF›"_s);
    row("unassigned and ignorable", of({0x2065}), u"‹U+2065›"_s);
    row("space only", u" "_s, u"‹U+0020›"_s);
    row("spaces at the ends", u" alice "_s, u"‹U+0020›alice‹U+0020›"_s);
    row("two spaces", u"a  b"_s, u"a‹U+0020›‹U+0020›b"_s);
    row("no-break space", u"a\u00a0b"_s, u"a‹U+00A0›b"_s);
    row("thin space", u"a\u2009b"_s, u"a‹U+2009›b"_s);
    row("mark without base", u"\u0301a"_s, u"‹U+0301›a"_s);
    row("mark behind a code point", u"a\u200b\u0301"_s, u"a‹U+200B›‹U+0301›"_s);
    row("too many marks", u"a"_s + QString(8, u'\u0336') + u'b',
        u"a"_s + QString(6, u'\u0336') + u"‹U+0336›‹U+0336›b"_s);
    row("like a code point", u"a‹U+200B›b"_s, u"a‹U+2039›U+200B›b"_s);
    row("like a code point twice", u"‹U+2039›U+200B›"_s, u"‹U+2039›U+2039›U+200B›"_s);
}

void tst_VisibleText::showsNames()
{
    QFETCH(const QString, name);
    QTEST(visibleText(name), "expected");
    QCOMPARE(verbatimText(visibleText(name)), name);
}

void tst_VisibleText::keepsNamesThatAreWrittenThisWay_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("ASCII") << u"O'Neil-Smith <a@b> #1 / & \"x\""_s;
    QTest::newRow("a space within") << u"Ann Lee"_s;
    QTest::newRow("quotation marks") << u"‹a› ‹U›"_s;
    QTest::newRow("Chinese with its space") << u"田中\u3000太郎"_s;
    QTest::newRow("Hebrew with points") << u"בְּרֵאשִׁ֖ית"_s;
    QTest::newRow("Arabic") << u"مُحَمَّد"_s;
    QTest::newRow("Persian with ZWNJ") << u"می\u200cخواهم"_s;
    QTest::newRow("Persian with ZWNJ behind a mark") << u"هِ\u200cا"_s;
    QTest::newRow("Hindi with ZWJ") << u"क\u094d\u200dष"_s;
    QTest::newRow("Hindi with ZWNJ") << u"क\u094d\u200cष"_s;
    QTest::newRow("Bengali with ZWJ in front of the virama") << u"র\u200d\u09cdয"_s;
    QTest::newRow("Sinhala") << u"ශ\u0dca\u200dර\u0dd3"_s;
    QTest::newRow("Thai") << u"น้ำ"_s;
    QTest::newRow("Vietnamese, decomposed") << u"Nguye\u0302\u0303n"_s;
    QTest::newRow("family") << u"👨\u200d👩\u200d👧\u200d👦"_s;
    QTest::newRow("skin tone") << u"👩🏿\u200d🚀👍🏽"_s;
    QTest::newRow("presentation selectors") << u"❤\ufe0f☠\ufe0e🏳\ufe0f\u200d🌈"_s;
    QTest::newRow("pirate flag") << u"🏴\u200d☠\ufe0f"_s;
    QTest::newRow("keycaps") << u"1\ufe0f\u20e3#\ufe0f\u20e3"_s;
    QTest::newRow("flag of letters") << u"🇩🇪"_s;
    QTest::newRow("Scotland") << of({0x1F3F4, 0xE0067, 0xE0062, 0xE0073, 0xE0063, 0xE0074, 0xE007F});
    QTest::newRow("England and a letter")
        << of({0x1F3F4, 0xE0067, 0xE0062, 0xE0065, 0xE006E, 0xE0067, 0xE007F, 'a'});
    QTest::newRow("newer than Qt") << of({0x1FAE9, 0x200D, 0x1FADF});
}

void tst_VisibleText::keepsNamesThatAreWrittenThisWay()
{
    QFETCH(const QString, name);
    QCOMPARE(visibleText(name), name);
    QCOMPARE(verbatimText(name), name);
}

void tst_VisibleText::showsPayloads()
{
    const QString text = u"  a \u00a0b\r\n\tc\u202e\u200b \n"_s;
    QCOMPARE(visibleText(text, PeerTextKind::Line), u"  a \u00a0b‹U+000D›↵⇥c‹U+202E›‹U+200B› ↵"_s);
    QCOMPARE(visibleText(text, PeerTextKind::Block), u"  a \u00a0b‹U+000D›\n\tc‹U+202E›‹U+200B› \n"_s);
    QCOMPARE(visibleText(u"a\n\u0301b"_s, PeerTextKind::Block), u"a\n‹U+0301›b"_s);
}

void tst_VisibleText::readsCodePoints()
{
    QCOMPARE(verbatimText(u"‹U+0041›‹U+1F600›"_s), u"A😀"_s);
    for (const QString &other :
         {u"‹U+41›"_s, u"‹U+00g1›"_s, u"‹U+110000›"_s, u"‹U+0041"_s, u"‹u+0041›"_s, u"‹›"_s})
        QCOMPARE(verbatimText(other), other);
}

QTEST_GUILESS_MAIN(tst_VisibleText)
#include "tst_visibletext.moc"
