#include "ui/messages/payloadfacts.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_PayloadFacts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void saysWhatItIs_data()
    {
        QTest::addColumn<LogEntry>("entry");
        QTest::addColumn<QStringList>("facts"); // without the time
        const auto entry = [](const QByteArray &payload, MessageKind kind = MessageKind::Data,
                              const QByteArray &type = {}, const QByteArray &code = {}) {
            LogEntry made = textEntry(3, payload);
            made.kind = kind;
            made.envelopeType = type;
            made.code = code;
            return made;
        };
        const QString from = u"from #4 user4"_s;
        const QString room = u"room lobby"_s;
        QTest::newRow("text") << entry("hello") << QStringList{u"Text"_s, u"5 B"_s, from, room};
        QTest::newRow("envelope") << entry("{}", MessageKind::Data, "presence")
                                  << QStringList{u"JSON: presence"_s, u"2 B"_s, from, room};
        LogEntry answer = entry("{}", MessageKind::Answer, "ack");
        answer.direction = Direction::Out;
        QTest::newRow("answer") << answer << QStringList{u"Answer: ack"_s, u"2 B"_s, u"to #4 user4"_s, room};
        QTest::newRow("error") << entry("{}", MessageKind::Error, "error", "bad_json")
                               << QStringList{u"Error: bad_json"_s, u"2 B"_s, from, room};
        QTest::newRow("close") << entry("too slow", MessageKind::Control, "close", "4408")
                               << QStringList{u"Close frame, code 4408"_s, u"8 B"_s, from, room};
        QTest::newRow("close without a code")
            << entry({}, MessageKind::Control, "close")
            << QStringList{u"Close frame without a code"_s, u"0 B"_s, from, room};
        QTest::newRow("ping") << entry("x", MessageKind::Control, "ping")
                              << QStringList{u"Ping frame"_s, u"1 B"_s, from, room};
        QTest::newRow("pong") << entry("x", MessageKind::Control, "pong")
                              << QStringList{u"Pong frame"_s, u"1 B"_s, from, room};
        LogEntry broadcast = entry("hi");
        broadcast.direction = Direction::Out;
        broadcast.connection = {};
        broadcast.recipients = 1200;
        broadcast.publisher = ConnectionId(9);
        broadcast.from = u"ann\u202E"_s;
        broadcast.seq = 17;
        QTest::newRow("broadcast") << broadcast << QStringList{u"Text"_s,
                                                               u"2 B"_s,
                                                               u"to 1,200 recipient(s)"_s,
                                                               u"from #9 ann‹U+202E›"_s,
                                                               room,
                                                               u"seq 17"_s};
        LogEntry cut = entry("first");
        cut.size = 70'000;
        QTest::newRow("truncated") << cut
                                   << QStringList{u"Text"_s, u"70.0 kB"_s, u"only the first 5 B kept"_s, from,
                                                  room};
    }
    void saysWhatItIs()
    {
        QFETCH(LogEntry, entry);
        QFETCH(QStringList, facts);
        QStringList found = payloadFacts(PayloadContent({entry}));
        QVERIFY(found.takeLast().contains(u':')); // the time
        QCOMPARE(found, facts);
    }

    void gaps()
    {
        QCOMPARE(payloadFacts(PayloadContent(MessageRow{.leftOut = 5})),
                 QStringList{u"5 message(s) not shown"_s});
        MessageRow gap;
        gap.entry.kind = MessageKind::Gap;
        gap.entry.messages = 1234;
        gap.entry.size = 5000;
        const PayloadContent content(gap);
        QVERIFY(content.isGap());
        QCOMPARE(payloadFacts(content), QStringList{u"1,234 message(s) not shown"_s});
    }

    void droppedPayloads()
    {
        MessageRow row{textEntry(1, {})};
        row.entry.size = 500;
        row.isPayloadKept = false;
        const QStringList facts = payloadFacts(PayloadContent(row));
        QCOMPARE(facts[1], u"500 B"_s);
        QVERIFY(facts[2].contains(u"dropped"_s));
    }
};

QTEST_GUILESS_MAIN(tst_PayloadFacts)
#include "tst_payloadfacts.moc"
