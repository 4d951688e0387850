#include "core/config/configprinter.h"

#include "core/config/configschema.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestConfigPrinter final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }
    void loadsAgain_data();
    void loadsAgain();
    void namesSources();
    void keepsCommentsOnTheirLine();
    void shippedFileIsTheDefault();

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

void TestConfigPrinter::loadsAgain_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("defaults") << QString();
    QTest::newRow("every table") << uR"(
server = { listen = ["*:0", "[::1]:1", "192.168.1.1:65535"], threads = 1, drain = "1500ms", drain_rate = 1 }
hub = { echo_to_sender = false, announce = false, max_rooms = 1, max_rooms_per_connection = 0, max_members = 7 }
history = { messages = 1, age = "2h", bytes = "1KiB", store = "memory" }
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
}

void TestConfigPrinter::loadsAgain()
{
    QFETCH(QString, text);
    const Result<LoadedConfig> loaded = load(text);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    QCOMPARE(loaded->config == defaultConfig(), text.isEmpty());
    const QString printed = printConfig(*loaded);
    QVERIFY(printed.endsWith(u'\n'));
    const Result<LoadedConfig> again = load(printed);
    QVERIFY2(again, again ? "" : qPrintable(again.error().text));
    QVERIFY(again->config == loaded->config);
    QCOMPARE(printConfig(*again).count(u'\n'), printed.count(u'\n'));
}

void TestConfigPrinter::namesSources()
{
    const Result<LoadedConfig> loaded =
        load(u"[limits]\nmax_head = \"1KiB\"\n[[route]]\npath='/'\nroom='a'\n"_s,
             {{u"log.level"_s, u"debug"_s, u"--log-level"_s}});
    QVERIFY(loaded);
    const QStringList lines = printConfig(*loaded).split(u'\n');
    QVERIFY(lines.contains(u"max_head = \"1KiB\" # %1:2"_s.arg(loaded->file)));
    QVERIFY(lines.contains(u"max_message = \"64KiB\" # default"_s));
    QVERIFY(lines.contains(u"level = \"debug\" # option --log-level"_s));
    QVERIFY(lines.contains(u"[[route]] # %1:3"_s.arg(loaded->file)));
    QVERIFY(printConfig({}).contains(u"[[route]] # default"_s));
}

void TestConfigPrinter::keepsCommentsOnTheirLine()
{
    LoadedConfig loaded;
    loaded.origins.insert(u"log.level"_s, u"a\n[evil]\x1b"_s);
    const QString printed = printConfig(loaded);
    QVERIFY(!printed.contains(u"\n[evil]"_s));
    QVERIFY(load(printed));
}

void TestConfigPrinter::shippedFileIsTheDefault()
{
    QFile file(QStringLiteral(SIGNALBOX_SOURCE_DIR "/resources/signalbox.toml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString shipped = QString::fromUtf8(file.readAll());
    QCOMPARE(shipped, defaultConfigText()); // write it anew when the schema changes
    const Result<LoadedConfig> loaded = load(shipped);
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text));
    QVERIFY(loaded->config == defaultConfig());
    QCOMPARE(loaded->origins.size(), qsizetype(configKeys().size()));
}

QTEST_GUILESS_MAIN(TestConfigPrinter)
#include "tst_configprinter.moc"
