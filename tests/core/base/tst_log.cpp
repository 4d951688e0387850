#include "core/base/log.h"
#include "core/base/uniquefd.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

#include <thread>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(testLog, "signalbox.test")
Q_LOGGING_CATEGORY(foreignLog, "elsewhere.test")

const QString Time = u"2026-01-31T12:00:00.000Z"_s;

QByteArray contentOf(const QString &file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

// Returns what the writer writes into the pipe until nothing arrives for a while, that is, until the writer
// has ended.
QByteArray readToEnd(int fd)
{
    QByteArray all;
    QByteArray chunk(65536, Qt::Uninitialized);
    for (;;) {
        const ssize_t size = ::read(fd, chunk.data(), std::size_t(chunk.size()));
        if (size <= 0)
            return all;
        all.append(chunk.constData(), size);
    }
}

} // namespace

class TestLog final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }
    void formatsText_data();
    void formatsText();
    void formatsJson_data();
    void formatsJson();
    void truncatesLongMessages_data();
    void truncatesLongMessages();
    void keepsMessageThatJustFits();
    void filtersByLevel_data();
    void filtersByLevel();
    void changesLevelAndFormat();
    void leavesOtherCategoriesUnchanged();
    void failsWhenFileCannotBeOpened();
    void failsOnFifoWithoutReader();
    void keepsWritingWhenNewFileIsBad();
    void changesFile();
    void reopensAfterRotation();
    void appendsToAnExistingFile();
    void restoresPreviousHandler();
    void countsAndReportsLostLines();
    void endsWithABlockedSink();
    void survivesThreadsThatLogDuringShutdown();

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
};

void TestLog::formatsText_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QByteArray>("written");
    QTest::newRow("plain") << u"listening"_s << QByteArray("listening");
    QTest::newRow("empty") << QString() << QByteArray();
    QTest::newRow("forged line") << u"a\n2026 info  x: b"_s << QByteArray("a\\n2026 info  x: b");
    QTest::newRow("carriage return, tab") << u"a\r\tb"_s << QByteArray("a\\r\\tb");
    QTest::newRow("nul") << QString(QChar(u'\0')) << QByteArray("\\u0000");
    QTest::newRow("escape sequence") << u"\x1b[2J"_s << QByteArray("\\u001b[2J");
    QTest::newRow("delete and C1") << u"\u007f\u009b"_s << QByteArray("\\u007f\\u009b");
    QTest::newRow("line separator") << u"a\u2028b"_s << QByteArray("a\\u2028b");
    QTest::newRow("right to left override") << u"\u202egnp"_s << QByteArray("\\u202egnp");
    QTest::newRow("zero width space") << u"a\u200bb"_s << QByteArray("a\\u200bb");
    QTest::newRow("soft hyphen and filler") << u"\u00ad\u3164"_s << QByteArray("\\u00ad\\u3164");
    QTest::newRow("tag") << QString::fromUcs4(U"\U000E0062", 1) << QByteArray("\\udb40\\udc62");
    QTest::newRow("ideographic space") << u"a\u3000b"_s
                                       << QByteArray("a\xe3\x80\x80"
                                                     "b");
    QTest::newRow("backslash") << u"a\\nb"_s << QByteArray("a\\\\nb");
    QTest::newRow("quotes stay") << u"\"a\""_s << QByteArray("\"a\"");
    QTest::newRow("beyond ASCII") << u"Grüße 你好 🙂"_s << u"Grüße 你好 🙂"_s.toUtf8();
    QTest::newRow("lone surrogate") << u"a"_s + QChar(0xd800) + u"b"_s << QByteArray("a?b");
}

void TestLog::formatsText()
{
    QFETCH(QString, message);
    QFETCH(QByteArray, written);
    const QByteArray line =
        formatLogLine(LogFormat::Text, LogLevel::Info, Time, u"signalbox.server", message);
    QCOMPARE(line, "2026-01-31T12:00:00.000Z info  signalbox.server: " + written + "\n");
}

