#include "tests/core/admin/adminfixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

LogEntry message(const QByteArray &payload)
{
    LogEntry entry;
    entry.connection = ConnectionId(1);
    entry.user = u"Ann"_s;
    entry.payload = payload;
    entry.size = payload.size();
    return entry;
}

LogBatch batch(const QByteArrayList &payloads, quint64 leftOut = 0)
{
    LogBatch batch{{}, leftOut};
    for (const QByteArray &payload : payloads)
        batch.entries.push_back(message(payload));
    return batch;
}

//! Reads messages from an admin port.
struct Reader
{
    explicit Reader(AdminFixture &fixture, const QByteArray &target = "messages", int receiveBuffer = 0)
        : client(RawClient::connectTo(fixture.port, receiveBuffer))
    {
        client.send("GET /api/v1/" + target + " HTTP/1.1\r\nHost: localhost\r\n" + bearer("operator") +
                    "\r\n");
    }

    bool receivesHead()
    {
        return waitUntil([this] { return client.received().contains("\r\n\r\n"); });
    }
    //! The lines of all chunks that have come.
    QByteArrayList lines()
    {
        QByteArray body;
        QByteArray rest = client.received().mid(client.received().indexOf("\r\n\r\n") + 4);
        for (qsizetype end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
            const int size = rest.first(end).toInt(nullptr, 16);
            if (size == 0)
                hasEnded = true;
            if (size == 0 || rest.size() < end + 2 + size + 2)
                break;
            body += rest.mid(end + 2, size);
            rest = rest.mid(end + 2 + size + 2);
        }
        QByteArrayList lines = body.split('\n');
        lines.removeLast();
        return lines;
    }
    QStringList texts()
    {
        QStringList texts;
        for (const QByteArray &line : lines()) {
            const QJsonObject json = QJsonDocument::fromJson(line).object();
            texts += json.contains(u"dropped"_s) ? u"-%1"_s.arg(json[u"dropped"_s].toInt())
                                                 : json[u"text"_s].toString();
        }
        return texts;
    }

    RawClient client;
    bool hasEnded = false;
};

} // namespace

