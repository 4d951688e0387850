#include "ui/messages/messageresend.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

LogEntry entryOf(Direction direction, const QByteArray &payload, const QByteArray &envelopeType = {})
{
    LogEntry entry = textEntry(4, payload); // of user5, connection 5, in the lobby
    entry.direction = direction;
    entry.envelopeType = envelopeType;
    return entry;
}

LogEntry changed(LogEntry entry, const std::function<void(LogEntry &)> &change)
{
    change(entry);
    return entry;
}

} // namespace

class tst_MessageResend : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sendsAgain_data()
    {
        QTest::addColumn<LogEntry>("entry");
        QTest::addColumn<Send>("sent");
        const Target lobby = RoomTarget{u"lobby"_s};
        const Target five = std::vector{ConnectionId(5)};
        const auto row = [](const char *name, const LogEntry &entry, const Target &target,
                            const QByteArray &payload, MessageType type = MessageType::Text) {
            QTest::newRow(name) << entry << Send{target, type, payload};
        };
        row("plain, received", entryOf(Direction::In, "hi"), lobby, "hi");
        row("plain, sent to one", entryOf(Direction::Out, "hi"), five, "hi");
        row("received on /echo", changed(entryOf(Direction::In, "x"), [](LogEntry &e) { e.room.clear(); }),
            five, "x");
        row("broadcast to a room", broadcastEntry(1, 2, 9), RoomTarget{u"trading"_s}, R"({"offer":12})");
        row("broadcast to a user",
            changed(broadcastEntry(1, 2, 3),
                    [](LogEntry &e) {
                        e.room.clear();
                        e.user = u"anna"_s;
                    }),
            UserTarget{u"anna"_s}, R"({"offer":12})");
        row("broadcast to all", changed(broadcastEntry(1, 2, 3), [](LogEntry &e) { e.room.clear(); }),
            AllConnections(), R"({"offer":12})");
        row("binary",
            changed(entryOf(Direction::In, QByteArray("\0\xFF", 2)),
                    [](LogEntry &e) { e.type = MessageType::Binary; }),
            lobby, QByteArray("\0\xFF", 2), MessageType::Binary);
        row("envelope, text", entryOf(Direction::In, R"({"type":"message","content":"a\nb"})", "message"),
            lobby, "a\nb");
        row("envelope, content as written",
            entryOf(Direction::In, R"({"content":{"z":1.10,"a":[1, 2]},"type":"message"})", "message"), lobby,
            R"({"z":1.10,"a":[1, 2]})");
        row("envelope, number", entryOf(Direction::In, R"({"type":"message","content":1.10})", "message"),
            lobby, "1.10");
        row("envelope, base64",
            entryOf(Direction::In, R"({"type":"message","content":"AP8=","encoding":"base64"})", "message"),
            lobby, QByteArray("\0\xFF", 2), MessageType::Binary);
        row("direct, received",
            entryOf(Direction::In, R"({"type":"direct","to":"zoë","content":"x"})", "direct"),
            UserTarget{u"zoë"_s}, "x");
        row("direct, sent",
            changed(entryOf(Direction::Out, R"({"type":"direct","content":"x"})", "direct"),
                    [](LogEntry &e) { e.room.clear(); }),
            five, "x");
    }
    void sendsAgain()
    {
        QFETCH(LogEntry, entry);
        const std::optional<Send> send = resendOf({entry});
        QVERIFY(send);
        QTEST(*send, "sent");
    }

    void cannotBeSentAgain_data()
    {
        QTest::addColumn<LogEntry>("entry");
        QTest::newRow("truncated") << changed(entryOf(Direction::In, "hi"), [](LogEntry &e) { e.size = 3; });
        QTest::newRow("answer") << changed(entryOf(Direction::Out, R"({"type":"ack"})", "ack"),
                                           [](LogEntry &e) { e.kind = MessageKind::Answer; });
        QTest::newRow("control frame")
            << changed(entryOf(Direction::In, "x"), [](LogEntry &e) { e.kind = MessageKind::Control; });
        QTest::newRow("request") << entryOf(Direction::In, R"({"type":"join","room":"a"})", "join");
        QTest::newRow("envelope without content")
            << entryOf(Direction::In, R"({"type":"message"})", "message");
        QTest::newRow("direct without a user")
            << entryOf(Direction::In, R"({"type":"direct","content":"x"})", "direct");
        QTest::newRow("direct to a number")
            << entryOf(Direction::In, R"({"type":"direct","to":5,"content":"x"})", "direct");
    }
    void cannotBeSentAgain()
    {
        QFETCH(LogEntry, entry);
        QVERIFY(!resendOf({entry}));
    }

    void missingMessagesCannot()
    {
        QVERIFY(!resendOf({textEntry(1), 5}));
        MessageRow dropped{textEntry(1)};
        dropped.isPayloadKept = false;
        QVERIFY(!resendOf(dropped));
    }
};

QTEST_GUILESS_MAIN(tst_MessageResend)
#include "tst_messageresend.moc"
