#include "core/wire/utf8validator.h"

#include <QTest>

using namespace signalbox;

class TstUtf8Validator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void validates_data();
    void validates();
    void failsAtTheFirstInvalidByte_data();
    void failsAtTheFirstInvalidByte();
    void validatesWithinLongTexts_data() { validates_data(); }
    void validatesWithinLongTexts();
    void agreesOnEveryCodePoint();
    void agreesOnEveryPair();
    void staysFailedUntilReset();
};

void TstUtf8Validator::validates_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");

    QTest::newRow("nothing") << QByteArray() << true;
    QTest::newRow("NUL") << QByteArray(1, '\0') << true;
    QTest::newRow("7 ASCII") << QByteArray(7, 'a') << true;
    QTest::newRow("8 ASCII") << QByteArray(8, 'a') << true;
    QTest::newRow("9 ASCII") << QByteArray(9, 'a') << true;
    QTest::newRow("U+007F") << QByteArray("\x7f") << true;
    QTest::newRow("U+0080") << QByteArray("\xc2\x80") << true;
    QTest::newRow("U+07FF") << QByteArray("\xdf\xbf") << true;
    QTest::newRow("U+0800") << QByteArray("\xe0\xa0\x80") << true;
    QTest::newRow("U+D7FF") << QByteArray("\xed\x9f\xbf") << true;
    QTest::newRow("U+E000") << QByteArray("\xee\x80\x80") << true;
    QTest::newRow("U+FFFF") << QByteArray("\xef\xbf\xbf") << true;
    QTest::newRow("U+10000") << QByteArray("\xf0\x90\x80\x80") << true;
    QTest::newRow("U+10FFFF") << QByteArray("\xf4\x8f\xbf\xbf") << true;
    QTest::newRow("lone continuation") << QByteArray("\x80") << false;
    QTest::newRow("overlong of two") << QByteArray("\xc0\xaf") << false;
    QTest::newRow("overlong of two, highest") << QByteArray("\xc1\xbf") << false;
    QTest::newRow("overlong of three") << QByteArray("\xe0\x9f\xbf") << false;
    QTest::newRow("overlong of four") << QByteArray("\xf0\x8f\xbf\xbf") << false;
    QTest::newRow("first surrogate") << QByteArray("\xed\xa0\x80") << false;
    QTest::newRow("last surrogate") << QByteArray("\xed\xbf\xbf") << false;
    QTest::newRow("U+110000") << QByteArray("\xf4\x90\x80\x80") << false;
    QTest::newRow("F5") << QByteArray("\xf5\x80\x80\x80") << false;
    QTest::newRow("FE") << QByteArray("\xfe") << false;
    QTest::newRow("cut after one of two") << QByteArray("\xc3") << false;
    QTest::newRow("cut after two of three") << QByteArray("\xe4\xbd") << false;
    QTest::newRow("cut after three of four") << QByteArray("\xf0\x9f\x98") << false;
    QTest::newRow("ASCII where a continuation belongs") << QByteArray("\xe4\xbd"
                                                                      "aaaaaaaaaaaa")
                                                        << false;
}

void TstUtf8Validator::validates()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, valid);
    // At every position of a word; in one segment, two segments or bytes.
    for (int before = 0; before < 20; ++before) {
        const QByteArray whole =
            QByteArray(before, 'x') + text + (valid ? QByteArray(before, 'y') : QByteArray());
        QCOMPARE(isValidUtf8(whole), valid);
        for (qsizetype cut = 0; cut <= whole.size(); ++cut) {
            Utf8Validator validator;
            const bool first = validator.feed(QByteArrayView(whole).first(cut));
            const bool second = validator.feed(QByteArrayView(whole).sliced(cut));
            QCOMPARE(first && second && validator.isComplete(), valid);
        }
    }
}

