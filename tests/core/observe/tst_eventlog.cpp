#include "core/observe/eventlog.h"

#include <QTest>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const WallTime Start{1'700'000'000'000ms};

RefusedRequest refused(const char *reason, int status, const QString &value = {}, WallTime time = Start,
                       const QString &address = u"198.51.100.7"_s)
{
    RefusedRequest request;
    request.time = time;
    request.peer = {QHostAddress(address), 50'123};
    request.listener = {QHostAddress(QHostAddress::LocalHost), 8080};
    request.status = status;
    request.reason = reason;
    request.origin = request.host = request.path = value;
    return request;
}

ConnectionInfo connectionOf(quint64 id, const QString &user)
{
    ConnectionInfo info;
    info.id = ConnectionId(id);
    info.user = user;
    info.peer = {QHostAddress(u"203.0.113.40"_s), quint16(1000 + id)};
    return info;
}

QString originOf(int number)
{
    return u"https://%1.example"_s.arg(number);
}

//! Reads all changes, as a subscriber does.
struct Subscriber
{
    ServerEventBatch read(const EventLog &log)
    {
        ServerEventBatch batch = log.changesFor(reader);
        for (const ServerEventId id : batch.forgotten)
            events.erase(id);
        for (const ServerEvent &event : batch.events)
            events[event.id] = event;
        return batch;
    }
    template <typename Body>
    std::vector<ServerEvent> of() const
    {
        std::vector<ServerEvent> found;
        for (const auto &[id, event] : events) {
            if (std::holds_alternative<Body>(event.body))
                found.push_back(event);
        }
        return found;
    }

    EventLog::Reader reader;
    std::map<ServerEventId, ServerEvent> events;
};

template <typename Body>
std::vector<ServerEvent> eventsOf(const EventLog &log)
{
    Subscriber subscriber;
    subscriber.read(log);
    return subscriber.of<Body>();
}

const ServerEvent *restOf(const std::vector<ServerEvent> &events)
{
    const auto found = std::ranges::find_if(
        events, [](const ServerEvent &event) { return std::get<RequestRefused>(event.body).isRest; });
    return found == events.end() ? nullptr : &*found;
}

const ServerEvent *withValue(const std::vector<ServerEvent> &events, const QString &value)
{
    const auto found = std::ranges::find_if(events, [&](const ServerEvent &event) {
        return std::get<RequestRefused>(event.body).value == value;
    });
    return found == events.end() ? nullptr : &*found;
}

quint64 countOf(const std::vector<ServerEvent> &events)
{
    quint64 count = 0;
    for (const ServerEvent &event : events)
        count += event.count;
    return count;
}

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasNothingAtFirst()
    {
        const EventLog log;
        QCOMPARE(log.revision(), 0u);
        Subscriber subscriber;
        QVERIFY(subscriber.read(log).isEmpty());
    }
    void groupsTheSameRefusal()
    {
        EventLog log;
        for (int i = 0; i < 214; ++i)
            log.refused(refused("origin", 403, u"https://app.example:3000"_s, Start + i * 10ms));
        const std::vector<ServerEvent> events = eventsOf<RequestRefused>(log);
        QCOMPARE(events.size(), std::size_t(1));
        const ServerEvent &event = events[0];
        QCOMPARE(event.count, 214u);
        QCOMPARE(event.first, Start);
        QCOMPARE(event.last, Start + 2130ms);
        QVERIFY(event.level == EventLevel::Warning);
        QCOMPARE(event.peer.address, QHostAddress(u"198.51.100.7"_s));
        QCOMPARE(event.addresses.size(), std::size_t(1));
        QVERIFY(!event.hasMoreAddresses);
        const auto &body = std::get<RequestRefused>(event.body);
        QCOMPARE(body.reason, "origin"_L1);
        QCOMPARE(body.status, 403);
        QCOMPARE(body.value, u"https://app.example:3000"_s);
        QCOMPARE(body.setting, "policy.origins"_L1);
        QCOMPARE(body.entry, u"https://app.example:3000"_s);
        QVERIFY(!body.isRest);
    }
    void refusalsThatDiffer_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isSame");
        const QString address = u"198.51.100.7"_s;
        QTest::newRow("nothing") << u"/a"_s << 404 << u"path"_s << address << true;
        QTest::newRow("the value") << u"/b"_s << 404 << u"path"_s << address << false;
        QTest::newRow("its case") << u"/A"_s << 404 << u"path"_s << address << false;
        QTest::newRow("the status") << u"/a"_s << 400 << u"path"_s << address << false;
        QTest::newRow("the reason") << u"/a"_s << 404 << u"room"_s << address << false;
        QTest::newRow("the address, for a path") << u"/a"_s << 404 << u"path"_s << u"198.51.100.8"_s << true;
    }
    void refusalsThatDiffer()
    {
        QFETCH(const QString, value);
        QFETCH(const int, status);
        QFETCH(const QString, reason);
        QFETCH(const QString, address);
        QFETCH(const bool, isSame);
        EventLog log;
        log.refused(refused("path", 404, u"/a"_s));
        log.refused(refused(reason == "path"_L1 ? "path" : "room", status, value, Start, address));
        QCOMPARE(eventsOf<RequestRefused>(log).size(), std::size_t(isSame ? 1 : 2));
    }
    void groupsByAddressWhatIsAboutTheAddress_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<QString>("second");
        QTest::addColumn<int>("events");
        QTest::newRow("TLS, another address") << QByteArray("tls_handshake") << u"198.51.100.8"_s << 2;
        QTest::newRow("TLS, the same") << QByteArray("tls_handshake") << u"198.51.100.7"_s << 1;
        QTest::newRow("too many of an address") << QByteArray("address_full") << u"198.51.100.8"_s << 2;
        QTest::newRow("the server is full") << QByteArray("server_full") << u"198.51.100.8"_s << 1;
        QTest::newRow("no descriptors") << QByteArray("no_descriptors") << u"2001:db8::4"_s << 1;
    }
    void groupsByAddressWhatIsAboutTheAddress()
    {
        QFETCH(const QByteArray, reason);
        QFETCH(const QString, second);
        QFETCH(const int, events);
        EventLog log;
        log.refused(refused(reason.constData(), 0));
        log.refused(refused(reason.constData(), 0, {}, Start, second));
        QCOMPARE(int(eventsOf<RequestRefused>(log).size()), events);
    }
    void countsANetworkOfIPv6AsOneAddress()
    {
        EventLog log;
        for (int host = 1; host <= 100; ++host)
            log.refused(refused("tls_handshake", 0, {}, Start, u"2001:db8:5:6::%1"_s.arg(host, 0, 16)));
        log.refused(refused("tls_handshake", 0, {}, Start, u"2001:db8:5:7::1"_s));
        const std::vector<ServerEvent> events = eventsOf<RequestRefused>(log);
        QCOMPARE(events.size(), std::size_t(2));
        QCOMPARE(events[0].count, 100u);
        QCOMPARE(events[0].addresses.size(), ServerEvent::MaxAddresses);
        QVERIFY(events[0].hasMoreAddresses);
        QVERIFY(!events[1].hasMoreAddresses);
    }
    void tellsTheNewestErrorOfTls()
    {
        EventLog log;
        RefusedRequest request = refused("tls_handshake", 0);
        for (const char *detail : {"no shared cipher", "unsupported protocol"}) {
            request.detail = detail;
            log.refused(request);
        }
        const std::vector<ServerEvent> events = eventsOf<RequestRefused>(log);
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(std::get<RequestRefused>(events[0].body).detail, "unsupported protocol"_L1);
    }
    void namesNoEntryForWhatCannotBeAllowed()
    {
        EventLog log;
        log.refused(refused("origin", 403, u"https://\"];[x]"_s));
        log.refused(refused("path", 404, u"https://app.example"_s));
        log.refused(refused("host", 421, u"Shop.Example:81"_s));
        log.refused(refused("admin_origin", 403,
                            u"https://app.example"_s)); // policy.origins is not for the admin port
        log.refused(refused("admin_host", 403, u"shop.example"_s));
        const std::vector<ServerEvent> events = eventsOf<RequestRefused>(log);
        for (const std::size_t index : {0, 1, 3, 4})
            QVERIFY(std::get<RequestRefused>(events[index].body).entry.isEmpty());
        QCOMPARE(std::get<RequestRefused>(events[2].body).entry, u"shop.example"_s);
    }
    void harmlessRefusalsAreNoWarnings_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<bool>("isHarmless");
        for (const char *reason : {"left", "draining", "no_upgrade"})
            QTest::newRow(reason) << QByteArray(reason) << true;
        for (const char *reason : {"origin", "path", "timeout", "tls_handshake", "server_full", "new_reason"})
            QTest::newRow(reason) << QByteArray(reason) << false;
    }
    void harmlessRefusalsAreNoWarnings()
    {
        QFETCH(const QByteArray, reason);
        QFETCH(const bool, isHarmless);
        EventLog log;
        log.refused(refused(reason.constData(), 400, u"/x"_s));
        QVERIFY((eventsOf<RequestRefused>(log)[0].level == EventLevel::Info) == isHarmless);
    }
    void inventedValuesAreBounded()
    {
        EventLog log;
        for (int i = 0; i < 5000; ++i)
            log.refused(refused("origin", 403, originOf(i), Start + i * 1ms));
        const std::vector<ServerEvent> events = eventsOf<RequestRefused>(log);
        QCOMPARE(events.size(), EventLog::MaxValues + 1);
        const ServerEvent *rest = restOf(events);
        QVERIFY(rest);
        QCOMPARE(rest->count, 5000 - EventLog::MaxValues);
        QVERIFY(std::get<RequestRefused>(rest->body).value.isEmpty());
        QVERIFY(std::get<RequestRefused>(rest->body).entry.isEmpty());
        QCOMPARE(rest->last, Start + 4999ms);
        for (int i = 0; i < int(EventLog::MaxValues); ++i)
            QVERIFY(withValue(events, originOf(i)));
    }
    void inventedValuesDoNotDisplaceOthers()
    {
        EventLog log;
        log.add(ServerStarted{{u"ws://127.0.0.1:8080/"_s}}, Start);
        for (int i = 0; i < 3; ++i)
            log.refused(refused("origin", 403, u"https://shop.example"_s, Start + i * 1s));
        log.refused(refused("path", 404, u"/wrong"_s));
        WallTime now = Start;
        for (int i = 0; i < 20'000; ++i, now += 50ms)
            log.refused(refused("origin", 403, originOf(i), now));
        const std::vector<ServerEvent> events = eventsOf<RequestRefused>(log);
        QVERIFY(withValue(events, u"https://shop.example"_s));
        QCOMPARE(withValue(events, u"https://shop.example"_s)->count, 3u);
        QVERIFY(withValue(events, u"/wrong"_s));
        QCOMPARE(eventsOf<ServerStarted>(log).size(), std::size_t(1));
        QCOMPARE(countOf(events), 20'004u); // none is lost
        QCOMPARE(events.size(), EventLog::MaxValues + 2);
    }
    void aSilentValueMakesRoomForANewOne_data()
    {
        QTest::addColumn<int>("lowest");
        QTest::addColumn<qint64>("silenceMs");
        QTest::newRow("that occurred once") << 1 << qint64(EventLog::SilenceOfOne.count());
        QTest::newRow("that occurred twice") << 2 << qint64(EventLog::Silence.count());
    }
    void aSilentValueMakesRoomForANewOne()
    {
        QFETCH(const int, lowest);
        QFETCH(const qint64, silenceMs);
        EventLog log;
        for (int i = 0; i < int(EventLog::MaxValues); ++i) {
            for (int j = 0; j < (i == 5 ? lowest : 3); ++j)
                log.refused(refused("host", 421, u"h%1.example"_s.arg(i)));
        }
        Subscriber subscriber;
        subscriber.read(log);
        log.refused(refused("host", 421, u"early.example"_s, Start + Milliseconds(silenceMs - 1)));
        QVERIFY(subscriber.read(log).forgotten.empty());
        QVERIFY(!withValue(subscriber.of<RequestRefused>(), u"early.example"_s));

        log.refused(refused("host", 421, u"late.example"_s, Start + Milliseconds(silenceMs)));
        QCOMPARE(subscriber.read(log).forgotten.size(), std::size_t(1));
        const std::vector<ServerEvent> events = subscriber.of<RequestRefused>();
        QVERIFY(withValue(events, u"late.example"_s));
        QVERIFY(!withValue(events, u"h5.example"_s)); // the one with the lowest count
        QVERIFY(withValue(events, u"h4.example"_s));
        QCOMPARE(restOf(events)->count, 1u + quint64(lowest)); // early and h5
        QCOMPARE(countOf(events), 3 * (EventLog::MaxValues - 1) + quint64(lowest) + 2);
    }
    void aValueThatIsSeenAgainKeepsItsEvent()
    {
        EventLog log;
        Subscriber subscriber;
        log.refused(refused("path", 404, u"/x"_s));
        const ServerEventId id = subscriber.read(log).events.at(0).id;
        log.refused(refused("path", 404, u"/x"_s, Start + 24h));
        const ServerEventBatch batch = subscriber.read(log);
        QCOMPARE(batch.events.size(), std::size_t(1));
        QCOMPARE(batch.events[0].id, id);
        QCOMPARE(batch.events[0].count, 2u);
        QVERIFY(batch.forgotten.empty());
        QVERIFY(subscriber.read(log).isEmpty());
    }
    void aClockThatIsSetBackChangesNoOrder()
    {
        EventLog log;
        log.refused(refused("path", 404, u"/x"_s, Start, u"192.0.2.1"_s));
        log.refused(refused("path", 404, u"/x"_s, Start - 1h, u"192.0.2.2"_s));
        const ServerEvent event = eventsOf<RequestRefused>(log).at(0);
        QCOMPARE(event.first, Start - 1h);
        QCOMPARE(event.last, Start);
        QCOMPARE(event.peer.address, QHostAddress(u"192.0.2.1"_s));
        QCOMPARE(event.addresses.size(), std::size_t(2));
    }
    void countsConnectionsThatReachALimit_data()
    {
        QTest::addColumn<int>("cause");
        QTest::addColumn<QString>("setting");
        const auto row = [](Cause cause, const char *setting) {
            QTest::newRow(causeInfo(cause).name) << int(cause) << QString::fromLatin1(setting);
        };
        row(Cause::Overloaded, "limits.memory");
        row(Cause::QueueOverflow, "limits.outbox_hard");
        row(Cause::QueuedTooLong, "limits.outbox_soft");
        row(Cause::WriteStalled, "limits.write_stall");
        row(Cause::MessageTooBig, "limits.max_message");
        row(Cause::BadEnvelopes, "");
        row(Cause::AuthTimeout, "limits.auth");
    }
    void countsConnectionsThatReachALimit()
    {
        QFETCH(const int, cause);
        QFETCH(const QString, setting);
        EventLog log;
        for (quint64 id = 1; id <= 300; ++id)
            log.closed(connectionOf(id, u"user-%1"_s.arg(id)), Cause(cause), Start + id * 1ms);
        const std::vector<ServerEvent> events = eventsOf<LimitReached>(log);
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(events[0].count, 300u);
        QCOMPARE(events[0].connection, ConnectionId(300));
        QCOMPARE(events[0].user, u"user-300"_s);
        QCOMPARE(QString(std::get<LimitReached>(events[0].body).setting), setting);
        QVERIFY(events[0].level == EventLevel::Warning);
    }
    void otherEndsAreNoEvents()
    {
        EventLog log;
        for (int i = 0; i < CauseCount; ++i) {
            const auto cause = Cause(i);
            if (cause == Cause::ClosedByPeer || cause == Cause::Kicked || cause == Cause::NoPong ||
                cause == Cause::Drain || cause == Cause::ConnectionLost)
                log.closed(connectionOf(1, u"ann"_s), cause, Start);
        }
        QCOMPARE(log.revision(), 0u);
    }
    void groupsPausesByUser()
    {
        EventLog log;
        log.workPaused(connectionOf(1, u"ann"_s), 1500ms, Start);
        log.workPaused(connectionOf(2, u"ann"_s), 4s, Start + 1s);
        log.workPaused(connectionOf(2, u"ann"_s), 2s, Start + 2s);
        for (quint64 id = 3; id < 200; ++id)
            log.workPaused(connectionOf(id, u"guest-%1"_s.arg(id)), 1s, Start + 3s);
        const std::vector<ServerEvent> events = eventsOf<WorkPaused>(log);
        QCOMPARE(events.size(), EventLog::MaxValues + 1);
        QCOMPARE(events[0].count, 3u);
        QCOMPARE(events[0].connection, ConnectionId(2));
        QCOMPARE(std::get<WorkPaused>(events[0].body).longest, 4000ms);
        QVERIFY(std::get<WorkPaused>(events.back().body).isRest);
        QCOMPARE(countOf(events), 200u);
    }
    void groupsPausesOfAListener()
    {
        EventLog log;
        const Endpoint one{QHostAddress(QHostAddress::LocalHost), 8080};
        const Endpoint other{QHostAddress(QHostAddress::LocalHost), 8081};
        log.acceptingPaused(one, u"Too many open files"_s, Start);
        log.acceptingPaused(one, u"Cannot allocate memory"_s, Start + 1min);
        log.acceptingPaused(other, u"Too many open files"_s, Start + 1min);
        const std::vector<ServerEvent> events = eventsOf<AcceptingPaused>(log);
        QCOMPARE(events.size(), std::size_t(2));
        QCOMPARE(events[0].count, 2u);
        QCOMPARE(std::get<AcceptingPaused>(events[0].body).why, u"Cannot allocate memory"_s);
        QVERIFY(events[0].level == EventLevel::Error);
    }
    void levels_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("level");
        int number = 0;
        const auto row = [&number](const char *name, const char *level) {
            QTest::newRow(name) << number++ << QString::fromLatin1(level);
        };
        row("started", "info");
        row("start failed", "error");
        row("draining", "info");
        row("stopped", "info");
        row("reloaded", "info");
        row("reloaded with warnings", "warning");
        row("reload failed", "error");
        row("admin port lost", "warning");
        row("admin port back", "info");
        row("broker lost", "error");
        row("broker back", "info");
        row("certificate loaded", "info");
        row("certificate rejected", "error");
        row("certificate ends", "warning");
        row("certificate has ended", "error");
    }
    void levels()
    {
        const std::vector<ServerEventBody> bodies{ServerStarted{},
                                                  ServerStartFailed{},
                                                  ServerDraining{},
                                                  ServerStopped{},
                                                  ConfigurationReloaded{},
                                                  ConfigurationReloaded{{}, {}, {u"w"_s}},
                                                  ConfigurationRejected{},
                                                  AdminPortLost{},
                                                  AdminPortBack{},
                                                  BrokerLost{},
                                                  BrokerBack{},
                                                  CertificateLoaded{},
                                                  CertificateRejected{},
                                                  CertificateEnding{Start + 1h},
                                                  CertificateEnding{Start}};
        QFETCH(const int, number);
        QFETCH(const QString, level);
        EventLog log;
        log.add(bodies[std::size_t(number)], Start);
        Subscriber subscriber;
        QCOMPARE(QString::fromLatin1(eventLevelName(subscriber.read(log).events.at(0).level)), level);
    }
    void keepsTheNewestSingleEvents()
    {
        EventLog log;
        Subscriber subscriber;
        log.add(ServerStarted{}, Start);
        log.refused(refused("path", 404, u"/x"_s));
        const ServerEventId first = subscriber.read(log).events.at(0).id;
        for (std::size_t i = 0; i < EventLog::MaxSingle; ++i)
            log.add(ServerStopped{}, Start + i * 1s);
        const ServerEventBatch batch = subscriber.read(log);
        QCOMPARE(batch.forgotten, std::vector{first});
        QCOMPARE(subscriber.of<ServerStopped>().size(), EventLog::MaxSingle);
        QCOMPARE(subscriber.of<RequestRefused>().size(), std::size_t(1));
        log.add(ServerStopped{}, Start);
        subscriber.read(log);
        QCOMPARE(subscriber.events.size(), EventLog::MaxSingle + 1);
    }
    void commandsKeepWhoAndHowItEnded()
    {
        EventLog log;
        ActionReport report;
        report.command = {{Actor::Kind::Ctl, u"ops"_s}, Kick{std::vector{ConnectionId(5)}, 4100, u"spam"_s}};
        report.outcomes = {{ConnectionId(5), Outcome::NoAnswer}};
        log.commandFinished(report, Start);
        const ServerEvent event = eventsOf<CommandRun>(log).at(0);
        const auto &run = std::get<CommandRun>(event.body);
        QCOMPARE(event.connection, ConnectionId(5));
        QVERIFY(run.actor == report.command.actor);
        QVERIFY(run.command == report.command.body);
        QCOMPARE(run.outcomes[std::size_t(Outcome::NoAnswer)], 1u);
        QCOMPARE(run.connections, 1u);
    }
    void commandsKeepNoPayloadAndFewIds()
    {
        EventLog log;
        std::vector<ConnectionId> ids;
        ActionReport report;
        for (quint64 id = 1; id <= 5000; ++id) {
            ids.emplace_back(id);
            report.outcomes.push_back({ConnectionId(id), id % 5 == 0 ? Outcome::AlreadyGone : Outcome::Done});
        }
        report.command.body = Send{ids, MessageType::Text, "a secret"};
        log.commandFinished(report, Start);
        const ServerEvent event = eventsOf<CommandRun>(log).at(0);
        const auto &run = std::get<CommandRun>(event.body);
        const auto &send = std::get<Send>(run.command);
        QVERIFY(send.payload.isEmpty());
        QCOMPARE(std::get<std::vector<ConnectionId>>(send.target).size(), CommandRun::MaxConnections);
        QCOMPARE(run.connections, 5000u);
        QCOMPARE(run.outcomes[std::size_t(Outcome::Done)], 4000u);
        QCOMPARE(run.outcomes[std::size_t(Outcome::AlreadyGone)], 1000u);
        QVERIFY(event.connection.isNull());
    }
    void commandsDoNotDisplaceOthers()
    {
        EventLog log;
        log.add(ServerStarted{}, Start);
        ActionReport report;
        report.command.body = Send{AllConnections(), MessageType::Text, "x"};
        report.delivered = 12;
        for (std::size_t i = 0; i < 2 * EventLog::MaxCommands; ++i)
            log.commandFinished(report, Start);
        QCOMPARE(eventsOf<ServerStarted>(log).size(), std::size_t(1));
        const std::vector<ServerEvent> commands = eventsOf<CommandRun>(log);
        QCOMPARE(commands.size(), EventLog::MaxCommands);
        QCOMPARE(std::get<CommandRun>(commands[0].body).connections, 12u);
    }
    void aNewReaderIsToldOfNothingForgotten()
    {
        EventLog log;
        for (std::size_t i = 0; i < EventLog::MaxSingle + 10; ++i)
            log.add(ServerStopped{}, Start);
        Subscriber subscriber;
        const ServerEventBatch batch = subscriber.read(log);
        QVERIFY(batch.forgotten.empty());
        QCOMPARE(batch.events.size(), EventLog::MaxSingle);
        QVERIFY(std::ranges::is_sorted(batch.events, {}, &ServerEvent::id));
    }
    void takesEventsFromManyThreads()
    {
        EventLog log;
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&log, thread] {
                for (int i = 0; i < 2000; ++i)
                    log.refused(refused("origin", 403, originOf(i % 40 + thread), Start + i * 1ms));
            });
        }
        Subscriber subscriber;
        for (int i = 0; i < 200; ++i)
            subscriber.read(log);
        for (std::thread &thread : threads)
            thread.join();
        subscriber.read(log);
        QCOMPARE(countOf(subscriber.of<RequestRefused>()), 8000u);
    }
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
