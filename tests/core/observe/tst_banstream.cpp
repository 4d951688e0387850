#include "core/observe/banstream.h"

#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

std::vector<Ban> users(const QStringList &names)
{
    std::vector<Ban> bans;
    for (const QString &name : names)
        bans.push_back({.id = BanId(bans.size() + 1), .kind = BanKind::User, .value = name});
    return bans;
}

struct Fixture
{
    explicit Fixture(const QStringList &names) { put(names); }
    void put(const QStringList &names) { bans.set(bans.current()->with(users(names))); }
    bool gets(std::size_t count)
    {
        return waitUntil([&] { return lists.size() == count; });
    }

    Bans bans;
    BanStream stream{bans};
    std::vector<std::vector<Ban>> lists;
};

} // namespace

class TestBanStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsAllBansAtFirstAndAfterEachChange()
    {
        Fixture fixture({u"Ann"_s});
        const auto subscription = fixture.stream.subscribe({});
        connect(subscription.get(), &BansSubscription::listed, subscription.get(),
                [&](const std::vector<Ban> &bans) { fixture.lists.push_back(bans); });
        QVERIFY(fixture.gets(1));
        QCOMPARE(fixture.lists[0], users({u"Ann"_s}));
        fixture.put({u"Ann"_s, u"Bob"_s});
        QVERIFY(fixture.gets(2));
        QCOMPARE(fixture.lists[1], users({u"Ann"_s, u"Bob"_s}));
        fixture.bans.current()->hit(BanId(2));
        QVERIFY(fixture.gets(3));
        QCOMPARE(fixture.lists[2][1].hits, 1u);
    }
};

QTEST_GUILESS_MAIN(TestBanStream)
#include "tst_banstream.moc"
