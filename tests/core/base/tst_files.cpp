#include "core/base/files.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <thread>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MaxBytes = 1024;

// Runs \a check in a child process without the rights of root, and returns its result.
template <typename Check>
bool holdsForOthers(Check check)
{
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr uid_t other = 12345;
        const bool dropped = ::setuid(other) == 0;
        ::_exit(dropped && check() ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

class TestFiles final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_folder.reset(); }
    void tellsErrorsApart_data();
    void tellsErrorsApart();
    void findsWhatIsPresent_data();
    void findsWhatIsPresent();
    void doesNotTakeForbiddenForAbsent();
    void readsFiles();
    void refusesOtherThanFiles_data();
    void refusesOtherThanFiles();
    void readsStreams_data();
    void readsStreams();
    void doesNotWaitForWriterForEver();
    void readsAndWritesSocketAsStandardStream();
    void makesFolders();
    void readsKernelFiles();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QString write(const QString &name, const QByteArray &content) const;
    void link(const QString &name, const QString &target) const
    {
        QCOMPARE(::symlink(QFile::encodeName(target).constData(), QFile::encodeName(path(name)).constData()),
                 0);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFiles::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    QCOMPARE(::chmod(QFile::encodeName(m_folder->path()).constData(), 0755), 0); // for holdsForOthers()
}

QString TestFiles::write(const QString &name, const QByteArray &content) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

void TestFiles::tellsErrorsApart_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<Error::Code>("code");
    QTest::newRow("ENOENT") << ENOENT << Error::Code::NotFound;
    QTest::newRow("ENOTDIR") << ENOTDIR << Error::Code::NotFound;
    QTest::newRow("EACCES") << EACCES << Error::Code::NoPermission;
    QTest::newRow("EPERM") << EPERM << Error::Code::NoPermission;
    QTest::newRow("ELOOP") << ELOOP << Error::Code::Io;
    QTest::newRow("EMFILE") << EMFILE << Error::Code::Io;
    QTest::newRow("EROFS") << EROFS << Error::Code::Io;
    QTest::newRow("ENAMETOOLONG") << ENAMETOOLONG << Error::Code::Io;
}

void TestFiles::tellsErrorsApart()
{
    QFETCH(int, number);
    QFETCH(Error::Code, code);
    const Error error = fileError(u"/a"_s, u"cannot be read"_s, number);
    QCOMPARE(error.code, code);
    QCOMPARE(error.text, u"/a: cannot be read: "_s + qt_error_string(number));
}

void TestFiles::findsWhatIsPresent_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected"); // present, absent, or a part of the error
    QTest::newRow("file") << u"file"_s << u"present"_s;
    QTest::newRow("folder") << u"folder"_s << u"present"_s;
    QTest::newRow("link to a file") << u"link"_s << u"present"_s;
    QTest::newRow("below a linked folder") << u"linked/inner"_s << u"present"_s;
    QTest::newRow("slashes") << u"folder//inner"_s << u"present"_s;
    QTest::newRow("nothing") << u"nothing"_s << u"absent"_s;
    QTest::newRow("below nothing") << u"nothing/at/all"_s << u"absent"_s;
    QTest::newRow("below a file") << u"file/inner"_s << u"absent"_s;
    QTest::newRow("dangling link") << u"dangling"_s
                                   << u"dangling is a link to something that does not exist"_s;
    QTest::newRow("below a dangling link")
        << u"dangling/signalbox.toml"_s << u"dangling is a link to something that does not exist"_s;
    QTest::newRow("loop") << u"loop"_s << u"loop cannot be followed"_s;
    QTest::newRow("below a loop") << u"loop/inner"_s << u"loop cannot be followed"_s;
    QTest::newRow("long name") << QString(300, u'x') << u"cannot be reached"_s;
}

