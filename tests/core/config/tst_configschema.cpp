#include "core/config/configschema.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestConfigSchema final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namesAreSound();
    void knowsEveryKey_data();
    void knowsEveryKey();
    void defaultsFollowTheirOwnRules();
    void setsWhatItGets_data();
    void setsWhatItGets();
    void routeDefaultsFollowTheirOwnRules();
    void routeOutboxPolicy();
    void routeDeflate_data();
    void routeDeflate();
    void doesNotKnowLaterKeys_data();
    void doesNotKnowLaterKeys();
    void findsTheNearestName_data();
    void findsTheNearestName();
    void wantsBothTlsFilesOrNone_data();
    void wantsBothTlsFilesOrNone();
    void checksRoutes_data();
    void checksRoutes();
};

void TestConfigSchema::namesAreSound()
{
    static const QRegularExpression shape(u"^[a-z]+\\.[a-z_]+$"_s);
    QSet<QString> names;
    QSet<QString> variables;
    QStringList tables; // a table must not begin twice, in a file it could not
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

void TestConfigSchema::knowsEveryKey_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value"); // the default, as TOML
    const std::pair<const char *, const char *> rows[] = {
        {"server.listen", "[\"127.0.0.1:8080\"]"},
        {"server.admin_listen", "\"127.0.0.1:8081\""},
        {"server.threads", "0"},
        {"server.drain", "\"30s\""},
        {"server.drain_rate", "500"},
        {"hub.echo_to_sender", "true"},
        {"hub.announce", "true"},
        {"hub.max_rooms", "100000"},
        {"hub.max_rooms_per_connection", "128"},
        {"hub.max_members", "0"},
        {"heartbeat.interval", "\"25s\""},
        {"heartbeat.timeout", "\"10s\""},
        {"history.messages", "100"},
        {"history.age", "\"5min\""},
        {"history.bytes", "\"1MiB\""},
        {"history.store", "\"memory\""},
        {"limits.max_connections", "10000"},
        {"limits.max_connections_per_address", "1000"},
        {"limits.connects_per_second_per_address", "200"},
        {"limits.include_loopback", "false"},
        {"limits.max_message", "\"64KiB\""},
        {"limits.max_head", "\"16KiB\""},
        {"limits.handshake", "\"5s\""},
        {"limits.closing", "\"3s\""},
        {"limits.outbox_hard", "\"1MiB\""},
        {"limits.outbox_soft", "\"256KiB\""},
        {"limits.outbox_soft_for", "\"30s\""},
        {"limits.write_stall", "\"30s\""},
        {"limits.outbox_policy", "\"close\""},
        {"limits.memory", "\"0\""},
        {"deflate.enabled", "true"},
        {"deflate.level", "1"},
        {"deflate.min_size", "\"1KiB\""},
        {"deflate.context_takeover", "false"},
        {"policy.origins", "[]"},
        {"policy.allow_missing_origin", "true"},
        {"tls.certificate", "\"\""},
        {"tls.key", "\"\""},
        {"tls.key_passphrase_file", "\"\""},
        {"log.level", "\"info\""},
        {"log.format", "\"text\""},
        {"log.file", "\"\""},
    };
    for (const auto &[name, value] : rows)
        QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(value);
    QCOMPARE(configKeys().size(), std::size(rows));
}

void TestConfigSchema::knowsEveryKey()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    const ConfigKey<Config> *key = findConfigKey(name);
    QVERIFY(key);
    QCOMPARE(toToml(key->rule, *key->get(defaultConfig())), value);
}

void TestConfigSchema::defaultsFollowTheirOwnRules()
{
    Config config;
    for (const ConfigKey<Config> &key : configKeys())
        key.set(config, *key.get(Config()));
    QVERIFY(config == Config());
}

void TestConfigSchema::setsWhatItGets_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    const std::pair<const char *, const char *> rows[] = {
        {"server.listen", "[::1]:9000,127.0.0.1:0"},
        {"server.admin_listen", "[::1]:0"},
        {"server.threads", "1"},
        {"server.drain", "7d"},
        {"server.drain_rate", "0"},
        {"hub.echo_to_sender", "false"},
        {"heartbeat.interval", "0"},
        {"heartbeat.timeout", "0"},
        {"limits.max_connections", "0"},
        {"limits.max_connections_per_address", "7"},
        {"limits.connects_per_second_per_address", "8"},
        {"limits.include_loopback", "true"},
        {"limits.max_message", "1GiB"},
        {"limits.max_head", "1KiB"},
        {"limits.handshake", "0"},
        {"limits.closing", "0"},
        {"limits.outbox_hard", "0"},
        {"limits.outbox_soft", "1MiB"},
        {"limits.outbox_soft_for", "0"},
        {"limits.write_stall", "1s"},
        {"limits.outbox_policy", "drop-oldest"},
        {"limits.memory", "16GiB"},
        {"deflate.enabled", "false"},
        {"deflate.level", "9"},
        {"deflate.min_size", "0"},
        {"deflate.context_takeover", "true"},
        {"policy.origins", "https://example.org"},
        {"policy.allow_missing_origin", "false"},
        {"log.level", "error"},
        {"log.format", "json"},
        {"log.file", "/tmp/x.log"},
    };
    for (const auto &[name, text] : rows)
        QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(text);
}