//! Whole characters are validated in blocks: errors at the beginning and end of a block must be detected.
void TstUtf8Validator::validatesWithinLongTexts()
{
    QFETCH(const QByteArray, text);
    const QByteArray mixed = QByteArray("signal \xc3\xbc \xe4\xbd\xa0 \xf0\x9f\x98\x80 box ").repeated(8);
    for (int before = 0; before < 70; ++before) {
        const QByteArray begin = QByteArray(before, 'x') + mixed;
        for (const QByteArray &whole : {begin + text, begin + text + QByteArray(before, 'y'), text + begin}) {
            const bool expected = QByteArrayView(whole).isValidUtf8();
            QCOMPARE(isValidUtf8(whole), expected);
            for (qsizetype cut = std::max<qsizetype>(0, begin.size() - 80); cut <= whole.size(); ++cut) {
                Utf8Validator validator;
                const bool first = validator.feed(QByteArrayView(whole).first(cut));
                const bool second = validator.feed(QByteArrayView(whole).sliced(cut));
                QCOMPARE(first && second && validator.isComplete(), expected);
            }
        }
    }
}

void TstUtf8Validator::failsAtTheFirstInvalidByte_data()
{
    QTest::addColumn<QByteArray>("good");
    QTest::addColumn<QByteArray>("bad");

    QTest::newRow("FF") << QByteArray("abc") << QByteArray("\xff");
    QTest::newRow("C0") << QByteArray("abc") << QByteArray("\xc0");
    QTest::newRow("overlong E0") << QByteArray("\xe0") << QByteArray("\x9f");
    QTest::newRow("surrogate") << QByteArray("\xed") << QByteArray("\xa0");
    QTest::newRow("overlong F0") << QByteArray("\xf0") << QByteArray("\x8f");
    QTest::newRow("beyond U+10FFFF") << QByteArray("\xf4") << QByteArray("\x90");
    QTest::newRow("third byte") << QByteArray("\xe4\xbd") << QByteArray("\x20");
    QTest::newRow("fourth byte") << QByteArray("\xf0\x9f\x98") << QByteArray("\xc0");
}

void TstUtf8Validator::failsAtTheFirstInvalidByte()
{
    QFETCH(const QByteArray, good);
    QFETCH(const QByteArray, bad);
    for (const qsizetype before : {0, 1, 63, 64, 65, 200}) {
        Utf8Validator validator;
        QVERIFY(validator.feed(QByteArray(before, 'x') + good));
        QVERIFY(!validator.feed(bad + QByteArray(before, 'y')));
        QVERIFY(!validator.isComplete());
    }
}

void TstUtf8Validator::agreesOnEveryCodePoint()
{
    for (char32_t codePoint = 0; codePoint <= 0x10FFFF; ++codePoint) {
        if (codePoint >= 0xD800 && codePoint <= 0xDFFF)
            continue;
        const QByteArray text = QString::fromUcs4(&codePoint, 1).toUtf8();
        if (!isValidUtf8(text))
            QFAIL(QByteArray("rejected U+" + QByteArray::number(uint(codePoint), 16)).constData());
    }
}

//! Compares every two bytes after each kind of first byte with Qt's decoder.
void TstUtf8Validator::agreesOnEveryPair()
{
    for (const QByteArray &begin :
         {QByteArray(), QByteArray("\xe1"), QByteArray("\xf1\x80"), QByteArray("\xf0")}) {
        for (int pair = 0; pair < 0x10000; ++pair) {
            const QByteArray text = begin + char(pair >> 8) + char(pair & 0xFF);
            const bool expected = text.isValidUtf8();
            if (isValidUtf8(text) != expected)
                QFAIL(QByteArray("wrong about " + text.toHex()).constData());
        }
    }
}

void TstUtf8Validator::staysFailedUntilReset()
{
    Utf8Validator validator;
    QVERIFY(!validator.feed("\xff"));
    QVERIFY(!validator.feed("abc"));
    QVERIFY(!validator.feed(""));
    validator.reset();
    QVERIFY(validator.isComplete());
    QVERIFY(validator.feed("abc"));
}

QTEST_GUILESS_MAIN(TstUtf8Validator)
#include "tst_utf8validator.moc"
