#include "core/config/configschema.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <functional>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestConfigSchema final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namesAreValid();
    void keys_data();
    void keys();
    void defaultsAreAllowed();
    void builtInRoutesAreAllowed();
    void routeOutboxPolicy();
    void routeDeflate_data();
    void routeDeflate();
    void doesNotFindUnknownKeys_data();
    void doesNotFindUnknownKeys();
    void findsSimilarNames_data();
    void findsSimilarNames();
    void requiresBothTlsFilesOrNone_data();
    void requiresBothTlsFilesOrNone();
    void checksKeysAgainstEachOther_data();
    void checksKeysAgainstEachOther();
    void warnsOfProxiesThatAreAnybody_data();
    void warnsOfProxiesThatAreAnybody();
    void warnsOfCookiesFromAnyPage_data();
    void warnsOfCookiesFromAnyPage();
    void checksRoutes_data();
    void checksRoutes();
};

void TestConfigSchema::namesAreValid()
{
    static const QRegularExpression shape(u"^[a-z]+(\\.[a-z]+)?\\.[a-z_]+$"_s);
    QSet<QString> names;
    QSet<QString> variables;
    QStringList tables; // a TOML file cannot have a table twice
    for (const ConfigKey<Config> &key : configKeys()) {
        QVERIFY2(shape.match(key.name).hasMatch(), qPrintable(key.name));
        QVERIFY(!key.documentation.isEmpty() && !key.documentation.endsWith(u'.'));
        names.insert(key.name);
        variables.insert(environmentName(key.name));
        if (tables.isEmpty() || tables.last() != tableOf(key.name))
            tables += tableOf(key.name);
    }
    QCOMPARE(names.size(), qsizetype(configKeys().size()));
    QCOMPARE(variables.size(), qsizetype(configKeys().size()));
    QCOMPARE(tables, configTables());
    QCOMPARE(environmentName(u"limits.max_connections"), u"SIGNALBOX_LIMITS_MAX_CONNECTIONS"_s);
}

