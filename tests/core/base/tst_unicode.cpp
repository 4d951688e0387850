#include "core/base/unicode.h"

#include <QTest>

using namespace signalbox;

class TstUnicode final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void classifies_data();
    void classifies();
    void everySpaceIsInvisible();
};

void TstUnicode::classifies_data()
{
    QTest::addColumn<uint>("character");
    QTest::addColumn<bool>("isEmoji");
    QTest::addColumn<bool>("isInvisible");

    const auto row = [](const char *name, uint character, bool isEmoji, bool isInvisible) {
        QTest::newRow(name) << character << isEmoji << isInvisible;
    };
    row("NUL", 0, false, false);
    row("letter", 'a', false, false);
    row("digit", '1', false, false);
    row("before the first emoji", 0xA8, false, false);
    row("first emoji", 0xA9, true, false);
    row("after the first emoji", 0xAA, false, false);
    row("arrow", 0x2194, true, false);
    row("another arrow", 0x2190, false, false);
    row("degree sign", 0xB0, false, false);
    row("grinning face", 0x1F600, true, false);
    row("skin tone", 0x1F3FB, true, false);
    row("regional indicator", 0x1F1E6, true, false);
    row("newer than Qt", 0x1FAE9, true, false);
    row("last emoji", 0x1FFFD, true, false);
    row("noncharacter behind", 0x1FFFE, false, false);
    row("soft hyphen", 0xAD, false, true);
    row("ZWJ", 0x200D, false, true);
    row("VS16", 0xFE0F, false, true);
    row("ideographic variation", 0xE0100, false, true);
    row("tag", 0xE0067, false, true);
    row("Hangul filler", 0x3164, false, true);
    row("blank Braille", 0x2800, false, true);
    row("other Braille", 0x2801, false, false);
    row("combining acute", 0x301, false, false);
    row("object replacement", 0xFFFC, false, false);
    row("private use", 0xE000, false, false);
    row("beyond the last", 0xE1000, false, false);
}

void TstUnicode::classifies()
{
    QFETCH(const uint, character);
    QTEST(isEmoji(character), "isEmoji");
    QTEST(isInvisible(character), "isInvisible");
}

void TstUnicode::everySpaceIsInvisible()
{
    for (char32_t character = 0; character <= 0x10FFFF; ++character) {
        if (QChar::isSpace(character))
            QVERIFY(isInvisible(character));
    }
}

QTEST_GUILESS_MAIN(TstUnicode)
#include "tst_unicode.moc"
