#include "core/wire/frame.h"

#include <QTest>

using namespace signalbox;

class TstFrame : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesHeaders_data();
    void writesHeaders();
    void encodes();
    void masks();
    void masksFromAnyOffset();
    void recognizesControlFrames();
};

void TstFrame::writesHeaders_data()
{
    QTest::addColumn<quint64>("size");
    QTest::addColumn<QByteArray>("header");

    QTest::newRow("0") << quint64(0) << QByteArray("8200");
    QTest::newRow("1") << quint64(1) << QByteArray("8201");
    QTest::newRow("125") << quint64(125) << QByteArray("827d");
    QTest::newRow("126") << quint64(126) << QByteArray("827e007e");
    QTest::newRow("127") << quint64(127) << QByteArray("827e007f");
    QTest::newRow("256") << quint64(256) << QByteArray("827e0100");
    QTest::newRow("65535") << quint64(65535) << QByteArray("827effff");
    QTest::newRow("65536") << quint64(65536) << QByteArray("827f0000000000010000");
    QTest::newRow("2^40") << (quint64(1) << 40) << QByteArray("827f0000010000000000");
}

void TstFrame::writesHeaders()
{
    QFETCH(const quint64, size);
    QFETCH(const QByteArray, header);
    QByteArray out(MaxServerHeader + 1, '#');
    const int length = writeFrameHeader(out.data(), Opcode::Binary, size);
    QCOMPARE(out.first(length).toHex(), header);
    QCOMPARE(out.sliced(length), QByteArray(out.size() - length, '#')); // nothing after it is changed
}

void TstFrame::encodes()
{
    // RFC 6455 section 5.7
    QCOMPARE(encodeFrame(Opcode::Text, "Hello").toHex(), QByteArray("810548656c6c6f"));
    QCOMPARE(encodeFrame(Opcode::Ping, "Hello").toHex(), QByteArray("890548656c6c6f"));
    QCOMPARE(encodeFrame(Opcode::Binary, QByteArray(256, 'b')),
             QByteArray::fromHex("827e0100") + QByteArray(256, 'b'));
    QCOMPARE(encodeFrame(Opcode::Binary, QByteArray(65536, 'b')),
             QByteArray::fromHex("827f0000000000010000") + QByteArray(65536, 'b'));
    QCOMPARE(encodeFrame(Opcode::Close, {}).toHex(), QByteArray("8800"));
    QCOMPARE(encodeFragment(Opcode::Text, "Hel", false).toHex(), QByteArray("010348656c"));
    QCOMPARE(encodeFragment(Opcode::Continuation, "lo", true).toHex(), QByteArray("80026c6f"));
}

void TstFrame::masks()
{
    const quint8 mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    QByteArray bytes = QByteArray::fromHex("7f9f4d5158");
    applyMask(bytes.data(), bytes.size(), mask, 0);
    QCOMPARE(bytes, QByteArray("Hello"));
    applyMask(bytes.data(), bytes.size(), mask, 0);
    QCOMPARE(bytes.toHex(), QByteArray("7f9f4d5158"));
    applyMask(nullptr, 0, mask, 0);
}

//! Compares with the definition of section 5.3 for every length and alignment around a word.
void TstFrame::masksFromAnyOffset()
{
    const quint8 mask[4] = {0x01, 0x80, 0xff, 0x5a};
    for (quint64 offset :
         {quint64(0), quint64(1), quint64(2), quint64(3), quint64(5), (quint64(1) << 62) + 3}) {
        for (qsizetype begin = 0; begin < 9; ++begin) {
            for (qsizetype size = 0; size < 40; ++size) {
                QByteArray bytes(60, 'o');
                QByteArray expected = bytes;
                for (qsizetype i = 0; i < size; ++i)
                    expected[begin + i] = char(quint8('o') ^ mask[(offset + quint64(i)) % 4]);
                applyMask(bytes.data() + begin, size, mask, offset);
                QCOMPARE(bytes, expected);
            }
        }
    }
}

void TstFrame::recognizesControlFrames()
{
    QVERIFY(isControl(Opcode::Close) && isControl(Opcode::Ping) && isControl(Opcode::Pong));
    QVERIFY(!isControl(Opcode::Continuation) && !isControl(Opcode::Text) && !isControl(Opcode::Binary));
}

QTEST_GUILESS_MAIN(TstFrame)
#include "tst_frame.moc"
