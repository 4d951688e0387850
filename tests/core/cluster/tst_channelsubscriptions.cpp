#include "core/cluster/channelsubscriptions.h"

#include <QTest>

using namespace signalbox;

namespace {

struct Fixture
{
    QByteArrayList sent; //!< `+channel` and `-channel`
    ChannelSubscriptions subscriptions{[this](const QByteArray &channel) { sent += '+' + channel; },
                                       [this](const QByteArray &channel) { sent += '-' + channel; }};
};

} // namespace

class TestChannelSubscriptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void subscribesOnce()
    {
        Fixture fixture;
        fixture.subscriptions.connected();
        fixture.subscriptions.add("a");
        fixture.subscriptions.add("a");
        QCOMPARE(fixture.sent, QByteArrayList({"+a"}));
        QVERIFY(!fixture.subscriptions.isConfirmed("a"));
        QVERIFY(fixture.subscriptions.subscribed("a"));
        QVERIFY(fixture.subscriptions.isConfirmed("a"));
        QVERIFY(!fixture.subscriptions.subscribed("a")); // nobody has asked for it
    }
    void aLateEndDoesNotEndANewSubscription()
    {
        Fixture fixture;
        fixture.subscriptions.connected();
        fixture.subscriptions.add("a");
        QVERIFY(fixture.subscriptions.subscribed("a"));
        fixture.subscriptions.remove("a");
        fixture.subscriptions.add("a");
        QCOMPARE(fixture.sent, QByteArrayList({"+a", "-a", "+a"}));
        fixture.subscriptions.unsubscribed("a"); // of the former one
        QVERIFY(!fixture.subscriptions.isConfirmed("a"));
        QVERIFY(fixture.subscriptions.subscribed("a"));
        QVERIFY(fixture.subscriptions.isConfirmed("a"));
    }
    void aLateConfirmationDoesNotConfirmANewSubscription()
    {
        Fixture fixture;
        fixture.subscriptions.connected();
        fixture.subscriptions.add("a");
        fixture.subscriptions.remove("a");
        fixture.subscriptions.add("a");
        QVERIFY(!fixture.subscriptions.subscribed("a")); // of the former one, which ends behind it
        QVERIFY(!fixture.subscriptions.isConfirmed("a"));
        fixture.subscriptions.unsubscribed("a");
        QVERIFY(fixture.subscriptions.subscribed("a"));
    }
    void nothingIsLeftOfWhatIsNotWanted()
    {
        Fixture fixture;
        fixture.subscriptions.add("offline");
        fixture.subscriptions.remove("offline");
        QCOMPARE(fixture.subscriptions.size(), 0);
        fixture.subscriptions.connected();
        fixture.subscriptions.add("a");
        QVERIFY(fixture.subscriptions.subscribed("a"));
        fixture.subscriptions.remove("a");
        QCOMPARE(fixture.subscriptions.size(), 1);
        fixture.subscriptions.unsubscribed("a");
        QCOMPARE(fixture.subscriptions.size(), 0);
    }
    void aNewConnectionHasNoSubscriptions()
    {
        Fixture fixture;
        fixture.subscriptions.connected();
        fixture.subscriptions.add("a");
        fixture.subscriptions.add("b");
        QVERIFY(fixture.subscriptions.subscribed("a"));
        fixture.subscriptions.remove("b");
        fixture.subscriptions.disconnected();
        QVERIFY(!fixture.subscriptions.isConfirmed("a"));
        QCOMPARE(fixture.subscriptions.size(), 1);
        fixture.subscriptions.add("c"); // is sent when it is connected
        fixture.sent.clear();
        fixture.subscriptions.connected();
        std::ranges::sort(fixture.sent);
        QCOMPARE(fixture.sent, QByteArrayList({"+a", "+c"}));
        QVERIFY(fixture.subscriptions.subscribed("a"));
    }
    void ignoresWhatItHasNotAskedFor()
    {
        Fixture fixture;
        fixture.subscriptions.connected();
        QVERIFY(!fixture.subscriptions.subscribed("x"));
        fixture.subscriptions.unsubscribed("x");
        QVERIFY(!fixture.subscriptions.isConfirmed("x"));
        QCOMPARE(fixture.subscriptions.size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestChannelSubscriptions)
#include "tst_channelsubscriptions.moc"
