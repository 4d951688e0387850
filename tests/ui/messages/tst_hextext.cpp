#include "ui/messages/hextext.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_HexText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cArrays()
    {
        QCOMPARE(cArrayOf(QByteArrayView("\x00\x7F\xFF", 3)),
                 u"const unsigned char payload[3] = {\n    0x00, 0x7f, 0xff,\n};\n"_s);
        QCOMPARE(cArrayOf({}), u"const unsigned char payload[0] = {};\n"_s);
        const QStringList lines = cArrayOf(QByteArray(13, 'A')).split(u'\n');
        QCOMPARE(lines[1].count(u"0x41"_s), 12);
        QCOMPARE(lines[2], u"    0x41,"_s);
    }

    void readsHex_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("bytes"); // null: no hex
        QTest::newRow("pairs") << u"de AD"_s << QByteArray("\xDE\xAD");
        QTest::newRow("without blanks") << u"00ff10"_s << QByteArray("\x00\xFF\x10", 3);
        QTest::newRow("more blanks") << u"  0a   0B "_s << QByteArray("\x0A\x0B");
        QTest::newRow("odd") << u"abc"_s << QByteArray();
        QTest::newRow("one digit a part") << u"a b"_s << QByteArray();
        QTest::newRow("other letters") << u"0g"_s << QByteArray();
        QTest::newRow("full-width digits") << u"\uFF11\uFF12"_s << QByteArray();
        QTest::newRow("empty") << u" "_s << QByteArray();
    }
    void readsHex()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, bytes);
        QCOMPARE(bytesOfHex(text), bytes.isNull() ? std::nullopt : std::optional(bytes));
    }
};

QTEST_GUILESS_MAIN(tst_HexText)
#include "tst_hextext.moc"
