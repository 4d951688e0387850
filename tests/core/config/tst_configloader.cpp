#include "core/config/configloader.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestConfigLoader final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }
    void loadsDefaultsWithoutSources();
    void readsEveryTable();
    void recordsSources();
    void followsPrecedence();
    void readsPercentagesFromEverySource();
    void readsLists();
    void lowersTheDefaultSoftLimit();
    void rejects_data();
    void rejects();
    void collectsAllErrors();
    void rejectsEnvironment_data();
    void rejectsEnvironment();
    void ignoresEmptyVariables_data();
    void ignoresEmptyVariables();
    void warnsOnceAboutUnknownVariables();
    void ignoresVariablesOfServices();
    void rejectsOptions_data();
    void rejectsOptions();
    void readsTokens();
    void readsRoutes();
    void readsRooms();

private:
    // Returns the path of a new file in a temporary folder.
    QString write(const QByteArray &content, const QString &name = u"test.toml"_s);
    Result<LoadedConfig> load(const QByteArray &content, const std::vector<ConfigOverride> &options = {},
                              const QProcessEnvironment &environment = {});

    QTemporaryDir m_folder;
};

QString TestConfigLoader::write(const QByteArray &content, const QString &name)
{
    const QString path = m_folder.filePath(name);
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

Result<LoadedConfig> TestConfigLoader::load(const QByteArray &content,
                                            const std::vector<ConfigOverride> &options,
                                            const QProcessEnvironment &environment)
{
    ConfigSources sources;
    sources.file = write(content);
    sources.options = options;
    sources.environment = environment;
    return loadConfig(sources);
}

void TestConfigLoader::loadsDefaultsWithoutSources()
{
    ConfigSources sources;
    sources.environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"nothing"_s));
    sources.systemFolder = m_folder.filePath(u"nothing"_s);
    const Result<LoadedConfig> loaded = loadConfig(sources);
    QVERIFY(loaded);
    QVERIFY(loaded->config == defaultConfig());
    QVERIFY(loaded->file.isEmpty());
    QVERIFY(loaded->origins.isEmpty());
}

void TestConfigLoader::readsEveryTable()
{
    const Result<LoadedConfig> loaded = load(R"(
[server]
listen = ["127.0.0.1:9000", "[::1]:9000"]
admin_listen = "off"
threads = 1
drain = "1min"
drain_rate = 7
[hub]
echo_to_sender = false
[heartbeat]
interval = "5s"
timeout = "2s"
[limits]
max_connections = 5
max_message = 1024
closing = "500ms"
[policy]
origins = ["https://Example.org"]
[tls]
certificate = "/c.pem"
key = "/k.pem"
key_passphrase_file = "/p"
[log]
level = "debug"
format = "json"
file = "/tmp/signalbox.log"
)");
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    Config expected;
    expected.server = {.listen = {{QHostAddress(QHostAddress::LocalHost), 9000},
                                  {QHostAddress(QHostAddress::LocalHostIPv6), 9000}},
                       .adminListen = std::nullopt,
                       .threads = 1,
                       .drain = 1min,
                       .drainRate = 7};
    expected.hub.echoToSender = false;
    expected.heartbeat = {.interval = 5s, .timeout = 2s};
    expected.limits.maxConnections = 5;
    expected.limits.maxMessage = 1024;
    expected.limits.closing = 500ms;
    expected.policy.origins = {u"https://example.org"_s};
    expected.tls = {.certificate = u"/c.pem"_s, .key = u"/k.pem"_s, .keyPassphraseFile = u"/p"_s};
    expected.log = {.level = LogLevel::Debug, .format = LogFormat::Json, .file = u"/tmp/signalbox.log"_s};
    QVERIFY(loaded->config == expected);
}

void TestConfigLoader::recordsSources()
{
    QProcessEnvironment environment;
    environment.insert(u"SIGNALBOX_LOG_LEVEL"_s, u"warning"_s);
    environment.insert(u"UNRELATED"_s, u"x"_s);
    const Result<LoadedConfig> loaded =
        load("[limits]\nmax_message = 1\n\nmax_head = 2000\n",
             {{u"limits.max_connections"_s, u"3"_s, u"--set limits.max_connections"_s}}, environment);
    QVERIFY(loaded);
    QCOMPARE(loaded->file, m_folder.filePath(u"test.toml"_s));
    QCOMPARE(loaded->origins.size(), 4);
    QCOMPARE(loaded->origins.value(u"limits.max_message"_s), loaded->file + u":2"_s);
    QCOMPARE(loaded->origins.value(u"limits.max_head"_s), loaded->file + u":4"_s);
    QCOMPARE(loaded->origins.value(u"log.level"_s), u"environment SIGNALBOX_LOG_LEVEL"_s);
    QCOMPARE(loaded->origins.value(u"limits.max_connections"_s), u"option --set limits.max_connections"_s);
}

