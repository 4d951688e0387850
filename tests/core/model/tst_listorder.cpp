#include "core/model/listorder.h"
#include "core/model/queryrows.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Row
{
    explicit Row(quint64 id = 1)
    {
        info.id = ConnectionId(id);
        info.user = u"Ann"_s;
        info.peer = {QHostAddress(u"10.0.0.7"_s), 4000};
    }

    ListPosition position(const ListSort &sort) const
    {
        const ConnectionQueryRow row(info, activity, WallTime());
        return ListOrder(sort).positionOf(row, info.id.value());
    }

    ConnectionInfo info;
    Activity activity;
};

} // namespace

class tst_ListOrder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesBefore_data()
    {
        QTest::addColumn<QueryField>("field");
        QTest::addColumn<Row>("first");
        QTest::addColumn<Row>("second");
        const auto row = [](const char *name, QueryField field, auto change) {
            Row first(2);
            Row second(1); // a tie would be decided the other way
            change(first, second);
            QTest::newRow(name) << field << first << second;
        };
        row("an id by value", QueryField::Id, [](Row &first, Row &second) {
            first.info.id = ConnectionId(9);
            second.info.id = ConnectionId(10);
        });
        row("a text", QueryField::User, [](Row &first, Row &second) {
            first.info.user = u"bob"_s;
            second.info.user = u"Carol"_s;
        });
        row("a text without regard to case", QueryField::User, [](Row &first, Row &second) {
            first.info.user = u"B"_s;
            second.info.user = u"c"_s;
        });
        row("no text is last", QueryField::Origin,
            [](Row &first, Row &) { first.info.origin = u"https://z"_s; });
        row("a number", QueryField::Queued, [](Row &first, Row &second) {
            first.activity.queuedBytes = 9;
            second.activity.queuedBytes = 10;
        });
        row("an address by value", QueryField::Address, [](Row &first, Row &second) {
            first.info.peer.address = QHostAddress(u"9.0.0.1"_s);
            second.info.peer.address = QHostAddress(u"10.0.0.1"_s);
        });
        row("then a port by value", QueryField::Address, [](Row &first, Row &second) {
            first.info.peer.port = 999;
            second.info.peer.port = 10000;
        });
        row("no latency is last", QueryField::Latency,
            [](Row &first, Row &) { first.activity.latency = LatencyReading{}; });
        row("connected for a shorter time", QueryField::Connected, [](Row &first, Row &second) {
            first.info.connectedAt = WallTime(Milliseconds(2000));
            second.info.connectedAt = WallTime(Milliseconds(1000));
        });
    }
    void comesBefore()
    {
        QFETCH(QueryField, field);
        QFETCH(Row, first);
        QFETCH(Row, second);
        const ListSort ascending{field, false};
        const ListOrder order(ascending);
        const ListPosition a = first.position(ascending);
        const ListPosition b = second.position(ascending);
        QVERIFY(order.isBefore(a, b));
        QVERIFY(!order.isBefore(b, a));
        QVERIFY(!order.isBefore(a, a));
        const bool isLastAnyway = b.key.index() == 0; // what has no value
        const ListOrder descending({field, true});
        QCOMPARE(descending.isBefore(a, b), isLastAnyway);
        QCOMPARE(descending.isBefore(b, a), !isLastAnyway);
    }

    void equalRowsAreInTheOrderOfTheirIds()
    {
        for (const bool isDescending : {false, true}) {
            const ListSort sort{QueryField::User, isDescending};
            QVERIFY(ListOrder(sort).isBefore(Row(9).position(sort), Row(10).position(sort)));
        }
    }
    void equalRoomsAreInTheOrderOfTheirNames()
    {
        const ListOrder order({QueryField::Room, false});
        const auto position = [&order](const QString &name) {
            const RoomSnapshot room{name};
            return order.positionOf(RoomQueryRow(room), 0, name);
        };
        QVERIFY(order.isBefore(position(u"A"_s), position(u"a"_s)));
        QVERIFY(order.isBefore(position(u"a"_s), position(u"B"_s)));
    }

    void everyOtherFieldSorts()
    {
        for (const QueryFieldInfo &info : queryFields()) {
            const bool isContent = info.field == QueryField::Expression || info.field == QueryField::Json;
            QCOMPARE(isSortable(info.field, QueryList::Messages),
                     info.isIn(QueryList::Messages) && !isContent);
        }
        QVERIFY(!isSortable(QueryField::Members, QueryList::Connections));
        for (const QueryList list :
             {QueryList::Connections, QueryList::Closed, QueryList::Rooms, QueryList::Users})
            QVERIFY(isSortable(defaultSort(list).field, list));
    }
};

QTEST_GUILESS_MAIN(tst_ListOrder)
#include "tst_listorder.moc"