void TestLog::formatsJson_data()
{
    QTest::addColumn<QString>("message");
    for (const QString &message : {u"plain"_s, u"a \"quoted\" \\ one"_s, u"two\nlines\r\tand \x1b"_s,
                                   u"Grüße 你好 🙂"_s, u"\u2028\u202e\u0085"_s, QString()})
        QTest::addRow("%d", int(qHash(message) % 1000)) << message;
}

void TestLog::formatsJson()
{
    QFETCH(QString, message);
    const QByteArray line =
        formatLogLine(LogFormat::Json, LogLevel::Error, Time, u"signalbox.server", message);
    QCOMPARE(line.count('\n'), 1);
    QVERIFY(line.endsWith('\n'));
    QVERIFY(line.startsWith("{\"time\":\"2026-01-31T12:00:00.000Z\",\"level\":\"error\",\"category\":"));
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    QCOMPARE(object.size(), 4);
    QCOMPARE(object.value(u"category"_s).toString(), u"signalbox.server"_s);
    QCOMPARE(object.value(u"message"_s).toString(), message);
}

void TestLog::truncatesLongMessages_data()
{
    QTest::addColumn<LogFormat>("format");
    QTest::addColumn<QString>("message");
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        const char *name = format == LogFormat::Text ? "text" : "json";
        for (int shift = 0; shift < 4; ++shift) {
            const QString begin(shift, u'x');
            QTest::addRow("%s, ascii, %d", name, shift) << format << begin + QString(10000, u'a');
            QTest::addRow("%s, four bytes, %d", name, shift) << format << begin + u"🙂"_s.repeated(5000);
            QTest::addRow("%s, escapes, %d", name, shift) << format << begin + QString(10000, u'\x01');
        }
    }
}

void TestLog::truncatesLongMessages()
{
    QFETCH(LogFormat, format);
    QFETCH(QString, message);
    const QByteArray line = formatLogLine(format, LogLevel::Info, Time, u"signalbox.test", message);
    QVERIFY(line.size() <= LogSink::MaxLineBytes);
    QVERIFY(line.size() > LogSink::MaxLineBytes - 16);
    QVERIFY(QString::fromUtf8(line).toUtf8() == line &&
            !QString::fromUtf8(line).contains(QChar::ReplacementCharacter));
    if (format == LogFormat::Json) {
        const QString read = QJsonDocument::fromJson(line).object().value(u"message"_s).toString();
        QVERIFY(read.endsWith(u'…'));
        QVERIFY(message.startsWith(read.chopped(1)));
    } else {
        QVERIFY(line.endsWith(u"…\n"_s.toUtf8()));
    }
}

void TestLog::keepsMessageThatJustFits()
{
    const qsizetype frame = formatLogLine(LogFormat::Text, LogLevel::Info, Time, u"c", u"").size();
    const QString fits(LogSink::MaxLineBytes - frame, u'a');
    QCOMPARE(formatLogLine(LogFormat::Text, LogLevel::Info, Time, u"c", fits).size(), LogSink::MaxLineBytes);
    QVERIFY(!formatLogLine(LogFormat::Text, LogLevel::Info, Time, u"c", fits).contains("…"));
    const QByteArray cut = formatLogLine(LogFormat::Text, LogLevel::Info, Time, u"c", QString(fits + u'a'));
    QCOMPARE(cut.size(), LogSink::MaxLineBytes);
    QVERIFY(cut.contains("…"));
}

void TestLog::filtersByLevel_data()
{
    QTest::addColumn<LogLevel>("level");
    QTest::addColumn<QStringList>("seen");
    QTest::newRow("debug") << LogLevel::Debug << QStringList{u"d"_s, u"i"_s, u"w"_s, u"e"_s, u"qt"_s};
    QTest::newRow("info") << LogLevel::Info << QStringList{u"i"_s, u"w"_s, u"e"_s, u"qt"_s};
    QTest::newRow("warning") << LogLevel::Warning << QStringList{u"w"_s, u"e"_s, u"qt"_s};
    QTest::newRow("error") << LogLevel::Error << QStringList{u"e"_s};
}

