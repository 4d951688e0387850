// Signals at inconvenient moments: before the program is ready, while it ends, with an inherited mask, and with an io
// thread that does not answer.

#include "programfixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTcpSocket>

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

class TestSignals final : public QObject, private ProgramFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(isUsable()); }
    void survivesEarlySignals_data();
    void survivesEarlySignals();
    void endsOnEarlyTermination_data();
    void endsOnEarlyTermination();
    void ignoresWhatTheParentLeft_data();
    void ignoresWhatTheParentLeft();
    void seesHowTheDisplayCheckEnded();
    void repeatedTerminationIsClean_data();
    void repeatedTerminationIsClean();
    void reportsFloodsOnce();
    void endsWithHungIoThread();

private:
    // Starts the program with a FIFO as configuration, and returns its write end: until it is closed, the program
    // is in the middle of its start.
    int startBeforeConfig(QProcess &program, const QString &name);
    static void send(const QProcess &program, int signalNumber)
    {
        QCOMPARE(::kill(pid_t(program.processId()), signalNumber), 0);
    }
    static void verifyCleanEnd(QProcess &program)
    {
        QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, MaxWaitMs);
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
    }
};

int TestSignals::startBeforeConfig(QProcess &program, const QString &name)
{
    const QString fifo = filePath(name);
    if (::mkfifo(QFile::encodeName(fifo).constData(), 0600) != 0)
        qFatal("cannot make a FIFO");
    program.setProcessEnvironment(environment());
    program.setReadChannel(QProcess::StandardOutput);
    program.start(QStringLiteral(SIGNALBOX_BINARY), {u"--no-gui"_s, u"-c"_s, fifo});
    int end = -1;
    // The FIFO can be opened for writing when the program has opened it for reading.
    const bool opened = QTest::qWaitFor(
        [&] {
            return (end = ::open(QFile::encodeName(fifo).constData(), O_WRONLY | O_NONBLOCK | O_CLOEXEC)) >=
                   0;
        },
        MaxWaitMs);
    if (!opened)
        qFatal("the configuration is not read");
    return end;
}

void TestSignals::survivesEarlySignals_data()
{
    QTest::addColumn<QList<int>>("signalNumbers");
    QTest::newRow("HUP") << QList{SIGHUP};
    QTest::newRow("USR1") << QList{SIGUSR1};
    QTest::newRow("several") << QList{SIGUSR1, SIGHUP, SIGHUP, SIGUSR1, SIGPIPE, SIGXFSZ};
}

void TestSignals::survivesEarlySignals()
{
    QFETCH(QList<int>, signalNumbers);
    QProcess program;
    const int config =
        startBeforeConfig(program, u"early-%1"_s.arg(QLatin1StringView(QTest::currentDataTag())));
    for (const int signalNumber : signalNumbers)
        send(program, signalNumber);
    const QByteArray text = "server.listen = ['127.0.0.1:0']\n";
    QCOMPARE(::write(config, text.constData(), std::size_t(text.size())), ssize_t(text.size()));
    ::close(config);
    QTRY_VERIFY2_WITH_TIMEOUT(program.canReadLine(), program.readAllStandardError().constData(), MaxWaitMs);
    program.terminate();
    verifyCleanEnd(program);
}

void TestSignals::endsOnEarlyTermination_data()
{
    QTest::addColumn<QList<int>>("signalNumbers");
    QTest::newRow("TERM") << QList{SIGTERM};
    QTest::newRow("INT") << QList{SIGINT};
    QTest::newRow("both") << QList{SIGINT, SIGTERM};
    QTest::newRow("HUP, then TERM") << QList{SIGHUP, SIGTERM};
}

void TestSignals::endsOnEarlyTermination()
{
    QFETCH(QList<int>, signalNumbers);
    QProcess program;
    const int config =
        startBeforeConfig(program, u"ends-%1"_s.arg(QLatin1StringView(QTest::currentDataTag())));
    for (const int signalNumber : signalNumbers)
        send(program, signalNumber);
    const QByteArray text = "server.listen = ['127.0.0.1:0']\n";
    QCOMPARE(::write(config, text.constData(), std::size_t(text.size())), ssize_t(text.size()));
    ::close(config);
    verifyCleanEnd(program);
    QVERIFY(program.readAllStandardOutput().isEmpty()); // it never listened
}

void TestSignals::ignoresWhatTheParentLeft_data()
{
    using Modifier = std::function<void()>;
    QTest::addColumn<Modifier>("modifier");
    QTest::addColumn<int>("signalNumber");
    const auto block = [](std::initializer_list<int> signalNumbers) {
        return Modifier([list = std::vector(signalNumbers)] {
            sigset_t set;
            ::sigemptyset(&set);
            for (const int signalNumber : list)
                ::sigaddset(&set, signalNumber);
            ::sigprocmask(SIG_BLOCK, &set, nullptr);
        });
    };
    const auto ignore = [](int signalNumber) {
        return Modifier([signalNumber] { ::signal(signalNumber, SIG_IGN); });
    };
    QTest::newRow("TERM blocked") << block({SIGTERM}) << SIGTERM;
    QTest::newRow("INT blocked") << block({SIGINT, SIGQUIT}) << SIGINT;
    QTest::newRow("HUP blocked") << block({SIGHUP}) << SIGHUP;
    QTest::newRow("USR1 blocked") << block({SIGUSR1, SIGUSR2}) << SIGUSR1;
    QTest::newRow("all blocked") << Modifier([] {
        sigset_t set;
        ::sigfillset(&set);
        ::sigprocmask(SIG_SETMASK, &set, nullptr);
    }) << SIGTERM;
    QTest::newRow("HUP ignored, as by nohup") << ignore(SIGHUP) << SIGHUP;
    QTest::newRow("INT ignored, as in a script's background job") << ignore(SIGINT) << SIGINT;
    QTest::newRow("TERM ignored") << ignore(SIGTERM) << SIGTERM;
}