void TestConfigSchema::keys_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("toml"); // the default
    QTest::addColumn<QString>(
        "other"); // another value, as an environment variable has it; empty: there is none
    std::size_t rows = 0;
    const auto row = [&rows](const char *name, const char *toml, const char *other) {
        QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(toml)
                            << QString::fromLatin1(other);
        ++rows;
    };
    row("server.listen", "[\"127.0.0.1:8080\"]", "[::1]:9000,127.0.0.1:0");
    row("server.admin_listen", "\"127.0.0.1:8081\"", "[::1]:0");
    row("server.threads", "0", "1");
    row("server.drain", "\"30s\"", "7d");
    row("server.drain_rate", "500", "0");
    row("hub.echo_to_sender", "true", "false");
    row("hub.announce", "true", "false");
    row("hub.max_rooms", "100000", "0");
    row("hub.max_rooms_per_connection", "128", "1");
    row("hub.max_members", "0", "1000");
    row("heartbeat.interval", "\"25s\"", "0");
    row("heartbeat.timeout", "\"10s\"", "0");
    row("history.messages", "100", "0");
    row("history.age", "\"5min\"", "1h");
    row("history.bytes", "\"1MiB\"", "64KiB");
    row("history.memory", "\"50%\"", "30%");
    row("history.store", "\"memory\"", "sqlite");
    row("limits.max_connections", "10000", "0");
    row("limits.max_connections_per_address", "1000", "7");
    row("limits.max_connections_per_user", "0", "3");
    row("limits.user_policy", "\"refuse\"", "replace");
    row("limits.max_rooms_per_address", "10000", "0");
    row("limits.connects_per_second_per_address", "200", "8");
    row("limits.include_loopback", "false", "true");
    row("limits.max_message", "\"64KiB\"", "1GiB");
    row("limits.max_head", "\"16KiB\"", "1KiB");
    row("limits.unfinished_heads", "1024", "0");
    row("limits.work", "\"8MiB\"", "0");
    row("limits.handshake", "\"5s\"", "0");
    row("limits.auth", "\"10s\"", "0");
    row("limits.closing", "\"3s\"", "0");
    row("limits.outbox_hard", "\"1MiB\"", "0");
    row("limits.outbox_soft", "\"256KiB\"", "1MiB");
    row("limits.outbox_soft_for", "\"30s\"", "0");
    row("limits.write_stall", "\"30s\"", "1s");
    row("limits.outbox_policy", "\"close\"", "drop-oldest");
    row("limits.messages_per_second", "0", "20");
    row("limits.bytes_per_second", "\"0\"", "16KiB");
    row("limits.rate_policy", "\"pause\"", "drop");
    row("limits.max_lifetime", "\"0\"", "1h");
    row("limits.memory", "\"25%\"", "16GiB");
    row("deflate.enabled", "true", "false");
    row("deflate.level", "1", "9");
    row("deflate.min_size", "\"1KiB\"", "0");
    row("deflate.context_takeover", "false", "true");
    row("policy.origins", "[]", "https://example.org");
    row("policy.allow_missing_origin", "true", "false");
    row("policy.hosts", "[]", "chat.example.org");
    row("policy.trusted_proxies", "[]", "10.0.0.0/8");
    row("policy.proxy_protocol", "\"off\"", "required");
    row("auth.mode", "\"none\"", "token");
    row("auth.query", "\"token\"", "t");
    row("auth.cookie", "\"\"", "session");
    row("auth.jwt.key_file", "\"\"", "/jwt.key");
    row("auth.jwt.jwks_url", "\"\"", "https://id.example.org/keys");
    row("auth.jwt.jwks_refresh", "\"10min\"", "1h");
    row("auth.jwt.algorithms", "[\"HS256\"]", "RS256,ES512");
    row("auth.jwt.issuer", "\"\"", "https://id.example.org/");
    row("auth.jwt.audience", "\"\"", "chat");
    row("auth.jwt.leeway", "\"30s\"", "0");
    row("auth.jwt.user_claim", "\"sub\"", "email");
    row("auth.http.url", "\"\"", "https://app.example.org/auth?a=b");
    row("auth.http.timeout", "\"3s\"", "5min");
    row("auth.http.headers", "[\"Cookie\", \"Authorization\"]", "X-Session");
    row("auth.http.concurrency", "64", "256");
    row("auth.http.cache", "\"0\"", "1min");
    row("admin.closed", "10000", "0");
    row("admin.allow_plain", "false", "true");
    row("store.file", "\"\"", "off");
    row("cluster.broker", "\"none\"", "redis");
    row("cluster.redis", "\"redis://127.0.0.1:6379/0\"", "unix:///run/redis.sock");
    row("cluster.ca_file", "\"\"", "/ca.pem");
    row("cluster.password_file", "\"\"", "/p");
    row("cluster.prefix", "\"signalbox\"", "chat:1");
    row("cluster.node", "\"\"", "berlin-1");
    row("cluster.heartbeat", "\"2s\"", "100ms");
    row("cluster.node_timeout", "\"8s\"", "1min");
    row("cluster.publish_wait", "\"2s\"", "500ms");
    row("tls.certificate", "\"\"", "/c.pem");
    row("tls.key", "\"\"", "/k.pem");
    row("tls.key_passphrase_file", "\"\"", "/p");
    row("tls.client_ca", "\"\"", "/ca.pem");
    row("tls.client_auth", "\"off\"", "required");
    row("log.level", "\"info\"", "error");
    row("log.format", "\"text\"", "json");
    row("log.file", "\"\"", "/tmp/x.log");
    QCOMPARE(rows, configKeys().size());
}

void TestConfigSchema::keys()
{
    QFETCH(QString, name);
    QFETCH(QString, toml);
    QFETCH(QString, other);
    const ConfigKey<Config> *key = findConfigKey(name);
    QVERIFY(key);
    QCOMPARE(toToml(key->rule, *key->get(defaultConfig())), toml);
    if (other.isEmpty())
        return;
    const Result<ConfigValue> value = readText(key->rule, other);
    QVERIFY2(value, value ? "" : qPrintable(value.error().text));
    Config config;
    key->set(config, *value);
    QVERIFY(!(config == Config()));
    QVERIFY(*key->get(config) == *value);
    for (const ConfigKey<Config> &unchanged : configKeys()) {
        QVERIFY2(unchanged.name == name || *unchanged.get(config) == *unchanged.get(Config()),
                 qPrintable(unchanged.name));
    }
}

void TestConfigSchema::defaultsAreAllowed()
{
    Config config;
    for (const ConfigKey<Config> &key : configKeys())
        key.set(config, *key.get(Config()));
    QVERIFY(config == Config());
}

