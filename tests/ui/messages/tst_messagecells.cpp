#include "ui/messages/messagecells.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Change = std::function<void(MessageRow &)>;

MessageRow rowOf(const Change &change, const QByteArray &payload = "hello")
{
    MessageRow row{textEntry(2, payload)}; // of user3, connection 3, in the lobby
    change(row);
    return row;
}

} // namespace

class tst_MessageCells : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void badges_data()
    {
        QTest::addColumn<MessageRow>("row");
        QTest::addColumn<QString>("text");
        QTest::addColumn<MessageCells::Meaning>("meaning");
        using Meaning = MessageCells::Meaning;
        const auto row = [](const char *name, const QString &text, Meaning meaning, const Change &change) {
            QTest::newRow(name) << rowOf(change) << text << meaning;
        };
        row("text", u"↓ text"_s, Meaning::In, [](MessageRow &) {});
        row("json", u"↓ json"_s, Meaning::In, [](MessageRow &r) { r.isJson = true; });
        row("json, payload dropped", u"↓ json"_s, Meaning::In, [](MessageRow &r) {
            r.isJson = true;
            r.isPayloadKept = false;
        });
        row("binary", u"↑ bin"_s, Meaning::Out, [](MessageRow &r) {
            r.entry.direction = Direction::Out;
            r.entry.type = MessageType::Binary;
        });
        row("broadcast", u"▸ 8"_s, Meaning::Out, [](MessageRow &r) { r.entry = broadcastEntry(1, 3, 10); });
        row("answer", u"↑ ack"_s, Meaning::Answer, [](MessageRow &r) {
            r.entry.direction = Direction::Out;
            r.entry.kind = MessageKind::Answer;
            r.entry.envelopeType = "ack";
        });
        row("error", u"↑ error"_s, Meaning::Error, [](MessageRow &r) {
            r.entry.direction = Direction::Out;
            r.entry.kind = MessageKind::Error;
            r.entry.envelopeType = "error";
            r.entry.code = "unknown_type";
        });
        row("ping", u"↓ ping"_s, Meaning::Control, [](MessageRow &r) {
            r.entry.kind = MessageKind::Control;
            r.entry.envelopeType = "ping";
        });
        row("close", u"↓ close 4408"_s, Meaning::Control, [](MessageRow &r) {
            r.entry.kind = MessageKind::Control;
            r.entry.envelopeType = "close";
            r.entry.code = "4408";
        });
        row("request", u"↓ join"_s, Meaning::In, [](MessageRow &r) { r.entry.envelopeType = "join"; });
        row("message of the envelope", u"↓ json"_s, Meaning::In, [](MessageRow &r) {
            r.entry.envelopeType = "message";
            r.isJson = true;
        });
        row("unknown type", u"↓ json"_s, Meaning::In, [](MessageRow &r) {
            r.entry.envelopeType = "mesage";
            r.isJson = true;
        });
        row("gap", QString(), Meaning::None, [](MessageRow &r) { r.leftOut = 4; });
    }
    void badges()
    {
        QFETCH(MessageRow, row);
        const MessageCells::Badge badge = MessageCells::badge(row);
        QTEST(badge.text, "text");
        QTEST(badge.meaning, "meaning");
    }

    void who_data()
    {
        QTest::addColumn<MessageRow>("row");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &text, const Change &change) {
            QTest::newRow(name) << rowOf(change) << text;
        };
        row("received", u"user3 #3"_s, [](MessageRow &) {});
        row("sent", u"to user3 #3"_s, [](MessageRow &r) { r.entry.direction = Direction::Out; });
        row("no user", u"#3"_s, [](MessageRow &r) { r.entry.user.clear(); });
        row("right to left", u"\u2068\u05D0\u05D1\u2069 #3"_s,
            [](MessageRow &r) { r.entry.user = u"\u05D0\u05D1"_s; });
        row("room", u"to 8 member(s)"_s, [](MessageRow &r) { r.entry = broadcastEntry(1, 3, 10); });
        row("user", u"to anna (2)"_s, [](MessageRow &r) {
            r.entry = broadcastEntry(1, 3, 4);
            r.entry.user = u"anna"_s;
        });
        row("missing", QString(), [](MessageRow &r) {
            r.leftOut = 4;
            r.entry.connection = {};
        });
        row("missing of a followed one", u"#3"_s, [](MessageRow &r) { r.leftOut = 4; });
    }
    void who()
    {
        QFETCH(MessageRow, row);
        QTEST(MessageCells::text(row, MessageCells::Who), "text");
    }

    void otherCells()
    {
        const MessageRow row = rowOf([](MessageRow &r) { r.entry.seq = 812; });
        QCOMPARE(MessageCells::text(row, MessageCells::Room), u"lobby"_s);
        QCOMPARE(MessageCells::text(row, MessageCells::Seq), u"812"_s);
        QCOMPARE(MessageCells::text(row, MessageCells::Size), u"5 B"_s);
        QCOMPARE(MessageCells::text(row, MessageCells::Message), u"hello"_s);
        QVERIFY(MessageCells::text(row, MessageCells::Time).endsWith(u".002"));
        for (int column = 0; column < MessageCells::ColumnCount; ++column)
            QVERIFY(!MessageCells::title(column).isEmpty());
    }

    void saysThatAPayloadIsNotKept()
    {
        const MessageRow row = rowOf([](MessageRow &r) {
            r.isPayloadKept = false;
            r.entry.payload.clear();
        });
        QVERIFY(MessageCells::text(row, MessageCells::Message).contains(u"no longer kept"));
        QVERIFY(!MessageCells::toolTip(row, MessageCells::Message).isEmpty());
        QVERIFY(!MessageCells::line(row).endsWith(u'\t'));
    }

    void aPreviewBeginsAtTheMatch_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<bool>("isMoved");
        QTest::newRow("none") << QString() << false;
        QTest::newRow("at the beginning") << u"first"_s << false;
        QTest::newRow("far behind") << u"needle"_s << true;
        QTest::newRow("expression") << u"re:ne{2}dle"_s << true;
        QTest::newRow("not there") << u"absent"_s << false;
        QTest::newRow("not about the payload") << u"user:needle"_s << false;
    }
    void aPreviewBeginsAtTheMatch()
    {
        QFETCH(QString, query);
        QFETCH(bool, isMoved);
        QByteArray payload = "first " + QByteArray("😀").repeated(2000) + "needle " + QByteArray(1000, 'x');
        const MessageRow row = rowOf([](MessageRow &) {}, payload);
        const QString preview = MessageCells::preview(row, Query::parse(query, QueryList::Messages).query);
        QCOMPARE(preview.startsWith(u'…'), isMoved);
        QCOMPARE(preview.contains(u"needle"), isMoved);
        QVERIFY(!preview.contains(u'\uFFFD'));
        QVERIFY(preview.size() < 300);
    }

    void intervals_data()
    {
        QTest::addColumn<qint64>("microseconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("backwards") << qint64(-5) << u"0"_s;
        QTest::newRow("none") << qint64(0) << u"0"_s;
        QTest::newRow("below a tenth") << qint64(49) << u"0"_s;
        QTest::newRow("a fifth") << qint64(200) << u"0.2 ms"_s;
        QTest::newRow("a few") << qint64(9'940) << u"9.9 ms"_s;
        QTest::newRow("ten") << qint64(10'000) << u"10 ms"_s;
        QTest::newRow("below a second") << qint64(999'000) << u"999 ms"_s;
        QTest::newRow("seconds") << qint64(1'700'000) << u"1.7 s"_s;
        QTest::newRow("minutes") << qint64(185'000'000) << u"3 min"_s;
    }
    void intervals()
    {
        QFETCH(qint64, microseconds);
        QTEST(MessageCells::interval(std::chrono::microseconds(microseconds)), "text");
    }

    void copiesTextsAsTheyAre()
    {
        const QByteArray payload = "a\x01\nb";
        const MessageRow row = rowOf([](MessageRow &r) { r.entry.user = u"x\u200By"_s; }, payload);
        QCOMPARE(MessageCells::verbatim(row, MessageCells::Who), u"x\u200By"_s);
        QCOMPARE(MessageCells::verbatim(row, MessageCells::Message), QString::fromUtf8(payload));
        // Several rows are lines of cells.
        const QString line = MessageCells::line(row);
        QCOMPARE(line.count(u'\n'), 0);
        QCOMPARE(line.count(u'\t'), 6);
    }
};

QTEST_MAIN(tst_MessageCells)
#include "tst_messagecells.moc"