void TestFiles::findsWhatIsPresent()
{
    QFETCH(QString, name);
    QFETCH(QString, expected);
    QVERIFY(QDir().mkdir(path(u"folder"_s)));
    write(u"file"_s, "x");
    write(u"folder/inner"_s, "x");
    link(u"link"_s, u"file"_s);
    link(u"linked"_s, u"folder"_s);
    link(u"dangling"_s, u"gone"_s);
    link(u"loop"_s, u"loop"_s);
    const Result<bool> present = isPresent(path(name));
    if (expected == u"present"_s || expected == u"absent"_s) {
        QVERIFY2(present, present ? "" : qPrintable(present.error().text));
        QCOMPARE(*present, expected == u"present"_s);
    } else {
        QVERIFY(!present);
        QCOMPARE(present.error().code, Error::Code::Io);
        QVERIFY2(present.error().text.startsWith(path(name)) && present.error().text.contains(expected),
                 qPrintable(present.error().text));
    }
}

void TestFiles::doesNotTakeForbiddenForAbsent()
{
    if (::geteuid() != 0)
        QSKIP("needs another user; run as root");
    QVERIFY(QDir().mkdir(path(u"closed"_s)));
    write(u"closed/file"_s, "x");
    QCOMPARE(::chmod(QFile::encodeName(path(u"closed"_s)).constData(), 0700), 0);
    link(u"link"_s, u"closed/file"_s);
    const QString secret = write(u"secret"_s, "x");
    QCOMPARE(::chmod(QFile::encodeName(secret).constData(), 0600), 0);
    const auto isForbidden = [](const auto &result) {
        return !result && result.error().code == Error::Code::NoPermission;
    };
    QVERIFY(holdsForOthers([&] { return isForbidden(isPresent(path(u"closed/file"_s))); }));
    QVERIFY(holdsForOthers([&] { return isForbidden(isPresent(path(u"closed/nothing"_s))); }));
    QVERIFY(holdsForOthers([&] { return isForbidden(isPresent(path(u"link"_s))); }));
    QVERIFY(holdsForOthers([&] { return isForbidden(readFile(secret, MaxBytes, Streams::Refused)); }));
    QVERIFY(holdsForOthers([&] { return isForbidden(makeFolder(path(u"closed/state"_s))); }));
}

void TestFiles::readsFiles()
{
    for (const QByteArray &content : {QByteArray(), QByteArray("a\0b", 3), QByteArray(MaxBytes, 'x')}) {
        const Result<QByteArray> read = readFile(write(u"file"_s, content), MaxBytes, Streams::Refused);
        QVERIFY(read);
        QCOMPARE(*read, content);
    }
    const Result<QByteArray> tooBig =
        readFile(write(u"file"_s, QByteArray(MaxBytes + 1, 'x')), MaxBytes, Streams::Refused);
    QVERIFY(!tooBig);
    QCOMPARE(tooBig.error().code, Error::Code::Invalid);
    QVERIFY(tooBig.error().text.contains(u"more than 1KiB"_s));
    const Result<QByteArray> null = readFile(u"/dev/null"_s, MaxBytes, Streams::Refused);
    QVERIFY(null && null->isEmpty());
}

void TestFiles::refusesOtherThanFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<Error::Code>("code");
    QTest::newRow("nothing") << u"nothing"_s << Error::Code::NotFound;
    QTest::newRow("folder") << u"."_s << Error::Code::Io;
    QTest::newRow("FIFO") << u"fifo"_s << Error::Code::Io;
    QTest::newRow("link loop") << u"loop"_s << Error::Code::Io;
}

void TestFiles::refusesOtherThanFiles()
{
    QFETCH(QString, name);
    QFETCH(Error::Code, code);
    QCOMPARE(::mkfifo(QFile::encodeName(path(u"fifo"_s)).constData(), 0600), 0);
    link(u"loop"_s, u"loop"_s);
    const Result<QByteArray> read = readFile(path(name), MaxBytes, Streams::Refused);
    QVERIFY(!read);
    QCOMPARE(read.error().code, code);
    QVERIFY(read.error().text.startsWith(path(name)));
}

void TestFiles::readsStreams_data()
{
    QTest::addColumn<QByteArrayList>("parts");
    QTest::addColumn<bool>("good");
    QTest::newRow("at once") << QByteArrayList{"[log]\n"} << true;
    QTest::newRow("in parts") << QByteArrayList{"[log]\n", "level = ", "'info'\n"} << true;
    QTest::newRow("as long as allowed") << QByteArrayList{QByteArray(MaxBytes, 'x')} << true;
    QTest::newRow("too long") << QByteArrayList{QByteArray(MaxBytes, 'x'), "x"} << false;
    QTest::newRow("nothing") << QByteArrayList{} << false;
}