void TestConfigSchema::builtInRoutesAreAllowed()
{
    for (const RouteSettings &route : builtInRoutes()) {
        RouteSettings copy;
        for (const ConfigKey<RouteSettings> &key : routeKeys()) {
            if (const std::optional<ConfigValue> value = key.get(route))
                key.set(copy, *value);
        }
        QVERIFY(copy == route);
        QVERIFY(checkRoute(copy).empty());
    }
    QVERIFY(findRouteKey(u"max_message"));
    QVERIFY(!findRouteKey(u"route.max_message"));
}

void TestConfigSchema::routeOutboxPolicy()
{
    const ConfigKey<RouteSettings> *key = findRouteKey(u"outbox_policy");
    QVERIFY(key);
    RouteSettings route;
    QVERIFY(!key->get(route)); // limits.outbox_policy applies
    for (const OutboxPolicy policy : {OutboxPolicy::Close, OutboxPolicy::DropOldest}) {
        const Result<ConfigValue> value = readText(key->rule, QString::fromLatin1(outboxPolicyName(policy)));
        QVERIFY2(value, value ? "" : qPrintable(value.error().text));
        key->set(route, *value);
        QVERIFY(route.outboxPolicy == policy);
        QVERIFY(*key->get(route) == *value);
    }
    QVERIFY(!readText(key->rule, u"drop"_s));
}

void TestConfigSchema::routeDeflate_data()
{
    QTest::addColumn<RawValue>("raw");
    QTest::addColumn<bool>("good");
    QTest::addColumn<bool>("enabled");
    QTest::addColumn<int>("level"); // 0: not set
    QTest::newRow("off") << RawValue(u"off"_s) << true << false << 0;
    QTest::newRow("on") << RawValue(u"on"_s) << true << true << 0;
    QTest::newRow("1") << RawValue(qint64(1)) << true << true << 1;
    QTest::newRow("9") << RawValue(qint64(9)) << true << true << 9;
    QTest::newRow("9 as a string") << RawValue(u"9"_s) << true << true << 9;
    QTest::newRow("0") << RawValue(qint64(0)) << false << false << 0;
    QTest::newRow("10") << RawValue(qint64(10)) << false << false << 0;
    QTest::newRow("true") << RawValue(true) << false << false << 0;
    QTest::newRow("empty") << RawValue(QString()) << false << false << 0;
}

void TestConfigSchema::routeDeflate()
{
    QFETCH(RawValue, raw);
    QFETCH(bool, good);
    QFETCH(bool, enabled);
    QFETCH(int, level);
    const ConfigKey<RouteSettings> *key = findRouteKey(u"deflate");
    QVERIFY(key);
    RouteSettings route;
    QVERIFY(!key->get(route));
    const Result<ConfigValue> value = readValue(key->rule, raw);
    QCOMPARE(bool(value), good);
    if (!good)
        return;
    key->set(route, *value);
    QCOMPARE(route.deflate->enabled, enabled);
    QCOMPARE(route.deflate->level.value_or(0), level);
    QVERIFY(*key->get(route) == *value);
}

void TestConfigSchema::doesNotFindUnknownKeys_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"tls.client_key", "auth.user", "policy.proxies", "", "limits", "limits."})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestConfigSchema::doesNotFindUnknownKeys()
{
    QFETCH(QString, name);
    QVERIFY(!findConfigKey(name));
}

void TestConfigSchema::findsSimilarNames_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("letter too many") << u"limits.max_messages"_s << u"limits.max_message"_s;
    QTest::newRow("letter missing") << u"limits.max_conections"_s << u"limits.max_connections"_s;
    QTest::newRow("wrong table") << u"server.max_message"_s << u"limits.max_message"_s;
    QTest::newRow("no table") << u"listen"_s << u"server.listen"_s;
    QTest::newRow("unknown table") << u"mesh.colour"_s << QString();
    QTest::newRow("nothing similar") << u"colour"_s << QString();
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("very long") << QString(100000, u'x') << QString();
}

void TestConfigSchema::findsSimilarNames()
{
    QFETCH(QString, word);
    QFETCH(QString, nearest);
    QStringList names;
    for (const ConfigKey<Config> &key : configKeys())
        names += key.name;
    QCOMPARE(nearestName(word, names), nearest);
}

