#include "core/cluster/brokerstatus.h"

#include <QTest>

#include <vector>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestBrokerStatus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isDownAtFirst()
    {
        BrokerStatus status;
        QVERIFY(!status.get().isUp);
        QVERIFY(status.get().reason.isEmpty());
    }
    void reportsChangesOnly()
    {
        BrokerStatus status;
        std::vector<QString> heard;
        status.setListener(
            [&](const BrokerStatus::State &state) { heard.push_back(state.isUp ? u"up"_s : state.reason); });
        status.set({.reason = u"refused"_s});
        status.set({.reason = u"refused"_s}); // each attempt to connect
        status.set({.reason = u"no route"_s});
        status.set({.isUp = true});
        status.set({.isUp = true});
        QCOMPARE(heard, (std::vector<QString>{u"refused"_s, u"no route"_s, u"up"_s}));
        QVERIFY(status.get().isUp);
    }
    //! Another reason is the same outage.
    void knowsSinceWhen()
    {
        BrokerStatus status;
        const WallTime start = wallNow();
        status.set({.isUp = true, .since = start + Milliseconds(10)});
        status.set({.reason = u"refused"_s, .since = start + Milliseconds(20)});
        status.set({.reason = u"no route"_s, .since = start + Milliseconds(30)});
        QVERIFY(status.get().since == start + Milliseconds(20));
        status.set({.isUp = true, .since = start + Milliseconds(40)});
        QVERIFY(status.get().since == start + Milliseconds(40));
    }
};

QTEST_GUILESS_MAIN(TestBrokerStatus)
#include "tst_brokerstatus.moc"
