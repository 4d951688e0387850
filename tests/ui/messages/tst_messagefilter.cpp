#include "ui/messages/messagefilter.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;

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
