#include "core/config/configfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestConfigFile final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }
    void findsFile_data();
    void findsFile();
    void ignoresEmptyHome();
    void doesNotTakeUnreachableForAbsent_data();
    void doesNotTakeUnreachableForAbsent();
    void reloads_data();
    void reloads();
    void keepsWhatRunsWhenTheFileChangesPlaces_data();
    void keepsWhatRunsWhenTheFileChangesPlaces();
    void refusesToReloadFromPipe();
    void failsOnUnreadableFile_data();
    void failsOnUnreadableFile();
    void handlesUnusualFiles_data();
    void handlesUnusualFiles();

private:
    // Returns the path of a new file in a temporary folder.
    QString write(const QByteArray &content, const QString &name = u"test.toml"_s);

    QTemporaryDir m_folder;
};

QString TestConfigFile::write(const QByteArray &content, const QString &name)
{
    const QString path = m_folder.filePath(name);
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

void TestConfigFile::findsFile_data()
{
    QTest::addColumn<QStringList>("present");
    QTest::addColumn<QString>("configHome");
    QTest::addColumn<QString>("found");
    const QString user = u"xdg/signalbox/signalbox.toml"_s;
    const QString home = u"home/.config/signalbox/signalbox.toml"_s;
    const QString system = u"etc/signalbox/signalbox.toml"_s;
    QTest::newRow("none") << QStringList() << u"xdg"_s << QString();
    QTest::newRow("user before system") << QStringList{user, home, system} << u"xdg"_s << user;
    QTest::newRow("system") << QStringList{home, system} << u"xdg"_s << system;
    QTest::newRow("home without XDG_CONFIG_HOME") << QStringList{home, system} << QString() << home;
    QTest::newRow("system without either") << QStringList{system} << QString() << system;
}

void TestConfigFile::findsFile()
{
    QFETCH(QStringList, present);
    QFETCH(QString, configHome);
    QFETCH(QString, found);
    QTemporaryDir root;
    for (const QString &name : present) {
        QVERIFY(QDir(root.path()).mkpath(QFileInfo(name).path()));
        QFile file(root.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    ConfigSources sources;
    sources.systemFolder = root.filePath(u"etc"_s);
    sources.environment.insert(u"HOME"_s, root.filePath(u"home"_s));
    if (!configHome.isEmpty())
        sources.environment.insert(u"XDG_CONFIG_HOME"_s, root.filePath(configHome));
    const Result<LoadedConfig> loaded = loadConfig(sources);
    QVERIFY(loaded);
    QCOMPARE(loaded->file, found.isEmpty() ? QString() : root.filePath(found));
}

void TestConfigFile::ignoresEmptyHome()
{
    QTemporaryDir root;
    QVERIFY(QDir(root.path()).mkpath(u"signalbox"_s));
    QFile file(root.filePath(u"signalbox/signalbox.toml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    ConfigSources sources;
    sources.systemFolder = root.path();
    for (const QString &home : {u""_s, u"relative"_s}) {
        sources.environment.insert(u"HOME"_s, home);
        const Result<LoadedConfig> loaded = loadConfig(sources);
        QVERIFY(loaded);
        QCOMPARE(loaded->file, file.fileName());
    }
}

void TestConfigFile::doesNotTakeUnreachableForAbsent_data()
{
    QTest::addColumn<QString>("linked");
    QTest::addColumn<QString>("target");
    QTest::newRow("dangling") << u"xdg/signalbox/signalbox.toml"_s << u"gone.toml"_s;
    QTest::newRow("loop") << u"xdg/signalbox/signalbox.toml"_s << u"signalbox.toml"_s;
    QTest::newRow("dangling folder") << u"xdg/signalbox"_s << u"/nowhere/at/all"_s;
    QTest::newRow("dangling system file") << u"etc/signalbox/signalbox.toml"_s << u"../gone.toml"_s;
    QTest::newRow("a folder in its place") << u"xdg/signalbox/signalbox.toml"_s << u"/"_s;
}

void TestConfigFile::doesNotTakeUnreachableForAbsent()
{
    QFETCH(QString, linked);
    QFETCH(QString, target);
    QTemporaryDir root;
    QVERIFY(QDir(root.path()).mkpath(QFileInfo(linked).path()));
    QVERIFY(QFile::link(target, root.filePath(linked)));
    ConfigSources sources;
    sources.systemFolder = root.filePath(u"etc"_s);
    sources.environment.insert(u"XDG_CONFIG_HOME"_s, root.filePath(u"xdg"_s));
    const Result<LoadedConfig> loaded = loadConfig(sources);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, Error::Code::Io);
    QVERIFY2(loaded.error().text.startsWith(root.filePath(linked)), qPrintable(loaded.error().text));
}

void TestConfigFile::reloads_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("good");
    const QByteArray content = "limits.max_connections = 3\n";
    QTest::newRow("other content") << content << QByteArray("limits.max_connections = 4\n") << true;
    QTest::newRow("comment alone") << content << QByteArray("# defaults\n") << true;
    QTest::newRow("emptied") << content << QByteArray() << false;
    QTest::newRow("blank") << content << QByteArray(" \n\r\n") << false;
    QTest::newRow("emptied, of comments") << QByteArray("# defaults\n") << QByteArray() << false;
    QTest::newRow("empty as before") << QByteArray() << QByteArray("\n") << true;
    QTest::newRow("filled") << QByteArray() << content << true;
}

void TestConfigFile::reloads()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(bool, good);
    ConfigSources sources;
    sources.file = write(before);
    const Result<LoadedConfig> running = loadConfig(sources);
    QVERIFY(running);
    write(after);
    const Result<LoadedConfig> reloaded = reloadConfig(sources, *running);
    QCOMPARE(reloaded.isOk(), good);
    if (good)
        QVERIFY(reloaded->config == loadConfig(sources)->config);
    else
        QVERIFY2(reloaded.error().text.startsWith(sources.file), qPrintable(reloaded.error().text));
}

void TestConfigFile::keepsWhatRunsWhenTheFileChangesPlaces_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    QTest::addColumn<QString>("found"); // empty: what runs is kept
    const QString user = u"xdg/signalbox/signalbox.toml"_s;
    const QString system = u"etc/signalbox/signalbox.toml"_s;
    QTest::newRow("removed") << QStringList{user} << QStringList() << QString();
    QTest::newRow("removed system file") << QStringList{system} << QStringList() << QString();
    QTest::newRow("removed, the system's is left")
        << QStringList{user, system} << QStringList{system} << QString();
    QTest::newRow("new before the system's") << QStringList{system} << QStringList{user, system} << user;
    QTest::newRow("moved to a better place") << QStringList{system} << QStringList{user} << user;
    QTest::newRow("first one") << QStringList() << QStringList{system} << system;
}

void TestConfigFile::keepsWhatRunsWhenTheFileChangesPlaces()
{
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    QFETCH(QString, found);
    QTemporaryDir root;
    const auto place = [&](const QStringList &names) {
        QDir(root.filePath(u"xdg"_s)).removeRecursively();
        QDir(root.filePath(u"etc"_s)).removeRecursively();
        for (const QString &name : names) {
            QDir(root.path()).mkpath(QFileInfo(name).path());
            QFile file(root.filePath(name));
            if (!file.open(QIODevice::WriteOnly) || file.write("log.level = 'error'\n") < 0)
                qFatal("cannot write");
        }
    };
    ConfigSources sources;
    sources.systemFolder = root.filePath(u"etc"_s);
    sources.environment.insert(u"XDG_CONFIG_HOME"_s, root.filePath(u"xdg"_s));
    place(before);
    const Result<LoadedConfig> running = loadConfig(sources);
    QVERIFY(running);
    place(after);
    const Result<LoadedConfig> reloaded = reloadConfig(sources, *running);
    QCOMPARE(reloaded.isOk(), !found.isEmpty());
    if (reloaded)
        QCOMPARE(reloaded->file, root.filePath(found));
    else
        QVERIFY2(reloaded.error().text.startsWith(running->file), qPrintable(reloaded.error().text));
}

void TestConfigFile::refusesToReloadFromPipe()
{
    ConfigSources sources;
    sources.file = m_folder.filePath(u"fifo"_s);
    QCOMPARE(::mkfifo(QFile::encodeName(sources.file).constData(), 0600), 0);
    LoadedConfig running;
    running.file = sources.file;
    const Result<LoadedConfig> reloaded = reloadConfig(sources, running);
    QVERIFY(!reloaded);
    QVERIFY2(reloaded.error().text.contains(u"read only once"_s), qPrintable(reloaded.error().text));
}

void TestConfigFile::failsOnUnreadableFile_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<Error::Code>("code");
    QTest::newRow("missing") << m_folder.filePath(u"missing.toml"_s) << Error::Code::NotFound;
    QTest::newRow("missing folder") << m_folder.filePath(u"no/missing.toml"_s) << Error::Code::NotFound;
    QTest::newRow("folder") << m_folder.path() << Error::Code::Io;
}

void TestConfigFile::failsOnUnreadableFile()
{
    QFETCH(QString, file);
    QFETCH(Error::Code, code);
    ConfigSources sources;
    sources.file = file;
    const Result<LoadedConfig> loaded = loadConfig(sources);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, code);
    QVERIFY(loaded.error().text.startsWith(file));
}

void TestConfigFile::handlesUnusualFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("good");
    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf[log]\r\nlevel = 'info'\r\n") << true;
    QTest::newRow("nul") << QByteArray("a\0b", 3) << false;
    QTest::newRow("deeply nested") << QByteArray("log = ") + QByteArray(100000, '[') << false;
    QTest::newRow("long key") << QByteArray(500000, 'a') + " = 1" << false;
    QTest::newRow("above the maximum length") << QByteArray(1024 * 1024 + 1, '#') << false;
    QTest::newRow("maximum length") << QByteArray(1024 * 1024, '#') << true;
}

void TestConfigFile::handlesUnusualFiles()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, good);
    ConfigSources sources;
    sources.file = write(content);
    QCOMPARE(loadConfig(sources).isOk(), good);
}

QTEST_GUILESS_MAIN(TestConfigFile)
#include "tst_configfile.moc"
