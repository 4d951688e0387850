#include "core/loop/looppost.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <atomic>

using namespace signalbox;
using namespace signalbox::test;

namespace {

//! Posts when it is destroyed, as what a dropped task holds may do.
struct PostsAtItsEnd
{
    explicit PostsAtItsEnd(const LoopPost &to)
        : post(to)
    {
    }
    ~PostsAtItsEnd()
    {
        post.post([] {});
    }
    Q_DISABLE_COPY_MOVE(PostsAtItsEnd)

    LoopPost post;
};

} // namespace

class TstLoopPost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void postsFromAnyThread()
    {
        const LoopPost post(ioLoop());
        std::vector<int> ran;
        std::thread([&, copy = post] {
            for (int i = 0; i < 3; ++i)
                copy.post([&ran, i] { ran.push_back(i); });
        }).join();
        QVERIFY(waitUntil([&] { return ran.size() == 3; }));
        QCOMPARE(ran, (std::vector{0, 1, 2}));
    }
    void dropsWhatComesLate()
    {
        const LoopPost post(ioLoop());
        const LoopPost other(ioLoop());
        const LoopPost copy = post;
        copy.close();
        bool ran = false;
        auto held = std::make_shared<PostsAtItsEnd>(post);
        const std::weak_ptr<PostsAtItsEnd> alive = held;
        post.post([&ran, held = std::move(held)] { ran = true; });
        QVERIFY(alive.expired()); // with what it held, which could post, too
        bool passed = false;
        other.post([&passed] { passed = true; });
        QVERIFY(waitUntil([&] { return passed; }));
        QVERIFY(!ran);
    }
    void outlivesItsLoop()
    {
        std::optional<LoopPost> post;
        onIoThread([&post](IoLoop &loop) {
            post.emplace(loop);
            post->close();
        });
        post->post([] { QFAIL("on which thread?"); });
    }
};

SIGNALBOX_IO_TEST_MAIN(TstLoopPost)
#include "tst_looppost.moc"