void TestConfigLoader::followsPrecedence()
{
    const QByteArray file = "limits.max_connections = 1";
    const std::vector<ConfigOverride> option{{u"limits.max_connections"_s, u"3"_s, u"--set"_s}};
    QProcessEnvironment environment;
    environment.insert(u"SIGNALBOX_LIMITS_MAX_CONNECTIONS"_s, u"2"_s);
    QCOMPARE(load(file)->config.limits.maxConnections, 1);
    QCOMPARE(load(file, {}, environment)->config.limits.maxConnections, 2);
    QCOMPARE(load(file, option)->config.limits.maxConnections, 3);
    QCOMPARE(load(file, option, environment)->config.limits.maxConnections, 3);
    QCOMPARE(load("")->config.limits.maxConnections, Config().limits.maxConnections);
    // A value that is overridden is checked as well.
    QVERIFY(!load("limits.max_connections = -1", option));
}

void TestConfigLoader::readsPercentagesFromEverySource()
{
    QProcessEnvironment environment;
    environment.insert(u"SIGNALBOX_HISTORY_MEMORY"_s, u"40%"_s);
    const Result<LoadedConfig> loaded = load(
        "limits.memory = '30%'", {{u"limits.memory"_s, u"20%"_s, u"--set limits.memory"_s}}, environment);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    QVERIFY(loaded->config.limits.memory == RelativeSize::percent(20));
    QVERIFY(loaded->config.history.memory == RelativeSize::percent(40));
    QVERIFY(load("limits.memory = '30%'")->config.limits.memory == RelativeSize::percent(30));
}

void TestConfigLoader::readsLists()
{
    QProcessEnvironment environment;
    environment.insert(u"SIGNALBOX_SERVER_LISTEN"_s, u"127.0.0.1:1,[::1]:2"_s);
    const std::vector<ConfigOverride> option{{u"policy.origins"_s, QString(), u"--set policy.origins"_s}};
    const Result<LoadedConfig> loaded = load("policy.origins = ['https://a.test']", option, environment);
    QVERIFY(loaded);
    QCOMPARE(loaded->config.server.listen.size(), 2u);
    QCOMPARE(loaded->config.server.listen[1].toString(), u"[::1]:2"_s);
    QVERIFY(loaded->config.policy.origins.isEmpty());
}

// Who sets only the hard limit gets no error about a key that is not in the file.
void TestConfigLoader::lowersTheDefaultSoftLimit()
{
    QCOMPARE(load("limits.outbox_hard = '64KiB'")->config.limits.outboxSoft, 64 * 1024);
    QCOMPARE(load("limits.outbox_hard = '2MiB'")->config.limits.outboxSoft, Config().limits.outboxSoft);
    QCOMPARE(load("limits.outbox_hard = 0")->config.limits.outboxSoft, Config().limits.outboxSoft);
    QVERIFY(!load("limits.outbox_hard = '64KiB'\nlimits.outbox_soft = '128KiB'"));
}

