#include "core/protocol/envelopehead.h"

#include "core/protocol/envelopewriter.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestEnvelopeHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTheServerWrites_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QString>("room");
        const QString room = u"a \"quoted\\\" räum"_s;
        const QByteArray id = "\"an \\\"id\\\", \\\\ with ,{}[]\"";
        const EnvelopeContent content{R"({"type":"ack","room":"other"})", ContentEncoding::Json};
        QTest::newRow("ack") << envelope::ack("7") << QByteArray("ack") << QByteArray() << QString();
        QTest::newRow("ack without id")
            << envelope::ack({}) << QByteArray("ack") << QByteArray() << QString();
        QTest::newRow("ack of a message")
            << envelope::messageAck(id, room, 9) << QByteArray("ack") << QByteArray() << room;
        QTest::newRow("ack of a join")
            << envelope::joinAck("-1.5e3", room, u"epoch", 0) << QByteArray("ack") << QByteArray() << room;
        QTest::newRow("pong") << envelope::pong(id) << QByteArray("pong") << QByteArray() << QString();
        QTest::newRow("error") << envelope::error({EnvelopeErrorCode::NotInRoom, u"\"text\""_s, "room", id})
                               << QByteArray("error") << QByteArray("not_in_room") << QString();
        QTest::newRow("message") << envelope::message({room, u"ann", ConnectionId(3), content, 4, {}})
                                 << QByteArray("message") << QByteArray() << room;
        QTest::newRow("direct") << envelope::direct(u"ann", {}, content, {}) << QByteArray("direct")
                                << QByteArray() << QString();
        QTest::newRow("presence") << envelope::presence("1", room, {}, 0, {}) << QByteArray("presence")
                                  << QByteArray() << room;
        QTest::newRow("history") << envelope::history(id, room, u"e", {}, 5, true) << QByteArray("history")
                                 << QByteArray() << room;
        QTest::newRow("joined") << envelope::joined(room, u"bob", ConnectionId(1)) << QByteArray("joined")
                                << QByteArray() << room;
        QTest::newRow("welcome") << envelope::welcome({ConnectionId(1), u"x"_s, room, u"e"_s, {}, {}, 0, 0})
                                 << QByteArray("welcome") << QByteArray() << room;
    }
    void readsWhatTheServerWrites()
    {
        QFETCH(const QByteArray, json);
        const EnvelopeHead head = readEnvelopeHead(json);
        QTEST(head.type.toByteArray(), "type");
        QTEST(head.code.toByteArray(), "code");
        QTEST(head.room, "room");
    }
    void readsWhatThereIsOfABeginning()
    {
        const QByteArray whole = envelope::joinAck("\"i\\\"d\"", u"room", u"epoch", 12);
        for (qsizetype size = 0; size <= whole.size(); ++size) {
            const EnvelopeHead head = readEnvelopeHead(QByteArrayView(whole).first(size));
            QVERIFY(head.type.isEmpty() || head.type == "ack");
            QVERIFY(head.room.isEmpty() || head.room == u"room");
        }
        for (const char *odd :
             {"", "{", "[]", "x", "{\"type\"", "{\"type\":", "{\"type\":\"\\", "{}", "{\"a\":}"})
            QVERIFY(readEnvelopeHead(odd).type.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestEnvelopeHead)
#include "tst_envelopehead.moc"
