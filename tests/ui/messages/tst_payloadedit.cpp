#include "ui/messages/payloadedit.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

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
        // Each line of marks takes one row of the view, so that all are visible.
        QTest::newRow("marks without end") << u'a' + repeated(u"\u0301"_s, 60'000) << 61;
        QTest::newRow("a long line among others")
            << u"short\n"_s + repeated(u"y"_s, 70'000) + u"\nend"_s << 20;
        QTest::newRow("many short lines") << repeated(u"1,\n"_s, 90'000) << 1500; // one slice
    }
    // The time of a layout is that of the longest line and of the number of lines.
    void layoutsOnlyWhatIsVisible()
    {
        QFETCH(QString, text);
        QFETCH(int, mostLines);
        PayloadEdit edit;
        edit.resize(400, 300);
        edit.show();
        QVERIFY(QTest::qWaitForWindowExposed(&edit));
        edit.showText(text, true);
        edit.grab();
        const int laidOut = laidOutBlocks(edit);
        QVERIFY2(laidOut <= mostLines, qPrintable(QString::number(laidOut)));
        QTRY_VERIFY(edit.document()->characterCount() > text.size());
        for (QTextBlock block = edit.document()->begin(); block.isValid(); block = block.next())
            QVERIFY(block.length() <= PayloadEdit::MaxLine + 2);
        edit.selectAll();
        edit.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
    }

    void foldsWithAMark()
    {
        PayloadEdit edit;
        edit.showText(QString(1000, u'a') + u'\n' + QString(2001, u'b'), true);
        QVERIFY(edit.hasFoldedLines());
        const QStringList lines = edit.toPlainText().split(u'\n');
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines[0], QString(1000, u'a'));
        QCOMPARE(lines[1], QString(1000, u'b') + FoldMark);
        QCOMPARE(lines[2], QString(1000, u'b') + FoldMark);
        QCOMPARE(lines[3], u"b"_s);
        edit.showText(u"short"_s, true);
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
        edit.showText(QString(1000, u'x') + u"yy\nzz"_s, true);
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
        edit.showText(text, true);
        edit.selectAll();
        edit.copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
    }

    void anotherTextReplacesOneThatIsNotComplete()
    {
        PayloadEdit edit;
        PayloadEdit other; // its slices come after those of `edit`, if there are any
        const QString text = repeated(u"1\n"_s, 20'000);
        edit.showText(text, true);
        edit.showText(u"two"_s, true);
        other.showText(text, true);
        QTRY_COMPARE(other.toPlainText(), text);
        QCOMPARE(edit.toPlainText(), u"two"_s);
    }
};

QTEST_MAIN(tst_PayloadEdit)
#include "tst_payloadedit.moc"
