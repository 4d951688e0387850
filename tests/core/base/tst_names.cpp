#include "core/base/names.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TstNames final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void limitsLengths_data();
    void limitsLengths();
    void checksCharacters_data();
    void checksCharacters();
    void rejectsEveryFormatCharacter();
    void normalizesUserNames_data();
    void normalizesUserNames();
    void normalizesLongTextsInLinearTime();
    void recognizesGuestNames_data();
    void recognizesGuestNames();
};

namespace {

bool isUserName(const QString &text)
{
    return toUserName(text).has_value();
}

QString of(std::initializer_list<char32_t> characters)
{
    return QString::fromUcs4(characters.begin(), qsizetype(characters.size()));
}

} // namespace

void TstNames::limitsLengths_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("room");
    QTest::addColumn<bool>("user");

    const QString emoji = u"😀"_s; // one character, two UTF-16 units
    QTest::newRow("empty") << QString() << false << false;
    QTest::newRow("one") << u"a"_s << true << true;
    QTest::newRow("64") << QString(64, u'a') << true << true;
    QTest::newRow("65") << QString(65, u'a') << true << false;
    QTest::newRow("128") << QString(128, u'a') << true << false;
    QTest::newRow("129") << QString(129, u'a') << false << false;
    QTest::newRow("64 emoji") << emoji.repeated(64) << true << true;
    QTest::newRow("65 emoji") << emoji.repeated(65) << true << false;
    QTest::newRow("128 emoji") << emoji.repeated(128) << true << false;
    QTest::newRow("129 emoji") << emoji.repeated(129) << false << false;
    QTest::newRow("64 after NFC") << u"o\u0308"_s.repeated(64) << true << true;
    QTest::newRow("65 after NFC") << u"o\u0308"_s.repeated(65) << false << false;
    QTest::newRow("64 of four characters each")
        << u"\u03b1\u0313\u0300\u0345"_s.repeated(64) << false << true;
    QTest::newRow("33 that NFC makes 66") << u"\u0958"_s.repeated(33) << true << false;
}

void TstNames::limitsLengths()
{
    QFETCH(const QString, name);
    QTEST(isValidRoomName(name), "room");
    QTEST(isUserName(name), "user");
}

