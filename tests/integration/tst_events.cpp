// Refusals that independent clients cause, as a console is told of them.

#include "core/server/localconsole.h"
#include "core/server/server.h"
#include "tests/support/testcertificates.h"
#include "tests/support/waituntil.h"

#include <QProcess>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

//! Has node's `ws` connect to \a url \a times times, one after the other, with the options \a options (JavaScript). Returns
//! what each attempt ended with, each once: a status, or the code of an error.
QStringList attempts(const QString &url, int times, const QString &options)
{
    const QString script = uR"(
        const { WebSocket } = require('ws');
        const [url, times] = process.argv.slice(1);
        const attempt = () => new Promise((resolve) => {
            const socket = new WebSocket(url, [], %1);
            socket.on('unexpected-response', (request, response) => { response.resume(); request.destroy(); resolve(response.statusCode); });
            socket.on('open', () => { socket.terminate(); resolve('open'); });
            socket.on('error', (error) => resolve(error.code ?? 'error'));
        });
        (async () => {
            const results = new Set();
            for (let i = 0; i < times; i += 1)
                results.add(await attempt());
            console.log([...results].join(' '));
        })();
    )"_s.arg(options);
    QProcess node;
    node.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    node.setWorkingDirectory(QStringLiteral(SIGNALBOX_NODE_FOLDER));
    node.start(QStringLiteral(SIGNALBOX_NODE), {u"-e"_s, script, url, QString::number(times)});
    if (!waitUntil([&] { return node.state() == QProcess::NotRunning; }, std::chrono::seconds(60)))
        node.kill();
    node.waitForFinished();
    return QString::fromUtf8(node.readAllStandardOutput()).trimmed().split(u' ', Qt::SkipEmptyParts);
}

struct Watched
{
    explicit Watched(const Config &config)
        : server(config)
        , console(server)
        , subscription(console.control().subscribeEvents({}))
    {
        QObject::connect(subscription.get(), &EventsSubscription::changed, subscription.get(),
                         [this](const ServerEventBatch &batch) {
                             for (const ServerEvent &event : batch.events)
                                 events[event.id] = event;
                         });
    }
    const ServerEvent *refusal(QLatin1StringView reason, const QString &value = {}) const
    {
        for (const auto &[id, event] : events) {
            const auto *refused = std::get_if<RequestRefused>(&event.body);
            if (refused && refused->reason == reason && refused->value == value)
                return &event;
        }
        return nullptr;
    }
    bool hasRefused(QLatin1StringView reason, const QString &value, quint64 count) const
    {
        return waitUntil([&] {
            const ServerEvent *event = refusal(reason, value);
            return event && event->count == count;
        });
    }

    Server server;
    LocalConsole console;
    std::map<ServerEventId, ServerEvent> events;
    std::unique_ptr<EventsSubscription> subscription;
};

Config anyPort()
{
    Config config;
    config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
    config.limits.closing = std::chrono::milliseconds(300);
    return config;
}

} // namespace

class TestEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foreignOriginsAndWrongPaths()
    {
        Watched f(anyPort());
        QVERIFY(f.server.start());
        const QString url = f.server.urls().front();
        QCOMPARE(attempts(url, 37, u"{ origin: 'https://shop.example:8443' }"_s), QStringList(u"403"_s));
        QCOMPARE(attempts(url, 2, u"{ origin: 'null' }"_s), QStringList(u"403"_s));
        QCOMPARE(attempts(url + u"rooms/x?token=secret"_s, 5, u"{}"_s), QStringList(u"404"_s));
        QCOMPARE(attempts(url, 1, u"{}"_s), QStringList(u"open"_s));

        QVERIFY(f.hasRefused("origin"_L1, u"https://shop.example:8443"_s, 37));
        const ServerEvent &origin = *f.refusal("origin"_L1, u"https://shop.example:8443"_s);
        QCOMPARE(std::get<RequestRefused>(origin.body).status, 403);
        QCOMPARE(std::get<RequestRefused>(origin.body).entry, u"https://shop.example:8443"_s);
        QVERIFY(origin.peer.address.isLoopback());
        QVERIFY(origin.first <= origin.last);
        QVERIFY(origin.connection.isNull());
        QVERIFY(f.hasRefused("origin"_L1, u"null"_s, 2));
        QVERIFY(f.hasRefused("path"_L1, u"/rooms/x"_s, 5));
        QCOMPARE(std::get<RequestRefused>(f.refusal("path"_L1, u"/rooms/x"_s)->body).status, 404);
        for (const auto &[id, event] : f.events)
            QVERIFY(!std::holds_alternative<RequestRefused>(event.body) || event.count > 1);
    }
    void failedTlsHandshakes()
    {
        const TestCertificates certificates;
        QVERIFY(certificates.make(u"server"_s));
        Config config = anyPort();
        config.tls.certificate = certificates.path(u"server.crt"_s);
        config.tls.key = certificates.path(u"server.key"_s);
        Watched f(config);
        QVERIFY(f.server.start());
        const QString url = f.server.urls().front();
        QVERIFY(url.startsWith("wss:"_L1));
        // Without forward secrecy there is no cipher that both have.
        const QStringList failed = attempts(
            url, 4, u"{ rejectUnauthorized: false, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }"_s);
        QCOMPARE(failed.size(), 1);
        QVERIFY2(failed[0].contains("ERR_SSL"_L1) || failed[0] == "EPROTO"_L1, qPrintable(failed[0]));
        QVERIFY(f.hasRefused("tls_handshake"_L1, {}, 4));
        QCOMPARE(std::get<RequestRefused>(f.refusal("tls_handshake"_L1)->body).status, 0);
        QVERIFY(f.refusal("tls_handshake"_L1)->level == EventLevel::Warning);
        // A client that does not trust the certificate leaves behind the handshake, without an alert.
        const QStringList untrusted = attempts(url, 3, u"{}"_s);
        QCOMPARE(untrusted.size(), 1);
        QVERIFY2(untrusted[0].contains("SELF_SIGNED"_L1), qPrintable(untrusted[0]));
        QVERIFY(f.hasRefused("left"_L1, {}, 3));
        QCOMPARE(attempts(url, 1, u"{ rejectUnauthorized: false }"_s), QStringList(u"open"_s));
    }
};

QTEST_GUILESS_MAIN(TestEvents)
#include "tst_events.moc"
