#include "rules.h"

#include <QDir>
#include <QDirIterator>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

class ArchitectureTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void rules_data();
    void rules();
    void ourFiles_data();
    void ourFiles();
    void citedQtFacts();

private:
    QStringList m_forbidden;
};

void ArchitectureTest::initTestCase()
{
    m_forbidden = forbiddenQtHeaders(QLibraryInfo::path(QLibraryInfo::HeadersPath));
    QVERIFY(m_forbidden.contains("QWidget"_L1));
    QVERIFY(m_forbidden.contains("qicon.h"_L1));
    QVERIFY(!m_forbidden.contains("QObject"_L1));
}

void ArchitectureTest::rules_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("content");
    QTest::addColumn<int>("count");

    const auto row = [](const char *name, const QString &path, const QString &content, int count) {
        QTest::newRow(name) << path << content << count;
    };
    row("own module", u"core/hub/room.h"_s, u"#include \"core/hub/hubsettings.h\"\n"_s, 0);
    row("module before", u"core/hub/room.h"_s, u"#include \"core/base/id.h\"\n"_s, 0);
    row("module behind", u"core/hub/room.h"_s, u"#include \"core/server/server.h\"\n"_s, 1);
    row("next module", u"core/session/a.cpp"_s, u"#include \"core/hub/room.h\"\n"_s, 1);
    row("indented and spaced", u"core/wire/a.cpp"_s, u"  #  include   \"core/session/connection.h\"\n"_s, 1);
    row("unknown module", u"core/hub/room.h"_s, u"#include \"core/misc/a.h\"\n"_s, 1);
    row("a file in an unknown module", u"core/misc/a.h"_s, QString(), 1);
    row("a file in no module", u"core/a.h"_s, QString(), 1);
    row("without its module", u"core/hub/room.h"_s, u"#include \"room.h\"\n"_s, 1);
    row("a relative path", u"core/hub/room.h"_s, u"#include \"../server/server.h\"\n"_s, 1);
    row("core includes ui", u"core/server/server.h"_s, u"#include \"ui/mainwindow.h\"\n"_s, 1);
    row("core includes app", u"core/server/server.h"_s, u"#include \"app/main.h\"\n"_s, 1);
    row("core and Qt Core", u"core/base/id.h"_s, u"#include <QString>\n#include <QtCore/QString>\n"_s, 0);
    row("core and Qt Network", u"core/base/endpoint.h"_s, u"#include <QHostAddress>\n"_s, 0);
    row("core and Widgets", u"core/base/id.h"_s, u"#include <QtWidgets/QWidget>\n"_s, 1);
    row("core and Widgets, short", u"core/base/id.h"_s, u"#include <QWidget>\n"_s, 1);
    row("core and Gui", u"core/base/id.h"_s,
        u"#include <QtGui/QIcon>\n#include <QColor>\n#include <qfont.h>\n"_s, 3);
    row("a comment", u"core/base/id.h"_s, u"// #include <QWidget>\n"_s, 0);
    row("moc", u"core/hub/room.cpp"_s, u"#include \"room.moc\"\n"_s, 0);
    row("model and base", u"core/model/command.h"_s, u"#include \"core/base/id.h\"\n"_s, 0);
    row("console and model", u"core/console/console.h"_s, u"#include \"core/model/command.h\"\n"_s, 0);
    row("console and wire", u"core/console/console.h"_s, u"#include \"core/wire/frame.h\"\n"_s, 1);
    row("worker and admin", u"core/worker/workercore.h"_s, u"#include \"core/admin/adminport.h\"\n"_s, 1);
    row("ui and console", u"ui/rooms/b.cpp"_s, u"#include \"core/console/console.h\"\n"_s, 0);
    row("ui and values", u"ui/rooms/b.cpp"_s,
        u"#include \"core/base/id.h\"\n#include \"core/model/activity.h\"\n"_s, 0);
    row("ui and session", u"ui/rooms/b.cpp"_s, u"#include \"core/session/connection.h\"\n"_s, 1);
    row("ui and observe", u"ui/rooms/b.cpp"_s, u"#include \"core/observe/batchpacer.h\"\n"_s, 1);
    row("ui and server", u"ui/rooms/b.cpp"_s, u"#include \"core/server/server.h\"\n"_s, 1);
    row("ui and app", u"ui/rooms/b.cpp"_s, u"#include \"app/main.h\"\n"_s, 1);
    row("ui and own module", u"ui/rooms/b.cpp"_s, u"#include \"ui/rooms/d.h\"\n#include <QWidget>\n"_s, 0);
    row("ui and module before", u"ui/rooms/b.cpp"_s, u"#include \"ui/connections/d.h\"\n"_s, 0);
    row("ui and next module", u"ui/connections/b.cpp"_s, u"#include \"ui/messages/d.h\"\n"_s, 1);
    row("ui and unknown module", u"ui/rooms/b.cpp"_s, u"#include \"ui/misc/d.h\"\n"_s, 1);
    row("a file in an unknown module of ui", u"ui/misc/a.h"_s, QString(), 1);
    row("ctl and itself, base and model", u"app/ctl/b.cpp"_s,
        u"#include \"app/ctl/a.h\"\n#include \"core/base/id.h\"\n#include \"core/model/query.h\"\n"_s, 0);
    row("ctl and the server", u"app/ctl/b.cpp"_s, u"#include \"core/server/server.h\"\n"_s, 1);
    row("ctl and the configuration", u"app/ctl/b.cpp"_s, u"#include \"core/config/config.h\"\n"_s, 1);
    row("ctl and the rest of app", u"app/ctl/b.cpp"_s, u"#include \"app/terminal.h\"\n"_s, 1);
    row("ctl and Gui", u"app/ctl/b.cpp"_s, u"#include <QColor>\n"_s, 1);
    row("ctl and Qt Network", u"app/ctl/b.cpp"_s, u"#include <QSslSocket>\n"_s, 0);
    const QString room = u"core/hub/room.h"_s;
    row("a map by name", room, u"std::unordered_map<QString, int> m_rooms;\n"_s, 1);
    row("a map by bytes", room, u"using A = std::unordered_map< const QByteArray ,std::vector<int>>;\n"_s, 1);
    row("a map by name, of maps", room, u"std::unordered_map<QString, std::map<int, Foo<1, 2>>> m;\n"_s, 1);
    row("a map on two lines", room, u"std::unordered_multimap<\n    std::string,\n    int> m;\n"_s, 1);
    row("a set of views", room, u"std::unordered_set<QStringView> seen;\n"_s, 1);
    row("a set of std's views", room, u"std::unordered_multiset<std::string_view> seen;\n"_s, 1);
    row("a map by pairs of names", room, u"std::unordered_map<std::pair<QString, int>, int> m;\n"_s, 1);
    row("a map by address", room, u"std::unordered_map<QHostAddress, int> m;\n"_s, 1);
    row("a map in ui", u"ui/rooms/b.cpp"_s, u"std::unordered_map<QString, int> m;\n"_s, 1);
    row("a map by name with a hasher", room, u"std::unordered_map<QString, int, NameHash> m;\n"_s, 0);
    row("a set of names with a hasher", room, u"std::unordered_set<QString, NameHash> m;\n"_s, 0);
    row("a map by id", room, u"std::unordered_map<ConnectionId, QString> m;\n"_s, 0);
    row("a set of ids", room, u"std::unordered_set<ConnectionId> m;\n"_s, 0);
    row("Qt's own", room, u"QHash<QString, int> a;\nQSet<QByteArray> b;\nNameMap<int> c;\n"_s, 0);
    row("a comment about a map", room, u"// std::unordered_map<QString, int>\n/* std::hash<QString> */\n"_s,
        0);
    row("seed 0", room, u"return qHash(name, 0) % count;\n"_s, 1);
    row("std's hash", room, u"std::hash<QString>()(name);\nstd::hash<std::string> hash;\n"_s, 2);
    row("a seed", room, u"return qHash(name, seed) % 10;\n"_s, 0);
    row("as long as may be", u"ui/rooms/b.cpp"_s, QString(MaxLines, u'\n'), 0);
    row("too long", u"ui/rooms/b.cpp"_s, QString(MaxLines + 1, u'\n'), 1);
}