void TstNames::checksCharacters_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isValid");

    const auto valid = [](const char *name, const QString &text) { QTest::newRow(name) << text << true; };
    valid("punctuation", u"J. O'Neil-Smith (ops) <a@b> #1 / \\ \"&%"_s);
    valid("space within", u"Ann Lee"_s);
    valid("spaces around", u" a "_s);
    valid("no-break space within", u"a\u00a0b"_s);
    valid("ideographic space within", u"田中\u3000太郎"_s);
    valid("Chinese", u"你好"_s);
    valid("Hebrew", u"שלום"_s);
    valid("Arabic with marks", u"مُحَمَّد"_s);
    valid("Thai", u"น้ำ"_s);
    valid("combining marks", u"x\u0301\u0302\u0323"_s);
    valid("mark without base", u"\u0301"_s);
    valid("mark on a blank", u"\u3164\u0301"_s);
    valid("Hangul letters", u"\u1112\u1161\u11ab"_s);
    valid("blank letter among others", u"a\u3164"_s);
    valid("emoji", u"😀"_s);
    valid("emoji with presentation selector", u"❤\ufe0f"_s);
    valid("keycap", u"1\ufe0f\u20e3"_s);
    valid("skin tone", u"👍🏽"_s);
    valid("flag of letters", u"🇩🇪"_s);
    valid("ZWJ after emoji", u"👨\u200d👩\u200d👧\u200d👦"_s);
    valid("ZWJ after skin tone", u"👩🏿\u200d🚀"_s);
    valid("ZWJ after presentation selector", u"🏳\ufe0f\u200d🌈"_s);
    valid("ZWJ after black flag", u"🏴\u200d☠\ufe0f"_s);
    valid("ZWJ after emoji of the basic plane", u"⛹\u200d♀\ufe0f"_s);
    valid("ZWJ after emoji that is a mathematical sign", u"↔\u200d♀"_s);
    valid("ZWJ after mark", u"क\u094d\u200dष"_s);
    valid("ZWNJ after virama", u"क\u094d\u200cष"_s);
    valid("ZWJ after letter", u"র\u200d\u09cdয"_s);
    valid("ZWNJ after Persian letter", u"می\u200cخواهم"_s);
    valid("ZWNJ at the end", u"خانه\u200c"_s);
    valid("ZWJ after emoji newer than Qt", of({0x1FAE9, 0x200D, 0x1F525}));
    valid("emoji newer than Qt", of({0x1FADF}));
    valid("unassigned", of({0x0378}));
    valid("unassigned in a higher plane", of({0x3FFFD}));
    valid("flag of tags", of({0x1F3F4, 0xE0067, 0xE0062, 0xE0073, 0xE0063, 0xE0074, 0xE007F}));
    valid("two flags of tags", of({0x1F3F4, 0xE0067, 0xE007F, 0x1F3F4, 0xE0077, 0xE007F}));
    valid("replacement character", u"\ufffd"_s);
    valid("last before the surrogates", of({0xD7FF, 'a'}));
    valid("private use is only these blocks", of({0xF900, 0xDFFFD}));

    const auto invalid = [](const char *name, const QString &text) { QTest::newRow(name) << text << false; };
    invalid("tab", u"a\tb"_s);
    invalid("line feed", u"a\nb"_s);
    invalid("DEL", u"a\u007f"_s);
    invalid("C1 control", u"a\u0085"_s);
    invalid("NUL", QString(QChar(u'\0')));
    invalid("lone high surrogate", QString(QChar(0xD83D)));
    invalid("lone low surrogate", u"a"_s + QChar(0xDE00));
    invalid("surrogates the wrong way round", QString(QChar(0xDE00)) + QChar(0xD83D));
    invalid("noncharacter", of({'a', 0xFDD0}));
    invalid("last of the noncharacters in a row", of({'a', 0xFDEF}));
    invalid("noncharacter at the end of the basic plane", of({'a', 0xFFFE}));
    invalid("noncharacter at the end of a plane", of({'a', 0x4FFFF}));
    invalid("last code point", of({'a', 0x10FFFF}));
    invalid("private use", of({'a', 0xE000}));
    invalid("last of private use", of({'a', 0xF8FF}));
    invalid("private use plane", of({'a', 0xF0000}));
    invalid("last private use plane", of({'a', 0x10FFFD}));
    invalid("line separator", u"a\u2028b"_s);
    invalid("paragraph separator", u"a\u2029b"_s);
    invalid("soft hyphen", u"a\u00adb"_s);
    invalid("zero width space", u"a\u200bb"_s);
    invalid("word joiner", u"a\u2060b"_s);
    invalid("byte order mark", u"\ufeffa"_s);
    invalid("Arabic letter mark", u"a\u061c"_s);
    invalid("Mongolian vowel separator", u"a\u180e"_s);
    invalid("invisible times", u"a\u2062"_s);
    invalid("interlinear annotation", u"a\ufff9"_s);
    invalid("musical format", of({'a', 0x1D173}));
    invalid("language tag", of({'a', 0xE0001}));
    invalid("ZWJ alone", u"\u200d"_s);
    invalid("ZWNJ in front", u"\u200ca"_s);
    invalid("ZWJ after digit", u"1\u200da"_s);
    invalid("ZWJ after space", u"a \u200db"_s);
    invalid("ZWNJ after punctuation", u"a-\u200cb"_s);
    invalid("ZWJ after a sign that is no emoji", u"+\u200da"_s);
    invalid("two ZWJ", u"👩\u200d\u200d🚀"_s);
    invalid("ZWNJ after ZWJ", u"क\u200d\u200c"_s);
    invalid("tag alone", of({0xE0067}));
    invalid("tag after letter", of({'a', 0xE0062}));
    invalid("tag after another flag", of({0x1F3F3, 0xE0067, 0xE007F}));
    invalid("tag after flag and letter", of({0x1F3F4, 'a', 0xE0067}));
    invalid("tag after flag and selector", of({0x1F3F4, 0xFE0F, 0xE0067}));
    invalid("ZWJ after tag", of({0x1F3F4, 0xE0067, 0xE007F, 0x200D}));
    invalid("space", u" "_s);
    invalid("spaces", u"   "_s);
    invalid("no-break space", u"\u00a0"_s);
    invalid("ideographic space", u"\u3000"_s);
    invalid("Ogham space", u"\u1680"_s);
    invalid("blank Braille", u"\u2800\u2800"_s);
    invalid("Hangul filler", u"\u3164"_s);
    invalid("halfwidth Hangul filler", u"\uffa0"_s);
    invalid("Hangul Choseong filler", u"\u115f"_s);
    invalid("Hangul Jungseong filler", u"\u1160"_s);
    invalid("fillers and spaces", u"\u3164 \u2800\uffa0"_s);
    invalid("filler and ZWJ", u"\u3164\u200d"_s);
    invalid("variation selector alone", u"\ufe0f"_s);
    invalid("combining grapheme joiner alone", u"\u034f"_s);
    invalid("Khmer inherent vowel alone", u"\u17b4"_s);
}

