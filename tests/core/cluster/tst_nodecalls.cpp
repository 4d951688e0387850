#include "core/cluster/nodecalls.h"

#include "tests/core/cluster/fakelink.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    Fixture() { link.setUp(); }
    void receive(const QByteArray &payload, const QByteArray &channel = "test:node:1")
    {
        for (RedisLinkHandler *handler : link.handlers)
            handler->received(channel, payload);
    }
    void ask(Milliseconds timeout = Milliseconds(20000))
    {
        calls.ask(2, "question", timeout, [this](std::optional<QByteArray> &&answer) {
            answers.append(answer ? *answer : "none"_ba);
        });
    }

    FakeLink link;
    NodeCalls calls{link, "test", 1};
    QByteArrayList answers;
};

} // namespace

class TestNodeCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksByTheChannelOfTheOtherNode()
    {
        Fixture fixture;
        fixture.ask();
        QCOMPARE(fixture.link.commands.size(), std::size_t(1));
        const std::vector<QByteArray> &sent = fixture.link.commands[0].arguments;
        QCOMPARE(sent[0], "PUBLISH"_ba);
        QCOMPARE(sent[1], "test:node:2"_ba);
        QCOMPARE(sent[2], encodeNodeMessage(NodeQuestion{1, 1, "question"}));
        fixture.link.answer(1);
        fixture.receive(encodeNodeMessage(NodeAnswer{1, "late"}), "test:node:3"); // not for this node
        fixture.receive(encodeNodeMessage(NodeAnswer{9, "unknown"}));
        QVERIFY(fixture.answers.isEmpty());
        fixture.receive(encodeNodeMessage(NodeAnswer{1, "answer"}));
        fixture.receive(encodeNodeMessage(NodeAnswer{1, "again"}));
        QCOMPARE(fixture.answers, QByteArrayList{"answer"});
    }
    void aNodeThatDoesNotListenHasNoAnswer()
    {
        Fixture fixture;
        fixture.ask();
        fixture.link.answer(0);
        QCOMPARE(fixture.answers, QByteArrayList{"none"});
        fixture.ask();
        fixture.link.answer(RedisLinkLost());
        QCOMPARE(fixture.answers.size(), 2);
    }
    void aNodeThatIsSilentHasNoAnswer()
    {
        Fixture fixture;
        fixture.ask(Milliseconds(1));
        fixture.link.answer(1);
        QVERIFY(QTest::qWaitFor([&] { return !fixture.answers.isEmpty(); }, 20000));
        QCOMPARE(fixture.answers, QByteArrayList{"none"});
        fixture.receive(encodeNodeMessage(NodeAnswer{1, "too late"}));
        QCOMPARE(fixture.answers.size(), 1);
    }
    void thereAreOnlySoManyQuestions()
    {
        Fixture fixture;
        for (std::size_t i = 0; i < NodeCalls::MaxPending + 1; ++i)
            fixture.ask();
        QVERIFY(fixture.answers.isEmpty()); // not during the call
        QVERIFY(QTest::qWaitFor([&] { return !fixture.answers.isEmpty(); }, 20000));
        QCOMPARE(fixture.link.commands.size(), NodeCalls::MaxPending);
        QCOMPARE(fixture.answers, QByteArrayList{"none"});
    }
    void answersQuestions()
    {
        Fixture fixture;
        fixture.receive(encodeNodeMessage(NodeQuestion{7, 5, "before"})); // nobody answers
        std::vector<std::pair<QByteArray, NodeCalls::Answer>> asked;
        fixture.calls.setHandler([&](const QByteArray &question, NodeCalls::Answer answer) {
            asked.emplace_back(question, std::move(answer));
        });
        fixture.receive(encodeNodeMessage(NodeQuestion{7, 6, "question"}));
        QCOMPARE(asked.size(), std::size_t(1));
        QCOMPARE(asked[0].first, "question"_ba);
        QVERIFY(fixture.link.commands.empty());
        asked[0].second("answer");
        const std::vector<QByteArray> &sent = fixture.link.commands[0].arguments;
        QCOMPARE(sent[1], "test:node:7"_ba);
        QCOMPARE(sent[2], encodeNodeMessage(NodeAnswer{6, "answer"}));
        fixture.receive("garbage");
    }
};

QTEST_GUILESS_MAIN(TestNodeCalls)
#include "tst_nodecalls.moc"
