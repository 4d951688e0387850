#include "ui/messages/payloadedit.h"

#include "ui/theme/peertext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

PayloadSource plain(const QString &text)
{
    return {text, PayloadSource::Layout::AsSent};
}

//! Returns a text of \a units UTF-16 units at least.
QString repeated(const QString &part, qsizetype units)
{
    return part.repeated((units + part.size() - 1) / part.size());
}

//! The number of lines that have been laid out.
int laidOutBlocks(const PayloadEdit &edit)
{
    int count = 0;
    for (QTextBlock block = edit.document()->begin(); block.isValid(); block = block.next())
        count += block.layout()->lineCount() > 0 ? 1 : 0;
    return count;
}

} // namespace

class tst_PayloadEdit : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void layoutsOnlyWhatIsVisible_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("mostLines"); // of MaxLine units
        QTest::newRow("one line") << repeated(u"abc def "_s, 60'000) << 20;
        QTest::newRow("one word") << repeated(u"x"_s, 65'536) << 20;
        QTest::newRow("Arabic") << repeated(u"\u0645\u0631\u062D\u0628\u0627 "_s, 60'000) << 20;
        QTest::newRow("emoji") << repeated(u"\U0001F468\u200D\U0001F469\u200D\U0001F467"_s, 60'000) << 30;
        QTest::newRow("marks without end") << u'a' + repeated(u"\u0301"_s, 60'000) << 20;
        QTest::newRow("a megabyte") << repeated(u"{\"key\":\"value\"},"_s, 1024 * 1024) << 20;
        QTest::newRow("half pairs and controls")
            << repeated(QString(QChar(0xD800)) + QChar(0x202E) + u"ab"_s, 60'000) << 20;
        QTest::newRow("a long line among others")
            << u"short\n"_s + repeated(u"y"_s, 70'000) + u"\nend"_s << 20;
        QTest::newRow("many short lines") << repeated(u"1,\n"_s, 90'000) << 1500; // one slice
    }
    // The time of a layout is that of the longest line and of the number of lines.
    void layoutsOnlyWhatIsVisible()
    {
        QFETCH(QString, text);
        QFETCH(int, mostLines);
        const QString shown = visibleText(text, PeerTextKind::Block);
        PayloadEdit edit;
        edit.resize(400, 300);
        edit.show();
        QVERIFY(QTest::qWaitForWindowExposed(&edit));
        edit.showText(plain(text));
        edit.grab();
        const int laidOut = laidOutBlocks(edit);
        QVERIFY2(laidOut <= mostLines, qPrintable(QString::number(laidOut)));
        QVERIFY(edit.document()->characterCount() < 200'000); // a slice
        QTRY_VERIFY_WITH_TIMEOUT(edit.document()->characterCount() > shown.size(), 60'000);
        for (QTextBlock block = edit.document()->begin(); block.isValid(); block = block.next())
            QVERIFY(block.length() <= PayloadEdit::MaxLine + 2);
        edit.selectAll();
        edit.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), shown);
    }

    void foldsWithAMark()
    {
        PayloadEdit edit;
        edit.showText(plain(QString(1000, u'a') + u'\n' + QString(2001, u'b')));
        QVERIFY(edit.hasFoldedLines());
        const QStringList lines = edit.toPlainText().split(u'\n');
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines[0], QString(1000, u'a'));
        QCOMPARE(lines[1], QString(1000, u'b') + FoldMark);
        QCOMPARE(lines[2], QString(1000, u'b') + FoldMark);
        QCOMPARE(lines[3], u"b"_s);
        edit.showText(plain(u"short"_s));
        QVERIFY(!edit.hasFoldedLines());
    }

    void copiesASelectionWithoutMarks_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<QString>("copied");
        QTest::newRow("within") << 3 << 5 << u"xx"_s;
        QTest::newRow("over the mark") << 998 << 1004 << u"xxyy"_s;
        QTest::newRow("ends at the mark") << 998 << 1000 << u"xx"_s;
        QTest::newRow("the mark alone") << 1000 << 1001 << QString();
        QTest::newRow("over a line feed") << 1003 << 1007 << u"y\nzz"_s;
    }
    void copiesASelectionWithoutMarks()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        PayloadEdit edit;
        edit.showText(plain(QString(1000, u'x') + u"yy\nzz"_s));
        QTextCursor cursor = edit.textCursor();
        cursor.setPosition(from);
        cursor.setPosition(to, QTextCursor::KeepAnchor);
        edit.setTextCursor(cursor);
        QGuiApplication::clipboard()->clear();
        edit.copy();
        QTEST(QGuiApplication::clipboard()->text(), "copied");
    }

    void aMarkOfThePayloadIsKept()
    {
        PayloadEdit edit;
        const QString text = QString(FoldMark) + u'\n' + QString(FoldMark);
        edit.showText(plain(text));
        edit.selectAll();
        edit.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
    }

    void anotherTextReplacesOneThatIsNotComplete()
    {
        PayloadEdit edit;
        PayloadEdit other; // its slices come after those of `edit`, if there are any
        const QString text = repeated(u"1\n"_s, 20'000);
        edit.showText(plain(text));
        edit.showText(plain(u"two"_s));
        other.showText(plain(text));
        QTRY_COMPARE(other.toPlainText(), text);
        QCOMPARE(edit.toPlainText(), u"two"_s);
    }

    void finds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("first");
        const QString needle = u"needle"_s;
        QTest::newRow("in any case") << u"Price\nprice PRICE"_s << u"price"_s << 3 << u"Price"_s;
        QTest::newRow("does not overlap") << u"aaaaa"_s << u"aa"_s << 2 << u"aa"_s;
        QTest::newRow("divided by a fold") << QString(998, u'x') + needle << needle << 1 << needle;
        QTest::newRow("behind two folds") << QString(2500, u'x') + needle << u"NEEDLE"_s << 1 << needle;
        QTest::newRow("not over a line feed") << u"nee\ndle"_s << needle << 0 << QString();
        QTest::newRow("a fold is no text") << QString(1500, u'x') << QString(FoldMark) << 0 << QString();
        QTest::newRow("nothing") << u"abc"_s << QString() << 0 << QString();
    }
    void finds()
    {
        QFETCH(QString, text);
        QFETCH(QString, wanted);
        QFETCH(QString, first);
        PayloadEdit edit;
        edit.showText(plain(text));
        QTEST(edit.search(wanted), "count");
        if (first.isEmpty())
            return;
        edit.showMatch(0);
        edit.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), first);
    }

    void findsFromTheCurrentPlaceOn()
    {
        PayloadEdit edit;
        edit.showText(plain(u"one two one two one"_s));
        QCOMPARE(edit.search(u"one"_s), 3);
        QCOMPARE(edit.firstMatch(), 0);
        edit.showMatch(1);
        QCOMPARE(edit.search(u"o"_s), 5);
        QCOMPARE(edit.firstMatch(), 2); // the one that begins where "one" did
        edit.moveCursor(QTextCursor::End);
        QCOMPARE(edit.firstMatch(), 0);
    }

    void searchIsBounded()
    {
        PayloadEdit edit;
        edit.showText(plain(QString(PayloadSearch::MaxMatches + 5000, u'x')));
        QCOMPARE(edit.search(u"x"_s), PayloadSearch::MaxMatches);
        edit.showMatch(PayloadSearch::MaxMatches - 1);
        QVERIFY(edit.extraSelections().size() < 1000);
    }

    void saysThatThereAreTooManyLines()
    {
        PayloadEdit edit;
        edit.showText(plain(QString(PayloadEdit::MaxLines + 5000, u'\n') + u"end"_s));
        QTRY_VERIFY_WITH_TIMEOUT(edit.document()->lastBlock().text().contains(u"more lines"_s), 60'000);
        QVERIFY(edit.blockCount() < PayloadEdit::MaxLines + 3000);
    }
};

QTEST_MAIN(tst_PayloadEdit)
#include "tst_payloadedit.moc"
