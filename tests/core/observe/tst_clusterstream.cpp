#include "core/observe/clusterstream.h"

#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    Fixture()
    {
        subscription = stream.subscribe({});
        QObject::connect(subscription.get(), &NodesSubscription::reported, subscription.get(),
                         [this](const ClusterStatus &reported) { all.push_back(reported); });
    }
    bool gets(std::size_t count)
    {
        return waitUntil([&] { return all.size() >= count; });
    }

    ClusterStatus status;
    int looks = 0;
    ClusterStream stream{[this] {
        ++looks;
        return status;
    }};
    std::unique_ptr<NodesSubscription> subscription;
    std::vector<ClusterStatus> all;
};

} // namespace

class TestClusterStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reportsAtFirstAndChanges()
    {
        Fixture f;
        QVERIFY(f.gets(1));
        QVERIFY(!f.all[0].isInCluster());
        f.status.node = u"north"_s;
        QVERIFY(f.gets(2));
        QCOMPARE(f.all[1].node, u"north"_s);
        f.status.reason = u"refused"_s;
        QVERIFY(f.gets(3));
        QCOMPARE(f.all[2].reason, u"refused"_s);
    }
    void whatHasNotChangedIsNotReported()
    {
        Fixture f;
        QVERIFY(f.gets(1));
        QVERIFY(waitUntil([&] { return f.looks >= 4; }));
        QCOMPARE(f.all.size(), std::size_t(1));
    }
    void withoutSubscribersNobodyLooks()
    {
        Fixture f;
        QVERIFY(f.gets(1));
        f.subscription.reset();
        const int looks = f.looks;
        QVERIFY(!waitUntil([&] { return f.looks > looks; }, std::chrono::milliseconds(1200)));
    }
};

QTEST_GUILESS_MAIN(TestClusterStream)
#include "tst_clusterstream.moc"
