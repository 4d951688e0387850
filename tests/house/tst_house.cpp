#include "rules.h"

#include <QDir>
#include <QDirIterator>
#include <QLibraryInfo>
#include <QTest>

using namespace Qt::StringLiterals;

class HouseTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void rules_data();
    void rules();
    void ourFiles_data();
    void ourFiles();

private:
    QStringList m_forbidden;
};

void HouseTest::initTestCase()
{
    m_forbidden = forbiddenQtHeaders(QLibraryInfo::path(QLibraryInfo::HeadersPath));
    QVERIFY(m_forbidden.contains("QWidget"_L1));
    QVERIFY(m_forbidden.contains("qicon.h"_L1));
    QVERIFY(!m_forbidden.contains("QObject"_L1));
}

void HouseTest::rules_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("content");
    QTest::addColumn<int>("count");

    const auto row = [](const char *name, const QString &path, const QString &content, int count) {
        QTest::newRow(name) << path << content << count;
    };
    row("own room", u"core/hub/room.h"_s, u"#include \"core/hub/hubsettings.h\"\n"_s, 0);
    row("room below", u"core/hub/room.h"_s, u"#include \"core/base/id.h\"\n"_s, 0);
    row("room above", u"core/hub/room.h"_s, u"#include \"core/server/server.h\"\n"_s, 1);
    row("next room above", u"core/session/a.cpp"_s, u"#include \"core/hub/room.h\"\n"_s, 1);
    row("indented and spaced", u"core/wire/a.cpp"_s, u"  #  include   \"core/console/console.h\"\n"_s, 1);
    row("unknown room below", u"core/hub/room.h"_s, u"#include \"core/misc/a.h\"\n"_s, 1);
    row("a file in an unknown room", u"core/misc/a.h"_s, QString(), 1);
    row("a file in no room", u"core/a.h"_s, QString(), 1);
    row("without its room", u"core/hub/room.h"_s, u"#include \"room.h\"\n"_s, 1);
    row("up and over", u"core/hub/room.h"_s, u"#include \"../server/server.h\"\n"_s, 1);
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
    row("ui and console", u"ui/a/b.cpp"_s, u"#include \"core/console/console.h\"\n"_s, 0);
    row("ui and values", u"ui/a/b.cpp"_s,
        u"#include \"core/base/id.h\"\n#include \"core/observe/deltas.h\"\n#include \"core/session/activity.h\"\n"_s,
        0);
    row("ui and session", u"ui/a/b.cpp"_s, u"#include \"core/session/connection.h\"\n"_s, 1);
    row("ui and server", u"ui/a/b.cpp"_s, u"#include \"core/server/server.h\"\n"_s, 1);
    row("ui and app", u"ui/a/b.cpp"_s, u"#include \"app/main.h\"\n"_s, 1);
    row("ui and ui", u"ui/a/b.cpp"_s, u"#include \"ui/c/d.h\"\n#include <QWidget>\n"_s, 0);
    row("as long as may be", u"ui/a/b.cpp"_s, QString(MaxLines, u'\n'), 0);
    row("too long", u"ui/a/b.cpp"_s, QString(MaxLines + 1, u'\n'), 1);
}

void HouseTest::rules()
{
    QFETCH(const QString, path);
    QFETCH(const QString, content);
    QFETCH(const int, count);
    const QStringList found = violations(path, content, m_forbidden);
    QVERIFY2(found.size() == count, qPrintable(found.join(u'\n')));
}

void HouseTest::ourFiles_data()
{
    QTest::addColumn<QString>("floor");
    QTest::newRow("core") << u"core"_s;
    QTest::newRow("ui") << u"ui"_s;
}

void HouseTest::ourFiles()
{
    QFETCH(const QString, floor);
    const QDir house(QStringLiteral(SIGNALBOX_SOURCE_DIR));
    QDirIterator files(house.filePath(floor), {u"*.h"_s, u"*.cpp"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    QStringList found;
    int count = 0;
    for (; files.hasNext(); ++count) {
        QFile file(files.next());
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
        found += violations(house.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()),
                            m_forbidden);
    }
    QVERIFY(count > 0);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

QTEST_GUILESS_MAIN(HouseTest)
#include "tst_house.moc"
