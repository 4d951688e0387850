#include "ui/dialogs/scopebox.h"

#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_ScopeBox : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void choosesByMouseAndKeyboard()
    {
        ScopeBox box(12, {u"room:lobby"_s, 5000, u"ann"_s});
        box.show();
        QVERIFY(QTest::qWaitForWindowActive(&box));
        auto *selected = box.findChild<QRadioButton *>(u"scopeSelected"_s);
        auto *matching = box.findChild<QRadioButton *>(u"scopeMatching"_s);
        QVERIFY(!box.isMatching());
        QVERIFY(selected->text().contains(u"12"_s));
        QVERIFY(matching->text().contains(u"5,000"_s) && matching->text().contains(u"room:lobby"_s));
        QSignalSpy changed(&box, &ScopeBox::changed);
        QTest::mouseClick(matching, Qt::LeftButton, {}, QPoint(8, matching->height() / 2));
        QVERIFY(box.isMatching());
        matching->setFocus();
        QTest::keyClick(matching, Qt::Key_Up);
        QVERIFY(!box.isMatching());
        QCOMPARE(changed.size(), 2);
    }

    void showsTheFilterAsItIs_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("shown");
        QTest::newRow("ampersand") << u"a&b"_s << u"a&&b"_s;
        QTest::newRow("control") << u"a\u202Eb"_s << u"a‹U+202E›b"_s;
        QTest::newRow("long") << QString(200, u'x') << QString(60, u'x') + u'…';
        QTest::newRow("per cent") << u"%1 %L1"_s << u"%1 %L1"_s;
    }
    void showsTheFilterAsItIs()
    {
        QFETCH(QString, filter);
        QFETCH(QString, shown);
        const ScopeBox box(1, {filter, 2, {}});
        const QString text = box.findChild<QRadioButton *>(u"scopeMatching"_s)->text();
        QVERIFY2(text.endsWith(shown), qPrintable(text));
    }
};

QTEST_MAIN(tst_ScopeBox)
#include "tst_scopebox.moc"
