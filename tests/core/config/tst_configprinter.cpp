#include "core/config/configprinter.h"

#include "core/config/configschema.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 capacity = 3LL << 30; // bytes

} // namespace

class TestConfigPrinter final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }
    void printsWhatLoadsAgain_data();
    void printsWhatLoadsAgain();
    void namesSources();
    void hidesPasswordsOfUrls();
    void printsMemoryInBytes_data();
    void printsMemoryInBytes();
    void escapesNewlinesInComments();
    void shippedFileIsUpToDate();
    void readmeHasEveryKey();

private:
    Result<LoadedConfig> load(const QString &text, const std::vector<ConfigOverride> &options = {});

    QTemporaryDir m_folder;
};

Result<LoadedConfig> TestConfigPrinter::load(const QString &text, const std::vector<ConfigOverride> &options)
{
    ConfigSources sources;
    sources.file = m_folder.filePath(u"printed.toml"_s);
    sources.options = options;
    QFile file(sources.file);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("cannot write");
    file.close();
    return loadConfig(sources);
}

void TestConfigPrinter::printsWhatLoadsAgain_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("defaults") << QString();
    QTest::newRow("every table") << uR"(
server = { listen = ["*:0", "[::1]:1", "192.168.1.1:65535"], threads = 1, drain = "1500ms", drain_rate = 1 }
hub = { echo_to_sender = false, announce = false, max_rooms = 1, max_rooms_per_connection = 0, max_members = 7 }
history = { messages = 1, age = "2h", bytes = "1KiB", memory = "7%", store = "sqlite" }
heartbeat = { interval = 0, timeout = 0 }
limits = { max_connections = 0, max_message = 1000, max_head = 1024, handshake = "7d", outbox_hard = "1GiB" }
policy = { origins = ["https://example.org", "http://[::1]:3000"], allow_missing_origin = false }
log = { level = "error", format = "json", file = 'C:\odd "name"' }
)"_s.replace(u"7d"_s, u"1d"_s);
    QTest::newRow("routes") << uR"(
[[route]]
path = "/a/{room}"
subprotocols = ["x", "y"]
envelope = false
require_subprotocol = true
max_message = 0
[[route]]
path = "/b"
room = "a \" \\ 房间"
[[route]]
path = "/c"
kind = "echo"
)"_s;
    QTest::newRow("rooms") << uR"(
[[room]]
name = "a \" *"
publish = "granted"
join = "granted"
history_messages = 3
[[room]]
name = "*"
publish = "server"
echo_to_sender = true
announce = false
max_members = 0
history_age = "90min"
outbox_policy = "close"
)"_s;
    QTest::newRow("tokens") << uR"(
[admin]
closed = 7
allow_plain = true
[[admin.token]]
name = "Ann \" Lee"
role = "operator"
sha256 = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08"
[[auth.token]]
name = "of Ann"
user = "Ann"
sha256 = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
join = ["a/*", "lobby"]
publish = []
expires = 2030-01-31T12:00:00Z
[[admin.token]]
name = "scraper"
sha256 = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
)"_s;
}

void TestConfigPrinter::printsWhatLoadsAgain()
{
    QFETCH(QString, text);
    const Result<LoadedConfig> loaded = load(text);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    QCOMPARE(loaded->config == defaultConfig(), text.isEmpty());
    const QString printed = printConfig(*loaded, capacity);
    QVERIFY(printed.endsWith(u'\n'));
    const Result<LoadedConfig> again = load(printed);
    QVERIFY2(again, again ? "" : qPrintable(again.error().text));
    QVERIFY(again->config == withMemoryInBytes(loaded->config, capacity));
    QCOMPARE(printConfig(*again, {}).count(u'\n'), printed.count(u'\n'));
}

void TestConfigPrinter::namesSources()
{
    const Result<LoadedConfig> loaded =
        load(u"[limits]\nmax_head = \"1KiB\"\n[[route]]\npath='/'\nroom='a'\n"_s,
             {{u"log.level"_s, u"debug"_s, u"--log-level"_s}});
    QVERIFY(loaded);
    const QStringList lines = printConfig(*loaded, capacity).split(u'\n');
    QVERIFY(lines.contains(u"max_head = \"1KiB\" # %1:2"_s.arg(loaded->file)));
    QVERIFY(lines.contains(u"max_message = \"64KiB\" # default"_s));
    QVERIFY(lines.contains(u"level = \"debug\" # option --log-level"_s));
    QVERIFY(lines.contains(u"[[route]] # %1:3"_s.arg(loaded->file)));
    QVERIFY(printConfig({}, capacity).contains(u"[[route]] # default"_s));
}

void TestConfigPrinter::hidesPasswordsOfUrls()
{
    const Result<LoadedConfig> loaded = load(u"[auth.http]\nurl = 'http://user:hunter2@127.0.0.1/a'\n"_s);
    QVERIFY(loaded);
    QCOMPARE(loaded->config.auth.http.url, u"http://user:hunter2@127.0.0.1/a"_s);
    const QString printed = printConfig(*loaded, capacity);
    QVERIFY(printed.contains(u"\nurl = \"http://***@127.0.0.1/a\" # "_s));
    QVERIFY(!printed.contains(u"hunter2"_s));
}