void TestConfigLoader::rejects_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("error"); // FILE stands for the file's name
    QTest::newRow("bad size") << QByteArray("[limits]\n\nmax_message = \"64KB\"")
                              << u"^FILE:3: key limits\\.max_message: found \"64KB\", allowed: a size such "
                                 u"as 64KiB \\(B, KiB, MiB, GiB\\) or a "
                                 u"whole number of bytes, from 0 to 1GiB$"_s;
    QTest::newRow("percentage of nothing")
        << QByteArray("[history]\nbytes = \"10%\"")
        << u"^FILE:2: key history\\.bytes: found \"10%\", allowed: a size such as [^%]*$"_s;
    QTest::newRow("percentage above 100")
        << QByteArray("[limits]\nmemory = \"101%\"")
        << u"^FILE:2: key limits\\.memory: found \"101%\", allowed: a size such as .*, or a whole "
           u"percentage from 1% to 100%$"_s;
    QTest::newRow("wrong type")
        << QByteArray("[limits]\nmax_connections = \"5\"")
        << u"^FILE:2: key limits\\.max_connections: found \"5\", allowed: a whole number .*$"_s;
    QTest::newRow("fraction") << QByteArray("[limits]\nmax_connections = 1.5")
                              << u"^FILE:2: key limits\\.max_connections: found 1\\.5, allowed: .*$"_s;
    QTest::newRow("date") << QByteArray("[limits]\nmax_connections = 2026-01-31")
                          << u"^FILE:2: key limits\\.max_connections: found a date or time, allowed: .*$"_s;
    QTest::newRow("table for a value")
        << QByteArray("[limits.max_connections]\nx = 1")
        << u"^FILE:1: key limits\\.max_connections: found a table, allowed: .*$"_s;
    QTest::newRow("list of numbers")
        << QByteArray("[server]\nlisten = [8080]")
        << u"^FILE:2: key server\\.listen: found a list of other values .*, allowed: .*$"_s;
    QTest::newRow("text for a list")
        << QByteArray("[server]\nlisten = '127.0.0.1:1'")
        << u"^FILE:2: key server\\.listen: found \"127\\.0\\.0\\.1:1\", allowed: .*$"_s;
    QTest::newRow("empty listen")
        << QByteArray("[server]\nlisten = []")
        << u"^FILE:2: key server\\.listen: found \\[\\], allowed: .*at least one$"_s;
    QTest::newRow("negative")
        << QByteArray("[server]\ndrain_rate = -1")
        << u"^FILE:2: key server\\.drain_rate: found -1, allowed: a whole number from 0 .*$"_s;
    QTest::newRow("unknown key")
        << QByteArray("[limits]\nmax_mesage = 1")
        << u"^FILE:2: key limits\\.max_mesage: found an unknown key, allowed in \\[limits\\]: "
           u".*max_head.*; did you mean limits\\.max_message\\?$"_s;
    QTest::newRow("unknown key, nothing similar")
        << QByteArray("[limits]\ncolour = 1")
        << u"^FILE:2: key limits\\.colour: found an unknown key, allowed in [^;]*$"_s;
    QTest::newRow("key without table")
        << QByteArray("listen = ['127.0.0.1:1']")
        << u"^FILE:1: key listen: found an unknown key, .*; did you mean server\\.listen\\?$"_s;
    QTest::newRow("unknown table")
        << QByteArray("\n[limit]\nmax_message = 1\nmax_head = 1")
        << u"^FILE:2: found the unknown table \\[limit\\], allowed: \\[server\\].*; did you mean "
           u"\\[limits\\]\\?$"_s;
    QTest::newRow("unknown table, nothing similar")
        << QByteArray("[mesh]\ncolour = 1")
        << u"^FILE:1: found the unknown table \\[mesh\\], allowed: [^;]*$"_s;
    QTest::newRow("password in the URL of Redis")
        << QByteArray("[cluster]\nbroker = 'redis'\nredis = 'redis://u:geheim@h'")
        << u"^FILE:3: key cluster\\.redis: found a wrong URL \\(((?!geheim).)*\\), allowed: ((?!geheim).)*$"_s;
    QTest::newRow("sqlite in a cluster")
        << QByteArray("[history]\nstore = 'sqlite'\n[cluster]\nbroker = 'redis'")
        << u"^FILE:2: key history\\.store: found \"sqlite\", allowed: \"memory\", as .*$"_s;
    QTest::newRow("value for a table")
        << QByteArray("limits = 5") << u"^FILE:1: found a single value as \\[limits\\], allowed: a table$"_s;
    QTest::newRow("list for a table") << QByteArray("[[limits]]\nmax_head = 1")
                                      << u"^FILE:1: found .* as \\[limits\\], allowed: a table$"_s;
    QTest::newRow("syntax") << QByteArray("[limits]\nmax_message = ") << u"^FILE:2:\\d+: bad TOML: .+$"_s;
    QTest::newRow("key twice") << QByteArray("[limits]\nmax_head = 1\nmax_head = 2")
                               << u"^FILE:3:\\d+: bad TOML: .+$"_s;
    QTest::newRow("table twice") << QByteArray("[limits]\n[log]\n[limits]\n")
                                 << u"^FILE:3:\\d+: bad TOML: .+$"_s;
    QTest::newRow("not UTF-8") << QByteArray("[log]\nfile = \"\xff\"") << u"^FILE:2:\\d+: bad TOML: .+$"_s;
    QTest::newRow("admin port")
        << QByteArray("[server]\nadmin_listen = 'on'")
        << u"^FILE:2: key server\\.admin_listen: found \"on\", allowed: an address ADDR:PORT .*, or off$"_s;
    QTest::newRow("certificate without key")
        << QByteArray("[tls]\ncertificate = 'c'")
        << u"^default: key tls\\.key: found none, allowed: a file, as tls\\.certificate is set$"_s;
    QTest::newRow("key without certificate")
        << QByteArray("[tls]\nkey = 'k'") << u"^default: key tls\\.certificate: found none, .*$"_s;
    QTest::newRow("mode http without a URL")
        << QByteArray("[limits]\nclosing = '1s'\n[auth]\nmode = 'http'")
        << u"^FILE:4: key auth\\.http\\.url: found none, allowed: the URL of a backend, .* mode http is in use$"_s;
    QTest::newRow("mode http of a route without a URL")
        << QByteArray("[[route]]\npath = '/a'\nroom = 'a'\n[[route]]\npath = '/b'\nroom = 'b'\nauth = 'http'")
        << u"^FILE:4: key auth\\.http\\.url: found none, allowed: .*$"_s;
    QTest::newRow("mode jwt without a key")
        << QByteArray("[auth]\nmode = 'jwt'") << u"^FILE:2: key auth\\.jwt\\.key_file: found none, .*$"_s;
    QTest::newRow("backend that is no URL")
        << QByteArray("[auth.http]\nurl = 'ftp://u:secret@a/'")
        << u"^FILE:2: key auth\\.http\\.url: found \"ftp://\\*\\*\\*@a/\", allowed: a URL .*$"_s;
    QTest::newRow("backend without a timeout")
        << QByteArray("[auth.http]\ntimeout = 0")
        << u"^FILE:2: key auth\\.http\\.timeout: found .*, allowed: a duration .*, from 1ms to 5min$"_s;
    QTest::newRow("backend without places")
        << QByteArray("[auth.http]\nconcurrency = 0")
        << u"^FILE:2: key auth\\.http\\.concurrency: found 0, allowed: .* 1 to 256$"_s;
    QTest::newRow("header twice")
        << QByteArray("[auth.http]\nheaders = ['Cookie', 'cookie']")
        << u"^FILE:2: key auth\\.http\\.headers: found \"cookie\" again, allowed: each name once, in any case$"_s;
    QTest::newRow("threads") << QByteArray("[server]\nthreads = 257")
                             << u"^FILE:2: key server\\.threads: found 257, allowed: .* 0 to 256$"_s;
    QTest::newRow("head too small")
        << QByteArray("[limits]\nmax_head = 40")
        << u"^FILE:2: key limits\\.max_head: found 40B, allowed: 0 or at least 512B, .*$"_s;
    QTest::newRow("soft above the default hard limit")
        << QByteArray("[limits]\noutbox_soft = '2MiB'")
        << u"^FILE:2: key limits\\.outbox_soft: found 2MiB, allowed: at most limits\\.outbox_hard, 1MiB, or 0$"_s;
    QTest::newRow("listen on the default admin port")
        << QByteArray("[server]\nlisten = ['0.0.0.0:8081']")
        << u"^default: key server\\.admin_listen: found 127\\.0\\.0\\.1:8081, allowed: another port .*$"_s;
    QTest::newRow("foreign origin")
        << QByteArray("[policy]\norigins = ['https://a.test/x']")
        << u"^FILE:2: key policy\\.origins: found \"https://a\\.test/x\", allowed: .*$"_s;
    QTest::newRow("one route table")
        << QByteArray("[route]\npath = '/'")
        << u"^FILE:1: found something else as route, allowed: \\[\\[route\\]\\] tables$"_s;
    QTest::newRow("no route")
        << QByteArray("route = []")
        << u"^FILE:1: found something else as route, allowed: \\[\\[route\\]\\] tables$"_s;
    QTest::newRow("route without path")
        << QByteArray("\n[[route]]\nroom = 'a'") << u"^FILE:2: key route\\.path: found none, allowed: .*$"_s;
    QTest::newRow("route without room")
        << QByteArray("[[route]]\npath = '/'") << u"^FILE:1: key route\\.room: found none, allowed: .*$"_s;
    QTest::newRow("route with two rooms") << QByteArray("[[route]]\npath = '/{room}'\nroom = 'a'")
                                          << u"^FILE:3: key route\\.room: found \"a\", allowed: none, .*$"_s;
    QTest::newRow("route, unknown key")
        << QByteArray("[[route]]\npath = '/'\nroom = 'a'\nsubprotocol = []")
        << u"^FILE:4: key route\\.subprotocol: found an unknown key, allowed in .*; did you mean subprotocols\\?$"_s;
    QTest::newRow("route, bad value") << QByteArray("[[route]]\npath = 'chat'\nroom = 'a'")
                                      << u"^FILE:2: key route\\.path: found \"chat\", allowed: .*$"_s;
    QTest::newRow("one room table")
        << QByteArray("[room]\nname = 'a'")
        << u"^FILE:1: found something else as room, allowed: \\[\\[room\\]\\] tables$"_s;
    QTest::newRow("room without name") << QByteArray("\n[[room]]\npublish = 'server'")
                                       << u"^FILE:2: key room\\.name: found none, allowed: .*$"_s;
    QTest::newRow("room twice")
        << QByteArray("[[room]]\nname = 'a*'\n[[room]]\nname = 'a*'")
        << u"^FILE:4: key room\\.name: found \"a\\*\" again, allowed: each name once$"_s;
    QTest::newRow("room, bad name") << QByteArray("[[room]]\nname = ''")
                                    << u"^FILE:2: key room\\.name: found \"\", allowed: .*$"_s;
    QTest::newRow("room, unknown key")
        << QByteArray("[[room]]\nname = 'a'\nhistory_message = 1")
        << u"^FILE:3: key room\\.history_message: found an unknown key, allowed in .*; did you mean history_messages\\?$"_s;
    QTest::newRow("room, bad choice")
        << QByteArray("[[room]]\nname = 'a'\npublish = 'anyone'")
        << u"^FILE:3: key room\\.publish: found \"anyone\", allowed: .*members.*granted.*server.*$"_s;
    QTest::newRow("room, bad age") << QByteArray("[[room]]\nname = 'a'\nhistory_age = '367d'")
                                   << u"^FILE:3: key room\\.history_age: found \"367d\", allowed: .*$"_s;
    const QByteArray token = "[[admin.token]]\nname = 'a'\n";
    const QByteArray hash = "sha256 = '" + QByteArray(64, '0') + "'\n";
    QTest::newRow("one token table") << QByteArray("[admin]\ntoken = { name = 'a' }")
                                     << u"^FILE:2: found something else as admin\\.token, allowed: .*$"_s;
    QTest::newRow("token without hash")
        << token << u"^FILE:1: key admin\\.token\\.sha256: found none, allowed: .*$"_s;
    QTest::newRow("token without name")
        << "[[admin.token]]\n" + hash << u"^FILE:1: key admin\\.token\\.name: found none, allowed: .*$"_s;
    QTest::newRow("token, short hash")
        << token + "sha256 = 'abc'"
        << u"^FILE:3: key admin\\.token\\.sha256: found 3 characters, allowed: .* 64 hexadecimal digits$"_s;
    QTest::newRow("token, role")
        << token + hash + "role = 'root'"
        << u"^FILE:4: key admin\\.token\\.role: found \"root\", allowed: \"viewer\" or .*$"_s;
    QTest::newRow("token, unknown key")
        << token + hash + "token = 'secret'"
        << u"^FILE:4: key admin\\.token\\.token: found an unknown key, allowed in .*: name, role, sha256$"_s;
    QTest::newRow("token, name of ours")
        << "[[admin.token]]\nname = 'admin.token'\n" + hash
        << u"^FILE:2: key admin\\.token\\.name: found \"admin.token\", allowed: another name, .*$"_s;
    QTest::newRow("token, name twice")
        << token + hash + token + "sha256 = '" + QByteArray(64, '1') + "'"
        << u"^FILE:5: key admin\\.token\\.name: found \"a\" again, allowed: each name once$"_s;
    QTest::newRow("token twice")
        << token + hash + "[[admin.token]]\nname = 'b'\n" + hash
        << u"^FILE:6: key admin\\.token\\.sha256: found that of \"a\" again, allowed: each token once$"_s;
    const QByteArray client = "[[auth.token]]\nname = 'a'\nuser = 'Ann'\n";
    QTest::newRow("one table of a client's token")
        << QByteArray("[auth]\ntoken = { name = 'a' }")
        << u"^FILE:2: found something else as auth\\.token, allowed: \\[\\[auth\\.token\\]\\] tables$"_s;
    QTest::newRow("client's token without hash")
        << client << u"^FILE:1: key auth\\.token\\.sha256: found none, allowed: .*$"_s;
    QTest::newRow("client's token without user")
        << "[[auth.token]]\nname = 'a'\n" + hash << u"^FILE:1: key auth\\.token\\.user: found none, .*$"_s;
    QTest::newRow("client's token of a guest")
        << "[[auth.token]]\nname = 'a'\nuser = 'guest-1'\n" + hash
        << u"^FILE:3: key auth\\.token\\.user: found \"guest-1\", allowed: another name, .*$"_s;
    QTest::newRow("client's token, name twice")
        << client + hash + client + "sha256 = '" + QByteArray(64, '1') + "'"
        << u"^FILE:6: key auth\\.token\\.name: found \"a\" again, allowed: each name once$"_s;
    QTest::newRow("client's token twice")
        << client + hash + "[[auth.token]]\nname = 'b'\nuser = 'Bob'\n" + hash
        << u"^FILE:8: key auth\\.token\\.sha256: found that of \"a\" again, allowed: each token once$"_s;
    QTest::newRow("client's token, time")
        << client + hash + "expires = 2030-01-31"
        << u"^FILE:5: key auth\\.token\\.expires: found a date or time, allowed: a time such as .*$"_s;
    QTest::newRow("cookie with all origins")
        << QByteArray("auth.cookie = 's'\npolicy.origins = ['*']")
        << u"^FILE:1: key auth\\.cookie: found \"s\", allowed: none, as policy\\.origins allows every origin$"_s;
    QTest::newRow("subprotocol of tokens")
        << QByteArray("[[route]]\npath = '/'\nroom = 'a'\nsubprotocols = ['signalbox.bearer.x']")
        << u"^FILE:4: key route\\.subprotocols: found \"signalbox\\.bearer\\.x\", allowed: other names, .*$"_s;
    QTest::newRow("route twice")
        << QByteArray("[[route]]\npath='/a'\nroom='a'\n[[route]]\npath='/a'\nkind='echo'")
        << u"^FILE:5: key route\\.path: found \"/a\" again, allowed: each path once$"_s;
}

