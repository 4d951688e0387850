// The program as a process: output of its options, exit codes, and the effect of signals.

#include "programfixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

#include <signal.h>

using namespace Qt::StringLiterals;

class TestProgram final : public QObject, private ProgramFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(isUsable()); }
    void printsAndEnds_data();
    void printsAndEnds();
    void refusesBadUsage_data();
    void refusesBadUsage();
    void refusesBadConfig_data();
    void refusesBadConfig();
    void refusesBadEnvironment();
    void failsOnMissingFile();
    void failsOnLogFileItCannotOpen();
    void printedConfigLoadsAgain();
    void failsWithoutDisplay_data();
    void failsWithoutDisplay();
    void printsReadyLines();
    void endsOnSignal_data();
    void endsOnSignal();
    void drainsOnTermination();
    void secondSignalTerminatesAtOnce();
    void reloadsOnHangup();
    void warnsAtEachReloadAboutWhatWaits();
    void keepsTheConfigWhenTheNewOneIsUnusable_data();
    void keepsTheConfigWhenTheNewOneIsUnusable();
    void keepsTheConfigWhenTheNewOneIsInvalid();
    void reopensTheLog();
    void survivesClosedStderr();
    void windowListensAndExitsOnSigterm();
    void windowStaysWhenAddressIsInUse();
    void windowStartsWhenTheAdminPortIsInUse();
};

void TestProgram::printsAndEnds_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("out");
    QTest::addColumn<QString>("error");
    const QString nothing = u"^$"_s;
    QTest::newRow("--help") << QStringList{u"--help"_s} << u"^Usage: signalbox "_s << nothing;
    QTest::newRow("-h") << QStringList{u"-h"_s} << u"^Usage: signalbox "_s << nothing;
    QTest::newRow("--version") << QStringList{u"--version"_s} << u"^signalbox \\d+\\.\\d+\\.\\d+\n$"_s
                               << nothing;
    QTest::newRow("-v") << QStringList{u"-v"_s} << u"^signalbox \\d"_s << nothing;
    QTest::newRow("--check-config") << QStringList{u"--check-config"_s} << nothing
                                    << u"^signalbox: configuration is good\n$"_s;
    QTest::newRow("--print-config") << QStringList{u"--print-config"_s}
                                    << u"\nmax_head = \"16KiB\" # default\n"_s << nothing;
    QTest::newRow("--print-config, option")
        << QStringList{u"--print-config"_s, u"--set"_s, u"limits.max_head=1KiB"_s}
        << u"\nmax_head = \"1KiB\" # option --set limits\\.max_head\n"_s << nothing;
}

void TestProgram::printsAndEnds()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, out);
    QFETCH(QString, error);
    const Ended ended = run(arguments);
    QVERIFY2(ended.code == 0, qPrintable(ended.error));
    QVERIFY2(QRegularExpression(out).match(ended.out).hasMatch(), qPrintable(ended.out));
    QVERIFY2(QRegularExpression(error).match(ended.error).hasMatch(), qPrintable(ended.error));
}

void TestProgram::refusesBadUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown option") << QStringList{u"--frobnicate"_s} << u"--frobnicate"_s;
    QTest::newRow("value missing") << QStringList{u"--no-gui"_s, u"--listen"_s} << u"ADDR:PORT"_s;
    QTest::newRow("bad address") << QStringList{u"--listen"_s, u"nowhere"_s} << u"\"nowhere\""_s;
    QTest::newRow("twice") << QStringList{u"--no-gui"_s, u"--no-gui"_s} << u"--no-gui again"_s;
    QTest::newRow("positional") << QStringList{u"start"_s} << u"start"_s;
    QTest::newRow("bad --set") << QStringList{u"--set"_s, u"limits"_s} << u"KEY=VALUE"_s;
}

void TestProgram::refusesBadUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const Ended ended = run(arguments);
    QCOMPARE(ended.code, 64);
    QVERIFY(ended.out.isEmpty());
    QVERIFY2(ended.error.startsWith(u"signalbox: "_s) && ended.error.contains(message),
             qPrintable(ended.error));
}