void TestFiles::readsStreams()
{
    QFETCH(QByteArrayList, parts);
    QFETCH(bool, good);
    std::array<int, 2> ends{};
    QCOMPARE(::pipe(ends.data()), 0);
    std::thread writer([&] {
        for (const QByteArray &part : parts) {
            [[maybe_unused]] const ssize_t written =
                ::write(ends[1], part.constData(), std::size_t(part.size()));
            std::this_thread::yield();
        }
        ::close(ends[1]);
    });
    const Result<QByteArray> read = readFile(u"/dev/fd/%1"_s.arg(ends[0]), MaxBytes, Streams::Accepted);
    writer.join();
    ::close(ends[0]);
    QCOMPARE(read.isOk(), good);
    if (good)
        QCOMPARE(*read, parts.join());
}

void TestFiles::doesNotWaitForWriterForEver()
{
    QCOMPARE(::mkfifo(QFile::encodeName(path(u"fifo"_s)).constData(), 0600), 0);
    QElapsedTimer timer;
    timer.start();
    const Result<QByteArray> read = readFile(path(u"fifo"_s), MaxBytes, Streams::Accepted);
    QVERIFY(!read);
    QCOMPARE(read.error().code, Error::Code::Io);
    QVERIFY2(read.error().text.contains(u"nothing was written to it"_s), qPrintable(read.error().text));
    QVERIFY(timer.elapsed() >= 1900);
}

// As for a service whose output systemd connects to the journal: the system cannot open such a socket again.
void TestFiles::readsAndWritesSocketAsStandardStream()
{
    const bool good = [&] {
        const pid_t child = ::fork();
        if (child == 0) {
            std::array<int, 2> pair{};
            std::array<char, 4> received{};
            const bool isReady = ::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0 &&
                                 ::dup2(pair[0], STDOUT_FILENO) == STDOUT_FILENO &&
                                 ::dup2(pair[0], STDIN_FILENO) == STDIN_FILENO;
            const UniqueFd out = openFile(u"/dev/stdout"_s, O_WRONLY | O_APPEND | O_CREAT, 0640);
            const bool wrote = out && out.get() > STDERR_FILENO && ::write(out.get(), "log\n", 4) == 4 &&
                               ::read(pair[1], received.data(), 4) == 4;
            const bool answered = ::write(pair[1], "toml", 4) == 4 && ::shutdown(pair[1], SHUT_WR) == 0;
            const Result<QByteArray> read = readFile(u"/dev/stdin"_s, MaxBytes, Streams::Accepted);
            ::_exit(isReady && wrote && answered && read && *read == "toml" ? 0 : 1);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }();
    QVERIFY(good);
    QVERIFY(!openFile(path(u"nothing"_s), O_RDONLY)); // only what stands for a standard descriptor
    QCOMPARE(errno, ENOENT);
}

void TestFiles::makesFolders()
{
    QVERIFY(makeFolder(path(u"a/b/c"_s)));
    QVERIFY(QDir(path(u"a/b/c"_s)).exists());
    QVERIFY(makeFolder(path(u"a/b/c"_s)));
    link(u"linked"_s, u"a"_s);
    QVERIFY(makeFolder(path(u"linked/d"_s)));
    write(u"file"_s, "x");
    link(u"dangling"_s, u"gone"_s);
    for (const QString &name : {u"file/a"_s, u"file"_s, u"dangling"_s, u"dangling/a"_s}) {
        const Result<void> made = makeFolder(path(name));
        QVERIFY2(!made, qPrintable(name));
        QVERIFY(made.error().text.startsWith(path(name)));
    }
}

void TestFiles::readsKernelFiles()
{
    QVERIFY(readKernelFile(u"/proc/self/status"_s).contains("\nPid:"));
    QCOMPARE(readKernelFile(u"/proc/self/nothing"_s), QByteArray());
}

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