void TestSignals::ignoresWhatTheParentLeft()
{
    QFETCH(std::function<void()>, modifier);
    QFETCH(int, signalNumber);
    QProcess program;
    program.setChildProcessModifier(modifier);
    QVERIFY(start(program, {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s}) != 0);
    send(program, signalNumber);
    if (signalNumber == SIGHUP || signalNumber == SIGUSR1) {
        QByteArray output;
        const QByteArray text = signalNumber == SIGHUP ? "configuration reloaded" : "log opened again";
        QVERIFY2(waitForError(program, text, output), output.constData());
        program.terminate();
    }
    verifyCleanEnd(program);
}

// A parent that ignores CHLD makes the kernel forget the exit status of the child that looks for a display.
void TestSignals::seesHowTheDisplayCheckEnded()
{
    QProcess program;
    program.setChildProcessModifier([] {
        sigset_t set;
        ::sigfillset(&set);
        ::sigprocmask(SIG_SETMASK, &set, nullptr);
        ::signal(SIGCHLD, SIG_IGN);
    });
    QProcessEnvironment noDisplay = environment();
    noDisplay.insert(u"DISPLAY"_s, u":59876"_s);
    program.setProcessEnvironment(noDisplay);
    program.start(QStringLiteral(SIGNALBOX_BINARY), {u"--listen=127.0.0.1:0"_s});
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, MaxWaitMs);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 69);
}

void TestSignals::repeatedTerminationIsClean_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("platform");
    QTest::newRow("headless") << QStringList{u"--no-gui"_s} << QString();
    QTest::newRow("one thread") << QStringList{u"--no-gui"_s, u"--threads=1"_s} << QString();
    QTest::newRow("window") << QStringList() << u"offscreen"_s;
}

void TestSignals::repeatedTerminationIsClean()
{
    QFETCH(QStringList, options);
    QFETCH(QString, platform);
    QProcessEnvironment with = environment();
    if (!platform.isEmpty())
        with.insert(u"QT_QPA_PLATFORM"_s, platform);
    QProcess program;
    const quint16 port = start(program, options + QStringList{u"--listen=127.0.0.1:0"_s}, with);
    QVERIFY(port != 0);
    QTcpSocket client; // so that there is something to end
    client.connectToHost(QHostAddress::LocalHost, port);
    QVERIFY(client.waitForConnected(MaxWaitMs));
    const auto pid = pid_t(program.processId());
    QElapsedTimer timer;
    timer.start();
    // Until the process is gone: each signal meets another stage of the end.
    for (int i = 0; program.state() != QProcess::NotRunning && timer.elapsed() < MaxWaitMs; ++i) {
        ::kill(pid, i % 2 == 0 ? SIGTERM : SIGINT);
        program.waitForFinished(1);
    }
    verifyCleanEnd(program);
}

void TestSignals::reportsFloodsOnce()
{
    QProcess program;
    QVERIFY(start(program, {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s}) != 0);
    for (int i = 0; i < 100'000; ++i) // more than a pipe could hold
        ::kill(pid_t(program.processId()), i % 2 == 0 ? SIGHUP : SIGUSR1);
    program.terminate();
    verifyCleanEnd(program);
}

// ptrace() stops a single thread: it is as busy as a thread can be.
void TestSignals::endsWithHungIoThread()
{
    QProcess program;
    QVERIFY(start(program, {u"--no-gui"_s, u"--listen=127.0.0.1:0"_s, u"--threads=2"_s}) != 0);
    pid_t hung = 0;
    const QDir tasks(u"/proc/%1/task"_s.arg(program.processId()));
    for (const QString &id : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile name(tasks.filePath(id + u"/comm"_s));
        if (name.open(QIODevice::ReadOnly) && name.readAll().startsWith("signalbox io1"))
            hung = id.toInt();
    }
    QVERIFY(hung != 0);
    if (::ptrace(PTRACE_ATTACH, hung, nullptr, nullptr) != 0)
        QSKIP("this system does not let a test stop a thread (ptrace)");
    QCOMPARE(::waitpid(hung, nullptr, __WALL), hung);
    QByteArray output;
    program.terminate();
    QVERIFY2(waitForError(program, "draining", output), output.constData());
    QElapsedTimer timer;
    timer.start();
    send(program, SIGINT);
    bool reaped = false; // the end of a traced thread has to be waited for, too
    QTRY_VERIFY_WITH_TIMEOUT((reaped = reaped || ::waitpid(hung, nullptr, __WALL | WNOHANG) == hung) &&
                                 program.state() == QProcess::NotRunning,
                             MaxWaitMs);
    QVERIFY2(timer.elapsed() >= 1900, "a second signal leaves the server two seconds");
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 70);
    output += program.readAllStandardError();
    QVERIFY2(output.contains("ending at once") && output.contains("giving up"), output.constData());
}

QTEST_GUILESS_MAIN(TestSignals)
#include "tst_signals.moc"
