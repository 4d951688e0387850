#include "core/admin/adminthread.h"

#include "tests/core/admin/adminfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

struct Sources
{
    Sources() { counters.provide(1); }

    CounterSets counters;
    MemoryBudget memory;
    FakeControl control;
    FakeActions actions;
    FakeLists lists;
    FakeMessages messages;
    std::optional<SlicedJobs> jobs{};
};

AdminThread::MakePort portOn(const std::shared_ptr<ListeningSocket> &socket, Sources &sources)
{
    return [socket, &sources](IoLoop &loop) {
        sources.jobs.emplace(loop);
        return std::make_unique<AdminPort>(
            loop, std::move(*socket), AdminPort::Settings{{tokenOf("viewer", ApiRole::Viewer)}},
            HealthHandlers::Sources{
                sources.counters, sources.memory, {}, {}, [] { return Readiness::Ready; }},
            AdminServices{sources.control, sources.lists, sources.messages, *sources.jobs, sources.actions},
            [](const RefusedRequest &) {});
    };
}

} // namespace

class TstAdminThread : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void servesOnAThreadOfItsOwn()
    {
        Sources sources;
        auto socket = std::make_shared<ListeningSocket>(
            std::move(*ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0})));
        const quint16 port = socket->endpoint.port;
        Result<std::unique_ptr<AdminThread>> thread = AdminThread::create(portOn(socket, sources));
        QVERIFY(thread);
        RawClient client = RawClient::connectTo(port);
        client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QTRY_VERIFY(client.received().endsWith("ok\n"));
        std::atomic<bool> isElsewhere = false;
        std::binary_semaphore ran{0};
        (*thread)->post([&, here = std::this_thread::get_id()](AdminPort &) {
            isElsewhere = std::this_thread::get_id() != here;
            ran.release();
        });
        ran.acquire();
        QVERIFY(isElsewhere);
        thread->reset();
        QTRY_VERIFY(client.hasEnded());
    }
};

QTEST_GUILESS_MAIN(TstAdminThread)
#include "tst_adminthread.moc"
