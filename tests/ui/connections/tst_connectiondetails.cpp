#include "ui/connections/connectiondetails.h"

#include "tests/ui/connections/panelfixture.h"

#include <QAction>
#include <QSignalSpy>

using namespace signalbox;

//! Opens the details in a panel, with mouse and keys.
class tst_ConnectionDetails : public PanelFixture
{
    Q_OBJECT
private Q_SLOTS:
    void opensByKeyAndMouse_data();
    void opensByKeyAndMouse();
    void showsWholeValues();
    void staysUpToDate();
    void anotherConnectionReplacesTheFirst();

private:
    ConnectionDetails *details() const { return m_panel->findChild<ConnectionDetails *>(); }
    QString headline() const { return details()->findChild<QLabel *>(u"headline"_s)->text(); }
    bool shows(const QString &text) const
    {
        for (const QLabel *label : details()->findChildren<QLabel *>()) {
            if (label->text() == text)
                return true;
        }
        return false;
    }
};

void tst_ConnectionDetails::opensByKeyAndMouse_data()
{
    QTest::addColumn<bool>("byKey");
    QTest::newRow("Return") << true;
    QTest::newRow("double-click") << false;
}

void tst_ConnectionDetails::opensByKeyAndMouse()
{
    QFETCH(bool, byKey);
    click(2);
    QVERIFY(!details());
    if (byKey)
        QTest::keyClick(m_table, Qt::Key_Return);
    else
        QTest::mouseDClick(m_table->viewport(), Qt::LeftButton, {}, cell(2));
    QVERIFY(details());
    QVERIFY(details()->isVisible());
    QCOMPARE(headline(), u"Connection 2 (bob)"_s);
    QVERIFY(m_console->commands().empty());
}

void tst_ConnectionDetails::showsWholeValues()
{
    m_panel->showDetails(ConnectionId(1));
    QVERIFY(shows(
        u"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"_s));
    QVERIFY(shows(u"http://localhost:8080"_s)); // of a hidden column
    QVERIFY(shows(u"0 B (0 bytes)"_s));         // with the details of the tool tip
    m_panel->showDetails(ConnectionId(99));
    QCOMPARE(headline(), u"Connection 1 (alice)"_s);
}

void tst_ConnectionDetails::staysUpToDate()
{
    m_panel->showDetails(ConnectionId(4));
    Activity activity;
    activity.traffic.messagesIn = 8'765;
    m_api->change(ConnectionId(4), activity);
    QTRY_VERIFY(shows(QLocale().toString(8765)));
    m_api->remove({ConnectionId(4)});
    QTRY_COMPARE(headline(), u"Connection 4 (kiosk-hall) has ended"_s);
    QVERIFY(shows(QLocale().toString(8765))); // the last values stay
}

void tst_ConnectionDetails::anotherConnectionReplacesTheFirst()
{
    m_panel->showDetails(ConnectionId(1));
    m_panel->showDetails(ConnectionId(2));
    QCOMPARE(m_panel->findChildren<ConnectionDetails *>().size(), 1);
    QCOMPARE(headline(), u"Connection 2 (bob)"_s);
    QTest::keyClick(details(), Qt::Key_Escape);
    QTRY_VERIFY(!details());
}

QTEST_MAIN(tst_ConnectionDetails)
#include "tst_connectiondetails.moc"
