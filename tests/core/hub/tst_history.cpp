#include "core/hub/history.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const QString blue = QStringLiteral("blue");

struct Fixture
{
    void publish(int count, const QByteArray &text = "x")
    {
        for (int i = 0; i < count; ++i)
            history.add(RoomMessage({PreparedMessage(Opcode::Text, text), {}}, ConnectionId(1),
                                    QStringLiteral("alice"), ++last, {}),
                        now, settings);
    }
    HistorySlice readAll() { return history.read({last + 1, {}, {}}, blue); }
    StoredMessages readBehind(quint64 seq, qint64 maxBytes = 1'000'000'000)
    {
        return history.readBehind(seq, maxBytes);
    }
    HistorySettings settings;
    TimePoint now = TimePoint() + 1h;
    quint64 last = 0;
    History history;
};

//! The numbers of the messages in \a slice: 3-5.
QByteArray range(const HistorySlice &slice)
{
    const auto number = [](const QByteArray &message) {
        const qsizetype at = message.indexOf("\"seq\":") + 6;
        return message.mid(at, message.indexOf(',', at) - at);
    };
    if (slice.messages.empty())
        return "none";
    return number(slice.messages.front()) + '-' + number(slice.messages.back());
}

} // namespace

class TestHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsBehindAPosition_data()
    {
        QTest::addColumn<int>("published");
        QTest::addColumn<quint64>("seq");
        QTest::addColumn<int>("size"); // in messages
        QTest::addColumn<QByteArray>("messages");
        QTest::newRow("nothing published") << 0 << quint64(0) << 100 << QByteArray("none");
        QTest::newRow("nothing behind") << 5 << quint64(5) << 100 << QByteArray("none");
        QTest::newRow("behind what is published") << 5 << quint64(9) << 100 << QByteArray("none");
        QTest::newRow("the last") << 5 << quint64(4) << 100 << QByteArray("5-5");
        QTest::newRow("all") << 5 << quint64(0) << 100 << QByteArray("1-5");
        QTest::newRow("the first is lost") << 12 << quint64(2) << 100 << QByteArray("3-12");
        QTest::newRow("more are lost") << 12 << quint64(0) << 100 << QByteArray("3-12");
        QTest::newRow("as many as fit") << 12 << quint64(5) << 3 << QByteArray("6-8");
        QTest::newRow("the rest fits") << 12 << quint64(9) << 3 << QByteArray("10-12");
        QTest::newRow("none fits, one is returned") << 12 << quint64(5) << 0 << QByteArray("6-6");
    }
    void readsBehindAPosition()
    {
        QFETCH(const int, published);
        QFETCH(const quint64, seq);
        QFETCH(const int, size);
        Fixture fixture;
        fixture.settings.messages = 10;
        fixture.publish(published);
        const HistorySize kept = fixture.history.size();
        const qint64 each = kept.messages > 0 ? kept.bytes / qint64(kept.messages) : 0;
        const StoredMessages messages = fixture.readBehind(seq, size * each);
        QByteArray shown = "none";
        if (!messages.empty())
            shown = QByteArray::number(messages.front()->seq()) + '-' +
                    QByteArray::number(messages.back()->seq());
        QTEST(shown, "messages");
        for (std::size_t i = 1; i < messages.size(); ++i)
            QCOMPARE(messages[i]->seq(), messages[i - 1]->seq() + 1);
    }
    void sharesItsMessages()
    {
        Fixture fixture;
        fixture.publish(3);
        const StoredMessages first = fixture.readBehind(1);
        QCOMPARE(fixture.readBehind(1)[0].get(), first[0].get());
        fixture.settings.messages = 1;
        fixture.publish(5);
        QCOMPARE(first[0]->seq(), quint64(2)); // still there for who reads it
        QCOMPARE(first[0].use_count(), 1);
    }
    void readsPages_data()
    {
        QTest::addColumn<int>("published");
        QTest::addColumn<quint64>("before");
        QTest::addColumn<int>("limit"); // -1: none
        QTest::addColumn<QByteArray>("messages");
        QTest::addColumn<bool>("isComplete");
        QTest::addColumn<quint64>("next"); // 0: none
        const auto row = [](const char *name, int published, quint64 before, int limit, const char *messages,
                            bool isComplete, quint64 next) {
            QTest::newRow(name) << published << before << limit << QByteArray(messages) << isComplete << next;
        };
        row("nothing published", 0, 1, -1, "none", true, 0);
        row("everything", 5, 6, -1, "1-5", true, 0);
        row("a page", 5, 6, 2, "4-5", true, 4);
        row("the page before", 5, 4, 2, "2-3", true, 2);
        row("the first", 5, 2, 2, "1-1", true, 0);
        row("before the first", 5, 1, 2, "none", true, 0);
        row("none wanted", 5, 6, 0, "none", true, 0);
        row("all, and some are lost", 12, 13, -1, "3-12", false, 0);
        row("more than are kept", 12, 13, 11, "3-12", false, 0);
        row("as many as are kept", 12, 13, 10, "3-12", true, 0);
        row("only lost ones", 12, 3, 2, "none", false, 0);
    }
    void readsPages()
    {
        QFETCH(const int, published);
        QFETCH(const quint64, before);
        QFETCH(const int, limit);
        Fixture fixture;
        fixture.settings.messages = 10;
        fixture.publish(published);
        const HistorySlice slice = fixture.history.read(
            {before, limit < 0 ? std::nullopt : std::optional(std::size_t(limit)), {}}, blue);
        QTEST(range(slice), "messages");
        QTEST(slice.isComplete, "isComplete");
        QTEST(slice.next.value_or(0), "next");
    }
    void readsPagesOfBytes_data()
    {
        QTest::addColumn<quint64>("before");
        QTest::addColumn<int>("limit"); // -1: none
        QTest::addColumn<int>("size");  // of the page, in messages
        QTest::addColumn<int>("extra"); // bytes
        QTest::addColumn<QByteArray>("messages");
        QTest::addColumn<quint64>("next"); // 0: none
        QTest::newRow("two fit") << quint64(10) << -1 << 2 << 0 << QByteArray("8-9") << quint64(8);
        QTest::newRow("one byte less") << quint64(10) << -1 << 2 << -1 << QByteArray("9-9") << quint64(9);
        QTest::newRow("almost three") << quint64(10) << -1 << 3 << -1 << QByteArray("8-9") << quint64(8);
        QTest::newRow("the page behind") << quint64(8) << -1 << 2 << 0 << QByteArray("6-7") << quint64(6);
        QTest::newRow("the limit is lower") << quint64(10) << 1 << 2 << 0 << QByteArray("9-9") << quint64(9);
        QTest::newRow("the limit is the same")
            << quint64(10) << 2 << 2 << 0 << QByteArray("8-9") << quint64(8);
        QTest::newRow("the last page") << quint64(3) << -1 << 2 << 0 << QByteArray("1-2") << quint64(0);
        QTest::newRow("all fit") << quint64(10) << -1 << 9 << 0 << QByteArray("1-9") << quint64(0);
        QTest::newRow("none fits, one is returned")
            << quint64(10) << -1 << 0 << 0 << QByteArray("9-9") << quint64(9);
    }
    void readsPagesOfBytes()
    {
        QFETCH(const quint64, before);
        QFETCH(const int, limit);
        QFETCH(const int, size);
        QFETCH(const int, extra);
        Fixture fixture;
        fixture.publish(9, QByteArray(1000, 'x'));
        const qsizetype each = fixture.readAll().messages[0].size() + 1; // and a comma
        HistoryRange range{before, {}, size * each + extra};
        if (limit >= 0)
            range.limit = std::size_t(limit);
        const HistorySlice slice = fixture.history.read(range, blue);
        QTEST(::range(slice), "messages");
        QTEST(slice.next.value_or(0), "next");
        QVERIFY(slice.isComplete); // within the page
    }
    void keepsOnlyThePublishedForm()
    {
        Fixture fixture;
        // The worst case of a conversion: each byte becomes six.
        Publication sent{PreparedMessage(Opcode::Text, QByteArray(10'000, '\x01')), {}};
        RoomMessage plain(std::move(sent), ConnectionId(1), blue, 1, WallTime());
        const QByteArray text = plain.envelope(blue).payload().toByteArray();
        QVERIFY(text.size() > 60'000);
        fixture.history.add(std::move(plain), fixture.now, fixture.settings);
        QVERIFY(fixture.history.size().bytes < 11'000);
        Publication content{{}, {QByteArray(10'000, '1')}};
        RoomMessage enveloped(std::move(content), ConnectionId(1), blue, 2, WallTime());
        QCOMPARE(enveloped.plain().payload().size(), 10'000);
        fixture.history.add(std::move(enveloped), fixture.now, fixture.settings);
        QVERIFY(fixture.history.size().bytes < 22'000);
        fixture.last = 2;
        QCOMPARE(fixture.readAll().messages[0], text);
    }
    void dropsTheOldest_data()
    {
        QTest::addColumn<int>("messages"); // whose bytes are to be freed; 0: a single byte
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("a byte costs one message") << 0 << QByteArray("2-5");
        QTest::newRow("one") << 1 << QByteArray("2-5");
        QTest::newRow("three") << 3 << QByteArray("4-5");
        QTest::newRow("all") << 5 << QByteArray("none");
        QTest::newRow("more than all") << 50 << QByteArray("none");
    }
    void dropsTheOldest()
    {
        QFETCH(const int, messages);
        Fixture fixture;
        fixture.publish(2);
        const qint64 two = fixture.history.size().bytes;
        fixture.publish(3);
        // The first counts the user as well, which the others share.
        const qint64 each = (fixture.history.size().bytes - two) / 3;
        const qint64 first = two - each;
        fixture.history.dropOldest(messages == 0 ? 1 : first + (messages - 1) * each);
        QTEST(range(fixture.readAll()), "left");
        QVERIFY(!fixture.readAll().isComplete);
        QVERIFY(fixture.readBehind(5).empty());
        fixture.publish(1);
        QVERIFY(range(fixture.readAll()).endsWith("-6"));
    }
    void dropsNothingOfNothing()
    {
        Fixture fixture;
        fixture.history.dropOldest(1000);
        QCOMPARE(fixture.history.size(), HistorySize());
        QVERIFY(fixture.readAll().isComplete);
    }
    void countsTheUserOfOtherPublishers()
    {
        const auto bytesOf = [](const QString &second) {
            Fixture fixture;
            fixture.publish(1);
            fixture.history.add(
                RoomMessage({PreparedMessage(Opcode::Text, "x"), {}}, ConnectionId(2), second, 2, {}),
                fixture.now, fixture.settings);
            return fixture.history.size().bytes;
        };
        QVERIFY(bytesOf(QString(60, u'u')) - bytesOf(QStringLiteral("u")) >= 2 * 50);
    }
    void keepsNoCompressedForm()
    {
        Fixture fixture;
        FrameBuffer compressed;
        {
            const PreparedMessage sent(Opcode::Text, QByteArray(5000, 'x'));
            RoomMessage message({sent, {}}, ConnectionId(1), QStringLiteral("alice"), 1, {});
            const PreparedMessage envelope = message.envelope(blue);
            QVERIFY(!envelope.deflatedFrame(1).isNull());
            compressed = sent.deflatedFrame(1);
            fixture.history.add(std::move(message), fixture.now, fixture.settings);
            QVERIFY(!compressed.isNull());
            QCOMPARE(compressed.references(), 2u); // shared with the message that is being sent
        }
        QCOMPARE(compressed.references(), 1u);
        fixture.last = 1;
        QCOMPARE(range(fixture.readAll()), QByteArray("1-1"));
    }
    void aQueuedFrameCountsInTheHistoryUntilThatDropsIt()
    {
        MemoryCounter queues;
        FrameBuffer queued;
        {
            Fixture fixture;
            const PreparedMessage sent(Opcode::Binary, QByteArray(3000, 'x'));
            queued = sent.frame();
            fixture.history.add(RoomMessage({sent, {}}, ConnectionId(1), QStringLiteral("alice"), 1, {}),
                                fixture.now, fixture.settings);
            queued.countIn(queues); // by an outbox
            QCOMPARE(queues.bytes(), 0);
            QVERIFY(fixture.history.size().bytes >= queued.memory());
            fixture.history.dropOldest(1);
            QCOMPARE(queues.bytes(), queued.memory());
            fixture.history.add(RoomMessage({sent, {}}, ConnectionId(1), QStringLiteral("alice"), 2, {}),
                                fixture.now, fixture.settings);
            QCOMPARE(queues.bytes(), 0);
        }
        QCOMPARE(queues.bytes(), queued.memory()); // the room is forgotten
        queued = {};
        QCOMPARE(queues.bytes(), 0);
    }
    void isLimitedInNumberAgeAndBytes()
    {
        Fixture fixture;
        fixture.settings = {10, 5min, 100'000};
        fixture.publish(30);
        QCOMPARE(fixture.history.size().messages, std::size_t(10));
        fixture.now += 4min;
        fixture.publish(2);
        QCOMPARE(fixture.history.size().messages, std::size_t(10));
        fixture.now += 1min;
        fixture.history.expire(fixture.now, fixture.settings);
        QCOMPARE(fixture.history.size().messages, std::size_t(2));
        QCOMPARE(range(fixture.readAll()), QByteArray("31-32"));
        fixture.now += 5min;
        fixture.history.expire(fixture.now, fixture.settings);
        QVERIFY(fixture.history.isEmpty());
        QCOMPARE(fixture.history.size().bytes, 0);
        fixture.publish(5, QByteArray(40'000, 'x'));
        QCOMPARE(fixture.history.size().messages, std::size_t(2));
        QVERIFY(fixture.history.size().bytes <= 100'000);
        fixture.publish(1, QByteArray(200'000, 'x')); // does not fit at all
        QVERIFY(fixture.history.isEmpty());
        QVERIFY(!fixture.readAll().isComplete);
    }
    void zeroIsNoLimit()
    {
        Fixture fixture;
        fixture.settings = {0, 0min, 0};
        fixture.publish(1000);
        fixture.now += 1000h;
        fixture.history.expire(fixture.now, fixture.settings);
        QCOMPARE(fixture.history.size().messages, std::size_t(1000));
    }
};

QTEST_APPLESS_MAIN(TestHistory)
#include "tst_history.moc"