void ArchitectureTest::rules()
{
    QFETCH(const QString, path);
    QFETCH(const QString, content);
    QFETCH(const int, count);
    const QStringList found = violations(path, content, m_forbidden);
    QVERIFY2(found.size() == count, qPrintable(found.join(u'\n')));
}

void ArchitectureTest::ourFiles_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("core") << u"core"_s;
    QTest::newRow("ui") << u"ui"_s;
    QTest::newRow("signalboxctl") << u"app/ctl"_s;
}

void ArchitectureTest::ourFiles()
{
    QFETCH(const QString, folder);
    const QDir root(QStringLiteral(SIGNALBOX_SOURCE_DIR));
    QDirIterator files(root.filePath(folder), {u"*.h"_s, u"*.cpp"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    QStringList found;
    int count = 0;
    for (; files.hasNext(); ++count) {
        QFile file(files.next());
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
        found += violations(root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()),
                            m_forbidden);
    }
    QVERIFY(count > 0);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

void ArchitectureTest::citedQtFacts()
{
    const QDir root(QStringLiteral(SIGNALBOX_SOURCE_DIR));
    QFile facts(root.filePath(u"core/transport/QT_FACTS.md"_s));
    QVERIFY2(facts.open(QIODevice::ReadOnly), qPrintable(facts.errorString()));
    const QString known = QString::fromUtf8(facts.readAll());
    static const QRegularExpression citation(u"\\bQ[0-9]+\\b"_s);
    QStringList missing;
    int count = 0;
    QDirIterator files(root.filePath(u"core"_s), {u"*.h"_s, u"*.cpp"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
        const QString text = QString::fromUtf8(file.readAll());
        for (const QRegularExpressionMatch &match : citation.globalMatch(text)) {
            ++count;
            if (!known.contains(u"\n| "_s + match.captured() + u" | "_s))
                missing += root.relativeFilePath(file.fileName()) + u": "_s + match.captured();
        }
    }
    QVERIFY(count > 0);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

QTEST_GUILESS_MAIN(ArchitectureTest)
#include "tst_architecture.moc"
