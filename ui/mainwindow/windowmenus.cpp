#include "ui/mainwindow/windowmenus.h"

#include "ui/mainwindow/languagecontroller.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace signalbox {

WindowMenus::WindowMenus(QMainWindow *window)
    : QObject(window)
    , m_window(window)
    , m_languages(new QActionGroup(this))
    , m_themes(new QActionGroup(this))
    , m_startStop(makeAction(QStringLiteral("startStop")))
    , m_copyAddress(makeAction(QStringLiteral("copyAddress"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)))
    , m_openPage(makeAction(QStringLiteral("openPage"), QKeySequence(Qt::CTRL | Qt::Key_T)))
    , m_reloadCertificates(makeAction(QStringLiteral("reloadCertificates")))
    , m_quit(makeAction(QStringLiteral("quit"), QKeySequence(Qt::CTRL | Qt::Key_Q)))
    , m_writeMessage(makeAction(QStringLiteral("writeMessage"), QKeySequence(Qt::CTRL | Qt::Key_M)))
    , m_find(makeAction(QStringLiteral("find"), QKeySequence::Find))
    , m_showMessages(makeAction(QStringLiteral("showMessages"), QKeySequence(Qt::Key_F8)))
    , m_showInspector(makeAction(QStringLiteral("showInspector"), QKeySequence(Qt::Key_F9)))
    , m_howToConnect(makeAction(QStringLiteral("howToConnect"), QKeySequence(Qt::Key_F1)))
    , m_about(makeAction(QStringLiteral("about")))
{
    for (QAction *pane : {m_showMessages, m_showInspector}) {
        pane->setCheckable(true);
        pane->setChecked(true);
    }
    m_quit->setMenuRole(QAction::QuitRole);
    m_about->setMenuRole(QAction::AboutRole);
    buildMenus();
    buildLanguages();
    buildThemes();
}

QAction *WindowMenus::makeAction(const QString &name, const QKeySequence &shortcut)
{
    auto *action = new QAction(this);
    action->setObjectName(name);
    action->setShortcut(shortcut);
    return action;
}

void WindowMenus::buildMenus()
{
    QMenuBar *bar = m_window->menuBar();
    m_file = bar->addMenu(QString());
    m_file->addActions({m_startStop, m_copyAddress, m_openPage, m_reloadCertificates});
    m_file->addSeparator();
    m_file->addAction(m_quit);
    m_connections = bar->addMenu(QString());
    m_messages = bar->addMenu(QString());
    m_view = bar->addMenu(QString());
    m_view->addActions({m_showMessages, m_showInspector});
    m_view->addSeparator();
    m_view->addAction(m_find);
    m_view->addSeparator();
    m_theme = m_view->addMenu(QString());
    m_language = m_view->addMenu(QString());
    m_help = bar->addMenu(QString());
    m_help->addActions({m_howToConnect, m_about});
}

void WindowMenus::buildLanguages()
{
    for (const QString &code : LanguageController::languages()) {
        QAction *action = m_language->addAction(LanguageController::nativeName(code));
        action->setObjectName(QStringLiteral("language_") + code);
        action->setCheckable(true);
        action->setData(code);
        m_languages->addAction(action);
    }
    connect(m_languages, &QActionGroup::triggered, this,
            [this](QAction *action) { Q_EMIT languageChosen(action->data().toString()); });
}

void WindowMenus::buildThemes()
{
    for (const ThemeChoice choice : {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark}) {
        auto *action = new QAction(this);
        action->setObjectName(QStringLiteral("theme_") + themeKey(choice));
        action->setCheckable(true);
        action->setData(int(choice));
        m_theme->addAction(action);
        m_themes->addAction(action);
    }
    connect(m_themes, &QActionGroup::triggered, this,
            [this](QAction *action) { Q_EMIT themeChosen(ThemeChoice(action->data().toInt())); });
}

void WindowMenus::setConnectionActions(const QList<QAction *> &actions, QAction *closeAll)
{
    m_connections->addActions(actions);
    m_connections->addSeparator();
    m_connections->addAction(closeAll);
}

void WindowMenus::setPaneActions(const QList<QAction *> &lists, const QList<QAction *> &pages)
{
    for (const QList<QAction *> &actions : {lists, pages}) {
        m_view->insertActions(m_showMessages, actions);
        m_view->insertSeparator(m_showMessages);
    }
}

void WindowMenus::setMessageActions(const QList<QAction *> &actions)
{
    for (QAction *action : actions) {
        if (action)
            m_messages->addAction(action);
        else
            m_messages->addSeparator();
    }
    m_messages->addSeparator();
    m_messages->addAction(m_writeMessage);
}

void WindowMenus::setLanguage(const QString &code)
{
    for (QAction *action : m_languages->actions())
        action->setChecked(action->data().toString() == code);
}

void WindowMenus::setTheme(ThemeChoice choice)
{
    for (QAction *action : m_themes->actions())
        action->setChecked(action->data().toInt() == int(choice));
}

void WindowMenus::retranslate(bool canStop)
{
    m_file->setTitle(tr("&File"));
    m_connections->setTitle(tr("&Connections"));
    m_messages->setTitle(tr("&Messages"));
    m_view->setTitle(tr("&View"));
    m_language->setTitle(tr("&Language"));
    m_help->setTitle(tr("&Help"));
    m_languages->actions().constFirst()->setText(tr("System"));
    m_theme->setTitle(tr("&Theme"));
    const QStringList themes{tr("&System"), tr("&Light"), tr("&Dark")};
    for (int i = 0; i < themes.size(); ++i)
        m_themes->actions().at(i)->setText(themes[i]);

    const QPalette palette = m_window->palette();
    m_startStop->setText(canStop ? tr("&Stop…") : tr("&Start"));
    m_startStop->setToolTip(canStop ? tr("Close all connections and stop listening") : tr("Start listening"));
    m_startStop->setIcon(makeIcon(canStop ? Icon::Stop : Icon::Start, palette));
    m_copyAddress->setText(tr("&Copy the address"));
    m_copyAddress->setIcon(makeIcon(Icon::Copy, palette));
    m_openPage->setText(tr("&Open the test page"));
    m_openPage->setToolTip(tr("Open the built-in test page in the browser"));
    m_openPage->setIcon(makeIcon(Icon::OpenPage, palette));
    m_reloadCertificates->setText(tr("&Reload certificates"));
    m_reloadCertificates->setToolTip(tr("Read the files of TLS again, for new connections"));
    m_quit->setText(tr("&Quit"));
    m_writeMessage->setText(tr("&Write a message"));
    m_find->setText(tr("&Filter"));
    m_find->setToolTip(tr("Filter the list with the focus"));
    m_showMessages->setText(tr("&Message log"));
    m_showInspector->setText(tr("&Inspector"));
    m_howToConnect->setText(tr("&How to connect"));
    m_about->setText(tr("&About Signalbox"));
}

} // namespace signalbox
