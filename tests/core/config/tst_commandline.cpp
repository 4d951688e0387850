#include "core/config/commandline.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestCommandLine final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parses_data();
    void parses();
    void rejects_data();
    void rejects();
    void stopsAtHelpAndVersion_data();
    void stopsAtHelpAndVersion();
    void doesNotCheckSet();
    void helpNamesEveryOption();
    void helpHasDefaultsAndBounds();
    void versionIsOneLine();
};

using Overrides = std::vector<ConfigOverride>;

void TestCommandLine::parses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<CommandLine>("expected");
    const auto line = [](auto change) {
        CommandLine result;
        change(result);
        return result;
    };
    QTest::newRow("nothing") << QStringList() << CommandLine();
    QTest::newRow("no gui") << QStringList{u"--no-gui"_s} << line([](CommandLine &l) { l.noGui = true; });
    QTest::newRow("self-signed") << QStringList{u"--self-signed"_s}
                                 << line([](CommandLine &l) { l.selfSigned = true; });
    QTest::newRow("check") << QStringList{u"--check-config"_s}
                           << line([](CommandLine &l) { l.checkConfig = true; });
    QTest::newRow("print") << QStringList{u"--print-config"_s}
                           << line([](CommandLine &l) { l.printConfig = true; });
    const CommandLine file = line([](CommandLine &l) { l.configFile = u"a b.toml"_s; });
    QTest::newRow("-c FILE") << QStringList{u"-c"_s, u"a b.toml"_s} << file;
    QTest::newRow("--config FILE") << QStringList{u"--config"_s, u"a b.toml"_s} << file;
    QTest::newRow("--config=FILE") << QStringList{u"--config=a b.toml"_s} << file;
    QTest::newRow("listen") << QStringList{u"--listen"_s, u"[::1]:0"_s} << line([](CommandLine &l) {
        l.overrides = {{u"server.listen"_s, u"[::1]:0"_s, u"--listen"_s}};
    });
    QTest::newRow("listen twice")
        << QStringList{u"--listen"_s, u"[::1]:0"_s, u"--listen=127.0.0.1:1"_s} << line([](CommandLine &l) {
               l.overrides = {{u"server.listen"_s, u"[::1]:0,127.0.0.1:1"_s, u"--listen"_s}};
           });
    QTest::newRow("admin off") << QStringList{u"--admin-listen"_s, u"off"_s} << line([](CommandLine &l) {
        l.overrides = {{u"server.admin_listen"_s, u"off"_s, u"--admin-listen"_s}};
    });
    QTest::newRow("the rest") << QStringList{u"--threads"_s, u"1"_s, u"--log-level"_s, u"debug"_s,
                                             u"--log-format=json"_s}
                              << line([](CommandLine &l) {
                                     l.overrides = {{u"server.threads"_s, u"1"_s, u"--threads"_s},
                                                    {u"log.level"_s, u"debug"_s, u"--log-level"_s},
                                                    {u"log.format"_s, u"json"_s, u"--log-format"_s}};
                                 });
    QTest::newRow("set") << QStringList{u"--set"_s, u"limits.max_head=1KiB"_s, u"--set"_s, u"log.file=a=b"_s}
                         << line([](CommandLine &l) {
                                l.overrides = {{u"limits.max_head"_s, u"1KiB"_s, u"--set limits.max_head"_s},
                                               {u"log.file"_s, u"a=b"_s, u"--set log.file"_s}};
                            });
    QTest::newRow("set, empty value") << QStringList{u"--set=policy.origins="_s} << line([](CommandLine &l) {
        l.overrides = {{u"policy.origins"_s, QString(), u"--set policy.origins"_s}};
    });
}

void TestCommandLine::parses()
{
    QFETCH(QStringList, arguments);
    QFETCH(CommandLine, expected);
    const Result<CommandLine> line = parseCommandLine(arguments);
    QVERIFY2(line, line ? "" : qPrintable(line.error().text));
    QVERIFY(*line == expected);
}

