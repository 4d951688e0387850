#include "ui/messages/followstrip.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_FollowStrip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void saysWhoIsFollowed_data()
    {
        QTest::addColumn<QList<ConnectionId>>("connections");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("text");
        QTest::newRow("a user") << QList{ConnectionId(31)} << u"jürgen"_s << u"jürgen #31"_s;
        QTest::newRow("a connection") << QList{ConnectionId(31)} << QString() << u"Following #31"_s;
        QTest::newRow("several") << QList{ConnectionId(31), ConnectionId(4)} << QString()
                                 << u"2 connection"_s;
    }
    void saysWhoIsFollowed()
    {
        QFETCH(QList<ConnectionId>, connections);
        QFETCH(QString, user);
        QFETCH(QString, text);
        QWidget window;
        FollowStrip strip(&window);
        QVERIFY(strip.isHidden());
        strip.showFollowed(connections, user);
        QVERIFY(!strip.isHidden());
        QVERIFY2(strip.findChild<QLabel *>()->text().contains(text),
                 qPrintable(strip.findChild<QLabel *>()->text()));
        strip.showFollowed({}, {});
        QVERIFY(strip.isHidden());
    }

    void asksToStop()
    {
        QWidget window;
        FollowStrip strip(&window);
        strip.showFollowed({ConnectionId(3)}, {});
        QSignalSpy stop(&strip, &FollowStrip::stopRequested);
        strip.findChild<QToolButton *>()->click();
        QCOMPARE(stop.size(), 1);
    }
};

QTEST_MAIN(tst_FollowStrip)
#include "tst_followstrip.moc"
