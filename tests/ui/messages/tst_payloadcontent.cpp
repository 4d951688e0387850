#include "ui/messages/payloadcontent.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_PayloadContent : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void kinds_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<MessageType>("type");
        QTest::addColumn<qint64>("size");
        QTest::addColumn<PayloadKind>("kind");
        QTest::addColumn<bool>("isJson");
        const auto row = [](const char *name, const QByteArray &payload, PayloadKind kind, bool isJson,
                            MessageType type = MessageType::Text, qint64 more = 0) {
            QTest::newRow(name) << payload << type << qint64(payload.size() + more) << kind << isJson;
        };
        row("text", "hello", PayloadKind::Text, false);
        row("object", " {\"a\":1}\n", PayloadKind::Json, true);
        row("array", "[]", PayloadKind::Json, true);
        row("number", "12", PayloadKind::Text, true);
        row("looks like JSON", "{hello}", PayloadKind::Text, false);
        row("without an end", "{\"a\":[1", PayloadKind::Text, false);
        row("cut", "{\"a\":[1", PayloadKind::Json, true, MessageType::Text, 10);
        row("cut, but wrong before", "{\"a\":[x", PayloadKind::Text, false, MessageType::Text, 10);
        row("cut at the beginning", "", PayloadKind::Text, false, MessageType::Text, 10);
        row("deep", QByteArray(10'000, '[') + QByteArray(10'000, ']'), PayloadKind::Json, true);
        row("deep without an end", QByteArray(1024 * 1024, '['), PayloadKind::Text, false);
        row("binary", QByteArray("\x00\x01", 2), PayloadKind::Binary, false, MessageType::Binary);
        row("binary JSON", "{\"a\":1}", PayloadKind::Binary, true, MessageType::Binary);
        row("empty", "", PayloadKind::Text, false);
        row("invalid UTF-8", "[\"\xFF\xFE\"]", PayloadKind::Binary, true, MessageType::Binary);
    }
    void kinds()
    {
        QFETCH(QByteArray, payload);
        QFETCH(MessageType, type);
        QFETCH(qint64, size);
        QFETCH(bool, isJson);
        MessageRow row{textEntry(1, payload)};
        row.entry.type = type;
        row.entry.size = size;
        const PayloadContent content(row);
        QTEST(content.kind, "kind");
        QCOMPARE(content.isJson(), isJson);
    }
};

QTEST_GUILESS_MAIN(tst_PayloadContent)
#include "tst_payloadcontent.moc"