void TestConfigLoader::rejects()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, error);
    const Result<LoadedConfig> loaded = load(content);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, Error::Code::Invalid);
    error.replace(u"FILE"_s, QRegularExpression::escape(m_folder.filePath(u"test.toml"_s)));
    QVERIFY2(QRegularExpression(error).match(loaded.error().text).hasMatch(),
             qPrintable(loaded.error().text));
}

void TestConfigLoader::collectsAllErrors()
{
    QProcessEnvironment environment;
    environment.insert(u"SIGNALBOX_LOG_LEVEL"_s, u"loud"_s);
    const Result<LoadedConfig> loaded =
        load("[limits]\nmax_head = -1\nmax_mesage = 1\n[nope]\n[[route]]\npath = ''\nkind = 1\n",
             {{u"log.format"_s, u"xml"_s, u"--set log.format"_s}}, environment);
    QVERIFY(!loaded);
    const QStringList errors = loaded.error().text.split(u'\n');
    QCOMPARE(errors.size(), 7);
    for (const QString &part :
         {u":2: key limits.max_head"_s, u":3: key limits.max_mesage"_s, u":4: found the unknown table"_s,
          u":6: key route.path"_s, u":7: key route.kind"_s,
          u"environment SIGNALBOX_LOG_LEVEL: key log.level: found \"loud\""_s,
          u"option --set log.format: key log.format: found \"xml\""_s})
        QCOMPARE(errors.filter(part).size(), 1);
}

