#include "ui/messages/messagefilter.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Query parse(QStringView text)
{
    return Query::parse(text, QueryList::Messages).query;
}

} // namespace

class tst_MessageFilter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void connections()
    {
        const MessageRow row{textEntry(1), 0}; // from connection 2
        MessageRow broadcast = row;
        broadcast.entry.connection = ConnectionId();
        MessageFilter filter;
        filter.setConnections(QSet<ConnectionId>{ConnectionId(2), ConnectionId(9)});
        QVERIFY(filter.isActive());
        QVERIFY(filter.accepts(row));
        QVERIFY(!filter.accepts(broadcast));
        filter.setConnections(QSet<ConnectionId>{ConnectionId(9)});
        QVERIFY(!filter.accepts(row));
        filter.setConnections(QSet<ConnectionId>{});
        QVERIFY(!filter.accepts(row));
        filter.setConnections(std::nullopt);
        QVERIFY(filter.accepts(broadcast));
    }

    void bothMustMatch()
    {
        const MessageRow row{textEntry(1, "abc"), 0};
        MessageFilter filter;
        filter.setQuery(parse(u"abc id:2"));
        filter.setConnections(QSet<ConnectionId>{ConnectionId(2)});
        QVERIFY(filter.accepts(row));
        filter.setQuery(parse(u"abd"));
        QVERIFY(!filter.accepts(row));
        filter.setQuery({});
        QVERIFY(filter.accepts(row));
    }

    void broadcastsReachTheirRecipients_data()
    {
        QTest::addColumn<QSet<ConnectionId>>("connections");
        QTest::addColumn<bool>("accepted");
        const auto ids = [](std::initializer_list<quint64> values) {
            QSet<ConnectionId> set;
            for (const quint64 value : values)
                set.insert(ConnectionId(value));
            return set;
        };
        QTest::newRow("one of them") << ids({6}) << true;
        QTest::newRow("another one") << ids({10}) << false;
        QTest::newRow("some") << ids({1, 2, 9}) << true;
        QTest::newRow("the one that did not get it") << ids({7}) << false;
        QTest::newRow("more than are listed") << ids({5, 20, 21, 22, 23, 24, 25}) << true;
        QTest::newRow("more than are listed, none of them") << ids({7, 20, 21, 22, 23, 24, 25}) << false;
    }
    void broadcastsReachTheirRecipients()
    {
        QFETCH(QSet<ConnectionId>, connections);
        MessageRow row{broadcastEntry(3, 5, 9)};
        row.entry.notRecipient = ConnectionId(7);
        MessageFilter filter;
        filter.setConnections(connections);
        QTEST(filter.accepts(row), "accepted");
        filter.setFollowed(connections, row.entry.at + std::chrono::nanoseconds(1));
        QTEST(filter.accepts(row), "accepted");
        filter.setFollowed(connections, row.entry.at); // from then on each has an entry of its own
        QVERIFY(!filter.accepts(row));
        row.entry.recipientList.reset();
        filter.setConnections(connections);
        QVERIFY(!filter.accepts(row));
    }

    void deliveriesAreForFollowedConnections()
    {
        MessageRow row{textEntry(1)};
        row.entry.isDelivery = true;
        MessageFilter filter;
        QVERIFY(!filter.accepts(row));
        filter.setFollowed({ConnectionId(2)}, {});
        QVERIFY(filter.accepts(row));
        filter.setConnections(QSet<ConnectionId>{ConnectionId(2)});
        QVERIFY(!filter.accepts(row));
    }

    void gapsOfFollowedConnections()
    {
        MessageRow gap{textEntry(1), 3}; // of connection 2
        MessageFilter filter;
        filter.setFollowed({ConnectionId(2)}, {});
        QVERIFY(filter.accepts(gap));
        filter.setFollowed({ConnectionId(3)}, {});
        QVERIFY(!filter.accepts(gap));
    }

    void doubts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("hasDoubt");
        QTest::newRow("not found") << u"absent"_s << true;
        QTest::newRow("found") << u"abc"_s << false;
        QTest::newRow("not about the payload") << u"user:user9"_s << false;
        QTest::newRow("certain because of another term") << u"absent user:user9"_s << false;
    }
    void doubts()
    {
        QFETCH(QString, text);
        QFETCH(bool, hasDoubt);
        using Doubt = MessageFilter::Doubt;
        MessageRow row{textEntry(1, "abc")};
        MessageFilter filter;
        filter.setQuery(parse(text));
        QCOMPARE(filter.doubtAbout(row), Doubt::None);
        row.entry.size = 4;
        QCOMPARE(filter.doubtAbout(row), hasDoubt ? Doubt::Truncated : Doubt::None);
        filter.setConnections(QSet<ConnectionId>{ConnectionId(5)});
        QCOMPARE(filter.doubtAbout(row), Doubt::None);
    }

    void gapsAreHiddenByAnyFilter()
    {
        MessageRow gap;
        gap.leftOut = 3;
        MessageFilter filter;
        QVERIFY(filter.accepts(gap));
        filter.setQuery(parse(u"-a"));
        QVERIFY(filter.isActive());
        QVERIFY(!filter.accepts(gap));
    }
};

QTEST_GUILESS_MAIN(tst_MessageFilter)
#include "tst_messagefilter.moc"
