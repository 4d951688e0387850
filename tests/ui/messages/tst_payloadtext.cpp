#include "ui/messages/payloadtext.h"

#include <QTest>

using namespace signalbox;

class tst_PayloadText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void previews_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<MessageType>("type");
        QTest::addColumn<qint64>("size");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &payload, MessageType type,
                            const QString &expected) {
            QTest::newRow(name) << payload << type << qint64(payload.size()) << expected;
        };
        row("empty", {}, MessageType::Text, {});
        row("plain", "hello", MessageType::Text, QStringLiteral("hello"));
        row("exactly as long", QByteArray(12, 'x'), MessageType::Text, QString(12, u'x'));
        row("one too long", QByteArray(13, 'x'), MessageType::Text, QString(12, u'x') + u'…');
        row("control characters", QByteArray("a\n\t\0\x7F", 5), MessageType::Text,
            QString::fromUtf8("a↵⇥‹U+0000›‹U+007F›"));
        row("direction override", "\xE2\x80\xAE!", MessageType::Text, QString::fromUtf8("‹U+202E›!"));
        row("a pair is not cut", "12345678901\xF0\x9F\x98\x80", MessageType::Text,
            QStringLiteral("12345678901…"));
        row("a joined emoji is not cut", "12345678\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80!",
            MessageType::Text, QStringLiteral("12345678…"));
        row("marks without end", "a" + QByteArray("\xCC\x81").repeated(20), MessageType::Text,
            u'a' + QString(6, u'\u0301') + QString::fromUtf8("‹U+0301›").repeated(5) + u'…');
        row("spaces stay", "  a  b ", MessageType::Text, QStringLiteral("  a  b "));
        row("binary", QByteArray("\x00\xFF\x10", 3), MessageType::Binary, QStringLiteral("00 ff 10"));
        row("long binary", QByteArray(5, '\x01'), MessageType::Binary, QStringLiteral("01 01 01 01…"));
        QTest::newRow("truncated") << QByteArray("abc") << MessageType::Text << qint64(4)
                                   << QStringLiteral("abc…");
        QTest::newRow("truncated within a character")
            << QByteArray("ab\xE4\xB8") << MessageType::Text << qint64(5) << QStringLiteral("ab…");
    }
    void previews()
    {
        QFETCH(QByteArray, payload);
        QFETCH(MessageType, type);
        QFETCH(qint64, size);
        LogEntry entry;
        entry.payload = payload;
        entry.type = type;
        entry.size = size;
        QTEST(previewOf(entry, 12), "expected");
    }

    void dumpsHex()
    {
        QCOMPARE(hexDump({}), QString());
        QCOMPARE(hexDump("AZ\x01"),
                 QStringLiteral("00000000  41 5a 01                                          AZ."));
        const QStringList lines = hexDump(QByteArray(17, 'a')).split(u'\n');
        QCOMPARE(lines.size(), 2);
        QCOMPARE(
            lines[0],
            QStringLiteral("00000000  61 61 61 61 61 61 61 61  61 61 61 61 61 61 61 61  aaaaaaaaaaaaaaaa"));
        QVERIFY(lines[1].startsWith(QStringLiteral("00000010  61 ")));
        QVERIFY(lines[1].endsWith(QStringLiteral("  a")));
        QCOMPARE(hexDump(QByteArray(16, 'a')).count(u'\n'), 0);
    }
};

QTEST_GUILESS_MAIN(tst_PayloadText)
#include "tst_payloadtext.moc"