void TestConfigLoader::rejectsEnvironment_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("misspelt")
        << u"SIGNALBOX_LIMITS_MAX_CONECTIONS"_s << u"1"_s
        << u"environment SIGNALBOX_LIMITS_MAX_CONECTIONS: found an unknown key, allowed: "_s;
    QTest::newRow("misspelt, hint") << u"SIGNALBOX_LIMITS_MAX_CONECTIONS"_s << u"1"_s
                                    << u"; did you mean SIGNALBOX_LIMITS_MAX_CONNECTIONS?"_s;
    QTest::newRow("route") << u"SIGNALBOX_ROUTE_PATH"_s << u"/"_s << u"found an unknown key"_s;
    QTest::newRow("bad value")
        << u"SIGNALBOX_LIMITS_CLOSING"_s << u"3 s"_s
        << u"environment SIGNALBOX_LIMITS_CLOSING: key limits.closing: found \"3 s\", allowed: "_s;
}

void TestConfigLoader::rejectsEnvironment()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QString, expected);
    QProcessEnvironment environment;
    environment.insert(name, value);
    const Result<LoadedConfig> loaded = load("", {}, environment);
    QVERIFY(!loaded);
    QVERIFY2(loaded.error().text.contains(expected), qPrintable(loaded.error().text));
}

