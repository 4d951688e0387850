#include "ui/messages/payloadpane.h"

#include "tests/ui/messages/logsamples.h"
#include "ui/messages/findbar.h"
#include "ui/messages/hexview.h"
#include "ui/messages/jsontreeview.h"
#include "ui/messages/payloadedit.h"
#include "ui/messages/payloadwindow.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;
using View = PayloadPane::View;

namespace {

MessageRow message(const QByteArray &payload, MessageType type = MessageType::Text)
{
    MessageRow row{textEntry(1, payload)};
    row.entry.type = type;
    return row;
}

} // namespace

class tst_PayloadPane : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_pane = std::make_unique<PayloadPane>();
        m_pane->resize(500, 400);
        m_pane->show();
        QVERIFY(QTest::qWaitForWindowActive(m_pane.get()));
    }

    void showsText_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("fact");
        QTest::newRow("text") << QByteArray("hello\nyou") << u"hello\nyou"_s << u"Text"_s;
        QTest::newRow("JSON") << QByteArray("{\"a\":1}") << u"{\n  \"a\": 1\n}"_s << u"JSON"_s;
        QTest::newRow("looks like JSON only") << QByteArray("{hello}") << u"{hello}"_s << u"Text"_s;
        QTest::newRow("a number is no reason to indent") << QByteArray("12") << u"12"_s << u"Text"_s;
        QTest::newRow("control characters") << QByteArray("a\x1b[0m") << u"a‹U+001B›[0m"_s << u"Text"_s;
        QTest::newRow("bidi controls")
            << QByteArray("[\"\xE2\x80\xAE\"]") << u"[\n  \"‹U+202E›\"\n]"_s << u"JSON"_s;
        QTest::newRow("empty") << QByteArray() << QString() << u"0 B"_s;
    }
    void showsText()
    {
        QFETCH(QByteArray, payload);
        QFETCH(QString, fact);
        m_pane->showMessage(message(payload));
        QTEST(text(), "expected");
        QVERIFY2(facts().contains(fact), qPrintable(facts()));
        QCOMPARE(shown(), View::Text);
    }

    void jsonIsShownAsSentToo()
    {
        m_pane->showMessage(message("{\"a\":1}"));
        QTest::mouseClick(button(u"indent"_s), Qt::LeftButton);
        QCOMPARE(text(), u"{\"a\":1}"_s);
        m_pane->showMessage(message("[1,2]"));
        QCOMPARE(text(), u"[1,2]"_s);
        m_pane->showMessage(message("plain"));
        QVERIFY(!button(u"indent"_s)->isVisible());
    }

    void bytesAreShownAsHex()
    {
        m_pane->showMessage(message(QByteArray("\x00\xFE", 2), MessageType::Binary));
        QCOMPARE(shown(), View::Hex);
        QCOMPARE(m_pane->findChild<HexView *>()->bytes(), QByteArray("\x00\xFE", 2));
        QVERIFY(!button(u"viewJson"_s)->isEnabled());
    }

    void remembersTheViewOfEachKind_data()
    {
        QTest::addColumn<bool>("byKeyboard");
        QTest::newRow("mouse") << false;
        QTest::newRow("keyboard") << true;
    }
    void remembersTheViewOfEachKind()
    {
        QFETCH(bool, byKeyboard);
        const auto choose = [&](const QString &name) {
            if (byKeyboard) {
                button(name)->setFocus(Qt::TabFocusReason);
                QTest::keyClick(button(name), Qt::Key_Space);
            } else {
                QTest::mouseClick(button(name), Qt::LeftButton);
            }
        };
        QSignalSpy changed(m_pane.get(), &PayloadPane::choicesChanged);
        m_pane->showMessage(message("{\"a\":1}"));
        choose(u"viewJson"_s);
        QCOMPARE(shown(), View::Json);
        m_pane->showMessage(message("text"));
        QCOMPARE(shown(), View::Text);
        choose(u"viewHex"_s);
        QCOMPARE(shown(), View::Hex);
        m_pane->showMessage(message("[1]"));
        QCOMPARE(shown(), View::Json);
        m_pane->showMessage(message("\x01", MessageType::Binary));
        QCOMPARE(shown(), View::Hex);
        m_pane->showMessage(message("more text"));
        QCOMPARE(shown(), View::Hex);
        QCOMPARE(changed.size(), 2);

        PayloadPane other;
        QVERIFY(other.restoreState(m_pane->saveState()));
        QCOMPARE(other.choices(), m_pane->choices());
    }

    void refusesStatesThatAreNotValid_data()
    {
        QTest::addColumn<QByteArray>("state");
        const QByteArray valid = m_pane ? m_pane->saveState() : PayloadPane().saveState();
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << valid.chopped(1);
        QByteArray unknown = valid;
        unknown[7] = char(9);
        QTest::newRow("unknown view") << unknown;
        QTest::newRow("of something else") << QByteArray(valid.size(), '\0');
    }
    void refusesStatesThatAreNotValid()
    {
        QFETCH(QByteArray, state);
        const PayloadPane::Choices before = m_pane->choices();
        QVERIFY(!m_pane->restoreState(state));
        QCOMPARE(m_pane->choices(), before);
    }

    void aTreeThatIsNotPossible()
    {
        m_pane->showMessage(message("[1]"));
        m_pane->setView(View::Json);
        m_pane->showMessage(message("{\"a\":\n oops}"));
        QCOMPARE(shown(), View::Text);
        QVERIFY(!button(u"viewJson"_s)->isEnabled());
        QVERIFY2(button(u"viewJson"_s)->toolTip().contains(u"line 2, column 2"_s),
                 qPrintable(button(u"viewJson"_s)->toolTip()));
        m_pane->setView(View::Json); // has no effect
        QCOMPARE(shown(), View::Text);
    }

    void marksTruncation()
    {
        MessageRow row = message("{\"a\":[1,2");
        row.entry.size = 1'200'000;
        m_pane->showMessage(row);
        QTRY_COMPARE(text(), u"{\n  \"a\": [\n    1,\n    2\n… (9 B of 1.2 MB shown)"_s);
        QVERIFY(facts().contains(u"only the first 9 B"_s));
        QSignalSpy reported(m_pane.get(), &PayloadPane::actionReported);
        QTest::mouseClick(button(u"copy"_s), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"{\"a\":[1,2"_s);
        QCOMPARE(reported.size(), 1);
        QVERIFY(reported[0][0].toString().contains(u"1.2 MB"_s));
        m_pane->setView(View::Json);
        QCOMPARE(shown(), View::Json);
    }

    void copiesBytesAsHex()
    {
        m_pane->showMessage(message(QByteArray("\x00\xFE", 2), MessageType::Binary));
        m_pane->copyPayload();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"00 fe"_s);
    }

    void nothingToShow_data()
    {
        QTest::addColumn<MessageRow>("row");
        QTest::addColumn<QString>("fact");
        QTest::newRow("none") << MessageRow() << u"Select a message"_s;
        QTest::newRow("gap") << MessageRow{.leftOut = 5} << u"not shown"_s;
        MessageRow dropped = message({});
        dropped.entry.size = 500;
        dropped.isPayloadKept = false;
        QTest::newRow("payload dropped by the log") << dropped << u"dropped"_s;
    }
    void nothingToShow()
    {
        QFETCH(MessageRow, row);
        QFETCH(QString, fact);
        m_pane->showMessage(message("secret"));
        if (row.entry.size == 0 && !row.isGap())
            m_pane->clear();
        else
            m_pane->showMessage(row);
        QVERIFY(text().isEmpty());
        QVERIFY2(facts().contains(fact), qPrintable(facts()));
        for (const QString &name :
             {u"copy"_s, u"save"_s, u"find"_s, u"detach"_s, u"viewText"_s, u"viewHex"_s})
            QVERIFY2(!button(name)->isEnabled(), qPrintable(name));
        m_pane->find();
        QVERIFY(m_pane->findChild<FindBar *>()->isHidden());
        m_pane->detach();
        QVERIFY(!m_pane->findChild<PayloadWindow *>());
    }

    void saysThatLinesAreFolded()
    {
        m_pane->showMessage(message(QByteArray(60'000, 'x')));
        QTRY_VERIFY(facts().contains(u"folded"_s));
        m_pane->copyPayload();
        QCOMPARE(QGuiApplication::clipboard()->text(), QString(60'000, u'x'));
        m_pane->showMessage(message(QByteArray(100, 'x')));
        QVERIFY(!facts().contains(u"folded"_s));
    }

    void findsInEachView_data()
    {
        QTest::addColumn<View>("view");
        QTest::addColumn<QString>("result");
        QTest::newRow("text") << View::Text << u"1 of 3"_s;
        QTest::newRow("tree") << View::Json << u"1 of 3"_s;
        QTest::newRow("hex") << View::Hex << u"1 of 3"_s;
    }
    void findsInEachView()
    {
        QFETCH(View, view);
        m_pane->showMessage(message("{\"needle\":1,\"b\":[\"a needle\",\"Needle\"]}"));
        m_pane->setView(view);
        m_pane->activate();
        QTest::keyClick(m_pane->focusWidget(), Qt::Key_F, Qt::ControlModifier);
        auto *line = m_pane->findChild<QLineEdit *>(u"findText"_s);
        QVERIFY(line->hasFocus());
        QTest::keyClicks(line, u"needle"_s);
        QTEST(m_pane->findChild<QLabel *>(u"findResult"_s)->text(), "result");
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(m_pane->findChild<FindBar *>()->isHidden());
        QCOMPARE(shown(), view);
        QVERIFY(!line->hasFocus());
    }

    void ctrlFIsNotThatOfTheWindow()
    {
        QWidget window;
        auto *pane = new PayloadPane(&window);
        QAction other;
        other.setShortcut(QKeySequence::Find);
        window.addAction(&other);
        QSignalSpy triggered(&other, &QAction::triggered);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        pane->showMessage(message("abc"));
        pane->activate();
        QTest::keyClick(pane->focusWidget(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(triggered.isEmpty());
        QVERIFY(pane->findChild<FindBar *>()->isVisible());
    }

    void searchGoesOnInTheNextMessage()
    {
        m_pane->showMessage(message("one needle"));
        m_pane->find();
        QTest::keyClicks(m_pane->findChild<QLineEdit *>(u"findText"_s), u"needle"_s);
        m_pane->showMessage(message("two needles, one needle"));
        QCOMPARE(m_pane->findChild<QLabel *>(u"findResult"_s)->text(), u"1 of 2"_s);
        m_pane->setView(View::Hex);
        QCOMPARE(m_pane->findChild<QLabel *>(u"findResult"_s)->text(), u"1 of 2"_s);
        m_pane->showMessage(message("nothing"));
        QCOMPARE(m_pane->findChild<QLabel *>(u"findResult"_s)->text(), u"not found"_s);
    }

    void opensWindowsOfTheirOwn()
    {
        m_pane->showMessage(message("first"));
        QTest::mouseClick(button(u"detach"_s), Qt::LeftButton);
        m_pane->showMessage(message("second"));
        button(u"detach"_s)->setFocus(Qt::TabFocusReason);
        QTest::keyClick(button(u"detach"_s), Qt::Key_Space);
        m_pane->clear();
        QStringList texts;
        for (const PayloadWindow *window : m_pane->findChildren<PayloadWindow *>())
            texts += window->findChild<QPlainTextEdit *>(u"text"_s)->toPlainText();
        texts.sort();
        QCOMPARE(texts, (QStringList{u"first"_s, u"second"_s}));
    }

    void hostilePayloads_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<MessageType>("type");
        constexpr qsizetype Mega = 1024 * 1024;
        QTest::newRow("one line") << QByteArray(Mega, 'x') << MessageType::Text;
        QTest::newRow("deep") << QByteArray(10'000, '[') + QByteArray(10'000, ']') << MessageType::Text;
        QTest::newRow("deep without an end") << QByteArray(Mega, '[') << MessageType::Text;
        QTest::newRow("many elements")
            << QByteArray("[1") + QByteArray(",1").repeated(Mega / 2) + "]" << MessageType::Text;
        QTest::newRow("huge number") << "[" + QByteArray(Mega, '9') + "]" << MessageType::Text;
        QTest::newRow("invalid UTF-8") << QByteArray("[\"\xC3\x28\xF8\xFF\"]") << MessageType::Binary;
        QTest::newRow("half pairs") << QByteArray(R"(["\ud800","\udfff\ud800"])") << MessageType::Text;
        QTest::newRow("bidi controls")
            << "[\"" + QByteArray("\xE2\x80\xAE").repeated(1000) + "\"]" << MessageType::Text;
    }
    void hostilePayloads()
    {
        QFETCH(QByteArray, payload);
        QFETCH(MessageType, type);
        MessageRow row = message(payload, type);
        row.entry.size += 1; // cut, so that a tree is possible without an end
        for (const View view : {View::Text, View::Json, View::Hex}) {
            m_pane->showMessage(row);
            m_pane->setView(view);
            m_pane->find();
            auto *line = m_pane->findChild<QLineEdit *>(u"findText"_s);
            line->setText(u"1"_s);
            line->setText(u"["_s);
            QTest::keyClick(line, Qt::Key_Return);
            m_pane->grab();
            QVERIFY(!text().contains(QChar(0x202E)));
        }
    }

private:
    QString text() const { return m_pane->findChild<PayloadEdit *>()->toPlainText(); }
    QString facts() const { return m_pane->findChild<QLabel *>(u"facts"_s)->text(); }
    QToolButton *button(const QString &name) const { return m_pane->findChild<QToolButton *>(name); }
    View shown() const
    {
        if (m_pane->findChild<HexView *>()->isVisible())
            return View::Hex;
        return m_pane->findChild<JsonTreeView *>()->isVisible() ? View::Json : View::Text;
    }

    std::unique_ptr<PayloadPane> m_pane;
};

QTEST_MAIN(tst_PayloadPane)
#include "tst_payloadpane.moc"