void TestConfigSchema::requiresBothTlsFilesOrNone_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("reported");
    QTest::newRow("none") << QString() << QString() << QString();
    QTest::newRow("both") << u"c"_s << u"k"_s << QString();
    QTest::newRow("certificate only") << u"c"_s << QString() << u"tls.key"_s;
    QTest::newRow("key only") << QString() << u"k"_s << u"tls.certificate"_s;
}

void TestConfigSchema::requiresBothTlsFilesOrNone()
{
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, reported);
    Config config;
    config.tls.certificate = certificate;
    config.tls.key = key;
    QCOMPARE(config.tls.isEnabled(), !certificate.isEmpty());
    const std::vector<ConfigViolation> violations = checkConfig(config);
    QCOMPARE(violations.size(), reported.isEmpty() ? 0u : 1u);
    if (!reported.isEmpty())
        QCOMPARE(violations.front().key, reported);
}

void TestConfigSchema::checksKeysAgainstEachOther_data()
{
    using Change = std::function<void(Config &)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("reported"); // empty: allowed
    const auto listen = [](const QStringList &texts, const QString &admin = {}) {
        return Change([=](Config &config) {
            config.server.listen.clear();
            for (const QString &text : texts)
                config.server.listen.push_back(*parseEndpoint(text));
            if (!admin.isEmpty())
                config.server.adminListen = *parseEndpoint(admin);
        });
    };
    const QString adminKey = u"server.admin_listen"_s;
    QTest::newRow("admin, same") << listen({u"127.0.0.1:9"_s}, u"127.0.0.1:9"_s) << adminKey;
    QTest::newRow("admin, second") << listen({u"127.0.0.1:9"_s, u"[::1]:9"_s}, u"[::1]:9"_s) << adminKey;
    QTest::newRow("admin, below IPv4 wildcard") << listen({u"0.0.0.0:9"_s}, u"127.0.0.1:9"_s) << adminKey;
    QTest::newRow("admin, IPv4 wildcard") << listen({u"127.0.0.2:9"_s}, u"0.0.0.0:9"_s) << adminKey;
    QTest::newRow("admin, below IPv6 wildcard") << listen({u"[::]:9"_s}, u"[::1]:9"_s) << adminKey;
    QTest::newRow("admin, below *") << listen({u"*:9"_s}, u"127.0.0.1:9"_s) << adminKey;
    QTest::newRow("admin, *") << listen({u"[::1]:9"_s}, u"*:9"_s) << adminKey;
    QTest::newRow("admin, other port") << listen({u"0.0.0.0:9"_s}, u"127.0.0.1:10"_s) << QString();
    QTest::newRow("admin, other address") << listen({u"127.0.0.1:9"_s}, u"127.0.0.2:9"_s) << QString();
    QTest::newRow("admin, other family") << listen({u"[::]:9"_s}, u"127.0.0.1:9"_s) << QString();
    QTest::newRow("admin, any port") << listen({u"127.0.0.1:0"_s}, u"127.0.0.1:0"_s) << QString();
    QTest::newRow("listen, wildcard") << listen({u"127.0.0.1:9"_s, u"0.0.0.0:9"_s}) << u"server.listen"_s;
    QTest::newRow("listen, * and [::]") << listen({u"[::]:9"_s, u"*:9"_s}) << u"server.listen"_s;
    QTest::newRow("listen, both wildcards") << listen({u"[::]:9"_s, u"0.0.0.0:9"_s}) << QString();
    QTest::newRow("listen, any ports") << listen({u"0.0.0.0:0"_s, u"127.0.0.1:0"_s}) << QString();
    const auto head = [](qint64 size) {
        return Change([=](Config &config) { config.limits.maxHead = size; });
    };
    QTest::newRow("head, 1") << head(1) << u"limits.max_head"_s;
    QTest::newRow("head, below the floor") << head(511) << u"limits.max_head"_s;
    QTest::newRow("head, the floor") << head(512) << QString();
    QTest::newRow("head, no limit") << head(0) << QString();
    const auto store = [](const QString &file, HistoryPlace place) {
        return Change([=](Config &config) {
            config.store.file = file;
            config.history.store = place;
        });
    };
    QTest::newRow("sqlite without a file") << store(u"off"_s, HistoryPlace::Sqlite) << u"history.store"_s;
    QTest::newRow("sqlite in the default file") << store({}, HistoryPlace::Sqlite) << QString();
    QTest::newRow("memory without a file") << store(u"off"_s, HistoryPlace::Memory) << QString();
    QTest::newRow("sqlite in a cluster") << Change([](Config &config) {
        config.history.store = HistoryPlace::Sqlite;
        config.cluster.broker = BrokerKind::Redis;
    }) << u"history.store"_s;
    const auto redis = [](const QString &url, const QString &caFile = {}) {
        return Change([=](Config &config) {
            config.cluster.redis = url;
            config.cluster.caFile = caFile;
        });
    };
    QTest::newRow("no URL of Redis") << redis({}) << u"cluster.redis"_s;
    QTest::newRow("URL of another kind") << redis(u"http://127.0.0.1:6379/0"_s) << u"cluster.redis"_s;
    QTest::newRow("authorities without TLS")
        << redis(u"redis://127.0.0.1"_s, u"/ca.pem"_s) << u"cluster.ca_file"_s;
    QTest::newRow("authorities with TLS") << redis(u"rediss://127.0.0.1"_s, u"/ca.pem"_s) << QString();
    const auto prefix = [](const QString &text) {
        return Change([=](Config &config) { config.cluster.prefix = text; });
    };
    QTest::newRow("prefix, empty") << prefix({}) << u"cluster.prefix"_s;
    QTest::newRow("prefix, all characters") << prefix(u"azAZ09:_-"_s) << QString();
    QTest::newRow("prefix, as long as possible") << prefix(QString(64, u'p')) << QString();
    QTest::newRow("prefix, too long") << prefix(QString(65, u'p')) << u"cluster.prefix"_s;
    QTest::newRow("prefix, space") << prefix(u"a b"_s) << u"cluster.prefix"_s;
    QTest::newRow("prefix, braces") << prefix(u"{a}"_s) << u"cluster.prefix"_s;
    QTest::newRow("prefix, other letters") << prefix(u"\u00e4"_s) << u"cluster.prefix"_s;
    const auto node = [](const QString &text) {
        return Change([=](Config &config) { config.cluster.node = text; });
    };
    QTest::newRow("node, as long as possible") << node(QString(64, u'n')) << QString();
    QTest::newRow("node, too long") << node(QString(65, u'n')) << u"cluster.node"_s;
    QTest::newRow("node, control character") << node(u"a\nb"_s) << u"cluster.node"_s;
    const auto silence = [](Milliseconds heartbeat, Milliseconds timeout) {
        return Change([=](Config &config) {
            config.cluster.heartbeat = heartbeat;
            config.cluster.nodeTimeout = timeout;
        });
    };
    QTest::newRow("node gone after two heartbeats") << silence(2s, 4s) << u"cluster.node_timeout"_s;
    QTest::newRow("node gone after more than two") << silence(2s, 4001ms) << QString();
    const auto outbox = [](qint64 soft, qint64 hard) {
        return Change([=](Config &config) {
            config.limits.outboxSoft = soft;
            config.limits.outboxHard = hard;
        });
    };
    const auto jwt = [](AuthMode mode, const QString &file, const QString &url,
                        const QString &claim = u"sub"_s) {
        return Change([=](Config &config) {
            config.auth.mode = mode;
            config.auth.jwt.keyFile = file;
            config.auth.jwt.jwksUrl = url;
            config.auth.jwt.userClaim = claim;
        });
    };
    QTest::newRow("jwt without keys") << jwt(AuthMode::Jwt, {}, {}) << u"auth.jwt.key_file"_s;
    QTest::newRow("jwt with a file") << jwt(AuthMode::Jwt, u"/k"_s, {}) << QString();
    QTest::newRow("jwt with a URL") << jwt(AuthMode::Jwt, {}, u"https://a/"_s) << QString();
    QTest::newRow("jwt for a route, without keys")
        << Change([](Config &config) { config.routes.front().auth = AuthMode::Jwt; })
        << u"auth.jwt.key_file"_s;
    const auto http = [](AuthMode mode, const QString &url, const QStringList &headers = {}) {
        return Change([=](Config &config) {
            config.auth.mode = mode;
            config.auth.http.url = url;
            config.auth.http.headers = headers;
        });
    };
    QTest::newRow("http without a URL") << http(AuthMode::Http, {}) << u"auth.http.url"_s;
    QTest::newRow("http with a URL") << http(AuthMode::Http, u"http://a/"_s, {u"A"_s, u"B"_s}) << QString();
    QTest::newRow("http for a route, without a URL")
        << Change([](Config &config) { config.routes.front().auth = AuthMode::Http; }) << u"auth.http.url"_s;
    QTest::newRow("http with headers twice")
        << http(AuthMode::Http, u"http://a/"_s, {u"Cookie"_s, u"cookie"_s}) << u"auth.http.headers"_s;
    QTest::newRow("other mode without a URL") << http(AuthMode::Token, {}) << QString();
    QTest::newRow("other mode without keys") << jwt(AuthMode::Token, {}, {}) << QString();
    QTest::newRow("user claim without a name") << jwt(AuthMode::None, {}, {}, {}) << u"auth.jwt.user_claim"_s;
    QTest::newRow("soft above hard") << outbox(1001, 1000) << u"limits.outbox_soft"_s;
    QTest::newRow("soft as hard") << outbox(1000, 1000) << QString();
    QTest::newRow("hard without limit") << outbox(1000, 0) << QString();
    QTest::newRow("soft without limit") << outbox(0, 1000) << QString();
    const auto proxies = [](ProxyProtocol protocol, const QStringList &trusted) {
        return Change([=](Config &config) {
            config.policy.proxyProtocol = protocol;
            config.policy.trustedProxies = trusted;
        });
    };
    const auto clients = [](TlsClientAuth clientAuth, bool usesTls, const QString &authorities) {
        return Change([=](Config &config) {
            config.tls = {.certificate = usesTls ? u"/c"_s : QString(),
                          .key = usesTls ? u"/k"_s : QString(),
                          .keyPassphraseFile = {},
                          .clientCa = authorities,
                          .clientAuth = clientAuth};
        });
    };
    const QString clientAuthKey = u"tls.client_auth"_s;
    QTest::newRow("client required, no authority")
        << clients(TlsClientAuth::Required, true, {}) << clientAuthKey;
    QTest::newRow("client optional, no authority")
        << clients(TlsClientAuth::Optional, true, {}) << clientAuthKey;
    QTest::newRow("client required, no TLS")
        << clients(TlsClientAuth::Required, false, u"/a"_s) << clientAuthKey;
    QTest::newRow("client required") << clients(TlsClientAuth::Required, true, u"/a"_s) << QString();
    QTest::newRow("authorities only") << clients(TlsClientAuth::Off, true, u"/a"_s) << QString();
    const QString protocolKey = u"policy.proxy_protocol"_s;
    QTest::newRow("PROXY required of nobody") << proxies(ProxyProtocol::Required, {}) << protocolKey;
    QTest::newRow("PROXY optional for nobody") << proxies(ProxyProtocol::Optional, {}) << protocolKey;
    QTest::newRow("PROXY required") << proxies(ProxyProtocol::Required, {u"10.0.0.0/8"_s}) << QString();
    QTest::newRow("proxies without PROXY") << proxies(ProxyProtocol::Off, {u"10.0.0.0/8"_s}) << QString();
}