void TestConfigLoader::ignoresEmptyVariables_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name :
         {"SIGNALBOX_LIMITS_MAX_CONNECTIONS", "SIGNALBOX_POLICY_ORIGINS", "SIGNALBOX_SERVER_LISTEN",
          "SIGNALBOX_SERVER_ADMIN_LISTEN", "SIGNALBOX_LOG_FILE", "SIGNALBOX_HUB_ANNOUNCE",
          "SIGNALBOX_LIMITS_COLOUR", "SIGNALBOX_COLOUR", "SIGNALBOX_ROUTE_PATH", "SIGNALBOX_"})
        QTest::newRow(name) << QString::fromUtf8(name);
}

void TestConfigLoader::ignoresEmptyVariables()
{
    QFETCH(QString, name);
    const QByteArray content = "server.listen = ['127.0.0.1:1']\nserver.admin_listen = '127.0.0.1:2'\n"
                               "limits.max_connections = 3\npolicy.origins = ['https://a.example']\n"
                               "log.file = '/tmp/log'\nhub.announce = false\n";
    const Result<LoadedConfig> without = load(content);
    QProcessEnvironment environment;
    environment.insert(name, QString());
    const Result<LoadedConfig> loaded = load(content, {}, environment);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    QVERIFY(loaded->config == without->config);
    QVERIFY(loaded->origins == without->origins);
    QCOMPARE(loaded->warnings, QStringList());
}

