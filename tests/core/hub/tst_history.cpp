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
    HistorySlice readSince(quint64 seq) { return history.read({seq, last + 1, {}}, blue); }
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
    void readsWhatWasMissed_data()
    {
        QTest::addColumn<int>("published");
        QTest::addColumn<quint64>("since");
        QTest::addColumn<QByteArray>("messages");
        QTest::addColumn<bool>("isComplete");
        QTest::newRow("nothing published") << 0 << quint64(0) << QByteArray("none") << true;
        QTest::newRow("nothing missed") << 5 << quint64(5) << QByteArray("none") << true;
        QTest::newRow("the last") << 5 << quint64(4) << QByteArray("5-5") << true;
        QTest::newRow("all") << 5 << quint64(0) << QByteArray("1-5") << true;
        QTest::newRow("all that is kept") << 12 << quint64(2) << QByteArray("3-12") << true;
        QTest::newRow("one is lost") << 12 << quint64(1) << QByteArray("3-12") << false;
        QTest::newRow("from the beginning") << 12 << quint64(0) << QByteArray("3-12") << false;
    }
    void readsWhatWasMissed()
    {
        QFETCH(const int, published);
        QFETCH(const quint64, since);
        Fixture fixture;
        fixture.settings.messages = 10;
        fixture.publish(published);
        const HistorySlice slice = fixture.readSince(since);
        QTEST(range(slice), "messages");
        QTEST(slice.isComplete, "isComplete");
    }
    void readsPages_data()
    {
        QTest::addColumn<int>("published");
        QTest::addColumn<quint64>("before");
        QTest::addColumn<int>("limit"); // -1: none
        QTest::addColumn<QByteArray>("messages");
        QTest::addColumn<bool>("isComplete");
        QTest::newRow("nothing published") << 0 << quint64(1) << -1 << QByteArray("none") << true;
        QTest::newRow("everything") << 5 << quint64(6) << -1 << QByteArray("1-5") << true;
        QTest::newRow("a page") << 5 << quint64(6) << 2 << QByteArray("4-5") << true;
        QTest::newRow("the page before") << 5 << quint64(4) << 2 << QByteArray("2-3") << true;
        QTest::newRow("the first") << 5 << quint64(2) << 2 << QByteArray("1-1") << true;
        QTest::newRow("before the first") << 5 << quint64(1) << 2 << QByteArray("none") << true;
        QTest::newRow("none wanted") << 5 << quint64(6) << 0 << QByteArray("none") << true;
        QTest::newRow("all, and some are lost") << 12 << quint64(13) << -1 << QByteArray("3-12") << false;
        QTest::newRow("more than are kept") << 12 << quint64(13) << 11 << QByteArray("3-12") << false;
        QTest::newRow("as many as are kept") << 12 << quint64(13) << 10 << QByteArray("3-12") << true;
        QTest::newRow("only lost ones") << 12 << quint64(3) << 2 << QByteArray("none") << false;
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
            {0, before, limit < 0 ? std::nullopt : std::optional(std::size_t(limit))}, blue);
        QTEST(range(slice), "messages");
        QTEST(slice.isComplete, "isComplete");
    }
    void keepsNoCompressedForm()
    {
        Fixture fixture;
        QByteArray compressed;
        {
            const PreparedMessage sent(Opcode::Text, QByteArray(5000, 'x'));
            RoomMessage message({sent, {}}, ConnectionId(1), QStringLiteral("alice"), 1, {});
            const PreparedMessage envelope = message.envelope(blue);
            QVERIFY(!envelope.deflatedFrame(1).isEmpty());
            compressed = sent.deflatedFrame(1);
            fixture.history.add(std::move(message), fixture.now, fixture.settings);
            QVERIFY(!compressed.isEmpty());
            QVERIFY(!compressed.isDetached()); // shared with the message that is being sent
        }
        QVERIFY(compressed.isDetached());
        fixture.last = 1;
        QCOMPARE(range(fixture.readSince(0)), QByteArray("1-1"));
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
        QCOMPARE(range(fixture.readSince(0)), QByteArray("31-32"));
        fixture.now += 5min;
        fixture.history.expire(fixture.now, fixture.settings);
        QVERIFY(fixture.history.isEmpty());
        QCOMPARE(fixture.history.size().bytes, 0);
        fixture.publish(5, QByteArray(40'000, 'x'));
        QCOMPARE(fixture.history.size().messages, std::size_t(2));
        QVERIFY(fixture.history.size().bytes <= 100'000);
        fixture.publish(1, QByteArray(200'000, 'x')); // does not fit at all
        QVERIFY(fixture.history.isEmpty());
        QVERIFY(!fixture.readSince(fixture.last - 1).isComplete);
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
