#include "app/ctl/listtables.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_ListTables final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fillsEachColumn_data();
    void fillsEachColumn();
    void namesCannotControlTheTerminal();
};

void tst_ListTables::fillsEachColumn_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<QString>("expected");
    QTest::newRow("connection")
        << int(ListKind::Connections)
        << QByteArray(R"({"id":"17","user":"ann","address":"192.0.2.1","peer":"192.0.2.1:4000","room":"lobby",
            "rooms":["lobby","b","c"],"connected":"2000-01-01T00:00:00.000Z","idle_ms":12000,"latency_ms":1.25,
            "in":{"messages":3,"bytes":300},"out":{"messages":4,"bytes":400},"queued":{"bytes":2048,"frames":2},
            "dropped":5,"state":"closing","node":"n1"})")
        << u"17|ann|192.0.2.1|lobby +2|1.25ms|12s|2KiB|3|4|5|*|closing|n1"_s;
    QTest::newRow("connection without what is not known")
        << int(ListKind::Connections)
        << QByteArray(R"({"id":"1","user":"guest-1","address":"::1","room":"","rooms":[],"latency_ms":null,
            "in":{"messages":0},"out":{"messages":0},"queued":{"bytes":0},"dropped":0,"state":"open"})")
        << u"1|guest-1|::1||||0B|0|0||||"_s;
    QTest::newRow("closed") << int(ListKind::Closed)
                            << QByteArray(R"({"id":"17","user":"ann","address":"192.0.2.1","closed":
            "2000-01-01T00:00:00.000Z","code":4100,"reason":"bye","cause":"kick","initiator":"server",
            "verdict":"kicked by ops"})")
                            << u"*|17|ann|192.0.2.1|4100|kick|server|bye||kicked by ops"_s;
    QTest::newRow("room") << int(ListKind::Rooms)
                          << QByteArray(R"({"name":"a b","epoch":"x","seq":12,"members":3,
            "history":{"messages":10,"bytes":1536}})")
                          << u"a b|3|12|10|1.5KiB|x"_s;
    QTest::newRow("user with counts")
        << int(ListKind::Users) << QByteArray(R"({"name":"ann","connections":2,"rooms":3})") << u"ann|2|3"_s;
    QTest::newRow("user with lists") << int(ListKind::Users)
                                     << QByteArray(
                                            R"({"name":"ann","connections":["1","2"],"rooms":["a","b"]})")
                                     << u"ann|2|a, b"_s;
    QTest::newRow("ban") << int(ListKind::Bans)
                         << QByteArray(R"({"id":"17","kind":"user","value":"ann","reason":"spam","by":"ops",
            "created":"x","hits":12})")
                         << u"17|user|ann|12|x||ops|spam"_s;
    QTest::newRow("audit") << int(ListKind::Audit)
                           << QByteArray(R"({"time":"x","who":"ops","from":"127.0.0.1",
            "action":"kick","target":"17","outcome":"closed"})")
                           << u"x|ops|127.0.0.1|kick|17|closed|"_s;
}

void tst_ListTables::fillsEachColumn()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, row);
    QFETCH(const QString, expected);
    const ListTable table = listTable(ListKind(kind));
    const QJsonDocument document = QJsonDocument::fromJson(row);
    QVERIFY(document.isObject());
    const QStringList cells = table.cells(document.object());
    QCOMPARE(cells.size(), qsizetype(table.columns.size()));
    const QStringList wanted = expected.split(u'|');
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        if (wanted[i] != "*"_L1) // depends on the time
            QCOMPARE(cells[i], wanted[i]);
        else
            QVERIFY(cells[i].contains(u'd'));
    }
}

void tst_ListTables::namesCannotControlTheTerminal()
{
    for (const ListKind kind : {ListKind::Connections, ListKind::Closed, ListKind::Rooms, ListKind::Users,
                                ListKind::Bans, ListKind::Audit}) {
        const ListTable table = listTable(kind);
        QJsonObject row;
        for (const QLatin1StringView name :
             {"id"_L1,     "user"_L1, "address"_L1, "room"_L1,      "name"_L1,    "epoch"_L1,
              "state"_L1,  "node"_L1, "cause"_L1,   "initiator"_L1, "reason"_L1,  "verdict"_L1,
              "time"_L1,   "who"_L1,  "from"_L1,    "action"_L1,    "target"_L1,  "outcome"_L1,
              "detail"_L1, "kind"_L1, "value"_L1,   "by"_L1,        "created"_L1, "expires"_L1})
            row.insert(name, u"\x1b]0;x\x07\r\n\u202e"_s);
        row.insert("rooms"_L1, QJsonArray{u"\x1b[2J"_s});
        for (const QString &cell : table.cells(row)) {
            for (const QChar character : cell)
                QVERIFY2(character.category() != QChar::Other_Control &&
                             character.category() != QChar::Other_Format,
                         qPrintable(cell));
        }
    }
}

QTEST_GUILESS_MAIN(tst_ListTables)
#include "tst_listtables.moc"
