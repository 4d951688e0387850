// What the program does when the system gives it less than it asks for: threads, files, addresses, a display.

#include "programfixture.h"

#include <QDir>
#include <QFileInfo>
#include <QTcpServer>
#include <QTcpSocket>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <functional>

class TestResources final : public QObject, private ProgramFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(isUsable()); }
    void failsWithoutThreads_data();
    void failsWithoutThreads();
    void failsWithoutDescriptors_data();
    void failsWithoutDescriptors();
    void failsOnAddressInUse();
    void failsOnAdminAddressInUse();
    void failsOnAddressThatIsNotThere_data();
    void failsOnAddressThatIsNotThere();
    void failsOnForbiddenPort();
    void failsOnFileThatCannotBeUsed_data();
    void failsOnFileThatCannotBeUsed();
    void logsToASocketAsStdout();
    void closesWith1001WhenTheDisplayGoesAway_data();
    void closesWith1001WhenTheDisplayGoesAway();
    void windowEndsNormallyOnX11();

private:
    // Runs the program as another user, after \a limit.
    Ended runAs(uid_t user, const QStringList &arguments, const std::function<void()> &limit);
    // Starts a display server. Returns the name of the display, or nothing.
    static QString startDisplay(QProcess &server);
    QProcessEnvironment environmentFor(const QString &display) const;
};

TestResources::Ended TestResources::runAs(uid_t user, const QStringList &arguments,
                                          const std::function<void()> &limit)
{
    QProcess program;
    QProcessEnvironment limited = environment();
    limited.insert(u"ASAN_OPTIONS"_s, u"detect_leaks=0"_s); // the search for leaks needs a thread itself
    const QString state = filePath(u"state of %1"_s.arg(user));
    QDir().mkdir(state);
    ::chmod(QFile::encodeName(state).constData(), 0777);
    const QString folder = QFileInfo(state).path();
    ::chmod(QFile::encodeName(folder).constData(), 0755); // the configuration is looked for there
    limited.insert(u"XDG_STATE_HOME"_s, state);
    program.setProcessEnvironment(limited);
    program.setChildProcessModifier([&] {
        limit();
        if (::setuid(user) != 0)
            ::_exit(99);
    });
    program.start(QStringLiteral(SIGNALBOX_BINARY), arguments);
    if (!program.waitForFinished(MaxWaitMs) || program.exitStatus() != QProcess::NormalExit) {
        program.kill();
        program.waitForFinished();
        return {-1, {}, QString::fromUtf8(program.readAllStandardError())};
    }
    return {program.exitCode(), QString::fromUtf8(program.readAllStandardOutput()),
            QString::fromUtf8(program.readAllStandardError())};
}

void TestResources::failsWithoutThreads_data()
{
    QTest::addColumn<int>("threads"); // that the process may have
    for (const int threads : {1, 2, 3, 4, 6})
        QTest::addRow("%d", threads) << threads;
}

void TestResources::failsWithoutThreads()
{
    QFETCH(int, threads);
    if (::geteuid() != 0)
        QSKIP("needs a user without processes of its own; run as root");
    const uid_t user =
        23450 + uid_t(threads); // another one for each row: the limit counts all threads of a user
    const Ended ended = runAs(user, {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s, u"--threads=8"_s}, [&] {
        const rlimit limit{rlim_t(threads), rlim_t(threads)};
        ::setrlimit(RLIMIT_NPROC, &limit);
    });
    QVERIFY2(ended.code == 70, qPrintable(u"exit code %1: %2"_s.arg(ended.code).arg(ended.error)));
    QVERIFY(ended.out.isEmpty());
    QVERIFY2(ended.error.contains(u"cannot start the thread"_s), qPrintable(ended.error));
}

void TestResources::failsWithoutDescriptors_data()
{
    QTest::addColumn<int>("files");
    for (const int files : {8, 12, 16, 24, 40})
        QTest::addRow("%d", files) << files;
}

void TestResources::failsWithoutDescriptors()
{
    QFETCH(int, files);
    const Ended ended =
        runAs(::geteuid(), {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s, u"--threads=16"_s}, [&] {
            const rlimit limit{rlim_t(files), rlim_t(files)};
            ::setrlimit(RLIMIT_NOFILE, &limit);
        });
    QVERIFY2(ended.code == 70, qPrintable(u"exit code %1: %2"_s.arg(ended.code).arg(ended.error)));
    QVERIFY2(ended.error.contains(u"ulimit -n"_s), qPrintable(ended.error));
}