void TestConfigSchema::warnsOfProxiesThatAreAnybody_data()
{
    QTest::addColumn<QStringList>("trusted");
    QTest::addColumn<int>("warnings");
    QTest::newRow("none") << QStringList() << 0;
    QTest::newRow("networks") << QStringList{u"10.0.0.0/8"_s, u"0.0.0.0/1"_s, u"::1/128"_s} << 0;
    QTest::newRow("all of IPv4") << QStringList{u"0.0.0.0/0"_s} << 1;
    QTest::newRow("all") << QStringList{u"10.0.0.0/8"_s, u"0.0.0.0/0"_s, u"::/0"_s} << 2;
}

void TestConfigSchema::warnsOfProxiesThatAreAnybody()
{
    QFETCH(QStringList, trusted);
    QFETCH(int, warnings);
    Config config;
    config.policy.trustedProxies = trusted;
    const QStringList found = configWarnings(config);
    QCOMPARE(found.size(), warnings);
    for (const QString &warning : found)
        QVERIFY(warning.startsWith(u"policy.trusted_proxies: "_s));
}

void TestConfigSchema::warnsOfCookiesFromAnyPage_data()
{
    QTest::addColumn<AuthMode>("mode");
    QTest::addColumn<QStringList>("headers");
    QTest::addColumn<QStringList>("origins");
    QTest::addColumn<bool>("isUnsafe");
    const QStringList all{u"*"_s};
    QTest::newRow("cookie") << AuthMode::Http << QStringList{u"x-a"_s, u"cookie"_s} << all << true;
    QTest::newRow("name and password") << AuthMode::Http << QStringList{u"Authorization"_s} << all << true;
    QTest::newRow("neither") << AuthMode::Http << QStringList{u"X-Token"_s} << all << false;
    QTest::newRow("no origin") << AuthMode::Http << QStringList{u"Cookie"_s} << QStringList() << false;
    QTest::newRow("origins") << AuthMode::Http << QStringList{u"Cookie"_s}
                             << QStringList{u"https://*.a.test"_s} << false;
    QTest::newRow("mode jwt") << AuthMode::Jwt << QStringList{u"Cookie"_s} << all << false;
}

