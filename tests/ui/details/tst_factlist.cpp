#include "ui/details/factlist.h"

#include "ui/theme/accent.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_FactList : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_list = std::make_unique<FactList>();
        m_list->resize(300, 200);
        m_list->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_list.get()));
    }
    void cleanup() { m_list.reset(); }
    void showsItsFacts()
    {
        m_list->setFacts({{u"Port"_s, u"8080"_s}, {u"Room"_s, u"<b>quay</b>"_s}});
        QCOMPARE(lines(), (QStringList{u"Port: 8080"_s, u"Room: <b>quay</b>"_s}));
        m_list->setFacts({{u"Room"_s, u"mole"_s}});
        QCOMPARE(lines(), QStringList{u"Room: mole"_s});
        m_list->setFacts({});
        QCOMPARE(lines(), QStringList());
    }
    void aLongValueIsShortenedUntilItHasTheFocus()
    {
        const QString agent = u"Mozilla/5.0 (a browser with <i>a</i> very long name) "_s.repeated(6);
        m_list->setFacts({{u"Client"_s, agent}, {u"Short"_s, u"1"_s}});
        FactValue *value = m_list->findChildren<FactValue *>().first();
        QTRY_VERIFY(value->text().endsWith(u'…'));
        QVERIFY(value->toolTip().contains(u"&lt;i&gt;"_s) || value->toolTip() == agent);
        QVERIFY(m_list->minimumSizeHint().width() < 300);
        QTest::mouseClick(value, Qt::LeftButton);
        QTRY_COMPARE(value->text(), agent);
        value->selectAll();
        value->copy();
        QCOMPARE(QGuiApplication::clipboard()->text(), agent);
        m_list->findChildren<FactValue *>().last()->setFocus(Qt::MouseFocusReason);
        QTRY_VERIFY(value->text().endsWith(u'…'));
    }
    void aValueThatStaysKeepsItsSelection()
    {
        m_list->setFacts({{u"Address"_s, u"192.0.2.4"_s}, {u"In"_s, u"1"_s}});
        FactValue *address = m_list->findChildren<FactValue *>().first();
        address->setFocus(Qt::MouseFocusReason);
        address->setSelection(0, 5);
        m_list->setFacts({{u"Address"_s, u"192.0.2.4"_s}, {u"In"_s, u"2"_s}});
        QCOMPARE(address->selectedText(), u"192.0"_s);
    }
    void theToneFollowsThePalette_data()
    {
        QTest::addColumn<QColor>("background");
        QTest::newRow("light") << QColor(Qt::white);
        QTest::newRow("dark") << QColor(30, 30, 30);
    }
    void theToneFollowsThePalette()
    {
        QFETCH(QColor, background);
        m_list->setFacts({{u"Dropped"_s, u"3"_s, {}, Fact::Tone::Bad}});
        QPalette palette = m_list->palette();
        palette.setColor(QPalette::Base, background);
        m_list->setPalette(palette);
        const QColor text = m_list->findChild<FactValue *>()->palette().color(QPalette::Text);
        QCOMPARE(text, accentColor(Accent::Bad, background));
        QVERIFY(contrastRatio(text, background) >= 4.5);
    }

private:
    QStringList lines() const
    {
        QStringList lines;
        const QList<QLabel *> titles = m_list->findChildren<QLabel *>();
        const QList<FactValue *> values = m_list->findChildren<FactValue *>();
        for (qsizetype i = 0; i < values.size(); ++i) {
            if (values[i]->isVisible())
                lines += titles[i]->text() + u": "_s + values[i]->fullText();
        }
        return lines;
    }

    std::unique_ptr<FactList> m_list;
};

QTEST_MAIN(tst_FactList)
#include "tst_factlist.moc"
