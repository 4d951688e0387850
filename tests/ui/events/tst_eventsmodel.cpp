#include "ui/events/eventsmodel.h"

#include "ui/events/eventsproxymodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const WallTime Now{1'700'000'000'000ms};

ServerEvent refusal(quint64 id, EventLevel level, quint64 count = 1, WallTime last = Now)
{
    ServerEvent event;
    event.id = ServerEventId(id);
    event.level = level;
    event.first = Now;
    event.last = last;
    event.count = count;
    event.peer = {QHostAddress(quint32(0xC0000200 + id)), 5000};
    event.addresses = {event.peer.address};
    event.body = RequestRefused{.reason = "path"_L1,
                                .status = 404,
                                .subject = RequestRefused::Subject::Path,
                                .value = u"/p%1"_s.arg(id)};
    return event;
}

struct Fixture
{
    EventsModel model{nullptr, [] { return Now; }};
    EventsProxyModel proxy{model};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QAbstractItemModelTester proxyTester{&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest};

    QString text(int row, int column) const { return model.index(row, column).data().toString(); }
    QList<quint64> shown() const
    {
        QList<quint64> ids;
        for (int row = 0; row < proxy.rowCount(); ++row)
            ids += proxy.rowAt(row).event.id.value();
        return ids;
    }
};

} // namespace

class TestEventsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void texts()
    {
        Fixture f;
        ServerEvent refused = refusal(3, EventLevel::Warning, 1214);
        refused.addresses.push_back(QHostAddress(u"192.0.2.77"_s));
        refused.connection = ConnectionId(1031);
        f.model.apply({{refused, refusal(4, EventLevel::Error, 1, Now - 48h)}, {}});
        QCOMPARE(f.text(0, EventsModel::Time).size(), 8);
        QVERIFY(f.text(1, EventsModel::Time).size() > 12); // with the date
        QCOMPARE(f.text(0, EventsModel::Level), u"Warning"_s);
        QCOMPARE(f.text(1, EventsModel::Level), u"Error"_s);
        QCOMPARE(f.text(0, EventsModel::What), u"404 No route for /p3"_s);
        QCOMPARE(f.text(0, EventsModel::Count), u"1,214"_s);
        QVERIFY(f.text(0, EventsModel::Address).startsWith("192.0.2.3 and 1 other"_L1));
        QCOMPARE(f.text(1, EventsModel::Address), u"192.0.2.4"_s);
        QCOMPARE(f.text(0, EventsModel::Connection), u"1031"_s);
        QCOMPARE(f.text(1, EventsModel::Connection), QString());
    }
    void aGroupStaysOneRow()
    {
        Fixture f;
        f.model.apply({{refusal(1, EventLevel::Warning), refusal(2, EventLevel::Info)}, {}});
        QSignalSpy inserted(&f.model, &QAbstractItemModel::rowsInserted);
        QSignalSpy changed(&f.model, &QAbstractItemModel::dataChanged);
        f.model.apply({{refusal(1, EventLevel::Warning, 99)}, {}});
        QCOMPARE(inserted.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(f.model.rowCount(), 2);
        QCOMPARE(f.text(0, EventsModel::Count), u"99"_s);
    }
    void removesWhatIsForgotten()
    {
        Fixture f;
        f.model.apply(
            {{refusal(1, EventLevel::Info), refusal(2, EventLevel::Info), refusal(3, EventLevel::Info)}, {}});
        f.model.apply({{refusal(4, EventLevel::Info)}, {ServerEventId(2), ServerEventId(77)}});
        QCOMPARE(f.model.rowCount(), 3);
        QCOMPARE(f.model.rowOf(ServerEventId(2)), -1);
        QCOMPARE(f.model.rowOf(ServerEventId(3)), 1);
        QCOMPARE(f.model.rowOf(ServerEventId(4)), 2);
    }
    void countsWhatTheUserHasNotSeen()
    {
        Fixture f;
        QSignalSpy spy(&f.model, &EventsModel::newCountChanged);
        f.model.apply(
            {{refusal(1, EventLevel::Info), refusal(2, EventLevel::Warning), refusal(3, EventLevel::Error)},
             {}});
        QCOMPARE(f.model.newCount(), 2);
        f.model.setAllSeen();
        QCOMPARE(f.model.newCount(), 0);
        f.model.apply({{refusal(1, EventLevel::Info, 5)}, {}});
        QCOMPARE(f.model.newCount(), 0);
        f.model.apply({{refusal(2, EventLevel::Warning, 2)}, {}});
        QCOMPARE(f.model.newCount(), 1);
        f.model.apply({{refusal(2, EventLevel::Warning, 3)}, {}}); // the same row
        QCOMPARE(f.model.newCount(), 1);
        f.model.apply({{}, {ServerEventId(2)}});
        QCOMPARE(f.model.newCount(), 0);
        QCOMPARE(spy.count(), 4);
    }
    void whatWasSeenStaysSeenInANewSubscription()
    {
        Fixture f;
        f.model.apply({{refusal(1, EventLevel::Warning), refusal(2, EventLevel::Error, 4)}, {}});
        f.model.setAllSeen();
        f.model.replace({{refusal(2, EventLevel::Error, 4), refusal(3, EventLevel::Warning)}, {}});
        QCOMPARE(f.model.rowCount(), 2);
        QCOMPARE(f.model.newCount(), 1);
        QCOMPARE(f.model.rowOf(ServerEventId(1)), -1);
        f.model.replace({{refusal(2, EventLevel::Error, 5)}, {}});
        QCOMPARE(f.model.newCount(), 1);
    }
    void sortsAndMovesWhatHappensAgain()
    {
        Fixture f;
        f.proxy.sort(EventsModel::Time, Qt::DescendingOrder);
        f.model.apply({{refusal(1, EventLevel::Info, 1, Now), refusal(2, EventLevel::Info, 1, Now + 1s),
                        refusal(3, EventLevel::Info, 1, Now + 2s)},
                       {}});
        QTRY_COMPARE(f.shown(), (QList<quint64>{3, 2, 1}));
        f.model.apply({{refusal(1, EventLevel::Info, 2, Now + 3s)}, {}});
        QTRY_COMPARE(f.shown(), (QList<quint64>{1, 3, 2}));
    }
    void sortsBy_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QList<quint64>>("order");
        QTest::newRow("level") << int(EventsModel::Level) << QList<quint64>{2, 12, 9};
        QTest::newRow("text") << int(EventsModel::What) << QList<quint64>{2, 9, 12};
        QTest::newRow("count") << int(EventsModel::Count) << QList<quint64>{12, 2, 9};
        QTest::newRow("equal: by id") << int(EventsModel::Connection) << QList<quint64>{2, 9, 12};
    }
    void sortsBy()
    {
        QFETCH(const int, column);
        QFETCH(const QList<quint64>, order);
        Fixture f;
        f.model.apply({{refusal(12, EventLevel::Warning, 3), refusal(9, EventLevel::Error, 1000),
                        refusal(2, EventLevel::Info, 50)},
                       {}});
        f.proxy.sort(column, Qt::AscendingOrder);
        QCOMPARE(f.shown(), order);
    }
    void filters()
    {
        Fixture f;
        f.model.apply({{refusal(1, EventLevel::Info, 1), refusal(2, EventLevel::Warning, 30)}, {}});
        f.proxy.setFilter(Query::parse(u"count>20 path:/p", QueryList::Events).query);
        QCOMPARE(f.shown(), QList<quint64>{2});
        f.model.apply({{refusal(1, EventLevel::Info, 21)}, {}});
        QTRY_COMPARE(f.proxy.rowCount(), 2);
        f.proxy.setFilter(Query::parse(u"\"route for /p1\"", QueryList::Events).query);
        QCOMPARE(f.shown(), QList<quint64>{1});
        f.proxy.setFilter({});
        QCOMPARE(f.proxy.rowCount(), 2);
    }
};

QTEST_MAIN(TestEventsModel)
#include "tst_eventsmodel.moc"
