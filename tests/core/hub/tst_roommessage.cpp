#include "core/hub/roommessage.h"

#include <QTest>

using namespace signalbox;

namespace {

RoomMessage messageOf(Publication publication)
{
    return RoomMessage(std::move(publication), ConnectionId(7), QStringLiteral("alice"), 3,
                       WallTime(Milliseconds(1500)));
}

} // namespace

class TestRoomMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsNoMoreThanWhatWasPublished()
    {
        // Each control character takes six characters of JSON.
        RoomMessage controls({PreparedMessage(Opcode::Text, QByteArray(3000, '\x02')), {}}, ConnectionId(1),
                             QStringLiteral("alice"), 1, {});
        QVERIFY(controls.envelope(u"blue").frame().size() > 18'000);
        QCOMPARE(controls.envelope(u"blue").countedSize(), 3000u);
        RoomMessage json({{}, {R"("\u0002\u0003")", ContentEncoding::Json}}, ConnectionId(1),
                         QStringLiteral("alice"), 2, {});
        QCOMPARE(json.envelope(u"blue").countedSize(), 14u);
        QVERIFY(json.plain().countedSize() >= quint32(json.plain().frame().size()));
    }
    void convertsToTheOtherForm_data()
    {
        QTest::addColumn<bool>("isBinary");
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("text") << false << QByteArray("hi \"you\"")
                              << QByteArray("\"content\":\"hi \\\"you\\\"\"");
        QTest::newRow("binary") << true << QByteArray("\0\xff", 2)
                                << QByteArray("\"content\":\"AP8=\",\"encoding\":\"base64\"");
    }
    void convertsToTheOtherForm()
    {
        QFETCH(const bool, isBinary);
        QFETCH(const QByteArray, plain);
        QFETCH(const QByteArray, content);
        const PreparedMessage sent(isBinary ? Opcode::Binary : Opcode::Text, plain);
        RoomMessage message = messageOf({sent, {}});
        QVERIFY(message.plain().frame().constData() == sent.frame().constData()); // shared, not copied
        const QByteArray envelope = message.envelope(u"blue").payload().toByteArray();
        QVERIFY2(envelope.contains(content), envelope.constData());
        QVERIFY(envelope.contains("\"seq\":3"));
        QVERIFY(envelope.contains("\"from\":\"alice\""));
        QVERIFY(envelope.contains("1970-01-01T00:00:01.500Z"));
        // and back
        RoomMessage other = messageOf({{}, contentOf(sent)});
        QCOMPARE(other.plain().payload().toByteArray(), plain);
        QCOMPARE(int(other.plain().opcode()), int(sent.opcode()));
    }
    void keepsContentUnchanged()
    {
        const QByteArray content("{ \"b\":1.10, \"a\":12345678901234567890, \"b\":2 }");
        RoomMessage message = messageOf({{}, {content, ContentEncoding::Json}});
        QVERIFY(message.envelope(u"blue").payload().toByteArray().contains(content));
        QCOMPARE(message.plain().payload().toByteArray(), content);
    }
    void preparesAFormOnce()
    {
        RoomMessage message = messageOf({PreparedMessage(Opcode::Text, "x"), {}});
        const qint64 before = message.bytes();
        const char *first = message.envelope(u"blue").frame().constData();
        QVERIFY(message.envelope(u"blue").frame().constData() == first);
        QVERIFY(message.bytes() > before);
    }
};

QTEST_APPLESS_MAIN(TestRoomMessage)
#include "tst_roommessage.moc"