void TestProgram::refusesBadConfig_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("messages");
    QTest::newRow("bad value") << QByteArray("[limits]\nmax_message = \"64KB\"\n") << QStringList()
                               << QStringList{
                                      u":2: key limits.max_message: found \"64KB\", allowed: a size"_s};
    QTest::newRow("unknown key and table")
        << QByteArray("[limits]\nmax_mesage = 1\n[mesh]\nbroker = 1\n") << QStringList()
        << QStringList{u":2: key limits.max_mesage"_s, u":3: found the unknown table [mesh]"_s};
    QTest::newRow("syntax") << QByteArray("[limits\n") << QStringList() << QStringList{u":1:"_s};
    QTest::newRow("admin port on a listener")
        << QByteArray("server.listen = ['0.0.0.0:9']\n") << QStringList{u"--admin-listen=127.0.0.1:9"_s}
        << QStringList{u"option --admin-listen: key server.admin_listen: found 127.0.0.1:9, allowed: "_s};
    QTest::newRow("option") << QByteArray() << QStringList{u"--set"_s, u"limits.colour=1"_s}
                            << QStringList{u"option --set limits.colour: key limits.colour"_s};
}

void TestProgram::refusesBadConfig()
{
    QFETCH(QByteArray, content);
    QFETCH(QStringList, options);
    QFETCH(QStringList, messages);
    const QString file = write(u"bad.toml"_s, content);
    for (const QStringList &mode : {QStringList{u"--check-config"_s}, QStringList{u"--no-gui"_s}}) {
        const Ended ended = run(mode + QStringList{u"-c"_s, file} + options);
        QCOMPARE(ended.code, 78);
        QVERIFY(ended.out.isEmpty());
        for (const QString &text : messages)
            QVERIFY2(ended.error.contains(text), qPrintable(ended.error));
    }
}

void TestProgram::refusesBadEnvironment()
{
    QProcessEnvironment bad = environment();
    bad.insert(u"SIGNALBOX_LISTEN"_s, u"127.0.0.1:0"_s);
    const Ended warned = run({u"--check-config"_s}, bad);
    QCOMPARE(warned.code, 0);
    QCOMPARE(warned.error.count(u"warning: "_s), 1);
    QVERIFY2(warned.error.contains(u"did you mean SIGNALBOX_SERVER_LISTEN?"_s), qPrintable(warned.error));
    bad.insert(u"SIGNALBOX_SERVER_LISTENER"_s, u"127.0.0.1:0"_s);
    const Ended ended = run({u"--check-config"_s}, bad);
    QCOMPARE(ended.code, 78);
    QVERIFY2(ended.error.contains(u"did you mean SIGNALBOX_SERVER_LISTEN?"_s), qPrintable(ended.error));
}

void TestProgram::failsOnMissingFile()
{
    const Ended ended = run({u"--no-gui"_s, u"-c"_s, filePath(u"missing.toml"_s)});
    QCOMPARE(ended.code, 74);
    QVERIFY2(ended.error.contains(u"missing.toml"_s), qPrintable(ended.error));
}

void TestProgram::failsOnLogFileItCannotOpen()
{
    const Ended ended = run({u"--no-gui"_s, u"--listen=127.0.0.1:0"_s, u"--set"_s,
                             u"log.file="_s + filePath(u"no/such/folder.log"_s)});
    QCOMPARE(ended.code, 73);
    QVERIFY2(ended.error.contains(u"no/such/folder.log"_s), qPrintable(ended.error));
}

void TestProgram::printedConfigLoadsAgain()
{
    const Ended printed =
        run({u"--print-config"_s, u"--listen=127.0.0.1:0,[::1]:0"_s, u"--log-level=error"_s});
    QCOMPARE(printed.code, 0);
    const QString file = write(u"printed.toml"_s, printed.out.toUtf8());
    QVERIFY(run({u"--check-config"_s, u"-c"_s, file}).error.contains(u"configuration is good: "_s + file));
    const Ended again = run({u"--print-config"_s, u"-c"_s, file});
    QCOMPARE(again.code, 0);
    static const QRegularExpression origin(u" # [^\n]*"_s);
    QCOMPARE(QString(again.out).remove(origin), QString(printed.out).remove(origin));
}