void TestConfigPrinter::printsMemoryInBytes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("available"); // 0: unknown
    QTest::addColumn<QString>("memory");   // FILE stands for the file's name
    QTest::addColumn<QString>("history");
    QTest::newRow("defaults") << QString() << capacity << u"\"768MiB\" # default"_s
                              << u"\"384MiB\" # default"_s;
    QTest::newRow("odd number") << QString() << qint64(1001) << u"\"250B\" # default"_s
                                << u"\"125B\" # default"_s;
    QTest::newRow("unknown") << QString() << qint64(0) << u"\"0\" # default"_s << u"\"0\" # default"_s;
    QTest::newRow("file") << u"limits.memory = '50%'\nhistory.memory = '25%'"_s << capacity
                          << u"\"1536MiB\" # FILE:1"_s << u"\"384MiB\" # FILE:2"_s;
    QTest::newRow("no limit") << u"limits.memory = 0"_s << capacity << u"\"0\" # FILE:1"_s
                              << u"\"0\" # default"_s;
    QTest::newRow("bytes") << u"limits.memory = '64MiB'"_s << capacity << u"\"64MiB\" # FILE:1"_s
                           << u"\"32MiB\" # default"_s;
}

void TestConfigPrinter::printsMemoryInBytes()
{
    QFETCH(QString, text);
    QFETCH(qint64, available);
    QFETCH(QString, memory);
    QFETCH(QString, history);
    const Result<LoadedConfig> loaded = load(text);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    const QString printed = printConfig(*loaded, available > 0 ? std::optional(available) : std::nullopt)
                                .replace(loaded->file, u"FILE"_s);
    const QString ofHistory = printed.section(u"\n[history]\n"_s, 1).section(u"\n["_s, 0, 0);
    const QString ofLimits = printed.section(u"\n[limits]\n"_s, 1).section(u"\n["_s, 0, 0);
    QVERIFY2(ofLimits.contains(u"\nmemory = %1\n"_s.arg(memory)), qPrintable(ofLimits));
    QVERIFY2(ofHistory.contains(u"\nmemory = %1\n"_s.arg(history)), qPrintable(ofHistory));
}

void TestConfigPrinter::escapesNewlinesInComments()
{
    LoadedConfig loaded;
    loaded.origins.insert(u"log.level"_s, u"a\n[evil]\x1b"_s);
    const QString printed = printConfig(loaded, capacity);
    QVERIFY(!printed.contains(u"\n[evil]"_s));
    QVERIFY(load(printed));
}

// After a change of the keys, run once with SIGNALBOX_UPDATE=1: it writes the file instead of comparing it.
void TestConfigPrinter::shippedFileIsUpToDate()
{
    QFile file(QStringLiteral(SIGNALBOX_SOURCE_DIR "/resources/signalbox.toml"));
    const bool isUpdate = qEnvironmentVariableIsSet("SIGNALBOX_UPDATE");
    QVERIFY(file.open(isUpdate ? QIODevice::ReadWrite | QIODevice::Truncate : QIODevice::ReadOnly));
    if (isUpdate) {
        file.write(defaultConfigText().toUtf8());
        file.seek(0);
    }
    const QString shipped = QString::fromUtf8(file.readAll());
    QCOMPARE(shipped, defaultConfigText());
    const Result<LoadedConfig> loaded = load(shipped);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    QVERIFY(loaded->config == defaultConfig());
    QCOMPARE(loaded->origins.size(), qsizetype(configKeys().size()));
}

// A row of the table in README names one key and its default, or several of each, separated by commas.
void TestConfigPrinter::readmeHasEveryKey()
{
    QFile file(QStringLiteral(SIGNALBOX_SOURCE_DIR "/README.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    for (const ConfigKey<Config> &key : configKeys()) {
        const QString name = u'`' + key.name + u'`';
        const auto row = std::ranges::find_if(lines, [&](const QString &line) {
            return line.startsWith(u'|') && line.section(u'|', 1, 1).contains(name);
        });
        QVERIFY2(row != lines.end(), qPrintable(key.name));
        const QStringList names = row->section(u'|', 1, 1).trimmed().split(u", "_s);
        const QString values = row->section(u'|', 2, 2).trimmed();
        const QString value = values.split(u"`, `"_s).value(names.indexOf(name)).remove(u'`');
        const QString expected = toToml(key.rule, *key.get(defaultConfig()));
        const bool isNoFile = expected == "\"\""_L1; // described in words
        QVERIFY2(isNoFile || value == expected, qPrintable(u"%1: %2"_s.arg(key.name, value)));
    }
}

QTEST_GUILESS_MAIN(TestConfigPrinter)
#include "tst_configprinter.moc"
