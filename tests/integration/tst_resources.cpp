// What the program does when the system gives it less than it asks for: threads, files, addresses, a display.

#include "programfixture.h"

#include <QFileInfo>
#include <QTcpSocket>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

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
    void failsOnAddressThatIsNotThere_data();
    void failsOnAddressThatIsNotThere();
    void failsOnForbiddenPort();
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
    program.setProcessEnvironment(environment());
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
    const QString folder = QFileInfo(filePath(u"x"_s)).path();
    ::chmod(QFile::encodeName(folder).constData(), 0755); // the configuration is looked for there
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
