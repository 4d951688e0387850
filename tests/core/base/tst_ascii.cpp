#include "core/base/ascii.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TstAscii : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void classifiesEveryByte();
    void readsHexDigits();
    void recognizesTokens_data();
    void recognizesTokens();
    void rejectsTokensBeyondLatin1();
};

void TstAscii::classifiesEveryByte()
{
    const QByteArray digits = "0123456789";
    const QByteArray letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const QByteArray tokenSigns = "!#$%&'*+-.^_`|~";
    for (int byte = 0; byte < 256; ++byte) {
        const char character = char(byte);
        QCOMPARE(isAsciiDigit(character), digits.contains(character));
        QCOMPARE(isAsciiLetter(character), letters.contains(character));
        QCOMPARE(isJsonSpace(character), QByteArray(" \t\n\r").contains(character));
        QCOMPARE(isTokenChar(character),
                 digits.contains(character) || letters.contains(character) || tokenSigns.contains(character));
    }
}

void TstAscii::readsHexDigits()
{
    const QByteArray lower = "0123456789abcdef";
    const QByteArray upper = "0123456789ABCDEF";
    for (int byte = 0; byte < 256; ++byte) {
        const char character = char(byte);
        const qsizetype value = std::max(lower.indexOf(character), upper.indexOf(character));
        QCOMPARE(hexValue(character), int(value));
    }
}

void TstAscii::recognizesTokens_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("token");

    QTest::newRow("letters") << QByteArray("GET") << true;
    QTest::newRow("all signs") << QByteArray("!#$%&'*+-.^_`|~09azAZ") << true;
    QTest::newRow("empty") << QByteArray() << false;
    for (const char c : QByteArray("\"(),/:;<=>?@[\\]{} \t\r\n\x7f\x80\xff", 24))
        QTest::addRow("byte %02x", quint8(c)) << QByteArray("a") + c << false;
    QTest::newRow("NUL") << QByteArray(1, '\0') << false;
}

void TstAscii::recognizesTokens()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, token);
    QCOMPARE(isToken(text), token);
    QCOMPARE(isToken(QString::fromLatin1(text)), token);
}

void TstAscii::rejectsTokensBeyondLatin1()
{
    QVERIFY(!isToken(u"aé"_s));
    QVERIFY(!isToken(u"a你"_s));
    QVERIFY(!isToken(u"aŁ"_s)); // its low byte is that of A
}

QTEST_GUILESS_MAIN(TstAscii)
#include "tst_ascii.moc"