void TestProgram::failsWithoutDisplay_data()
{
    QTest::addColumn<QString>("display");
    QTest::addColumn<QString>("platform");
    QTest::addColumn<QString>("problem");
    const QString noDisplay = u"there is no display"_s;
    QTest::newRow("none") << QString() << QString() << noDisplay;
    QTest::newRow("no server at that address") << u":59876"_s << QString() << noDisplay;
    QTest::newRow("no server for this plugin") << u":59876"_s << u"xcb"_s << noDisplay;
    QTest::newRow("unknown platform")
        << QString() << u"nonsense"_s << u"plugin \"nonsense\" is not installed"_s;
}

void TestProgram::failsWithoutDisplay()
{
    QFETCH(QString, display);
    QFETCH(QString, platform);
    QFETCH(QString, problem);
    QProcessEnvironment noDisplay = environment();
    if (!display.isEmpty())
        noDisplay.insert(u"DISPLAY"_s, display);
    if (!platform.isEmpty())
        noDisplay.insert(u"QT_QPA_PLATFORM"_s, platform);
    const Ended ended = run({u"--listen=127.0.0.1:0"_s}, noDisplay);
    QCOMPARE(ended.code, 69);
    QVERIFY(ended.out.isEmpty());
    QVERIFY2(ended.error.contains(u"--no-gui"_s), qPrintable(ended.error));
    QVERIFY2(ended.error.contains(problem), qPrintable(ended.error));
    QCOMPARE(ended.error.count(u'\n'), 1);
    QCOMPARE(run({u"--version"_s}, noDisplay).code, 0);
}

void TestProgram::printsReadyLines()
{
    QProcess program;
    const quint16 port =
        start(program, {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s, u"--listen=127.0.0.2:0"_s});
    QVERIFY(port != 0);
    QTRY_VERIFY_WITH_TIMEOUT(program.canReadLine(), MaxWaitMs);
    QVERIFY(program.readLine().startsWith("signalbox: listening on ws://127.0.0.2:"));
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, port);
    QVERIFY(client.waitForConnected(MaxWaitMs));
    program.terminate();
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QVERIFY(program.readAllStandardOutput().isEmpty()); // the ready lines and nothing else
}

void TestProgram::endsOnSignal_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("TERM") << SIGTERM;
    QTest::newRow("INT") << SIGINT;
}

void TestProgram::endsOnSignal()
{
    QFETCH(int, number);
    QProcess program;
    QVERIFY(start(program, {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s}) != 0);
    QCOMPARE(::kill(pid_t(program.processId()), number), 0);
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

void TestProgram::drainsOnTermination()
{
    QProcess program;
    const quint16 port = start(program, {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s});
    QVERIFY(port != 0);
    QWebSocket client;
    QSignalSpy connected(&client, &QWebSocket::connected);
    QSignalSpy disconnected(&client, &QWebSocket::disconnected);
    client.open(QUrl(u"ws://127.0.0.1:%1/"_s.arg(port)));
    QVERIFY(connected.wait(MaxWaitMs));
    program.terminate();
    // QWebSocket of Qt 6.4 reports 1012 as a protocol error, so other tests check the code itself.
    QVERIFY(disconnected.count() > 0 || disconnected.wait(MaxWaitMs));
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, MaxWaitMs);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

void TestProgram::secondSignalTerminatesAtOnce()
{
    QProcess program;
    // A peer that never answers our Close frame, and deadlines longer than this test.
    const quint16 port = start(program, {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s,
                                         u"--set=limits.closing=1h"_s, u"--set=server.drain=1h"_s});
    QVERIFY(port != 0);
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, port);
    QVERIFY(client.waitForConnected(MaxWaitMs));
    client.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    QTRY_VERIFY_WITH_TIMEOUT(client.peek(12).startsWith("HTTP/1.1 101"), MaxWaitMs);
    QByteArray output;
    program.terminate();
    QVERIFY2(waitForError(program, "draining", output), output.constData());
    program.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, MaxWaitMs);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