void TestConfigLoader::warnsOnceAboutUnknownVariables()
{
    QProcessEnvironment environment;
    for (const QString &name : {u"SIGNALBOX_LISTEN"_s, u"SIGNALBOX_COLOUR"_s, u"SIGNALBOX_PORT"_s})
        environment.insert(name, u"8080"_s);
    environment.insert(u"SIGNALBOXCTL_TOKEN_FILE"_s, u"x"_s);
    environment.insert(u"MY_SIGNALBOX_COLOUR"_s, u"x"_s);
    const Result<LoadedConfig> loaded = load("", {}, environment);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    QCOMPARE(loaded->warnings.size(), 1);
    const QString warning = loaded->warnings.first();
    for (const QString &part : {u"SIGNALBOX_COLOUR"_s, u"SIGNALBOX_PORT"_s,
                                u"SIGNALBOX_LISTEN (did you mean SIGNALBOX_SERVER_LISTEN?)"_s})
        QCOMPARE(warning.count(part), 1);
    QVERIFY2(!warning.contains(u"SIGNALBOXCTL"_s) && !warning.contains(u"MY_"_s), qPrintable(warning));
    QVERIFY(loaded->config == defaultConfig());
}

void TestConfigLoader::ignoresVariablesOfServices()
{
    QProcessEnvironment environment;
    environment.insert(u"SIGNALBOX_LIMITS_PORT"_s, u"tcp://10.0.0.1:80"_s);
    environment.insert(u"SIGNALBOX_LIMITS_SERVICE_PORT_HTTP"_s, u"80"_s);
    environment.insert(u"SIGNALBOX_SERVICE_HOST"_s, u"10.0.0.1"_s);
    environment.insert(u"SIGNALBOX_LIMITS_MAX_CONNECTIONS"_s, u"7"_s); // ours is still read
    const Result<LoadedConfig> loaded = load("", {}, environment);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    QCOMPARE(loaded->warnings, QStringList());
    QCOMPARE(loaded->config.limits.maxConnections, 7);
}

void TestConfigLoader::rejectsOptions_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *name, const QString &key, const QString &expected,
                        const QString &value = u"x"_s) { QTest::newRow(name) << key << expected << value; };
    row("unknown", u"limits.max_mesage"_s, u"did you mean limits.max_message?"_s);
    row("bad value", u"limits.max_message"_s,
        u"option --set limits.max_message: key limits.max_message: found \"x\", allowed: "_s);
    row("route", u"route.path"_s, u"routes can only be given in a file"_s);
    row("room", u"room.name"_s, u"rooms can only be given in a file"_s);
    row("client's token", u"auth.token.name"_s, u"as [[auth.token]] tables"_s);
    row("token", u"admin.token.name"_s, u"tokens can only be given in a file"_s);
    row("table", u"limits"_s, u"unknown key"_s);
    for (const QString &key : {u"auth.http.url"_s, u"auth.jwt.jwks_url"_s})
        row(qPrintable(u"password in "_s + key), key,
            u"found a URL with a name or password, allowed: none here"_s, u"https://u:hunter2@a/"_s);
}

