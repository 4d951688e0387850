#include "ui/connections/connectiondetails.h"

#include "tests/ui/connections/panelfixture.h"

#include <QAction>
#include <QSignalSpy>

using namespace signalbox;

//! The details of a panel.
class tst_ConnectionDetails : public PanelFixture
{
    Q_OBJECT
private Q_SLOTS:
    void areRequestedByKeyAndMouse_data();
    void areRequestedByKeyAndMouse();
    void showsWholeValues();
    void staysUpToDate();
    void anotherConnectionReplacesTheFirst();

private:
    ConnectionDetails *details() const { return &m_panel->details(); }
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

void tst_ConnectionDetails::areRequestedByKeyAndMouse_data()
{
    QTest::addColumn<bool>("byKey");
    QTest::newRow("Return") << true;
    QTest::newRow("double-click") << false;
}

void tst_ConnectionDetails::areRequestedByKeyAndMouse()
{
    QFETCH(bool, byKey);
    click(2);
    const QSignalSpy requested(m_panel.get(), &ConnectionsPanel::detailsRequested);
    if (byKey)
        QTest::keyClick(m_table, Qt::Key_Return);
    else
        QTest::mouseDClick(m_table->viewport(), Qt::LeftButton, {}, cell(2));
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested[0][0].value<ConnectionId>(), ConnectionId(2));
    QVERIFY(m_console->commands().empty());
}

void tst_ConnectionDetails::showsWholeValues()
{
    QVERIFY(headline().startsWith(u"Select a connection"_s));
    details()->setConnection(ConnectionId(1));
    QVERIFY(shows(
        u"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"_s));
    QVERIFY(shows(u"http://localhost:8080"_s)); // of a hidden column
    QVERIFY(shows(u"0 B (0 bytes)"_s));         // with the details of the tool tip
    details()->setConnection(ConnectionId(99));
    QCOMPARE(headline(), u"Connection 1 (alice)"_s);
}

void tst_ConnectionDetails::staysUpToDate()
{
    details()->setConnection(ConnectionId(4));
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
    details()->setConnection(ConnectionId(1));
    details()->setConnection(ConnectionId(2));
    QCOMPARE(headline(), u"Connection 2 (bob)"_s);
}

QTEST_MAIN(tst_ConnectionDetails)
#include "tst_connectiondetails.moc"
