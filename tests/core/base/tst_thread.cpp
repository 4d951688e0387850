#include "core/base/thread.h"

#include <QTest>

#include <sys/resource.h>
#include <sys/wait.h>

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <array>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestThread final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void runsWithBlockedSignals();
    void leavesTheMaskOfTheCaller();
    void failsWithoutThreads();
};

void TestThread::runsWithBlockedSignals()
{
    bool isBlocked = false;
    std::array<char, 16> name{};
    Result<std::thread> thread = startThread("fifteen letters", [&] {
        sigset_t blocked;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        isBlocked = true;
        for (const int signalNumber : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD})
            isBlocked = isBlocked && sigismember(&blocked, signalNumber) == 1;
    });
    QVERIFY(thread);
    // The thread may have ended already; its name is kept until it is joined.
    const int named = ::pthread_getname_np(thread->native_handle(), name.data(), name.size());
    thread->join();
    QVERIFY(isBlocked);
    if (named == 0)
        QCOMPARE(QByteArray(name.data()), QByteArray("fifteen letters"));
}

void TestThread::leavesTheMaskOfTheCaller()
{
    sigset_t before;
    sigset_t after;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
    Result<std::thread> thread = startThread("short", [] {});
    QVERIFY(thread);
    thread->join();
    ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (const int signalNumber : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD})
        QCOMPARE(sigismember(&after, signalNumber), sigismember(&before, signalNumber));
}

void TestThread::failsWithoutThreads()
{
    if (::geteuid() != 0)
        QSKIP("needs a user without processes of its own; run as root");
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr uid_t other = 12346;
        const rlimit one{1, 1}; // this process itself
        const bool isLimited = ::setrlimit(RLIMIT_NPROC, &one) == 0 && ::setuid(other) == 0;
        const Result<std::thread> thread = startThread("too many", [] {});
        ::_exit(isLimited && !thread && thread.error().code == Error::Code::Busy &&
                        thread.error().text.contains(u"too many"_s)
                    ? 0
                    : 1);
    }
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
}

QTEST_GUILESS_MAIN(TestThread)
#include "tst_thread.moc"
