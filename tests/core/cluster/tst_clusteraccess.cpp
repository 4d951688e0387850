#include "core/cluster/clusteraccess.h"

#include "core/cluster/brokerthread.h"

#include "tests/core/cluster/fakelink.h"

#include <QTest>

#include <deque>
#include <mutex>
#include <thread>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

//! The owner: its tasks run when the test says so.
struct Owner final : public AccessListener
{
    void synced(const AccessPosition &position) override
    {
        add(u"synced "_s + QString::fromLatin1(position.epoch));
    }
    void lost() override { add(u"lost"_s); }
    void changed(AccessChanges &&changes) override { add(u"changed %1"_s.arg(changes.version)); }
    void replaced(AccessContent &&content, OwnEntries) override
    {
        add(u"replaced %1"_s.arg(content.bans.size()));
    }
    void wanted() override { add(u"wanted"_s); }

    void add(const QString &event)
    {
        isOnThread = isOnThread && std::this_thread::get_id() == thread;
        events += event;
    }
    void post(std::function<void()> task)
    {
        const std::scoped_lock lock(mutex);
        tasks.push_back(std::move(task));
    }
    void runPosted()
    {
        for (;;) {
            std::function<void()> task;
            {
                const std::scoped_lock lock(mutex);
                if (tasks.empty())
                    return;
                task = std::move(tasks.front());
                tasks.pop_front();
            }
            task();
        }
    }

    std::thread::id thread = std::this_thread::get_id();
    bool isOnThread = true;
    QStringList events;
    std::mutex mutex;
    std::deque<std::function<void()>> tasks;
};

} // namespace

class TestClusterAccess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesEverythingBetweenTheThreads()
    {
        Owner owner;
        auto broker = BrokerThread::create();
        QVERIFY(broker);
        ClusterAccess access(**broker, owner,
                             [&owner](std::function<void()> task) { owner.post(std::move(task)); });
        auto link = std::make_unique<FakeLink>();
        (*broker)->run([&] { access.create(*link, {"test", 7}); });
        QCOMPARE(access.node(), NodeNumber(7));

        bool isDone = false;
        access.start({.epoch = "e", .version = 3});
        access.perform({}, {}, [&](const AccessResult &result) {
            isDone =
                result.status == AccessResult::Status::Lost && std::this_thread::get_id() == owner.thread;
        });
        access.restore({}); // nobody has wanted it: no effect
        (*broker)->run([&] {
            link->setUp();
            while (!link->commands.empty())
                link->answer(RedisReply());
            link->handlers.front()->subscribed("test:access:changes");
            const auto text = [](const QByteArray &bytes) {
                return RedisReply{.type = RedisReply::Type::String, .bytes = bytes};
            };
            const auto array = [](std::vector<RedisReply> elements) {
                return RedisReply{.type = RedisReply::Type::Array, .elements = std::move(elements)};
            };
            const RedisReply meta = array({text("e"), text("3"), text("9"), text("")});
            link->answer(meta);
            link->answer(array({text("0"), array({})}));
            link->answer(array({text("0"), array({})}));
            link->answer(meta);
            link->handlers.front()->received("test:access:changes", "1:e,1:4,12:1:2,5:south,,");
            link->setDown();
        });
        QVERIFY(owner.events.isEmpty()); // nothing is called before the owner's thread is free
        owner.runPosted();
        QVERIFY(isDone);
        QCOMPARE(owner.events, (QStringList{u"replaced 0"_s, u"synced e"_s, u"changed 4"_s, u"lost"_s}));
        QVERIFY(owner.isOnThread);
        (*broker)->run([&] {
            link.reset();
            access.destroy();
        });
    }
};

QTEST_GUILESS_MAIN(TestClusterAccess)
#include "tst_clusteraccess.moc"
