#include "ui/messages/messageexport.h"

#include "tests/ui/messages/logsamples.h"
#include "ui/messages/messagestore.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QJsonObject objectOf(const MessageRow &row)
{
    const QByteArray line = exportedMessage(row);
    return line.endsWith('\n') && line.count('\n') == 1 ? QJsonDocument::fromJson(line).object()
                                                        : QJsonObject();
}

std::vector<quint64> allOf(const MessageStore &log)
{
    std::vector<quint64> positions(log.size());
    std::iota(positions.begin(), positions.end(), log.first());
    return positions;
}

void add(MessageStore &log, quint64 first, int count)
{
    for (const LogEntry &entry : batchOf(first, count).entries)
        log.append(entry);
    log.applyLimits(log.excess());
}

} // namespace

class tst_MessageExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesAMessage()
    {
        const QJsonObject object = objectOf({textEntry(2, "a\n\"b\"")});
        QCOMPARE(object, (QJsonObject{{u"time"_s, u"2023-11-14T22:13:20.002Z"_s},
                                      {u"dir"_s, u"in"_s},
                                      {u"type"_s, u"text"_s},
                                      {u"room"_s, u"lobby"_s},
                                      {u"user"_s, u"user3"_s},
                                      {u"client"_s, u"3"_s},
                                      {u"size"_s, 5},
                                      {u"text"_s, u"a\n\"b\""_s}}));
    }

    void writesOtherRows()
    {
        LogEntry binary = textEntry(2, QByteArray("\x00\xFF", 2));
        binary.type = MessageType::Binary;
        binary.size = 70'000;
        binary.user.clear();
        const QJsonObject object = objectOf({binary});
        QCOMPARE(object[u"base64"], u"AP8="_s);
        QCOMPARE(object[u"size"], 70'000);
        QCOMPARE(object[u"cut"], true);
        QVERIFY(!object.contains(u"user"));
        const QJsonObject broadcast = objectOf({broadcastEntry(1, 2, 4)});
        QCOMPARE(broadcast[u"recipients"], 3);
        QVERIFY(!broadcast.contains(u"client"));
        QCOMPARE(objectOf({textEntry(1), 12})[u"dropped"], 12);
        MessageRow dropped{textEntry(1, {})};
        dropped.isPayloadKept = false;
        QCOMPARE(objectOf(dropped)[u"cut"], true);
    }

    void savesAFile()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"log.jsonl"_s);
        MessageStore log({.maxRows = 50'000});
        add(log, 1, 50'000);
        auto *writer = new MessageExport(log, allOf(log), name, this);
        QSignalSpy progressed(writer, &MessageExport::progressed);
        QSignalSpy finished(writer, &MessageExport::finished);
        QSignalSpy destroyed(writer, &QObject::destroyed);
        writer->start();
        add(log, 50'001, 50); // drops fifty that are not written yet
        QVERIFY(finished.wait(60'000));
        QCOMPARE(finished[0][0].toULongLong(), 49'950ULL);
        QCOMPARE(finished[0][1].toString(), QString());
        QVERIFY(progressed.size() > 0); // in several turns
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 49'950);
        QTRY_COMPARE(destroyed.size(), 1);
    }

    void saysWhyItCannot()
    {
        MessageStore log({});
        add(log, 1, 1);
        auto *writer = new MessageExport(log, allOf(log), u"/nonexistent/folder/log"_s, this);
        QSignalSpy finished(writer, &MessageExport::finished);
        writer->start();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(finished[0][0].toULongLong(), 0ULL);
        QVERIFY(!finished[0][1].toString().isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_MessageExport)
#include "tst_messageexport.moc"
