#include "rules.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>

namespace {

using namespace Qt::StringLiterals;

// From the ground up; a room that is not listed does not exist.
const QStringList coreRooms{u"base"_s,    u"wire"_s,      u"protocol"_s, u"loop"_s, u"store"_s,
                            u"policy"_s,  u"transport"_s, u"session"_s,  u"hub"_s,  u"observe"_s,
                            u"cluster"_s, u"server"_s,    u"console"_s};

// What of core a window may see.
const QStringList uiMayInclude{u"core/console/"_s, u"core/base/"_s, u"core/observe/"_s,
                               u"core/session/connectioninfo.h"_s, u"core/session/activity.h"_s};

struct Include
{
    int line = 0;
    QString target;
    bool isQuoted = false;
};

QList<Include> includesOf(const QString &content)
{
    static const QRegularExpression pattern(uR"re(^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>))re"_s);
    QList<Include> includes;
    const QStringList lines = content.split(u'\n');
    for (int i = 0; i < lines.size(); ++i) {
        const QRegularExpressionMatch match = pattern.match(lines[i]);
        if (match.hasMatch())
            includes.append({i + 1, match.captured(match.hasCaptured(1) ? 1 : 2), match.hasCaptured(1)});
    }
    return includes;
}

QString coreViolation(const QString &room, const Include &include, const QStringList &forbiddenQtHeaders)
{
    if (!include.isQuoted) {
        const QString header = include.target.section(u'/', -1);
        if (include.target.startsWith("QtWidgets/"_L1) || include.target.startsWith("QtGui/"_L1) ||
            forbiddenQtHeaders.contains(header))
            return u"core includes <%1>: no Gui and no Widgets there"_s.arg(include.target);
        return {};
    }
    if (!include.target.startsWith("core/"_L1))
        return u"core includes \"%1\": it knows itself only, as \"core/room/file.h\""_s.arg(include.target);
    const QString other = include.target.section(u'/', 1, 1);
    if (coreRooms.indexOf(other) > coreRooms.indexOf(room) || !coreRooms.contains(other))
        return u"%1 includes \"%2\" from a room above it"_s.arg(room, include.target);
    return {};
}

QString uiViolation(const Include &include)
{
    if (!include.isQuoted || include.target.startsWith("ui/"_L1))
        return {};
    for (const QString &allowed : uiMayInclude) {
        if (include.target.startsWith(allowed))
            return {};
    }
    return u"ui includes \"%1\": it knows the console and a few values of core only"_s.arg(include.target);
}

// What moc and uic write lies beside the file it belongs to, whose own include path shows no room.
bool isGenerated(const Include &include)
{
    const QString name = include.target.section(u'/', -1);
    return name.endsWith(".moc"_L1) || name.startsWith("moc_"_L1) || name.startsWith("ui_"_L1);
}

} // namespace

QStringList forbiddenQtHeaders(const QString &qtHeadersFolder)
{
    QSet<QString> allowed;
    for (const char *module : {"QtCore", "QtNetwork", "QtWebSockets", "QtSql"}) {
        const QStringList names =
            QDir(qtHeadersFolder + u'/' + QLatin1StringView(module)).entryList(QDir::Files);
        allowed.unite({names.begin(), names.end()});
    }
    QStringList forbidden;
    for (const char *module : {"QtGui", "QtWidgets"}) {
        const QStringList names =
            QDir(qtHeadersFolder + u'/' + QLatin1StringView(module)).entryList(QDir::Files);
        for (const QString &name : names) {
            if (!allowed.contains(name))
                forbidden.append(name);
        }
    }
    return forbidden;
}

QStringList violations(const QString &path, const QString &content, const QStringList &forbiddenQtHeaders)
{
    QStringList found;
    const QString floor = path.section(u'/', 0, 0);
    const QString room = path.section(u'/', 1, 1);
    if (floor == "core"_L1 && !coreRooms.contains(room))
        found.append(u"%1: core has no room \"%2\""_s.arg(path, room));
    for (const Include &include : includesOf(content)) {
        if (isGenerated(include))
            continue;
        const QString why =
            floor == "core"_L1 ? coreViolation(room, include, forbiddenQtHeaders) : uiViolation(include);
        if (!why.isEmpty())
            found.append(u"%1:%2: %3"_s.arg(path).arg(include.line).arg(why));
    }
    const qsizetype lines = content.count(u'\n');
    if (lines > MaxLines)
        found.append(u"%1: %2 lines; split at %3"_s.arg(path).arg(lines).arg(MaxLines));
    return found;
}
