#include "core/hub/history.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const QString blue = QStringLiteral("blue");

struct Room
{
    void say(int count, const QByteArray &text = "x")
    {
        for (int i = 0; i < count; ++i)
            history.add(RoomMessage({PreparedMessage(Opcode::Text, text), {}}, ConnectionId(1),
                                    QStringLiteral("alice"), ++last, {}),
                        now, settings);
    }
    HistorySettings settings;
    TimePoint now = TimePoint() + 1h;
    quint64 last = 0;
    History history;
};

//! The numbers of the messages in \a slice: 3-5.
QByteArray range(const History::Slice &slice)
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
    void answersWhatWasMissed_data()
    {
        QTest::addColumn<int>("said");
        QTest::addColumn<quint64>("since");
        QTest::addColumn<QByteArray>("messages");
        QTest::addColumn<bool>("isComplete");
        QTest::newRow("nothing said") << 0 << quint64(0) << QByteArray("none") << true;
        QTest::newRow("nothing missed") << 5 << quint64(5) << QByteArray("none") << true;
        QTest::newRow("the last") << 5 << quint64(4) << QByteArray("5-5") << true;
        QTest::newRow("all") << 5 << quint64(0) << QByteArray("1-5") << true;
        QTest::newRow("all that is kept") << 12 << quint64(2) << QByteArray("3-12") << true;
        QTest::newRow("one is lost") << 12 << quint64(1) << QByteArray("3-12") << false;
        QTest::newRow("from the beginning") << 12 << quint64(0) << QByteArray("3-12") << false;
    }
    void answersWhatWasMissed()
    {
        QFETCH(const int, said);
        QFETCH(const quint64, since);
        Room room;
        room.settings.messages = 10;
        room.say(said);
        const History::Slice slice = room.history.since(since, room.last, blue);
        QTEST(range(slice), "messages");
        QTEST(slice.isComplete, "isComplete");
    }
    void answersWhatWasBefore_data()
    {
        QTest::addColumn<int>("said");
        QTest::addColumn<quint64>("before");
        QTest::addColumn<int>("limit"); // -1: none
        QTest::addColumn<QByteArray>("messages");
        QTest::addColumn<bool>("isComplete");
        QTest::newRow("nothing said") << 0 << quint64(1) << -1 << QByteArray("none") << true;
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
    void answersWhatWasBefore()
    {
        QFETCH(const int, said);
        QFETCH(const quint64, before);
        QFETCH(const int, limit);
        Room room;
        room.settings.messages = 10;
        room.say(said);
        const History::Slice slice =
            room.history.before(before, limit < 0 ? std::nullopt : std::optional(std::size_t(limit)), blue);
        QTEST(range(slice), "messages");
        QTEST(slice.isComplete, "isComplete");
    }
    void isBoundedInNumberAgeAndBytes()
    {
        Room room;
        room.settings = {10, 5min, 100'000};
        room.say(30);
        QCOMPARE(room.history.size(), std::size_t(10));
        room.now += 4min;
        room.say(2);
        QCOMPARE(room.history.size(), std::size_t(10));
        room.now += 1min;
        room.history.expire(room.now, room.settings);
        QCOMPARE(room.history.size(), std::size_t(2));
        QCOMPARE(range(room.history.since(0, room.last, blue)), QByteArray("31-32"));
        room.now += 5min;
        room.history.expire(room.now, room.settings);
        QVERIFY(room.history.isEmpty());
        QCOMPARE(room.history.bytes(), 0);
        room.say(5, QByteArray(40'000, 'x'));
        QCOMPARE(room.history.size(), std::size_t(2));
        QVERIFY(room.history.bytes() <= 100'000);
        room.say(1, QByteArray(200'000, 'x')); // does not fit at all
        QVERIFY(room.history.isEmpty());
        QVERIFY(!room.history.since(room.last - 1, room.last, blue).isComplete);
    }
    void nothingIsNoLimit()
    {
        Room room;
        room.settings = {0, 0min, 0};
        room.say(1000);
        room.now += 1000h;
        room.history.expire(room.now, room.settings);
        QCOMPARE(room.history.size(), std::size_t(1000));
    }
};

QTEST_APPLESS_MAIN(TestHistory)
#include "tst_history.moc"