void TstNames::checksCharacters()
{
    QFETCH(const QString, name);
    QTEST(isValidRoomName(name), "isValid");
    QTEST(isUserName(name), "isValid");
}

void TstNames::rejectsEveryFormatCharacter()
{
    for (char32_t character = 0; character <= 0x10FFFF; ++character) {
        if (QChar::category(character) != QChar::Other_Format)
            continue;
        const QString name = of({'1', character, 'a'});
        QVERIFY2(!isValidRoomName(name), qPrintable(QString::number(uint(character), 16)));
        QVERIFY2(!isUserName(name), qPrintable(QString::number(uint(character), 16)));
    }
}

void TstNames::normalizesUserNames_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");

    QTest::newRow("ASCII") << u"Alice"_s << u"Alice"_s;
    QTest::newRow("already NFC") << u"Zoë"_s << u"Zoë"_s;
    QTest::newRow("decomposed") << u"Zoe\u0308"_s << u"Zo\u00eb"_s;
    QTest::newRow("order of marks") << u"q\u0307\u0323"_s << u"q\u0323\u0307"_s;
    QTest::newRow("Hangul") << u"\u1112\u1161\u11ab"_s << u"\ud55c"_s;
    QTest::newRow("singleton") << u"\u212a"_s << u"K"_s;
    QTest::newRow("not compatibility") << u"\ufb01\uff21"_s << u"\ufb01\uff21"_s;
}

void TstNames::normalizesUserNames()
{
    QFETCH(const QString, text);
    QFETCH(const QString, name);
    const std::optional<QString> found = toUserName(text);
    QVERIFY(found);
    QCOMPARE(*found, name);
    QCOMPARE(toUserName(name), found);
}

void TstNames::normalizesLongTextsInLinearTime()
{
    // Sorting these marks would take minutes.
    QVERIFY(!toUserName(u'a' + QString(2000000, u'\u0301') + QString(2000000, u'\u0323')));
}

void TstNames::recognizesGuestNames_data()
{
    QTest::addColumn<bool>("isGuest");

    QTest::newRow("guest-1") << true;
    QTest::newRow("guest-0007") << true;
    QTest::newRow("guest-18446744073709551615") << true;
    QTest::newRow("guest-٣") << true; // reads as a number as well
    QTest::newRow("guest-") << false;
    QTest::newRow("guest") << false;
    QTest::newRow("guest1") << false;
    QTest::newRow("guest-1a") << false;
    QTest::newRow("guest-a1") << false;
    QTest::newRow("guest--1") << false;
    QTest::newRow("Guest-1") << false;
    QTest::newRow("aguest-1") << false;
}

void TstNames::recognizesGuestNames()
{
    QTEST(isGuestName(QString::fromUtf8(QTest::currentDataTag())), "isGuest");
}

QTEST_GUILESS_MAIN(TstNames)
#include "tst_names.moc"
