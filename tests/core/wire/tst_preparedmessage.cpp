#include "core/wire/preparedmessage.h"

#include <QTest>

using namespace signalbox;

class TstPreparedMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsFrameAndPayload_data();
    void holdsFrameAndPayload();
    void copiesShareTheBytes();
    void countsAtMostWhatWasPublished();
    void defaultIsNull();
};

void TstPreparedMessage::holdsFrameAndPayload_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 125, 126, 65535, 65536})
        QTest::addRow("%d bytes", size) << size;
}

void TstPreparedMessage::holdsFrameAndPayload()
{
    QFETCH(const int, size);
    const QByteArray payload(size, 'p');
    for (const Opcode opcode : {Opcode::Text, Opcode::Binary}) {
        const PreparedMessage message(opcode, payload);
        QVERIFY(!message.isNull());
        QCOMPARE(message.opcode(), opcode);
        QCOMPARE(message.frame(), encodeFrame(opcode, payload));
        QCOMPARE(message.payload(), payload);
    }
}

void TstPreparedMessage::copiesShareTheBytes()
{
    const PreparedMessage message(Opcode::Text, "shared");
    const PreparedMessage copy = message;
    QVERIFY(copy.frame().constData() == message.frame().constData());
    QVERIFY(copy.payload().data() == message.payload().data());
}

void TstPreparedMessage::countsAtMostWhatWasPublished()
{
    QVERIFY(PreparedMessage(Opcode::Text, "as published").countedSize() >= 12);
    QCOMPARE(PreparedMessage(Opcode::Text, "converted", 4).countedSize(), 4u);
    QCOMPARE(PreparedMessage(Opcode::Text, "", 0).countedSize(), 0u);
    QVERIFY(PreparedMessage(Opcode::Text, "huge", qint64(1) << 40).countedSize() > 0xfffffff0u);
}

void TstPreparedMessage::defaultIsNull()
{
    const PreparedMessage message;
    QVERIFY(message.isNull());
    QVERIFY(message.payload().isEmpty());
}

QTEST_GUILESS_MAIN(TstPreparedMessage)
#include "tst_preparedmessage.moc"