void TestProgram::reloadsOnHangup()
{
    const QString file = write(u"reloaded.toml"_s, "server.listen = ['127.0.0.1:0']\nlog.format = 'text'\n");
    QProcess program;
    QVERIFY(start(program, {u"--no-gui"_s, u"-c"_s, file}) != 0);
    write(u"reloaded.toml"_s, "server.listen = ['127.0.0.1:0', '[::1]:0']\nlog.format = 'json'\n");
    QCOMPARE(::kill(pid_t(program.processId()), SIGHUP), 0);
    QByteArray output;
    QVERIFY2(waitForError(program, "\"message\":\"configuration reloaded\"", output), output.constData());
    QVERIFY2(waitForError(program, "server.listen", output), output.constData());
    program.terminate();
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QCOMPARE(program.exitCode(), 0);
}

void TestProgram::warnsAtEachReloadAboutWhatWaits()
{
    const QByteArray content = "server.listen = ['127.0.0.1:0']\nserver.threads = ";
    const QString file = write(u"waiting.toml"_s, content + "1\n");
    QProcess program;
    QVERIFY(start(program, {u"--no-gui"_s, u"-c"_s, file}) != 0);
    const auto reload = [&] {
        QByteArray output;
        ::kill(pid_t(program.processId()), SIGHUP);
        if (!waitForError(program, "configuration reloaded", output))
            return -1;
        ::kill(pid_t(program.processId()), SIGUSR1); // its line follows all of the reload
        return waitForError(program, "log opened again", output)
                   ? int(output.count("after a restart: server.threads"))
                   : -1;
    };
    QCOMPARE(reload(), 0);
    write(u"waiting.toml"_s, content + "2\n");
    QCOMPARE(reload(), 1);
    QCOMPARE(reload(), 1);
    write(u"waiting.toml"_s, content + "1\n"); // as it runs
    QCOMPARE(reload(), 0);
    program.terminate();
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QCOMPARE(program.exitCode(), 0);
}

void TestProgram::keepsTheConfigWhenTheNewOneIsUnusable_data()
{
    QTest::addColumn<bool>("removes"); // the file; else it is emptied
    QTest::newRow("removed") << true;
    QTest::newRow("emptied") << false;
}

void TestProgram::keepsTheConfigWhenTheNewOneIsUnusable()
{
    QFETCH(bool, removes);
    const QString file = filePath(u"config/signalbox/signalbox.toml"_s);
    QVERIFY(QDir().mkpath(QFileInfo(file).path()));
    write(u"config/signalbox/signalbox.toml"_s, "server.listen = ['127.0.0.1:0']\nlog.format = 'json'\n");
    QProcess program;
    QVERIFY(start(program, {u"--no-gui"_s}) != 0);
    if (removes)
        QVERIFY(QFile::remove(file));
    else
        write(u"config/signalbox/signalbox.toml"_s, {});
    QCOMPARE(::kill(pid_t(program.processId()), SIGHUP), 0);
    QByteArray output;
    QVERIFY2(waitForError(program, "\"message\":\"the configuration stays as it was\"", output),
             output.constData());
    QVERIFY2(output.contains(file.toUtf8()), output.constData());
    program.terminate();
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QCOMPARE(program.exitCode(), 0);
    QFile::remove(file);
}

void TestProgram::keepsTheConfigWhenTheNewOneIsInvalid()
{
    const QString file = write(u"spoiled.toml"_s, "server.listen = ['127.0.0.1:0']\n");
    QProcess program;
    const quint16 port = start(program, {u"--no-gui"_s, u"-c"_s, file});
    QVERIFY(port != 0);
    write(u"spoiled.toml"_s, "log.format = 'json'\nlimits.max_head = -1\nlimits.colour = 1\n");
    QCOMPARE(::kill(pid_t(program.processId()), SIGHUP), 0);
    QByteArray output;
    QVERIFY2(waitForError(program, "the configuration stays as it was", output), output.constData());
    QVERIFY2(output.contains("spoiled.toml:2: key limits.max_head") &&
                 output.contains("spoiled.toml:3: key limits.colour"),
             output.constData());
    QVERIFY(!output.contains("\"level\":"));
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, port);
    QVERIFY(client.waitForConnected(MaxWaitMs));
    program.terminate();
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QCOMPARE(program.exitCode(), 0);
}

