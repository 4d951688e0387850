#include "ui/bans/bansmodel.h"

#include "core/model/queryfields.h"
#include "tests/ui/bans/bansamples.h"
#include "ui/bans/bansproxymodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const WallTime Now(1'800'000'000s);

struct Fixture
{
    WallTime now = Now;
    BansModel model{nullptr, [this] { return now; }};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    QString text(int row, BansModel::Column column) const
    {
        return model.index(row, column).data().toString();
    }
    QString toolTip(int row, BansModel::Column column) const
    {
        return model.index(row, column).data(Qt::ToolTipRole).toString();
    }
};

Ban user(quint64 id, const QString &name)
{
    return banSample(id, BanKind::User, name, Now);
}

} // namespace

class tst_BansModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void texts_data()
    {
        QTest::addColumn<Ban>("ban");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("text");
        const Ban network = banSample(1, BanKind::Address, u"10.0.0.0/8"_s, Now);
        QTest::newRow("user") << user(1, u"ann"_s) << int(BansModel::Kind) << u"User"_s;
        QTest::newRow("network") << network << int(BansModel::Kind) << u"Network"_s;
        QTest::newRow("address") << banSample(1, BanKind::Address, u"10.0.0.1"_s, Now) << int(BansModel::Kind)
                                 << u"Address"_s;
        QTest::newRow("origin") << banSample(1, BanKind::Origin, u"https://a.example"_s, Now)
                                << int(BansModel::Kind) << u"Origin"_s;
        QTest::newRow("value") << network << int(BansModel::Value) << u"10.0.0.0/8"_s;
        QTest::newRow("hostile value") << user(1, u"a\u202eb"_s) << int(BansModel::Value) << u"a‹U+202E›b"_s;
        QTest::newRow("reason") << network << int(BansModel::Reason) << u"floods the lobby"_s;
        QTest::newRow("by") << network << int(BansModel::By) << u"ann"_s;
        QTest::newRow("ends") << network << int(BansModel::Expires) << u"in 1 h 0 min"_s;
        Ban ban = network;
        ban.expires.reset();
        QTest::newRow("does not end") << ban << int(BansModel::Expires) << u"never"_s;
        ban.expires = Now;
        QTest::newRow("has ended") << ban << int(BansModel::Expires) << u"has ended"_s;
        ban.hits = 12'345;
        QTest::newRow("hits") << ban << int(BansModel::Hits) << u"12,345"_s;
    }
    void texts()
    {
        QFETCH(Ban, ban);
        QFETCH(int, column);
        QFETCH(QString, text);
        Fixture f;
        f.model.setBans({ban});
        QCOMPARE(f.text(0, BansModel::Column(column)), text);
    }
    void toolTipHasTheTimeOfTheEnd()
    {
        Fixture f;
        f.model.setBans({user(1, u"ann"_s)});
        QVERIFY(f.toolTip(0, BansModel::Expires).contains(u"27"_s)); // the year
        QVERIFY(f.toolTip(0, BansModel::Created).contains(u"27"_s));
        Ban forEver = user(1, u"ann"_s);
        forEver.expires.reset();
        f.model.setBans({forEver});
        QVERIFY(f.toolTip(0, BansModel::Expires).isEmpty());
    }
    void changesReportOnlyWhatChanged()
    {
        Fixture f;
        f.model.setBans({user(1, u"ann"_s), user(2, u"bob"_s), user(3, u"cid"_s)});
        QSignalSpy changed(&f.model, &QAbstractItemModel::dataChanged);
        QSignalSpy removed(&f.model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(&f.model, &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(&f.model, &QAbstractItemModel::modelReset);
        Ban hit = user(3, u"cid"_s);
        ++hit.hits;
        f.model.setBans({user(4, u"dan"_s), hit, user(1, u"ann"_s)}); // in any order
        QCOMPARE(f.model.rowCount(), 3);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(f.text(2, BansModel::Value), u"dan"_s);
        QCOMPARE(f.model.rowOf(BanId(2)), -1);
        QCOMPARE(f.model.rowOf(BanId(4)), 2);

        f.model.setBans(f.model.bans());
        QCOMPARE(changed.count(), 1);
    }
    void manyRemovedAreAReset()
    {
        Fixture f;
        std::vector<Ban> many;
        for (quint64 id = 1; id <= 1000; ++id)
            many.push_back(user(id, u"user-%1"_s.arg(id)));
        f.model.setBans(many);
        QSignalSpy reset(&f.model, &QAbstractItemModel::modelReset);
        f.model.setBans({many[500]});
        QCOMPARE(reset.count(), 1);
        QCOMPARE(f.model.rowCount(), 1);
        f.model.setBans({});
        QCOMPARE(f.model.rowCount(), 0);
    }
    void anIdBetweenOthersIsAReset() // of another server, after a restart
    {
        Fixture f;
        f.model.setBans({user(2, u"ann"_s), user(9, u"bob"_s)});
        f.model.setBans({user(2, u"ann"_s), user(5, u"cid"_s), user(9, u"bob"_s)});
        QCOMPARE(f.text(1, BansModel::Value), u"cid"_s);
        QCOMPARE(f.text(2, BansModel::Value), u"bob"_s);
    }
    void theTimeOfTheEndFollowsTheClock()
    {
        Fixture f;
        f.model.setBans({user(1, u"ann"_s)});
        f.now += 50min;
        QSignalSpy changed(&f.model, &QAbstractItemModel::dataChanged);
        f.model.tick();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(f.text(0, BansModel::Expires), u"in 10 min"_s);
    }
    void sorts_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("first");
        QTest::newRow("kind") << int(BansModel::Kind) << u"user 9"_s;
        QTest::newRow("value") << int(BansModel::Value) << u"10.0.0.0/8"_s;
        QTest::newRow("end, for ever is last") << int(BansModel::Expires) << u"user 10"_s;
        QTest::newRow("hits") << int(BansModel::Hits) << u"user 9"_s;
    }
    void sorts()
    {
        QFETCH(int, column);
        QFETCH(QString, first);
        Fixture f;
        Ban forEver = user(1, u"user 9"_s);
        forEver.expires.reset();
        Ban soon = user(2, u"user 10"_s);
        soon.expires = Now + 1min;
        f.model.setBans({forEver, soon, banSample(3, BanKind::Address, u"10.0.0.0/8"_s, Now)});
        BansProxyModel proxy(f.model);
        const QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        proxy.sort(column);
        QCOMPARE(proxy.index(0, BansModel::Value).data().toString(), first);
        QCOMPARE(proxy.banAt(0).value, first);
    }
    void filters_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("rows");
        QTest::newRow("word in a value") << u"bob"_s << 1;
        QTest::newRow("word in a reason") << u"floods"_s << 3;
        QTest::newRow("kind") << u"kind:user"_s << 1;
        QTest::newRow("not") << u"-kind:user"_s << 2;
        QTest::newRow("nothing") << u"nobody"_s << 0;
    }
    void filters()
    {
        QFETCH(QString, filter);
        QFETCH(int, rows);
        Fixture f;
        f.model.setBans({user(1, u"bob"_s), banSample(2, BanKind::Address, u"10.0.0.0/8"_s, Now),
                         banSample(3, BanKind::Origin, u"https://a.example"_s, Now)});
        BansProxyModel proxy(f.model);
        proxy.setFilter(Query::parse(filter, QueryList::Bans).query);
        QCOMPARE(proxy.rowCount(), rows);
    }
};

QTEST_MAIN(tst_BansModel)
#include "tst_bansmodel.moc"