void TestConfigLoader::rejectsOptions()
{
    QFETCH(QString, key);
    QFETCH(QString, expected);
    QFETCH(QString, value);
    const Result<LoadedConfig> loaded = load("", {{key, value, u"--set "_s + key}});
    QVERIFY(!loaded);
    QVERIFY(!loaded.error().text.contains(u"hunter2"_s));
    QVERIFY2(loaded.error().text.contains(expected), qPrintable(loaded.error().text));
}

void TestConfigLoader::readsTokens()
{
    const QByteArray hash = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
    const Result<LoadedConfig> loaded = load("admin.token = []\n");
    QVERIFY(!loaded);
    const Result<LoadedConfig> tokens =
        load("[admin]\nclosed = 5\n[[admin.token]]\nname = 'scraper'\nsha256 = '" + hash +
             "'\n[[admin.token]]\nname = 'Ann'\nrole = 'admin'\nsha256 = '" + QByteArray(64, 'A') + "'\n");
    QVERIFY2(tokens, tokens ? "" : qPrintable(tokens.error().text));
    QCOMPARE(tokens->config.admin.closed, 5);
    QCOMPARE(tokens->config.admin.tokens.size(), 2u);
    const AdminTokenSettings scraper{u"scraper"_s, ApiRole::Viewer, QByteArray::fromHex(hash)};
    QVERIFY(tokens->config.admin.tokens[0] == scraper);
    const AdminTokenSettings ann{u"Ann"_s, ApiRole::Admin, QByteArray(32, '\xAA')};
    QVERIFY(tokens->config.admin.tokens[1] == ann);
    QCOMPARE(tokens->tokenOrigins.size(), 2u);
    QCOMPARE(tokens->tokenOrigins[1], tokens->file + u":6"_s);
}

void TestConfigLoader::readsRooms()
{
    const Result<LoadedConfig> loaded = load(R"([[room]]
name = "news-*"
publish = "server"
join = "granted"
echo_to_sender = false
announce = false
max_members = 7
history_messages = 0
history_age = "1h"
outbox_policy = "drop-oldest"

[[room]]
name = "大厅"
publish = "granted"
)");
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    std::vector<RoomSettings> expected(2);
    expected[0] = {u"news-*"_s, RoomPublishing::Server, RoomJoining::Granted,    false, false, 7,
                   0,           Milliseconds(1h),       OutboxPolicy::DropOldest};
    expected[1].name = u"大厅"_s;
    expected[1].publish = RoomPublishing::Granted;
    QVERIFY(loaded->config.rooms == expected);
    QCOMPARE(loaded->roomOrigins.size(), 2u);
    QCOMPARE(loaded->roomOrigins[1], loaded->file + u":12"_s);
}

void TestConfigLoader::readsRoutes()
{
    const Result<LoadedConfig> loaded = load(R"([[route]]
path = "/chat/{room}"
subprotocols = ["chat.v2", "chat.v1"]
require_subprotocol = true
max_message = "1KiB"

[[route]]
path = "/news"
kind = "room"
room = "大厅"

[[route]]
path = "/mirror"
kind = "echo"
)");
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    std::vector<RouteSettings> expected(3);
    expected[0].path = u"/chat/{room}"_s;
    expected[0].subprotocols = QStringList{u"chat.v2"_s, u"chat.v1"_s};
    expected[0].requireSubprotocol = true;
    expected[0].maxMessage = 1024;
    expected[1].path = u"/news"_s;
    expected[1].room = u"大厅"_s;
    expected[2].path = u"/mirror"_s;
    expected[2].kind = RouteKind::Echo;
    QVERIFY(loaded->config.routes == expected);
    QCOMPARE(loaded->routeOrigins.size(), 3u);
    QCOMPARE(loaded->routeOrigins[1], loaded->file + u":7"_s);
}

QTEST_GUILESS_MAIN(TestConfigLoader)
#include "tst_configloader.moc"
