#include "ui/mainwindow/windowstate.h"

#include "ui/connections/connectionspanel.h"
#include "ui/mainwindow/upperpanes.h"
#include "ui/messages/messagespanel.h"

#include <QAction>
#include <QMainWindow>
#include <QSettings>
#include <QSplitter>

namespace signalbox {

namespace {

QString key(const QString &group, const QObject *object)
{
    return group + u'/' + object->objectName();
}

QString splitterKey(const QSplitter *splitter)
{
    return key(QStringLiteral("splitter"), splitter);
}

QString paneKey(const QAction *pane)
{
    return key(QStringLiteral("pane"), pane);
}

} // namespace

void saveWindow(QSettings &settings, const WindowParts &parts)
{
    settings.setValue(QStringLiteral("geometry"), parts.window->saveGeometry());
    settings.setValue(QStringLiteral("columns/connections"), parts.connections->saveState());
    settings.setValue(QStringLiteral("upper"), parts.upper->saveState());
    settings.setValue(QStringLiteral("columns/log"), parts.messages->saveState());
    for (const QSplitter *splitter : parts.splitters)
        settings.setValue(splitterKey(splitter), splitter->saveState());
    for (const QAction *pane : parts.panes)
        settings.setValue(paneKey(pane), pane->isChecked());
}

void restoreWindow(const QSettings &settings, const WindowParts &parts)
{
    parts.window->restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
    const QByteArray connections = settings.value(QStringLiteral("columns/connections")).toByteArray();
    if (!connections.isEmpty())
        parts.connections->restoreState(connections);
    parts.upper->restoreState(settings.value(QStringLiteral("upper")).toByteArray());
    // Not "columns/messages": that key belongs to an older log without sequence numbers.
    const QByteArray messages = settings.value(QStringLiteral("columns/log")).toByteArray();
    if (!messages.isEmpty())
        parts.messages->restoreState(messages);
    for (QSplitter *splitter : parts.splitters)
        splitter->restoreState(settings.value(splitterKey(splitter)).toByteArray());
    for (QAction *pane : parts.panes)
        pane->setChecked(settings.value(paneKey(pane), pane->isChecked()).toBool());
}

} // namespace signalbox
