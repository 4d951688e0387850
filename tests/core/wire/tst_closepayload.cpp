#include "core/wire/closepayload.h"

#include <QTest>

using namespace signalbox;

class TstClosePayload : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void rejects_data();
    void rejects();
    void encodes_data();
    void encodes();
};

void TstClosePayload::parses_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("code"); // 0: none
    QTest::addColumn<QByteArray>("reason");

    QTest::newRow("empty") << QByteArray() << 0 << QByteArray();
    QTest::newRow("code alone") << QByteArray::fromHex("03e8") << 1000 << QByteArray();
    QTest::newRow("code and reason") << QByteArray::fromHex("0fa0") + "bye" << 4000 << QByteArray("bye");
    QTest::newRow("highest code") << QByteArray::fromHex("1387") << 4999 << QByteArray();
    QTest::newRow("a reason in UTF-8")
        << QByteArray::fromHex("03e8e4bda0") << 1000 << QByteArray("\xe4\xbd\xa0");
}

void TstClosePayload::parses()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const int, code);
    QFETCH(const QByteArray, reason);
    const auto parsed = parseClosePayload(payload);
    QVERIFY(std::holds_alternative<ClosePayload>(parsed));
    const auto &close = std::get<ClosePayload>(parsed);
    QCOMPARE(close.code.has_value(), code != 0);
    QCOMPARE(int(close.code.value_or(0)), code);
    QCOMPARE(close.reason, reason);
}

void TstClosePayload::rejects_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<Cause>("cause");

    QTest::newRow("one byte") << QByteArray("\x03") << Cause::ProtocolError;
    QTest::newRow("code 0") << QByteArray(2, '\0') << Cause::ProtocolError;
    QTest::newRow("1004") << QByteArray::fromHex("03ec") << Cause::ProtocolError;
    QTest::newRow("1005") << QByteArray::fromHex("03ed") << Cause::ProtocolError;
    QTest::newRow("1006") << QByteArray::fromHex("03ee") << Cause::ProtocolError;
    QTest::newRow("1015") << QByteArray::fromHex("03f7") << Cause::ProtocolError;
    QTest::newRow("2999") << QByteArray::fromHex("0bb7") << Cause::ProtocolError;
    QTest::newRow("5000") << QByteArray::fromHex("1388") << Cause::ProtocolError;
    QTest::newRow("65535") << QByteArray::fromHex("ffff") << Cause::ProtocolError;
    QTest::newRow("bad reason") << QByteArray::fromHex("03e8ff") << Cause::BadUtf8;
    QTest::newRow("cut reason") << QByteArray::fromHex("03e8e4bd") << Cause::BadUtf8;
    QTest::newRow("bad code and reason") << QByteArray::fromHex("03edff") << Cause::ProtocolError;
}

void TstClosePayload::rejects()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const Cause, cause);
    const auto parsed = parseClosePayload(payload);
    QVERIFY(std::holds_alternative<ClosePayloadError>(parsed));
    QCOMPARE(std::get<ClosePayloadError>(parsed).cause, cause);
}

void TstClosePayload::encodes_data()
{
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<QByteArray>("sent");

    const QByteArray full(123, 'r');
    QTest::newRow("none") << QByteArray() << QByteArray();
    QTest::newRow("short") << QByteArray("bye") << QByteArray("bye");
    QTest::newRow("123 bytes") << full << full;
    QTest::newRow("124 bytes") << full + 'x' << full;
    QTest::newRow("cut at a character") << full.first(121) + "\xe4\xbd\xa0" << full.first(121);
    QTest::newRow("a character that just fits") << full.first(120) + "\xe4\xbd\xa0"
                                                                     "x"
                                                << full.first(120) + "\xe4\xbd\xa0";
}

void TstClosePayload::encodes()
{
    QFETCH(const QByteArray, reason);
    QFETCH(const QByteArray, sent);
    const QByteArray payload = encodeClosePayload(4100, reason);
    QCOMPARE(payload, QByteArray::fromHex("1004") + sent);
    QVERIFY(std::holds_alternative<ClosePayload>(parseClosePayload(payload)));
}

QTEST_GUILESS_MAIN(TstClosePayload)
#include "tst_closepayload.moc"