class tst_MessageHandlers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void headComesBeforeTheFirstMessage()
    {
        AdminFixture fixture;
        Reader reader(fixture);
        QVERIFY(reader.receivesHead());
        QVERIFY(reader.client.received().startsWith("HTTP/1.1 200 "));
        QVERIFY(reader.client.received().contains("\r\nContent-Type: application/x-ndjson\r\n"));
        QVERIFY(reader.client.received().contains("\r\nTransfer-Encoding: chunked\r\n"));
        QVERIFY(reader.lines().isEmpty());
    }

    void eachReaderHasItsFilter()
    {
        AdminFixture fixture;
        QVERIFY(!fixture.messages.take); // nothing is collected while nobody reads
        Reader all(fixture);
        Reader some(fixture, "messages?filter=re%3A%5Eb");
        QVERIFY(all.receivesHead() && some.receivesHead());
        QVERIFY(fixture.messages.take);
        fixture.messages.take(batch({"a", "b", "bc"}));
        QVERIFY(waitUntil([&] { return all.texts() == QStringList({u"a"_s, u"b"_s, u"bc"_s}); }));
        QVERIFY(waitUntil([&] { return some.texts() == QStringList({u"b"_s, u"bc"_s}); }));
        QCOMPARE(fixture.messages.acknowledged, 1);
    }

    void saysWhatTheSourceHasLeftOut()
    {
        AdminFixture fixture;
        Reader reader(fixture);
        QVERIFY(reader.receivesHead());
        fixture.messages.take(batch({"a"}, 7));
        QVERIFY(waitUntil([&] { return reader.texts() == QStringList({u"-7"_s, u"a"_s}); }));
        fixture.messages.take(batch({}, 2));
        QVERIFY(waitUntil([&] { return reader.texts() == QStringList({u"-7"_s, u"a"_s, u"-2"_s}); }));
        QCOMPARE(fixture.messages.acknowledged, 2);
    }

    void aSlowReaderLosesMessagesAndIsTold()
    {
        AdminFixture fixture;
        Reader slow(fixture, "messages", 4096);
        Reader fast(fixture);
        QVERIFY(slow.receivesHead() && fast.receivesHead());
        constexpr int Batches = 100;
        constexpr int OfBatch = 4;
        int sent = 0;
        for (int i = 0; i < Batches; ++i) {
            LogBatch messages;
            for (int k = 0; k < OfBatch; ++k)
                messages.entries.push_back(message(QByteArray::number(sent++) + QByteArray(60000, 'x')));
            const int acknowledged = fixture.messages.acknowledged;
            fixture.messages.take(std::move(messages));
            QVERIFY(waitUntil([&] {
                (void)fast.client.received();
                return fixture.messages.acknowledged > acknowledged;
            }));
        }
        QVERIFY(waitUntil([&] { return fast.lines().size() == sent; })); // the other reader does not notice
        QVERIFY(waitUntil([&] {
            int known = 0;
            for (const QString &text : slow.texts())
                known += text.startsWith(u'-') ? -text.toInt() : 1;
            return known == sent;
        }));
        const QStringList texts = slow.texts();
        QVERIFY(texts.size() < sent / 2);
        // The messages that did come are in order, and what is missing is said where it is missing.
        int next = 0;
        for (const QString &text : texts) {
            if (text.startsWith(u'-'))
                next -= text.toInt();
            else
                QCOMPARE(text.first(text.indexOf(u'x')).toInt(), next++);
        }
    }

    void onlyEightMayRead()
    {
        AdminFixture fixture;
        std::vector<std::unique_ptr<Reader>> readers;
        for (std::size_t i = 0; i < MessageReaders::MaxReaders; ++i) {
            readers.push_back(std::make_unique<Reader>(fixture));
            QVERIFY(readers.back()->receivesHead());
        }
        const QByteArray refusal = fixture.responseTo("/api/v1/messages", bearer("operator"));
        QVERIFY(refusal.startsWith("HTTP/1.1 429 "));
        QVERIFY(refusal.contains("\r\nRetry-After: "));
        readers.pop_back(); // makes room for another one
        QVERIFY(waitUntil([&] {
            Reader next(fixture);
            return next.receivesHead() && next.client.received().startsWith("HTTP/1.1 200 ");
        }));
    }

    void nothingIsCollectedWhenTheLastReaderHasLeft()
    {
        AdminFixture fixture;
        auto first = std::make_unique<Reader>(fixture);
        auto second = std::make_unique<Reader>(fixture);
        QVERIFY(first->receivesHead() && second->receivesHead());
        first.reset();
        fixture.messages.take(batch({"a"}));
        QVERIFY(waitUntil([&] { return second->texts() == QStringList(u"a"_s); }));
        QVERIFY(fixture.messages.take);
        second.reset();
        QVERIFY(waitUntil([&] { return !fixture.messages.take; }));
        Reader third(fixture);
        QVERIFY(third.receivesHead());
        QVERIFY(fixture.messages.take);
        fixture.messages.take(batch({"b"}));
        QVERIFY(waitUntil([&] { return third.texts() == QStringList(u"b"_s); }));
    }

    void theResponseEndsWithTheServer()
    {
        AdminFixture fixture;
        Reader reader(fixture);
        QVERIFY(reader.receivesHead());
        fixture.messages.take(batch({"a"}));
        QVERIFY(waitUntil([&] { return reader.lines().size() == 1; }));
        fixture.admin.reset();
        QVERIFY(waitUntil([&] { return reader.client.hasEnded(); }));
        QCOMPARE(reader.lines().size(), 1);
        QVERIFY(reader.hasEnded);
        QVERIFY(reader.client.received().endsWith("0\r\n\r\n"));
        QVERIFY(!fixture.messages.take);
    }

    void headRequestReadsNothing()
    {
        AdminFixture fixture;
        const QByteArray answer = fixture.responseTo("/api/v1/messages", bearer("operator"), "HEAD");
        QVERIFY(answer.startsWith("HTTP/1.1 200 "));
        QVERIFY(answer.endsWith("\r\n\r\n"));
        QVERIFY(!fixture.messages.take);
    }

    void needsAnOperator()
    {
        AdminFixture fixture;
        QCOMPARE(fixture.statusOf("/api/v1/messages", bearer("viewer")), 403);
        QCOMPARE(fixture.statusOf("/api/v1/messages"), 401);
    }
};

SIGNALBOX_IO_TEST_MAIN(tst_MessageHandlers)
#include "tst_messagehandlers.moc"