void TestResources::failsOnAddressInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(other.serverPort());
    const Ended ended = run({u"--no-gui"_s, u"--listen"_s, address});
    QCOMPARE(ended.code, 69);
    QVERIFY(ended.out.isEmpty());
    QVERIFY2(ended.error.contains(address), qPrintable(ended.error));
}

void TestResources::failsOnAdminAddressInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(other.serverPort());
    const Ended ended = run({u"--no-gui"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--admin-listen"_s, address});
    QCOMPARE(ended.code, 69);
    QVERIFY(ended.out.isEmpty());
    QVERIFY2(ended.error.contains(address), qPrintable(ended.error));
    QVERIFY2(ended.error.contains(u"server.admin_listen"_s), qPrintable(ended.error));
}

void TestResources::failsOnAddressThatIsNotThere_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("named");
    // RFC 5737 and RFC 3849: addresses for documentation, which no machine has.
    QTest::newRow("IPv4") << QStringList{u"--listen=192.0.2.1:0"_s} << u"192.0.2.1:0"_s;
    QTest::newRow("IPv6") << QStringList{u"--listen=[2001:db8::1]:0"_s} << u"[2001:db8::1]:0"_s;
    QTest::newRow("second") << QStringList{u"--listen=127.0.0.1:0"_s, u"--listen=198.51.100.7:0"_s}
                            << u"198.51.100.7:0"_s;
    QTest::newRow("admin port") << QStringList{u"--listen=127.0.0.1:0"_s, u"--admin-listen=203.0.113.9:0"_s}
                                << u"203.0.113.9:0"_s;
}

void TestResources::failsOnAddressThatIsNotThere()
{
    QFETCH(QStringList, options);
    QFETCH(QString, named);
    const Ended ended = run(QStringList{u"--no-gui"_s} + options);
    QCOMPARE(ended.code, 69);
    QVERIFY(ended.out.isEmpty());
    QVERIFY2(ended.error.contains(named), qPrintable(ended.error));
}

void TestResources::failsOnForbiddenPort()
{
    QFile first(u"/proc/sys/net/ipv4/ip_unprivileged_port_start"_s);
    if (::geteuid() != 0 || !first.open(QIODevice::ReadOnly) || first.readAll().trimmed().toInt() <= 81)
        QSKIP("every user may use the port here, or the test cannot become another user");
    const Ended ended = runAs(23400, {u"--no-gui"_s, u"--listen=127.0.0.1:81"_s}, [] {});
    QCOMPARE(ended.code, 77);
    QVERIFY2(ended.error.contains(u"127.0.0.1:81"_s), qPrintable(ended.error));
}

void TestResources::failsOnFileThatCannotBeUsed_data()
{
    QTest::addColumn<QStringList>("options"); // FILE, CLOSED: a file and a folder that only root can use
    QTest::addColumn<int>("code");
    QTest::newRow("configuration") << QStringList{u"-c"_s, u"FILE"_s} << 77;
    QTest::newRow("configuration, folder") << QStringList{u"-c"_s, u"CLOSED/x.toml"_s} << 77;
    QTest::newRow("configuration is a folder") << QStringList{u"-c"_s, u"/"_s} << 74;
    QTest::newRow("configuration is missing") << QStringList{u"-c"_s, u"/nowhere/x.toml"_s} << 74;
    QTest::newRow("log") << QStringList{u"--set=log.file=FILE"_s} << 77;
    QTest::newRow("log, folder") << QStringList{u"--set=log.file=CLOSED/x.log"_s} << 77;
    QTest::newRow("log is a folder") << QStringList{u"--set=log.file=/"_s} << 73;
    QTest::newRow("key") << QStringList{u"--set=tls.certificate=FILE"_s, u"--set=tls.key=FILE"_s} << 77;
}