void TestConfigSchema::setsWhatItGets()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    const ConfigKey<Config> *key = findConfigKey(name);
    QVERIFY(key);
    const Result<ConfigValue> value = readText(key->rule, text);
    QVERIFY2(value, value ? "" : qPrintable(value.error().text));
    Config config;
    key->set(config, *value);
    QVERIFY(!(config == Config()));
    QVERIFY(*key->get(config) == *value);
    for (const ConfigKey<Config> &other : configKeys()) // and nothing else
        QVERIFY2(other.name == name || *other.get(config) == *other.get(Config()), qPrintable(other.name));
}

void TestConfigSchema::routeDefaultsFollowTheirOwnRules()
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
    QVERIFY(!key->get(route)); // as limits.outbox_policy says
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
    QTest::addColumn<int>("level"); // 0: not said
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

void TestConfigSchema::doesNotKnowLaterKeys_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"tls.client_ca", "auth.mode", "policy.trusted_proxies", "", "limits", "limits."})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestConfigSchema::doesNotKnowLaterKeys()
{
    QFETCH(QString, name);
    QVERIFY(!findConfigKey(name));
}

void TestConfigSchema::findsTheNearestName_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("letter too many") << u"limits.max_messages"_s << u"limits.max_message"_s;
    QTest::newRow("letter missing") << u"limits.max_conections"_s << u"limits.max_connections"_s;
    QTest::newRow("wrong table") << u"server.max_message"_s << u"limits.max_message"_s;
    QTest::newRow("no table") << u"listen"_s << u"server.listen"_s;
    QTest::newRow("table of later") << u"auth.mode"_s << QString();
    QTest::newRow("nothing near") << u"colour"_s << QString();
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("endless") << QString(100000, u'x') << QString();
}

void TestConfigSchema::findsTheNearestName()
{
    QFETCH(QString, word);
    QFETCH(QString, nearest);
    QStringList names;
    for (const ConfigKey<Config> &key : configKeys())
        names += key.name;
    QCOMPARE(nearestName(word, names), nearest);
}

void TestConfigSchema::wantsBothTlsFilesOrNone_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("blamed");
    QTest::newRow("none") << QString() << QString() << QString();
    QTest::newRow("both") << u"c"_s << u"k"_s << QString();
    QTest::newRow("certificate only") << u"c"_s << QString() << u"tls.key"_s;
    QTest::newRow("key only") << QString() << u"k"_s << u"tls.certificate"_s;
}

void TestConfigSchema::wantsBothTlsFilesOrNone()
{
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, blamed);
    Config config;
    config.tls = {certificate, key, {}};
    QCOMPARE(config.tls.isEnabled(), !certificate.isEmpty());
    const std::vector<ConfigComplaint> complaints = checkConfig(config);
    QCOMPARE(complaints.size(), blamed.isEmpty() ? 0u : 1u);
    if (!blamed.isEmpty())
        QCOMPARE(complaints.front().key, blamed);
}

void TestConfigSchema::checksRoutes_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("echo");
    QTest::addColumn<QString>("room");
    QTest::addColumn<bool>("speaksEnvelope");
    QTest::addColumn<bool>("needsSubprotocol");
    QTest::addColumn<QStringList>("blamed");
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
    QTest::newRow("the envelope is one") << u"/a"_s << false << u"lobby"_s << true << true << QStringList();
    const QStringList nobody{u"require_subprotocol"_s};
    QTest::newRow("nobody may enter") << u"/a"_s << false << u"lobby"_s << false << true << nobody;
    QTest::newRow("nobody may enter echo") << u"/a"_s << true << QString() << true << true << nobody;
}

void TestConfigSchema::checksRoutes()
{
    QFETCH(QString, path);
    QFETCH(bool, echo);
    QFETCH(QString, room);
    QFETCH(bool, speaksEnvelope);
    QFETCH(bool, needsSubprotocol);
    QFETCH(QStringList, blamed);
    QStringList keys;
    for (const ConfigComplaint &complaint : checkRoute({path,
                                                        echo ? RouteKind::Echo : RouteKind::Room,
                                                        room,
                                                        {},
                                                        speaksEnvelope,
                                                        needsSubprotocol,
                                                        {},
                                                        {}}))
        keys += complaint.key;
    QCOMPARE(keys, blamed);
}

QTEST_GUILESS_MAIN(TestConfigSchema)
#include "tst_configschema.moc"