void TestLog::filtersByLevel()
{
    QFETCH(LogLevel, level);
    QFETCH(QStringList, seen);
    const QString file = path(u"level-%1.log"_s.arg(int(level)));
    {
        const auto sink = LogSink::install({level, LogFormat::Json, file});
        QVERIFY(sink);
        QCOMPARE(testLog().isDebugEnabled(), level == LogLevel::Debug);
        qCDebug(testLog) << "d";
        qCInfo(testLog) << "i";
        qCWarning(testLog) << "w";
        qCCritical(testLog) << "e";
        qWarning("qt");
    }
    QStringList messages;
    for (const QByteArray &line : contentOf(file).split('\n')) {
        if (!line.isEmpty())
            messages += QJsonDocument::fromJson(line).object().value(u"message"_s).toString();
    }
    QCOMPARE(messages, seen);
}

void TestLog::changesLevelAndFormat()
{
    const QString file = path(u"changes.log"_s);
    {
        const auto sink = LogSink::install({LogLevel::Info, LogFormat::Text, file});
        QVERIFY(sink);
        qCDebug(testLog, "one");
        QVERIFY((*sink)->apply({LogLevel::Debug, LogFormat::Json, file}));
        qCDebug(testLog, "two");
        QVERIFY((*sink)->apply({LogLevel::Warning, LogFormat::Text, file}));
        qCInfo(testLog, "three");
    }
    const QByteArray content = contentOf(file);
    QCOMPARE(content.count('\n'), 1);
    QVERIFY(content.contains("\"message\":\"two\""));
}

void TestLog::leavesOtherCategoriesUnchanged()
{
    const bool before = foreignLog().isDebugEnabled();
    const auto sink = LogSink::install({LogLevel::Error, LogFormat::Text, path(u"foreign.log"_s)});
    QVERIFY(sink);
    QCOMPARE(foreignLog().isDebugEnabled(), before);
}

void TestLog::failsWhenFileCannotBeOpened()
{
    const auto missing = LogSink::install({LogLevel::Info, LogFormat::Text, path(u"no/such/folder.log"_s)});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, Error::Code::Io);
    QVERIFY(missing.error().text.contains(u"no/such/folder.log"_s));
    QVERIFY(!LogSink::install({LogLevel::Info, LogFormat::Text, m_folder.path()}));
}

