#include "ui/mainwindow/windowstate.h"

#include "ui/connections/listpane.h"
#include "ui/mainwindow/inspector.h"
#include "ui/mainwindow/maintabs.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/payloadpane.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QMainWindow>
#include <QSettings>
#include <QSplitter>

#include <chrono>
#include <utility>

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds Delay{700};

QString key(const QString &group, const QObject *object)
{
    return group + u'/' + object->objectName();
}

QString splitterKey(const QSplitter *splitter)
{
    return key(QStringLiteral("splitter"), splitter);
}

QString columnsKey(const ListPane *list)
{
    return QStringLiteral("columns/") + list->name();
}

QString paneKey(const QAction *pane)
{
    return key(QStringLiteral("pane"), pane);
}

} // namespace

void restoreWindow(const QSettings &settings, const WindowParts &parts)
{
    parts.window->restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
    for (ListPane *list : parts.tabs->panes()) {
        const QByteArray columns = settings.value(columnsKey(list)).toByteArray();
        if (!columns.isEmpty())
            list->restoreState(columns);
    }
    parts.tabs->setCurrentPane(settings.value(QStringLiteral("list")).toString());
    parts.inspector->setCurrentIndex(settings.value(QStringLiteral("inspector")).toInt());
    // Not "columns/messages": that key belongs to an older log without sequence numbers.
    const QByteArray messages = settings.value(QStringLiteral("columns/log")).toByteArray();
    if (!messages.isEmpty())
        parts.messages->restoreState(messages);
    parts.payload->restoreState(settings.value(QStringLiteral("payload")).toByteArray());
    for (QSplitter *splitter : parts.splitters)
        splitter->restoreState(settings.value(splitterKey(splitter)).toByteArray());
    for (QAction *pane : parts.panes)
        pane->setChecked(settings.value(paneKey(pane), pane->isChecked()).toBool());
}

WindowStateSaver::WindowStateSaver(std::shared_ptr<QSettings> settings, WindowParts parts)
    : m_settings(std::move(settings))
    , m_parts(std::move(parts))
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(Delay);
    connect(&m_delay, &QTimer::timeout, this, &WindowStateSaver::save);

    m_parts.window->installEventFilter(this);
    connect(m_parts.tabs, &MainTabs::currentPaneChanged, this, &WindowStateSaver::saveSoon);
    connect(m_parts.inspector, &QTabWidget::currentChanged, this, &WindowStateSaver::saveSoon);
    connect(m_parts.payload, &PayloadPane::choicesChanged, this, &WindowStateSaver::saveSoon);
    for (const QSplitter *splitter : std::as_const(m_parts.splitters))
        connect(splitter, &QSplitter::splitterMoved, this, &WindowStateSaver::saveSoon);
    for (const QAction *pane : std::as_const(m_parts.panes))
        connect(pane, &QAction::toggled, this, &WindowStateSaver::saveSoon);
    for (const QHeaderView *header : m_parts.window->findChildren<QHeaderView *>()) {
        connect(header, &QHeaderView::sectionResized, this,
                &WindowStateSaver::saveSoon); // also when one is hidden
        connect(header, &QHeaderView::sectionMoved, this, &WindowStateSaver::saveSoon);
        connect(header, &QHeaderView::sortIndicatorChanged, this, &WindowStateSaver::saveSoon);
    }
}

WindowStateSaver::~WindowStateSaver()
{
    save();
}

bool WindowStateSaver::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Move ||
        event->type() == QEvent::WindowStateChange)
        saveSoon();
    return false;
}

void WindowStateSaver::saveSoon()
{
    if (!m_delay.isActive()) // not restarted: what changes all the time must be saved as well
        m_delay.start();
}

void WindowStateSaver::save()
{
    m_delay.stop();
    put(QStringLiteral("geometry"), m_parts.window->saveGeometry());
    for (const ListPane *list : m_parts.tabs->panes())
        put(columnsKey(list), list->saveState());
    put(QStringLiteral("list"), m_parts.tabs->currentPane());
    put(QStringLiteral("inspector"), QString::number(m_parts.inspector->currentIndex()));
    put(QStringLiteral("columns/log"), m_parts.messages->saveState());
    put(QStringLiteral("payload"), m_parts.payload->saveState());
    for (const QSplitter *splitter : std::as_const(m_parts.splitters))
        put(splitterKey(splitter), splitter->saveState());
    for (const QAction *pane : std::as_const(m_parts.panes))
        put(paneKey(pane), pane->isChecked());
    m_settings->sync();
}

void WindowStateSaver::put(const QString &key, const QVariant &value)
{
    const QVariant saved = m_settings->value(key);
    // A QSettings that was read from a file has text for a boolean.
    if (!saved.isValid() ||
        (value.typeId() == QMetaType::Bool ? saved.toBool() != value.toBool() : saved != value))
        m_settings->setValue(key, value);
}

} // namespace signalbox
