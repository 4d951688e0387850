#include "core/cluster/userplaceport.h"

#include "core/cluster/brokerthread.h"
#include "core/cluster/directoryservice.h"

#include "tests/core/cluster/fakelink.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

//! A broker's thread, whose Redis is the test.
struct Fixture
{
    Fixture()
    {
        DirectoryService::Settings settings;
        settings.prefix = "test";
        settings.node.node = 1;
        settings.info = [] { return QByteArray("{}"); };
        thread->run([&] {
            link = std::make_unique<FakeLink>();
            service = std::make_unique<DirectoryService>(*link, nodes, settings);
            link->setUp();
            link->commands.clear(); // its scripts and its registration
        });
        port = std::make_unique<UserPlacePort>(*thread, *service);
    }
    ~Fixture()
    {
        thread->run([this] {
            service.reset();
            link.reset();
        });
    }
    Q_DISABLE_COPY_MOVE(Fixture)

    //! The calls of scripts so far: which one, and its first key.
    QByteArrayList called()
    {
        QByteArrayList found;
        thread->run([&] {
            for (const FakeLink::Command &command : link->commands) {
                const std::vector<QByteArray> &words = command.arguments;
                const bool isClaim = words[1] == digestOf(DirectoryScript::ClaimPlace);
                const bool isReplacing = isClaim && !words[8].isEmpty();
                found += (isReplacing                                         ? "replace "_ba
                          : isClaim                                           ? "claim "_ba
                          : words[1] == digestOf(DirectoryScript::SetEntries) ? "set "_ba
                                                                              : "? "_ba) +
                         words[3] + ' ' + (isClaim ? words[6] : words[8]);
            }
        });
        return found;
    }

    std::unique_ptr<BrokerThread> thread = *BrokerThread::create();
    ClusterNodes nodes;
    std::unique_ptr<FakeLink> link;
    std::unique_ptr<DirectoryService> service;
    std::unique_ptr<UserPlacePort> port;
};

const ConnectionId one(firstIdOf(1).value() + 1);
const ConnectionId two(firstIdOf(1).value() + 2);

} // namespace

class TestUserPlacePort : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesEverythingInItsOrder()
    {
        Fixture fixture;
        const QByteArray first = QByteArray::number(one.value());
        const QByteArray second = QByteArray::number(two.value());
        fixture.port->claim(u"ann"_s, one, 3, [](bool) {});
        fixture.port->remove(u"ann"_s, one);
        fixture.port->replace(u"bob"_s, two, 3);
        fixture.port->add({{u"zoe"_s, two}});
        QCOMPARE(fixture.called(),
                 (QByteArrayList{"claim test:places:ann " + first, "set test:places:ann " + first,
                                 "replace test:places:bob " + second, "set test:places:zoe " + second}));
    }
    void tellsTheResultOfAClaim_data()
    {
        QTest::addColumn<int>("answer"); // -1: the link is lost
        QTest::addColumn<bool>("isGranted");
        QTest::newRow("granted") << 17 << true;
        QTest::newRow("refused") << 0 << false;
        QTest::newRow("nobody knows") << -1 << true;
    }
    void tellsTheResultOfAClaim()
    {
        QFETCH(const int, answer);
        QFETCH(const bool, isGranted);
        Fixture fixture;
        QList<bool> results;
        fixture.port->claim(u"ann"_s, one, 3, [&](bool result) { results += result; });
        fixture.thread->run([&] {
            if (answer < 0)
                fixture.link->setDown();
            else
                fixture.link->answer(answer);
        });
        QCOMPARE(results, QList{isGranted});
    }
};

QTEST_GUILESS_MAIN(TestUserPlacePort)
#include "tst_userplaceport.moc"
