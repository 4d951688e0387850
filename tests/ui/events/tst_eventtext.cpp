#include "ui/events/eventtext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

using Subject = RequestRefused::Subject;

RequestRefused refused(const char *reason, int status, Subject subject, const QString &value = {})
{
    return {.reason = QLatin1StringView(reason), .status = status, .subject = subject, .value = value};
}

CommandRun run(const CommandBody &command, const Actor &actor = {})
{
    return {.actor = actor, .command = command};
}

QString textOf(const ServerEventBody &body)
{
    ServerEvent event;
    event.body = body;
    return EventText::of(event);
}

} // namespace

class TestEventText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void refusals_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("subject");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *reason, int status, Subject subject, const QString &value,
                            const QString &text) {
            QTest::newRow(qPrintable(text))
                << QString::fromLatin1(reason) << status << int(subject) << value << text;
        };
        row("origin", 403, Subject::Origin, u"https://shop.example"_s, u"403 Origin https://shop.example"_s);
        row("origin", 403, Subject::Origin, {}, u"403 Origin (none)"_s);
        row("host", 421, Subject::Host, u"evil.example:80"_s, u"421 Host evil.example:80"_s);
        row("path", 404, Subject::Path, u"/a b"_s, u"404 No route for /a b"_s);
        row("tls_handshake", 0, Subject::Address, {}, u"TLS handshake failed"_s);
        row("server_full", 503, Subject::Server, {}, u"503 As many connections as allowed"_s);
        row("origin", 403, Subject::Origin, u"https://a\u202Eb"_s, u"403 Origin https://a‹U+202E›b"_s);
        row("path", 404, Subject::Path, u"/100%25 %2 %1"_s, u"404 No route for /100%25 %2 %1"_s);
        row("brand_new", 499, Subject::Path, u"/x"_s, u"499 brand_new /x"_s);
        row("brand_new", 0, Subject::Address, {}, u"brand_new"_s);
    }
    void refusals()
    {
        QFETCH(const QString, reason);
        QFETCH(const int, status);
        QFETCH(const int, subject);
        QFETCH(const QString, value);
        QFETCH(const QString, text);
        const QByteArray name = reason.toLatin1();
        QCOMPARE(textOf(refused(name.constData(), status, Subject(subject), value)), text);
    }
    void theRestOfRefusals()
    {
        RequestRefused rest = refused("origin", 403, Subject::Origin);
        rest.isRest = true;
        QCOMPARE(textOf(rest), u"403 Origin (others)"_s);
        rest = refused("address_full", 429, Subject::Address);
        rest.isRest = true;
        QCOMPARE(textOf(rest), u"429 Too many connections from one address (others)"_s);
    }
    void errorsOfTls()
    {
        RequestRefused refusal = refused("client_certificate", 0, Subject::Address);
        refusal.detail = "certificate has expired"_L1;
        QCOMPARE(textOf(refusal), u"No valid certificate of the client: certificate has expired"_s);
        refusal.isRest = true;
        QCOMPARE(textOf(refusal), u"No valid certificate of the client (others)"_s);
    }
    void others_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("text");
        int number = 0;
        for (const char *text :
             {"Listening on ws://a/, ws://b/",
              "Could not start: in use",
              "Drain: closing all connections",
              "Stop: closing all connections",
              "Stopped",
              "Configuration reloaded, nothing changed",
              "Configuration reloaded, changed: hub.max_rooms, log.level; after a restart: server.listen",
              "Configuration not reloaded: first line",
              "No admin port: in use",
              "Admin port open again on 127.0.0.1:8081",
              "No connection to Redis: refused",
              "Connected to Redis again",
              "TLS files not used, the certificate stays: key tls.key: /k: no",
              "4408 Closed: too much was queued",
              "1013 Closed to free memory",
              "Requests had to wait, up to 1.5 s",
              "Requests of other users had to wait, up to 2.0 s",
              "Messages had to wait: sent too fast",
              "Messages were dropped: sent too fast",
              "Nobody could connect to 127.0.0.1:8080 for a while: Too many open files"})
            QTest::newRow(text) << number++ << QString::fromLatin1(text);
    }
    void others()
    {
        const std::vector<ServerEventBody> bodies{
            ServerStarted{{u"ws://a/"_s, u"ws://b/"_s}},
            ServerStartFailed{u"in use"_s},
            ServerDraining{Cause::Drain},
            ServerDraining{Cause::Shutdown},
            ServerStopped{},
            ConfigurationReloaded{},
            ConfigurationReloaded{{u"hub.max_rooms"_s, u"log.level"_s}, {u"server.listen"_s}, {}},
            ConfigurationRejected{u"first line\nsecond line"_s},
            AdminPortLost{u"in use"_s},
            AdminPortBack{u"127.0.0.1:8081"_s},
            BrokerLost{u"refused"_s},
            BrokerBack{},
            CertificateRejected{u"key tls.key: /k: no"_s},
            LimitReached{Cause::QueueOverflow, "limits.outbox_hard"_L1},
            LimitReached{Cause::Overloaded, "limits.memory"_L1},
            WorkPaused{1500ms},
            WorkPaused{2s, true},
            RateExceeded{"limits.bytes_per_second"_L1, false},
            RateExceeded{"limits.messages_per_second"_L1, true},
            AcceptingPaused{u"127.0.0.1:8080"_s, u"Too many open files"_s}};
        QFETCH(const int, number);
        QFETCH(const QString, text);
        QCOMPARE(textOf(bodies[std::size_t(number)]), text);
    }
    void commands()
    {
        CommandRun kick = run(Kick{std::vector{ConnectionId(31)}, 4100, {}}, {Actor::Kind::Ctl, u"ops"_s});
        kick.outcomes[std::size_t(Outcome::ClosedClean)] = 1;
        kick.connections = 1;
        QCOMPARE(textOf(kick), u"signalboxctl ops: Kicked: closed cleanly (#31)"_s);

        CommandRun send = run(Send{RoomTarget{u"lobby"_s}, MessageType::Text, {}});
        send.connections = 12;
        QCOMPARE(textOf(send), u"Window: Sent to 12 connection(s) (room lobby)"_s);

        CommandRun close = run(Close{UserTarget{u"eve"_s}}, {Actor::Kind::Api, u"<b>night"_s});
        close.outcomes[std::size_t(Outcome::ClosedClean)] = 2;
        close.outcomes[std::size_t(Outcome::NoAnswer)] = 1;
        close.connections = 3;
        QCOMPARE(textOf(close), u"API <b>night: 3 closed: 2 closed cleanly, 1 did not answer (user eve)"_s);

        std::vector<ConnectionId> ids;
        for (quint64 id = 1; id <= 20; ++id)
            ids.emplace_back(id);
        CommandRun many = run(Ping{ids});
        many.outcomes[std::size_t(Outcome::Done)] = 19'000;
        many.connections = 19'000;
        QVERIFY2(textOf(many).endsWith("(#1, #2, #3, #4 and 18,996 more)"_L1), qPrintable(textOf(many)));

        CommandRun revoke = run(Revoke{{}, RevocationKind::User, u"eve"_s, {}}, {Actor::Kind::Ctl, u"ops"_s});
        revoke.connections = 2;
        QCOMPARE(textOf(revoke), u"signalboxctl ops: Tokens revoked, 2 connection(s) closed (user eve)"_s);
        revoke = run(Revoke{{}, RevocationKind::TokenId, u"a\u202e7"_s, {}});
        QCOMPARE(textOf(revoke), u"Window: Token revoked, 0 connection(s) closed (jti a‹U+202E›7)"_s);

        CommandRun ban = run(AddBans{{}, {Ban{.value = u"eve"_s}}});
        ban.connections = 2;
        QCOMPARE(textOf(ban), u"Window: 1 ban(s) added, 2 connection(s) closed"_s);
    }
    void actsOnTheServer_data()
    {
        QTest::addColumn<AdminAct::What>("what");
        QTest::addColumn<QString>("text");
        QTest::newRow("start") << AdminAct::What::Start << u"API ops: Start the server"_s;
        QTest::newRow("stop") << AdminAct::What::Stop << u"API ops: Stop the server"_s;
        QTest::newRow("reload") << AdminAct::What::Reload << u"API ops: Reload the configuration"_s;
        QTest::newRow("reload certificates")
            << AdminAct::What::ReloadCertificates << u"API ops: Reload the certificates"_s;
        QTest::newRow("drain") << AdminAct::What::Drain << u"API ops: Drain the server"_s;
    }
    void actsOnTheServer()
    {
        QFETCH(const AdminAct::What, what);
        QFETCH(const QString, text);
        ServerEvent event;
        event.body = AdminAct{{Actor::Kind::Api, u"ops"_s, u"10.0.0.5"_s}, what};
        QCOMPARE(EventText::of(event), text);
        const Facts facts = EventText::facts(event);
        QCOMPARE(facts.back().value, u"10.0.0.5"_s);
    }
    void factsOfAGroup()
    {
        ServerEvent event;
        event.count = 214;
        event.first = WallTime(1'700'000'000'000ms);
        event.last = WallTime(1'700'000'100'000ms);
        event.addresses = {QHostAddress(u"192.0.2.1"_s), QHostAddress(u"2001:db8::1"_s)};
        event.hasMoreAddresses = true;
        event.body = RequestRefused{.reason = "origin"_L1,
                                    .status = 403,
                                    .subject = Subject::Origin,
                                    .value = u"https://shop.example"_s,
                                    .setting = "policy.origins"_L1};
        QMap<QString, QString> facts;
        for (const Fact &fact : EventText::facts(event))
            facts.insert(fact.title, fact.value);
        QCOMPARE(facts.value(u"Count"_s), u"214"_s);
        QCOMPARE(facts.value(u"Address"_s), u"192.0.2.1, 2001:db8::1, …"_s);
        QCOMPARE(facts.value(u"Setting"_s), u"policy.origins"_s);
        QCOMPARE(facts.value(u"Sent"_s), u"https://shop.example"_s);
        QVERIFY(facts.contains(u"First"_s) && facts.contains(u"Last"_s));
        QVERIFY(!facts.contains(u"User"_s) && !facts.contains(u"Connection"_s) && !facts.contains(u"Time"_s));
    }
    void everyLevelHasAWord()
    {
        QStringList names;
        for (int level = 0; level < EventLevelCount; ++level)
            names += EventText::levelName(EventLevel(level));
        QCOMPARE(names, QStringList({u"Info"_s, u"Warning"_s, u"Error"_s}));
    }
};

QTEST_MAIN(TestEventText)
#include "tst_eventtext.moc"
