#include "core/hub/memoryhistorystore.h"

#include <QTest>

using namespace signalbox;

namespace {

const QString blue = QStringLiteral("blue");

struct Fixture
{
    Fixture() { open(); }
    void open()
    {
        history = store.open(blue, [this](const RoomNumbering &numbering) {
            ++opened;
            QVERIFY(!numbering.last.epoch.isEmpty());
            QCOMPARE(numbering.last.seq, quint64(0)); // memory does not outlive the server
            QVERIFY(numbering.previous.epoch.isEmpty());
        });
    }
    void append(quint64 seq)
    {
        history->append(RoomMessage({PreparedMessage(Opcode::Text, "x"), {}}, ConnectionId(1), {}, seq, {}));
    }
    HistorySlice read(const HistoryRange &range)
    {
        HistorySlice result;
        int calls = 0;
        history->read(range, [&](HistorySlice &&slice) {
            result = std::move(slice);
            ++calls;
        });
        return calls == 1 ? result : HistorySlice{{"called back other than once"}, false};
    }

    IoLoop loop;
    HubRules rules;
    MemoryHistoryStore store{loop, rules};
    int opened = 0;
    std::unique_ptr<RoomHistory> history;
};

} // namespace

class TestMemoryHistoryStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatItIsGiven()
    {
        Fixture fixture;
        QCOMPARE(fixture.opened, 1);
        QCOMPARE(fixture.history->size(), HistorySize());
        for (quint64 seq = 1; seq <= 3; ++seq)
            fixture.append(seq);
        QCOMPARE(fixture.history->size().messages, std::size_t(3));
        QVERIFY(fixture.history->size().bytes > 0);
        const HistorySlice slice = fixture.read({4, 2, {}});
        QCOMPARE(slice.messages.size(), std::size_t(2));
        QVERIFY(slice.messages[0].contains("\"seq\":2"));
        QVERIFY(slice.isComplete);
    }
    void readsBehindAPosition()
    {
        Fixture fixture;
        for (quint64 seq = 1; seq <= 3; ++seq)
            fixture.append(seq);
        StoredMessages read;
        fixture.history->readBehind(1, 1'000'000,
                                    [&](StoredMessages &&messages) { read = std::move(messages); });
        QCOMPARE(read.size(), std::size_t(2));
        QCOMPARE(read[0]->seq(), quint64(2));
        fixture.history.reset(); // what was read stays
        QCOMPARE(read[1]->published().bytes, "x");
    }
    void keepsTheLimitsOfTheConfiguration()
    {
        Fixture fixture;
        fixture.rules.history.messages = 2;
        for (quint64 seq = 1; seq <= 3; ++seq)
            fixture.append(seq);
        QCOMPARE(fixture.history->size().messages, std::size_t(2));
        QVERIFY(!fixture.read({4, {}, {}}).isComplete);
    }
    void aRoomMayHaveItsOwnLimits()
    {
        Fixture fixture;
        RoomSettings table;
        table.name = u"*"_qs;
        table.historyMessages = 1;
        fixture.rules.rooms = std::make_shared<const RoomPolicies>(std::vector{table});
        for (quint64 seq = 1; seq <= 3; ++seq)
            fixture.append(seq);
        QCOMPARE(fixture.history->size().messages, std::size_t(1));
        fixture.rules.rooms = nullptr; // after a reload
        fixture.append(4);
        QCOMPARE(fixture.history->size().messages, std::size_t(2));
    }
    void clearsTheHistoryAndGoesOn()
    {
        Fixture fixture;
        for (quint64 seq = 1; seq <= 3; ++seq)
            fixture.append(seq);
        fixture.history->clear();
        QCOMPARE(fixture.history->size(), HistorySize());
        QVERIFY(fixture.read({4, {}, {}}).messages.empty());
        QVERIFY(!fixture.read({4, {}, {}}).isComplete);
        fixture.append(4);
        const HistorySlice slice = fixture.read({5, {}, {}});
        QCOMPARE(slice.messages.size(), std::size_t(1));
        QVERIFY(slice.messages[0].contains("\"seq\":4"));
        QVERIFY(!slice.isComplete);
    }
    void forgetsAClosedRoom()
    {
        Fixture fixture;
        fixture.append(1);
        fixture.history.reset();
        fixture.open();
        QCOMPARE(fixture.opened, 2);
        QCOMPARE(fixture.history->size(), HistorySize());
        QVERIFY(fixture.read({1, {}, {}}).messages.empty());
    }
};

QTEST_GUILESS_MAIN(TestMemoryHistoryStore)
#include "tst_memoryhistorystore.moc"