void TestResources::failsOnFileThatCannotBeUsed()
{
    QFETCH(QStringList, options);
    QFETCH(int, code);
    if (::geteuid() != 0)
        QSKIP("needs another user; run as root");
    const QString file = write(u"secret"_s, "# nothing\n");
    const QString closed = filePath(u"closed"_s);
    ::chmod(QFile::encodeName(QFileInfo(file).path()).constData(), 0755);
    ::chmod(QFile::encodeName(file).constData(), 0600);
    ::mkdir(QFile::encodeName(closed).constData(), 0700);
    options.replaceInStrings(u"FILE"_s, file).replaceInStrings(u"CLOSED"_s, closed);
    const Ended ended = runAs(23401, QStringList{u"--no-gui"_s, u"--listen=127.0.0.1:0"_s} + options, [] {});
    QVERIFY2(ended.code == code, qPrintable(u"exit code %1: %2"_s.arg(ended.code).arg(ended.error)));
}

// Such as that of systemd's journal, which /dev/stdout cannot open.
void TestResources::logsToASocketAsStdout()
{
    std::array<int, 2> pair{};
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
    QProcess program;
    program.setProcessEnvironment(environment());
    program.setChildProcessModifier([&] { ::dup2(pair[1], STDOUT_FILENO); });
    program.start(QStringLiteral(SIGNALBOX_BINARY),
                  {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s, u"--set=log.file=/dev/stdout"_s});
    ::close(pair[1]);
    QByteArray output;
    std::array<char, 4096> buffer{};
    while (!output.contains("signalbox.server: listening on")) {
        const ssize_t size = ::read(pair[0], buffer.data(), buffer.size());
        QVERIFY2(size > 0, program.readAllStandardError().constData());
        output.append(buffer.data(), size);
    }
    program.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, MaxWaitMs);
    QCOMPARE(program.exitCode(), 0);
    ::close(pair[0]);
}

QString TestResources::startDisplay(QProcess &server)
{
    server.start(u"Xvfb"_s,
                 {u"-displayfd"_s, u"1"_s, u"-nolisten"_s, u"tcp"_s, u"-screen"_s, u"0"_s, u"1280x800x24"_s});
    if (!server.waitForStarted(MaxWaitMs) ||
        !QTest::qWaitFor([&] { return server.canReadLine(); }, MaxWaitMs))
        return {};
    return u':' + QString::fromLatin1(server.readLine().trimmed());
}

QProcessEnvironment TestResources::environmentFor(const QString &display) const
{
    QProcessEnvironment with = environment();
    with.insert(u"DISPLAY"_s, display);
    with.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    with.remove(u"XAUTHORITY"_s);
    return with;
}

void TestResources::closesWith1001WhenTheDisplayGoesAway_data()
{
    QTest::addColumn<bool>("answers"); // the client, with its Close frame
    QTest::newRow("client answers") << true;
    QTest::newRow("client does not answer") << false;
}

void TestResources::closesWith1001WhenTheDisplayGoesAway()
{
    QFETCH(bool, answers);
    QProcess display;
    const QString name = startDisplay(display);
    if (name.isEmpty())
        QSKIP("there is no Xvfb");
    QProcess program;
    const quint16 port =
        start(program, {u"--listen=127.0.0.1:0"_s, u"--set=limits.closing=1s"_s}, environmentFor(name));
    QVERIFY(port != 0);
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, port);
    QVERIFY(client.waitForConnected(MaxWaitMs));
    client.write("GET /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    QByteArray received;
    QTRY_VERIFY_WITH_TIMEOUT((received += client.readAll()).contains("\r\n\r\n"), MaxWaitMs);
    received.clear();
    display.kill();
    QTRY_VERIFY_WITH_TIMEOUT((received += client.readAll()).size() >= 4, MaxWaitMs);
    QCOMPARE(received.first(1), QByteArray("\x88"));      // Close
    QCOMPARE(received.mid(2, 2), QByteArray("\x03\xe9")); // 1001
    if (answers)
        client.write(QByteArray::fromHex("88820000000003e9"));
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, MaxWaitMs);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 69);
    const QByteArray output = program.readAllStandardError();
    QVERIFY2(output.contains("the display has gone away"), output.constData());
    display.waitForFinished();
}

void TestResources::windowEndsNormallyOnX11()
{
    QProcess display;
    const QString name = startDisplay(display);
    if (name.isEmpty())
        QSKIP("there is no Xvfb");
    QProcess program;
    QVERIFY(start(program, {u"--listen=127.0.0.1:0"_s}, environmentFor(name)) != 0);
    program.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, MaxWaitMs);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
    QVERIFY(!program.readAllStandardError().contains("display has gone"));
    display.terminate();
    display.waitForFinished();
}

QTEST_GUILESS_MAIN(TestResources)
#include "tst_resources.moc"
