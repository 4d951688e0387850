#include "core/hub/servermessage.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestServerMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plain_data()
    {
        QTest::addColumn<ServerMessage>("message");
        QTest::addColumn<bool>("isBinary");
        QTest::addColumn<QByteArray>("payload");
        const auto json = [](const QByteArray &content, ContentEncoding encoding = ContentEncoding::Json) {
            return ServerMessage({content, encoding}, u"ops"_s);
        };
        QTest::newRow("text") << ServerMessage(PreparedMessage(Opcode::Text, "hi")) << false
                              << QByteArray("hi");
        QTest::newRow("bytes") << ServerMessage(PreparedMessage(Opcode::Binary, "\xff")) << true << "\xff"_ba;
        QTest::newRow("a string") << json(R"("a\u00e9")") << false << "a\xc3\xa9"_ba;
        QTest::newRow("other JSON, as it is") << json(R"({"n": 1.10,"b":12345678901234567890})") << false
                                              << R"({"n": 1.10,"b":12345678901234567890})"_ba;
        QTest::newRow("base64") << json(R"("/w==")", ContentEncoding::Base64) << true << "\xff"_ba;
    }
    void plain()
    {
        QFETCH(ServerMessage, message);
        QFETCH(bool, isBinary);
        QFETCH(QByteArray, payload);
        const PreparedMessage plain = message.plain();
        QCOMPARE(plain.opcode() == Opcode::Binary, isBinary);
        QCOMPARE(plain.payload().toByteArray(), payload);
    }
    void direct_data()
    {
        QTest::addColumn<ServerMessage>("message");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("text") << ServerMessage(PreparedMessage(Opcode::Text, "hi"))
                              << R"({"type":"direct","from":"","content":"hi","time":)"_ba;
        QTest::newRow("JSON") << ServerMessage({R"([1.0, "\u00e9"])", ContentEncoding::Json}, u"ops"_s)
                              << R"({"type":"direct","from":"ops","content":[1.0, "\u00e9"],"time":)"_ba;
        QTest::newRow("base64")
            << ServerMessage({R"("AA==")", ContentEncoding::Base64}, u"ops"_s)
            << R"({"type":"direct","from":"ops","content":"AA==","encoding":"base64","time":)"_ba;
    }
    void direct()
    {
        QFETCH(ServerMessage, message);
        QFETCH(QByteArray, expected);
        QCOMPARE(message.direct({}).payload().toByteArray().left(expected.size()), expected);
    }
    void notice_data()
    {
        QTest::addColumn<ServerMessage>("message");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("text") << ServerMessage(PreparedMessage(Opcode::Text, "hi"))
                              << R"({"type":"notice","kind":"admin","text":"hi"})"_ba;
        QTest::newRow("bytes") << ServerMessage(PreparedMessage(Opcode::Binary, "hi"))
                               << R"({"type":"direct",)"_ba;
        QTest::newRow("a string") << ServerMessage({R"("hi")", ContentEncoding::Json}, u"ops"_s)
                                  << R"({"type":"notice","kind":"admin","text":"hi","by":"ops"})"_ba;
        QTest::newRow("other JSON") << ServerMessage({"{}", ContentEncoding::Json}, u"ops"_s)
                                    << R"({"type":"direct","from":"ops","content":{},)"_ba;
        QTest::newRow("base64") << ServerMessage({R"("AA==")", ContentEncoding::Base64}, u"ops"_s)
                                << R"({"type":"direct","from":"ops","content":"AA==",)"_ba;
    }
    void notice()
    {
        QFETCH(ServerMessage, message);
        QFETCH(QByteArray, expected);
        QCOMPARE(message.notice({}).payload().toByteArray().left(expected.size()), expected);
    }
    void countsWhatWasGiven()
    {
        // Nobody has less room for it because of the form it is sent in.
        const ServerMessage message(PreparedMessage(Opcode::Text, "hi"));
        QCOMPARE(message.direct({}).countedSize(), 2u);
        QCOMPARE(message.notice({}).countedSize(), 2u);
    }
};

QTEST_APPLESS_MAIN(TestServerMessage)
#include "tst_servermessage.moc"