void TestProgram::reopensTheLog()
{
    const QString file = filePath(u"rotated.log"_s);
    QProcess program;
    QVERIFY(start(program, {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s, u"--set=log.file="_s + file}) != 0);
    QTRY_VERIFY_WITH_TIMEOUT(QFile(file).size() > 0, MaxWaitMs);
    QVERIFY(QFile::rename(file, file + u".1"_s));
    QCOMPARE(::kill(pid_t(program.processId()), SIGUSR1), 0);
    QTRY_VERIFY_WITH_TIMEOUT(QFile(file).size() > 0, MaxWaitMs);
    program.terminate();
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QCOMPARE(program.exitCode(), 0);
    QVERIFY(program.readAllStandardError().isEmpty());
}

// Otherwise the first connection gets descriptor 2, and with it the log.
void TestProgram::survivesClosedStderr()
{
    QProcess program;
    program.setProcessEnvironment(environment());
    program.start(u"/bin/sh"_s,
                  {u"-c"_s, u"exec \"$0\" --no-gui --listen=127.0.0.1:0 --log-level=debug 2>&- <&-"_s,
                   QStringLiteral(SIGNALBOX_BINARY)});
    QTRY_VERIFY_WITH_TIMEOUT(program.canReadLine(), MaxWaitMs);
    const QByteArray port = program.readLine().trimmed().chopped(1).split(':').last();
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, port.toUShort());
    QVERIFY(client.waitForConnected(MaxWaitMs));
    client.write("GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    QTRY_VERIFY_WITH_TIMEOUT(client.bytesAvailable() > 12, MaxWaitMs);
    QVERIFY(client.readAll().startsWith("HTTP/1.1 404"));
    program.terminate();
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

void TestProgram::windowListensAndExitsOnSigterm()
{
    QProcessEnvironment offscreen = environment();
    offscreen.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    QProcess program;
    const quint16 port = start(program, {u"--listen=127.0.0.1:0"_s}, offscreen);
    QVERIFY(port != 0);
    // With a connected client: closing the window would ask for confirmation, a signal must not.
    QWebSocket client;
    QSignalSpy connected(&client, &QWebSocket::connected);
    client.open(QUrl(u"ws://127.0.0.1:%1/"_s.arg(port)));
    QVERIFY(connected.wait(MaxWaitMs));
    program.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, MaxWaitMs);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
}

void TestProgram::windowStaysWhenAddressIsInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    QProcessEnvironment offscreen = environment();
    offscreen.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    QProcess program;
    program.setProcessEnvironment(offscreen);
    program.start(QStringLiteral(SIGNALBOX_BINARY),
                  {u"--log-level=debug"_s, u"--listen"_s, u"127.0.0.1:%1"_s.arg(other.serverPort())});
    // The window stays open and the error is logged; there is no ready line.
    QByteArray output;
    QVERIFY2(waitForError(program, QByteArray::number(other.serverPort()), output), output.constData());
    QCOMPARE(program.state(), QProcess::Running);
    program.terminate();
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
    QVERIFY(program.readAllStandardOutput().isEmpty());
}

void TestProgram::windowStartsWhenTheAdminPortIsInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    QProcessEnvironment offscreen = environment();
    offscreen.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    const QString address = u"127.0.0.1:%1"_s.arg(other.serverPort());
    QProcess program;
    QVERIFY(start(program, {u"--listen=127.0.0.1:0"_s, u"--admin-listen"_s, address}, offscreen) != 0);
    QByteArray output;
    QVERIFY2(waitForError(program, "no admin port: cannot listen on " + address.toUtf8(), output),
             output.constData());
    program.terminate();
    QVERIFY(program.waitForFinished(MaxWaitMs));
    QCOMPARE(program.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