void TestCommandLine::rejects_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("expected");
    QTest::newRow("unknown") << QStringList{u"--frobnicate"_s}
                             << u"found the unknown option --frobnicate, allowed: --no-gui, --config,"_s;
    QTest::newRow("misspelt") << QStringList{u"--nogui"_s} << u"; did you mean --no-gui?"_s;
    QTest::newRow("unknown with value")
        << QStringList{u"--port=80"_s} << u"found the unknown option --port,"_s;
    QTest::newRow("unknown letter") << QStringList{u"-x"_s} << u"found the unknown option -x,"_s;
    QTest::newRow("combined letters") << QStringList{u"-hv"_s} << u"found the unknown option -hv,"_s;
    QTest::newRow("positional") << QStringList{u"run"_s} << u"found “run”, allowed: options only"_s;
    QTest::newRow("empty") << QStringList{QString()} << u"found “”, allowed: options only"_s;
    QTest::newRow("two dashes") << QStringList{u"--"_s} << u"found “--”, allowed: options only"_s;
    QTest::newRow("value missing") << QStringList{u"--listen"_s}
                                   << u"found no value behind --listen, allowed: --listen ADDR:PORT"_s;
    QTest::newRow("value empty") << QStringList{u"--config="_s}
                                 << u"found no value behind --config=, allowed: --config FILE"_s;
    QTest::newRow("value empty, separate argument")
        << QStringList{u"-c"_s, QString()} << u"found “” instead of a value behind -c"_s;
    QTest::newRow("option instead of a value") << QStringList{u"--config"_s, u"--no-gui"_s}
                                               << u"found “--no-gui” instead of a value behind --config"_s;
    QTest::newRow("value for a flag")
        << QStringList{u"--no-gui=1"_s} << u"found a value for --no-gui, “1”, allowed: none"_s;
    QTest::newRow("flag twice") << QStringList{u"--no-gui"_s, u"--no-gui"_s}
                                << u"found --no-gui again, allowed: once"_s;
    QTest::newRow("file twice") << QStringList{u"-c"_s, u"a"_s, u"--config"_s, u"b"_s}
                                << u"found --config again, allowed: once"_s;
    QTest::newRow("key twice")
        << QStringList{u"--set"_s, u"log.level=info"_s, u"--log-level"_s, u"debug"_s}
        << u"found log.level twice, by --set log.level and by --log-level, allowed: once"_s;
    QTest::newRow("set twice") << QStringList{u"--set=log.level=info"_s, u"--set=log.level=debug"_s}
                               << u"found log.level twice, by --set log.level"_s;
    QTest::newRow("set and listen") << QStringList{u"--set=server.listen=[::1]:0"_s, u"--listen=[::1]:1"_s}
                                    << u"found server.listen twice"_s;
    QTest::newRow("self-signed and a certificate")
        << QStringList{u"--self-signed"_s, u"--set"_s, u"tls.certificate=a"_s}
        << u"found --self-signed and --set tls.certificate, allowed: one of them"_s;
    QTest::newRow("set without value") << QStringList{u"--set"_s, u"log.level"_s}
                                       << u"found “log.level” behind --set, allowed: --set KEY=VALUE"_s;
    QTest::newRow("set without key") << QStringList{u"--set"_s, u"=1"_s} << u"allowed: --set KEY=VALUE"_s;
    QTest::newRow("bad address") << QStringList{u"--listen"_s, u"8080"_s}
                                 << u"--listen: found \"8080\", allowed: "_s;
    QTest::newRow("bad port") << QStringList{u"--listen"_s, u"127.0.0.1:65536"_s} << u"allowed: "_s;
    QTest::newRow("admin port") << QStringList{u"--admin-listen"_s, u"8081"_s}
                                << u"--admin-listen: found \"8081\", allowed: an address ADDR:PORT"_s;
    QTest::newRow("threads") << QStringList{u"--threads"_s, u"257"_s}
                             << u"--threads: found 257, allowed: a whole number from 0 to 256"_s;
    QTest::newRow("threads, no number")
        << QStringList{u"--threads"_s, u"many"_s} << u"--threads: found \"many\", allowed: "_s;
    QTest::newRow("log level") << QStringList{u"--log-level"_s, u"loud"_s}
                               << u"--log-level: found \"loud\", allowed: \"debug\" or \"info\""_s;
    QTest::newRow("log format") << QStringList{u"--log-format=xml"_s} << u"allowed: \"text\" or \"json\""_s;
}

void TestCommandLine::rejects()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, expected);
    const Result<CommandLine> line = parseCommandLine(arguments);
    QVERIFY(!line);
    QCOMPARE(line.error().code, Error::Code::Invalid);
    QVERIFY2(line.error().text.contains(expected), qPrintable(line.error().text));
}

void TestCommandLine::stopsAtHelpAndVersion_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("help");
    QTest::newRow("-h") << QStringList{u"-h"_s} << true;
    QTest::newRow("--help") << QStringList{u"--no-gui"_s, u"--help"_s, u"--frobnicate"_s} << true;
    QTest::newRow("-v") << QStringList{u"-v"_s, u"-h"_s} << false;
    QTest::newRow("--version") << QStringList{u"--version"_s} << false;
}

void TestCommandLine::stopsAtHelpAndVersion()
{
    QFETCH(QStringList, arguments);
    QFETCH(bool, help);
    const Result<CommandLine> line = parseCommandLine(arguments);
    QVERIFY(line);
    QCOMPARE(line->help, help);
    QCOMPARE(line->version, !help);
}

void TestCommandLine::doesNotCheckSet()
{
    const Result<CommandLine> line = parseCommandLine({u"--set"_s, u"no.such=thing"_s});
    QVERIFY(line);
    QVERIFY((line->overrides == Overrides{{u"no.such"_s, u"thing"_s, u"--set no.such"_s}}));
}

void TestCommandLine::helpNamesEveryOption()
{
    const QString help = helpText();
    for (const char *option :
         {"--no-gui", "-c, --config FILE", "--listen ADDR:PORT", "--admin-listen ADDR:PORT|off",
          "--set KEY=VALUE", "--threads N", "--self-signed", "--check-config", "--print-config",
          "--log-level LEVEL", "--log-format FORMAT", "-h, --help", "-v, --version"})
        QVERIFY2(help.contains(QString::fromLatin1(option) + u' '), option);
    for (const QString &line : help.split(u'\n'))
        QVERIFY2(line.size() <= 120, qPrintable(line));
}

void TestCommandLine::helpHasDefaultsAndBounds()
{
    const QString help = helpText();
    for (const char *text : {"[127.0.0.1:8080]", "[127.0.0.1:8081]", "0 to 256;",
                             "debug, info, warning or error [info]", "text or json [text]"})
        QVERIFY2(help.contains(QString::fromLatin1(text)), text);
    QVERIFY(!help.contains(u'{'));
}

void TestCommandLine::versionIsOneLine()
{
    QCOMPARE(versionText(), u"signalbox " SIGNALBOX_VERSION "\n"_s);
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
