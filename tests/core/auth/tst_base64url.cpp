#include "core/auth/base64url.h"

#include <QTest>

using namespace signalbox;

class TstBase64Url : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decodes_data();
    void decodes();
    void refuses_data();
    void refuses();
    void acceptsOneSpellingOfEachByte();
};

void TstBase64Url::decodes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("bytes");
    // RFC 4648 section 10, without padding
    QTest::newRow("nothing") << QByteArray("") << QByteArray("");
    QTest::newRow("one byte") << QByteArray("Zg") << QByteArray("f");
    QTest::newRow("two bytes") << QByteArray("Zm8") << QByteArray("fo");
    QTest::newRow("three bytes") << QByteArray("Zm9v") << QByteArray("foo");
    QTest::newRow("four bytes") << QByteArray("Zm9vYg") << QByteArray("foob");
    QTest::newRow("six bytes") << QByteArray("Zm9vYmFy") << QByteArray("foobar");
    QTest::newRow("the last digits") << QByteArray("-_-_") << QByteArray("\xfb\xff\xbf");
    QTest::newRow("zeros") << QByteArray("AAAA") << QByteArray(3, '\0');
    QTest::newRow("RFC 7515 appendix C") << QByteArray("A-z_4ME") << QByteArray("\x03\xec\xff\xe0\xc1");
}

void TstBase64Url::decodes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, bytes);
    QCOMPARE(decodeBase64Url(text), std::optional(bytes));
}

void TstBase64Url::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("one digit") << QByteArray("Z");
    QTest::newRow("five digits") << QByteArray("Zm9vY");
    QTest::newRow("padding") << QByteArray("Zg==");
    QTest::newRow("padding of one") << QByteArray("Zm8=");
    QTest::newRow("bits behind one byte") << QByteArray("Zh");
    QTest::newRow("bits behind two bytes") << QByteArray("Zm9");
    QTest::newRow("plus") << QByteArray("a+bc");
    QTest::newRow("slash") << QByteArray("a/bc");
    QTest::newRow("line end") << QByteArray("Zm9v\n");
    QTest::newRow("blank inside") << QByteArray("Zm 9v");
    QTest::newRow("NUL") << QByteArray("Zm\0v", 4);
    QTest::newRow("byte above ASCII") << QByteArray("Zm9\xe9");
    QTest::newRow("dot") << QByteArray("Zm.v");
}

void TstBase64Url::refuses()
{
    QFETCH(QByteArray, text);
    QVERIFY(!decodeBase64Url(text));
}

void TstBase64Url::acceptsOneSpellingOfEachByte()
{
    int accepted = 0;
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second)
            accepted += int(decodeBase64Url(QByteArray() + char(first) + char(second)).has_value());
    }
    QCOMPARE(accepted, 256);
}

QTEST_GUILESS_MAIN(TstBase64Url)
#include "tst_base64url.moc"
