#include "ui/messages/payloadpane.h"

#include "tests/ui/messages/logsamples.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace signalbox;

namespace {

QString textOf(const PayloadPane &pane)
{
    return pane.findChild<QPlainTextEdit *>()->toPlainText();
}

bool displays(const PayloadPane &pane, const QString &text)
{
    for (const QLabel *label : pane.findChildren<QLabel *>()) {
        if (label->text().contains(text))
            return true;
    }
    return false;
}

} // namespace

class tst_PayloadPane : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shows_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<MessageType>("type");
        QTest::addColumn<PayloadPane::View>("view");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("kind");
        const auto row = [](const char *name, const QByteArray &payload, MessageType type,
                            PayloadPane::View view, const QString &expected, const char *kind) {
            QTest::newRow(name) << payload << type << view << expected << QString::fromLatin1(kind);
        };
        using View = PayloadPane::View;
        row("text", "hello\nyou", MessageType::Text, View::Automatic, QStringLiteral("hello\nyou"), "Text");
        row("JSON", "{\"a\":1}", MessageType::Text, View::Automatic, QStringLiteral("{\n  \"a\": 1\n}"),
            "JSON");
        row("JSON as text", "{\"a\":1}", MessageType::Text, View::Text, QStringLiteral("{\"a\":1}"), "Text");
        row("looks like JSON only", "{hello}", MessageType::Text, View::Automatic, QStringLiteral("{hello}"),
            "Text");
        row("requested as JSON, but invalid", "{hello}", MessageType::Text, View::Json,
            QStringLiteral("{hello}"), "Not JSON");
        row("a number is no reason to indent", "12", MessageType::Text, View::Automatic, QStringLiteral("12"),
            "Text");
        row("binary", QByteArray("\x01"), MessageType::Binary, View::Automatic, QString(), "Hex");
        row("control characters", "a\x1b[0m", MessageType::Text, View::Automatic,
            QString::fromUtf8("a‹U+001B›[0m"), "Text");
        row("empty", "", MessageType::Text, View::Automatic, QString(), "0 B");
    }
    void shows()
    {
        QFETCH(QByteArray, payload);
        QFETCH(MessageType, type);
        QFETCH(PayloadPane::View, view);
        QFETCH(QString, expected);
        QFETCH(QString, kind);
        PayloadPane pane;
        MessageRow row{textEntry(1, payload), 0};
        row.entry.type = type;
        pane.setView(view);
        pane.showMessage(row);
        if (!expected.isEmpty())
            QCOMPARE(textOf(pane), expected);
        else if (type == MessageType::Binary)
            QVERIFY(textOf(pane).startsWith(QStringLiteral("00000000  01")));
        QVERIFY(displays(pane, kind));
    }

    void marksTruncation()
    {
        PayloadPane pane;
        MessageRow row{textEntry(1, QByteArray("{\"a\":[1,2")), 0};
        row.entry.size = 1'200'000;
        pane.showMessage(row);
        QCOMPARE(textOf(pane), QStringLiteral("{\n  \"a\": [\n    1,\n    2\n… (9 B of 1.2 MB shown)"));
        QVERIFY(displays(pane, QStringLiteral("only the first 9 B")));

        QSignalSpy reported(&pane, &PayloadPane::actionReported);
        pane.copyPayload();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("{\"a\":[1,2"));
        QCOMPARE(reported.size(), 1);
        QVERIFY(reported[0][0].toString().contains(QStringLiteral("1.2 MB")));
    }

    void copiesBytesAsHex()
    {
        PayloadPane pane;
        MessageRow row{textEntry(1, QByteArray("\x00\xFE", 2)), 0};
        row.entry.type = MessageType::Binary;
        pane.showMessage(row);
        pane.copyPayload();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("00 fe"));
    }

    void clearForgetsTheMessage()
    {
        PayloadPane pane;
        pane.showMessage({textEntry(1, QByteArray("secret")), 0});
        pane.clear();
        QVERIFY(textOf(pane).isEmpty());
        QVERIFY(!pane.findChild<QToolButton *>()->isEnabled());
        QVERIFY(displays(pane, QStringLiteral("Select a message")));
    }

    void saysThatLinesAreFolded()
    {
        PayloadPane pane;
        pane.showMessage({textEntry(1, QByteArray(60'000, 'x')), 0});
        QVERIFY(displays(pane, QStringLiteral("folded")));
        pane.copyPayload();
        QCOMPARE(QGuiApplication::clipboard()->text(), QString(60'000, u'x'));
        pane.showMessage({textEntry(1, QByteArray(100, 'x')), 0});
        QVERIFY(!displays(pane, QStringLiteral("folded")));
    }

    void cannotCopyWithoutAMessage()
    {
        PayloadPane pane;
        QVERIFY(!pane.findChild<QToolButton *>()->isEnabled());
        MessageRow gap;
        gap.leftOut = 5;
        pane.showMessage(gap);
        QVERIFY(!pane.findChild<QToolButton *>()->isEnabled());
        QVERIFY(displays(pane, QStringLiteral("not shown")));
    }
};

QTEST_MAIN(tst_PayloadPane)
#include "tst_payloadpane.moc"