void TestLog::failsOnFifoWithoutReader()
{
    const QString fifo = path(u"lonely.fifo"_s);
    QCOMPARE(::mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    QVERIFY(!LogSink::install({LogLevel::Info, LogFormat::Text, fifo}));
}

void TestLog::keepsWritingWhenNewFileIsBad()
{
    const QString file = path(u"good.log"_s);
    {
        const auto sink = LogSink::install({LogLevel::Info, LogFormat::Text, file});
        QVERIFY(sink);
        QVERIFY(!(*sink)->apply({LogLevel::Error, LogFormat::Json, path(u"no/such/folder.log"_s)}));
        qCInfo(testLog, "still here");
    }
    QVERIFY(contentOf(file).endsWith("info  signalbox.test: still here\n"));
}

void TestLog::changesFile()
{
    const QString first = path(u"first.log"_s);
    const QString second = path(u"second.log"_s);
    const auto sink = LogSink::install({LogLevel::Info, LogFormat::Text, first});
    QVERIFY(sink);
    qCInfo(testLog, "one");
    QTRY_VERIFY(contentOf(first).contains("one"));
    QVERIFY((*sink)->apply({LogLevel::Info, LogFormat::Text, second}));
    qCInfo(testLog, "two");
    QTRY_VERIFY(contentOf(second).contains("two"));
    QVERIFY(!contentOf(first).contains("two"));
}

void TestLog::reopensAfterRotation()
{
    const QString file = path(u"rotated.log"_s);
    const auto sink = LogSink::install({LogLevel::Info, LogFormat::Text, file});
    QVERIFY(sink);
    qCInfo(testLog, "one");
    QTRY_VERIFY(contentOf(file).contains("one"));
    QVERIFY(QFile::rename(file, file + u".1"_s));
    QVERIFY((*sink)->reopen());
    qCInfo(testLog, "two");
    QTRY_VERIFY(contentOf(file).contains("two"));
    QVERIFY(!contentOf(file).contains("one"));
    QVERIFY(!contentOf(file + u".1"_s).contains("two"));
}

void TestLog::appendsToAnExistingFile()
{
    const QString file = path(u"kept.log"_s);
    for (const char *word : {"one", "two"}) {
        const auto sink = LogSink::install({LogLevel::Info, LogFormat::Text, file});
        QVERIFY(sink);
        qCInfo(testLog, "%s", word);
    }
    QVERIFY(contentOf(file).contains("one"));
    QVERIFY(contentOf(file).contains("two"));
}

void TestLog::restoresPreviousHandler()
{
    static int calls = 0;
    const bool debugBefore = testLog().isDebugEnabled();
    const QtMessageHandler handler = [](QtMsgType, const QMessageLogContext &, const QString &) { ++calls; };
    const QtMessageHandler before = qInstallMessageHandler(handler);
    {
        const auto sink = LogSink::install({LogLevel::Info, LogFormat::Text, path(u"restored.log"_s)});
        QVERIFY(sink);
        qWarning("to the sink");
    }
    qWarning("to the handler of before");
    QVERIFY(qInstallMessageHandler(before) == handler);
    QCOMPARE(calls, 1);
    QCOMPARE(testLog().isDebugEnabled(), debugBefore);
}

void TestLog::countsAndReportsLostLines()
{
    constexpr quint64 total = 3 * LogSink::MaxQueuedLines;
    const QString fifo = path(u"slow.fifo"_s);
    QCOMPARE(::mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    const UniqueFd reader(::open(QFile::encodeName(fifo).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    QVERIFY(reader);
    const quint64 lostBefore = LogSink::lostLinesOfProcess();
    auto sink = LogSink::install({LogLevel::Info, LogFormat::Text, fifo});
    QVERIFY(sink);
    for (quint64 i = 0; i < total; ++i)
        qCInfo(testLog, "line");
    const quint64 lost = (*sink)->lostLines();
    QVERIFY(lost > 0);
    QVERIFY(lost < total);
    QCOMPARE(LogSink::lostLinesOfProcess(), lostBefore + lost);

    ::fcntl(reader.get(), F_SETFL,
            0); // reads without delay until the writer has closed
    QByteArray content;
    std::thread reading([&] { content = readToEnd(reader.get()); });
    (*sink).reset();
    reading.join();

    quint64 reported = 0;
    static const QRegularExpression note(u"warning signalbox.log: (\\d+) log lines? lost"_s);
    for (auto it = note.globalMatch(QString::fromUtf8(content)); it.hasNext();)
        reported += it.next().captured(1).toULongLong();
    QCOMPARE(reported, lost);
    QCOMPARE(quint64(content.count("signalbox.test: line\n")), total - lost);
}

void TestLog::endsWithABlockedSink()
{
    const QString fifo = path(u"stuck.fifo"_s);
    QCOMPARE(::mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    const UniqueFd reader(::open(QFile::encodeName(fifo).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    QVERIFY(reader);
    auto sink = LogSink::install({LogLevel::Info, LogFormat::Text, fifo});
    QVERIFY(sink);
    for (int i = 0; i < 5000; ++i)
        qCInfo(testLog, "this line is not read, and there are more of them than fit into a pipe");
    QElapsedTimer timer;
    timer.start();
    (*sink).reset();
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
}

void TestLog::survivesThreadsThatLogDuringShutdown()
{
    std::atomic<bool> stop = false;
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
    std::thread logging([&] {
        while (!stop)
            qCInfo(testLog, "busy");
    });
    for (int i = 0; i < 20; ++i) {
        const auto sink = LogSink::install({LogLevel::Info, LogFormat::Text, path(u"busy.log"_s)});
        QVERIFY(sink);
    }
    stop = true;
    logging.join();
    qInstallMessageHandler(nullptr);
}

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
