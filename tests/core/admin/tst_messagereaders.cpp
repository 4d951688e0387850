#include "core/admin/messagereaders.h"

#include "tests/support/waituntil.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

LogEntry entry()
{
    LogEntry entry;
    entry.time = WallTime(Milliseconds(1'000'000'000'123));
    entry.connection = ConnectionId(12);
    entry.user = u"Ann"_s;
    entry.room = u"tea"_s;
    entry.payload = "hello";
    entry.size = 5;
    return entry;
}

} // namespace

class tst_MessageReaders : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void line_data()
    {
        QTest::addColumn<LogEntry>("message");
        QTest::addColumn<QJsonObject>("change"); //!< "-": the field is absent
        const auto row = [](const char *name, auto change, const QJsonObject &expected) {
            LogEntry message = entry();
            change(message);
            QTest::newRow(name) << message << expected;
        };
        row("plain text", [](LogEntry &) {}, {});
        row("out", [](LogEntry &message) { message.direction = Direction::Out; }, {{u"dir"_s, u"out"_s}});
        row("no room", [](LogEntry &message) { message.room.clear(); }, {{u"room"_s, u"-"_s}});
        row("of the envelope", [](LogEntry &message) { message.envelopeType = "join\"x"; },
            {{u"type"_s, u"join\"x"_s}});
        row("binary",
            [](LogEntry &message) {
                message.type = MessageType::Binary;
                message.payload = QByteArray("\x00\xff\x01", 3);
                message.size = 3;
            },
            {{u"type"_s, u"binary"_s}, {u"text"_s, u"-"_s}, {u"base64"_s, u"AP8B"_s}, {u"size"_s, 3}});
        row("cut", [](LogEntry &message) { message.size = 70000; }, {{u"size"_s, 70000}, {u"cut"_s, true}});
        row("cut within a character",
            [](LogEntry &message) {
                message.payload = QByteArray("ab😀").chopped(1);
                message.size = 6;
            },
            {{u"size"_s, 6}, {u"cut"_s, true}, {u"text"_s, u"ab"_s}});
        row("controls and quotes",
            [](LogEntry &message) {
                message.payload = "\"\\\n\x01😀\u2028";
                message.user = u"\"\u2028"_s;
            },
            {{u"text"_s, u"\"\\\n\x01😀\u2028"_s}, {u"user"_s, u"\"\u2028"_s}});
        row("a broadcast",
            [](LogEntry &message) {
                message.direction = Direction::Out;
                message.connection = {};
                message.user.clear();
                message.publisher = ConnectionId(13);
                message.from = u"Bob"_s;
            },
            {{u"dir"_s, u"out"_s}, {u"user"_s, u"Bob"_s}, {u"client"_s, u"13"_s}});
        row("of the server",
            [](LogEntry &message) {
                message.direction = Direction::Out;
                message.connection = {};
                message.user.clear();
            },
            {{u"dir"_s, u"out"_s}, {u"user"_s, u""_s}, {u"client"_s, QJsonValue::Null}});
    }
    void line()
    {
        QFETCH(LogEntry, message);
        QFETCH(QJsonObject, change);
        QJsonObject expected{{u"time"_s, u"2001-09-09T01:46:40.123Z"_s},
                             {u"dir"_s, u"in"_s},
                             {u"type"_s, u"text"_s},
                             {u"room"_s, u"tea"_s},
                             {u"user"_s, u"Ann"_s},
                             {u"client"_s, u"12"_s},
                             {u"size"_s, 5},
                             {u"text"_s, u"hello"_s}};
        for (auto field = change.begin(); field != change.end(); ++field) {
            if (field.value() == u"-"_s)
                expected.remove(field.key());
            else
                expected[field.key()] = field.value();
        }
        const QByteArray line = messageLine(message);
        QCOMPARE(line.count('\n'), 1);
        QVERIFY(line.endsWith('\n'));
        QCOMPARE(QJsonDocument::fromJson(line).object(), expected);
    }
};

QTEST_GUILESS_MAIN(tst_MessageReaders)
#include "tst_messagereaders.moc"
