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

    void foldsLongLines_data()
    {
        QTest::addColumn<QStringList>("parts");
        QTest::addColumn<QString>("expected");
        const QString mark = QString(FoldMark) + u'\n';
        QTest::newRow("short") << QStringList{QStringLiteral("abc\nde")} << QStringLiteral("abc\nde");
        QTest::newRow("exactly as long")
            << QStringList{QStringLiteral("1234567890\n1")} << QStringLiteral("1234567890\n1");
        QTest::newRow("one more") << QStringList{QStringLiteral("12345678901")}
                                  << QStringLiteral("1234567890") + mark + u'1';
        QTest::newRow("goes on in the next part")
            << QStringList{QStringLiteral("123456"), QStringLiteral("789012"), QStringLiteral("\n3")}
            << QStringLiteral("1234567890") + mark + QStringLiteral("12\n3");
        QTest::newRow("a part ends where the line is full")
            << QStringList{QStringLiteral("1234567890"), QStringLiteral("\n1"), QStringLiteral("2")}
            << QStringLiteral("1234567890\n12");
        QTest::newRow("a pair is not cut")
            << QStringList{QStringLiteral("123456789"), QStringLiteral("\U0001F600\U0001F600")}
            << QStringLiteral("123456789") + mark + QStringLiteral("\U0001F600\U0001F600");
    }
    void foldsLongLines()
    {
        QFETCH(QStringList, parts);
        LineFolder folder(10);
        QString folded;
        for (const QString &part : parts) {
            const FoldedText next = folder.fold(part);
            for (const qsizetype mark : next.marks)
                QCOMPARE(next.text[mark], FoldMark);
            folded += next.text;
        }
        QTEST(folded, "expected");
    }
};

QTEST_GUILESS_MAIN(tst_PayloadText)
#include "tst_payloadtext.moc"
