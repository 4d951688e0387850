#include "ui/connections/filteredit.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QInputMethodEvent>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Query parse(QStringView text)
{
    return Query::parse(text, QueryList::Connections).query;
}

QImage pictureOf(FilterEdit &edit)
{
    edit.clearFocus(); // no cursor
    return edit.grab().toImage();
}

} // namespace

class tst_FilterEdit : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reportsAnEditedTextOnce()
    {
        FilterEdit edit(QueryList::Connections);
        QSignalSpy changed(&edit, &FilterEdit::queryChanged);
        QTest::keyClicks(&edit, u"room:lobby"_s);
        QVERIFY(changed.isEmpty()); // not for each key
        QVERIFY(changed.wait());
        QCOMPARE(changed.size(), 1);
        QVERIFY(changed.front().front().value<Query>() == parse(u"room:lobby"));
        QVERIFY(edit.query() == parse(u"room:lobby"));
    }

    void returnReportsAtOnce()
    {
        FilterEdit edit(QueryList::Connections);
        QSignalSpy changed(&edit, &FilterEdit::queryChanged);
        QTest::keyClicks(&edit, u"a"_s);
        QTest::keyClick(&edit, Qt::Key_Return);
        QCOMPARE(changed.size(), 1);
        QVERIFY(!changed.wait(300)); // the delayed report does not follow
    }

    void keepsTheFilterWhileTheTextIsWrong()
    {
        FilterEdit edit(QueryList::Connections);
        QSignalSpy changed(&edit, &FilterEdit::queryChanged);
        QSignalSpy errors(&edit, &FilterEdit::errorChanged);
        edit.setFilter(u"room:lobby"_s);
        QVERIFY(errors.isEmpty());
        edit.setFilter(u"latency>fast"_s);
        QCOMPARE(changed.size(), 1);
        QVERIFY(edit.query() == parse(u"room:lobby"));
        QCOMPARE(errors.size(), 1);
        QVERIFY(edit.error().contains(u"latency>fast"_s));
        edit.setFilter({});
        QCOMPARE(errors.size(), 2);
        QCOMPARE(edit.error(), QString());
        QVERIFY(edit.query().isEmpty());
    }

    void underlinesWhatIsWrong()
    {
        FilterEdit edit(QueryList::Connections);
        edit.resize(400, edit.sizeHint().height());
        edit.show();
        edit.setText(u"ann latency>fast"_s);
        const QImage plain = pictureOf(edit);
        QTest::keyClick(&edit, Qt::Key_Return);
        const QImage marked = pictureOf(edit);
        QVERIFY(marked != plain);
        QCOMPARE(edit.text(), u"ann latency>fast"_s);
        edit.setFilter(u"ann latency>5s"_s);
        edit.setText(u"ann latency>fast"_s); // not checked yet
        QCOMPARE(pictureOf(edit), plain);
    }

    void doesNotDisturbAnInputMethod()
    {
        FilterEdit edit(QueryList::Connections);
        edit.setText(u"user:"_s);
        QInputMethodEvent composing(u"ni"_s, {});
        QCoreApplication::sendEvent(&edit, &composing);
        QSignalSpy errors(&edit, &FilterEdit::errorChanged);
        QVERIFY(errors.wait()); // the delay has passed
        QInputMethodEvent composed(QString(), {});
        composed.setCommitString(u"\u4f60"_s);
        QCoreApplication::sendEvent(&edit, &composed);
        QCOMPARE(edit.text(), u"user:\u4f60"_s);
        QTRY_VERIFY(edit.query() == parse(u"user:\u4f60"));
    }

    void acceptsVisibleForms()
    {
        FilterEdit edit(QueryList::Connections);
        edit.setFilter(u"user=\"al\u200bice\""_s);
        QCOMPARE(edit.text(), u"user=\"al‹U+200B›ice\""_s);
        QVERIFY(edit.query() == parse(u"user=\"al\u200bice\""));
    }

    void completes()
    {
        FilterEdit edit(QueryList::Connections);
        edit.setKnownValues([](QueryField field) {
            return field == QueryField::Room ? QStringList{u"lobby"_s, u"my lobby"_s} : QStringList();
        });
        edit.show();
        auto *popup = edit.findChild<QCompleter *>()->popup();
        QTest::keyClicks(&edit, u"-roo"_s);
        QVERIFY(!popup->isVisible());
        QTest::keyClick(&edit, Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(popup->isVisible());
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(edit.text(), u"-room:"_s);
        QVERIFY(!popup->isVisible());
        QTest::keyClick(&edit, Qt::Key_Space, Qt::ControlModifier);
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(edit.text(), u"-room:\"my lobby\""_s);
        QTest::keyClicks(&edit, u" xyz"_s);
        QTest::keyClick(&edit, Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(!popup->isVisible()); // nothing to offer
    }

    void escapeAndDown()
    {
        FilterEdit edit(QueryList::Connections);
        QSignalSpy changed(&edit, &FilterEdit::queryChanged);
        QSignalSpy left(&edit, &FilterEdit::leaveRequested);
        edit.setFilter(u"ann"_s);
        QTest::keyClick(&edit, Qt::Key_Down);
        QCOMPARE(left.size(), 1);
        QTest::keyClick(&edit, Qt::Key_Escape);
        QCOMPARE(edit.text(), QString());
        QCOMPARE(changed.size(), 2); // at once
        QCOMPARE(left.size(), 1);
        QTest::keyClick(&edit, Qt::Key_Escape);
        QCOMPARE(left.size(), 2);
    }
};

QTEST_MAIN(tst_FilterEdit)
#include "tst_filteredit.moc"