void TestConfigSchema::warnsOfCookiesFromAnyPage()
{
    QFETCH(AuthMode, mode);
    QFETCH(QStringList, headers);
    QFETCH(QStringList, origins);
    QFETCH(bool, isUnsafe);
    Config config;
    config.auth.http.headers = headers;
    config.policy.origins = origins;
    config.auth.mode = mode;
    QCOMPARE(configWarnings(config).size(), isUnsafe ? 1 : 0);
    config.auth.mode = AuthMode::None;
    QCOMPARE(configWarnings(config).size(), 0);
    config.routes.front().auth = mode;
    QCOMPARE(configWarnings(config).size(), isUnsafe ? 1 : 0);
}

void TestConfigSchema::checksKeysAgainstEachOther()
{
    QFETCH(std::function<void(Config &)>, change);
    QFETCH(QString, reported);
    Config config;
    change(config);
    QStringList keys;
    for (const ConfigViolation &violation : checkConfig(config))
        keys += violation.key;
    QCOMPARE(keys, reported.isEmpty() ? QStringList() : QStringList{reported});
}

void TestConfigSchema::checksRoutes_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("echo");
    QTest::addColumn<QString>("room");
    QTest::addColumn<bool>("envelope");
    QTest::addColumn<bool>("required");
    QTest::addColumn<QStringList>("reported");
    QTest::newRow("room") << u"/a"_s << false << u"lobby"_s << true << false << QStringList();
    QTest::newRow("room in the path") << u"/{room}"_s << false << QString() << true << false << QStringList();
    QTest::newRow("echo") << u"/a"_s << true << QString() << true << false << QStringList();
    QTest::newRow("no path") << QString() << true << QString() << true << false << QStringList{u"path"_s};
    QTest::newRow("no room") << u"/a"_s << false << QString() << true << false << QStringList{u"room"_s};
    QTest::newRow("two rooms") << u"/{room}"_s << false << u"lobby"_s << true << false
                               << QStringList{u"room"_s};
    QTest::newRow("echo with room") << u"/a"_s << true << u"lobby"_s << true << false
                                    << QStringList{u"room"_s};
    QTest::newRow("echo with {room}")
        << u"/{room}"_s << true << QString() << true << false << QStringList{u"path"_s};
    QTest::newRow("required, the envelope")
        << u"/a"_s << false << u"lobby"_s << true << true << QStringList();
    const QStringList unusable{u"require_subprotocol"_s};
    QTest::newRow("required, none accepted") << u"/a"_s << false << u"lobby"_s << false << true << unusable;
    QTest::newRow("required, echo, none accepted")
        << u"/a"_s << true << QString() << true << true << unusable;
}

void TestConfigSchema::checksRoutes()
{
    QFETCH(QString, path);
    QFETCH(bool, echo);
    QFETCH(QString, room);
    QFETCH(bool, envelope);
    QFETCH(bool, required);
    QFETCH(QStringList, reported);
    QStringList keys;
    RouteSettings route;
    route.path = path;
    route.kind = echo ? RouteKind::Echo : RouteKind::Room;
    route.room = room;
    route.envelope = envelope;
    route.requireSubprotocol = required;
    for (const ConfigViolation &violation : checkRoute(route))
        keys += violation.key;
    QCOMPARE(keys, reported);
}

QTEST_GUILESS_MAIN(TestConfigSchema)
#include "tst_configschema.moc"
