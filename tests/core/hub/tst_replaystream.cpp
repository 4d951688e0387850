#include "core/hub/replaystream.h"

#include "core/protocol/envelopewriter.h"

#include <QTest>

#include <random>

using namespace signalbox;

namespace {

const QString blue = QStringLiteral("blu\u00e9");
const QString epoch = QStringLiteral("epoch");
const WallTime noon{};

//! Answers reads when the test does, or at once from what it has.
struct Handler final : public ReplayHandler
{
    void readReplay(ReplayStream &replay) override
    {
        reads.push_back(replay.position().seq);
        if (onRead)
            onRead(replay);
    }
    void handleProduced(ReplayStream &, const FragmentSource::Fragment &fragment) override
    {
        produced += fragment.text.size();
        ended += fragment.isLast ? 1 : 0;
    }
    void handleDestroyed(ReplayStream &) override { ++destroyed; }

    std::vector<quint64> reads;
    std::function<void(ReplayStream &)> onRead;
    qint64 produced = 0;
    int ended = 0;
    int destroyed = 0;
};

std::shared_ptr<const RoomMessage> message(quint64 seq, Publication &&publication)
{
    return std::make_shared<const RoomMessage>(std::move(publication), ConnectionId(17),
                                               QStringLiteral("\u00c4nn"), seq, noon);
}

std::shared_ptr<const RoomMessage> message(quint64 seq, const QByteArray &text = "x")
{
    return message(seq, {PreparedMessage(Opcode::Text, text), {}});
}

ReplayChunk chunk(std::vector<std::shared_ptr<const RoomMessage>> messages, bool isHead, bool isGap = false)
{
    return {{}, 0, std::move(messages), isGap, isHead};
}

std::unique_ptr<ReplayStream> streamOf(Handler &handler, quint64 after = 0, bool isRecovered = true,
                                       bool isComplete = false)
{
    return std::make_unique<ReplayStream>(handler, 1, Requester{ConnectionId(1), 0, 100, "\"id\"", 0}, blue,
                                          epoch, ReplayStart{after, isRecovered}, isComplete);
}

//! All that \a stream produces now.
QByteArray textOf(ReplayStream &stream, bool *isEnded = nullptr)
{
    QByteArray text;
    while (const std::optional<FragmentSource::Fragment> fragment = stream.next()) {
        if (fragment->text.isEmpty() || fragment->text.size() > FragmentSource::MaxFragment ||
            QString::fromUtf8(fragment->text).toUtf8() != fragment->text)
            return "a bad fragment";
        text.append(fragment->text);
        if (fragment->isLast) {
            if (isEnded)
                *isEnded = true;
            break;
        }
    }
    return text;
}

QByteArray whole(const std::vector<std::shared_ptr<const RoomMessage>> &messages, bool recovered)
{
    std::vector<QByteArray> texts;
    for (const auto &each : messages)
        texts.push_back(each->envelopeText(blue));
    return envelope::history("\"id\"", blue, epoch, texts, {}, recovered);
}

} // namespace

class TestReplayStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFragmentsAreTheHistory_data()
    {
        QTest::addColumn<quint32>("seed");
        QTest::addColumn<bool>("isAtOnce");
        for (quint32 seed = 1; seed <= 6; ++seed)
            QTest::addRow("seed %u", seed) << seed << (seed % 2 == 0);
    }
    void theFragmentsAreTheHistory()
    {
        QFETCH(const quint32, seed);
        QFETCH(const bool, isAtOnce); // as from a shard on the same thread
        std::mt19937 random(seed);
        std::vector<std::shared_ptr<const RoomMessage>> messages;
        for (quint64 seq = 1; seq <= 60; ++seq) {
            const qsizetype size = qsizetype(random() % (seq % 7 == 0 ? 70'000 : 300));
            switch (random() % 4) {
            case 0:
                messages.push_back(message(seq, QByteArray(size, '\x03')));
                break;
            case 1:
                messages.push_back(message(seq, QByteArray("\xf0\x9f\x98\x80").repeated(size / 4)));
                break;
            case 2:
                messages.push_back(
                    message(seq, {PreparedMessage(Opcode::Binary, QByteArray(size, char(0xff))), {}}));
                break;
            default:
                messages.push_back(
                    message(seq, {{}, {'"' + QByteArray("\xc3\xa9").repeated(size / 2) + '"'}}));
            }
        }
        std::size_t next = 0;
        const auto answer = [&](ReplayStream &stream) {
            const std::size_t count = std::min<std::size_t>(1 + random() % 9, messages.size() - next);
            const auto begin = messages.begin() + std::ptrdiff_t(next);
            next += count;
            stream.take(chunk({begin, begin + std::ptrdiff_t(count)}, next == messages.size()));
        };
        Handler handler;
        if (isAtOnce)
            handler.onRead = answer;
        const auto stream = streamOf(handler);
        QByteArray text;
        bool isEnded = false;
        while (!isEnded) {
            const std::size_t asked = handler.reads.size();
            text.append(textOf(*stream, &isEnded));
            if (!isAtOnce && !isEnded) {
                QVERIFY(handler.reads.size() <= asked + 1); // one read at a time
                answer(*stream);
            }
        }
        QCOMPARE(text, whole(messages, true));
        QCOMPARE(handler.produced, text.size());
        QCOMPARE(stream->produced(), text.size());
        QCOMPARE(handler.ended, 1);
        QVERIFY(stream->isComplete());
        for (std::size_t i = 1; i < handler.reads.size(); ++i)
            QVERIFY(handler.reads[i] > handler.reads[i - 1]);
    }
    void producesNothingBeforeTheFirstChunk()
    {
        Handler handler;
        const auto stream = streamOf(handler, 4);
        QVERIFY(!stream->next());
        QVERIFY(!stream->next());
        QCOMPARE(handler.reads, std::vector<quint64>{4});
        stream->take(chunk({message(5)}, false));
        QCOMPARE(textOf(*stream), whole({message(5)}, true).chopped(int(strlen("],\"recovered\":true}"))));
        QCOMPARE(handler.reads, (std::vector<quint64>{4, 5}));
    }
    void withNothingToReplayNothingIsRead()
    {
        Handler handler;
        const auto stream = streamOf(handler, 4, true, true);
        QCOMPARE(textOf(*stream), whole({}, true));
        QVERIFY(handler.reads.empty());
    }
    void whatWasDroppedBeforeItBeganIsSkipped()
    {
        Handler handler;
        const auto stream = streamOf(handler, 4);
        QVERIFY(!stream->next());
        stream->take(chunk({message(7)}, false, true));
        QVERIFY(!stream->isComplete());
        QVERIFY(!textOf(*stream).isEmpty());
        stream->take(chunk({message(8)}, true));
        QVERIFY(textOf(*stream).endsWith(R"("recovered":false})"));
    }
    void aPositionOfAnotherNumberingIsNotRecovered()
    {
        Handler handler;
        const auto stream = streamOf(handler, 0, false);
        QVERIFY(!stream->next());
        stream->take(chunk({message(1), message(2)}, true));
        QCOMPARE(textOf(*stream), whole({message(1), message(2)}, false));
    }
    void endsWhereMessagesWereDroppedUnderIt()
    {
        Handler handler;
        const auto stream = streamOf(handler);
        QVERIFY(!stream->next());
        stream->take(chunk({message(1), message(2)}, false));
        const QByteArray begin = textOf(*stream);
        stream->take(chunk({message(9)}, true, true)); // 3 to 8 are gone
        QVERIFY(stream->isComplete());
        bool isEnded = false;
        QCOMPARE(begin + textOf(*stream, &isEnded), whole({message(1), message(2)}, false));
        QVERIFY(isEnded);
    }
    void endsWhenTheRoomIsForgotten()
    {
        Handler handler;
        const auto stream = streamOf(handler);
        QVERIFY(!stream->next());
        stream->take(chunk({}, false, true));
        QCOMPARE(textOf(*stream), whole({}, false));
    }
    void endsWhereTheClientHasLeft_data()
    {
        QTest::addColumn<quint64>("limit");
        QTest::addColumn<quint64>("last");
        QTest::newRow("before the first chunk") << quint64(2) << quint64(2);
        QTest::newRow("in the first chunk, but written") << quint64(3) << quint64(3);
        QTest::newRow("in the second chunk") << quint64(5) << quint64(5);
        QTest::newRow("behind all") << quint64(6) << quint64(6);
    }
    void endsWhereTheClientHasLeft()
    {
        QFETCH(const quint64, limit);
        QFETCH(const quint64, last);
        Handler handler;
        const auto stream = streamOf(handler);
        QVERIFY(!stream->next());
        if (limit < 3)
            stream->limit(limit);
        stream->take(chunk({message(1), message(2), message(3)}, false));
        bool isEnded = false;
        QByteArray text = textOf(*stream, &isEnded);
        stream->limit(limit);
        if (!stream->isComplete()) {
            text.append(textOf(*stream));
            stream->take(chunk({message(4), message(5), message(6)}, false));
        }
        QVERIFY(stream->isComplete());
        if (!isEnded)
            text.append(textOf(*stream));
        std::vector<std::shared_ptr<const RoomMessage>> expected;
        for (quint64 seq = 1; seq <= last; ++seq)
            expected.push_back(message(seq));
        QCOMPARE(text, whole(expected, true));
    }
    void aChunkBehindTheEndIsIgnored()
    {
        Handler handler;
        const auto stream = streamOf(handler, 3);
        QVERIFY(!stream->next());
        stream->limit(3); // while it is being read
        stream->take(chunk({message(4)}, true));
        QCOMPARE(textOf(*stream), whole({}, true));
    }
    void reportsItsEnd()
    {
        Handler handler;
        streamOf(handler).reset();
        QCOMPARE(handler.destroyed, 1);
        auto stream = streamOf(handler);
        stream->detach();
        QVERIFY(!stream->next());
        QVERIFY(handler.reads.empty());
        stream.reset();
        QCOMPARE(handler.destroyed, 1);
    }
};

QTEST_APPLESS_MAIN(TestReplayStream)
#include "tst_replaystream.moc"
