#pragma once

#include "ui/theme/theme.h"

#include <QKeySequence>
#include <QObject>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;

namespace signalbox {

//! The menu bar, and the actions of the window as a whole. Panels have their own actions.
class WindowMenus final : public QObject
{
    Q_OBJECT
public:
    explicit WindowMenus(QMainWindow *window);

    void setConnectionActions(const QList<QAction *> &actions, QAction *closeAll);
    //! The actions that show a list or a page of the inspector.
    void setPaneActions(const QList<QAction *> &lists, const QList<QAction *> &pages);
    //! Null is a separator.
    void setMessageActions(const QList<QAction *> &actions);
    void setLanguage(const QString &code);
    void setTheme(ThemeChoice choice);
    //! Sets texts in the current language and icons in the current palette. \a canStop selects the text of
    //! startStop().
    void retranslate(bool canStop);

    QAction *startStop() const { return m_startStop; }
    QAction *copyAddress() const { return m_copyAddress; }
    QAction *openPage() const { return m_openPage; }
    QAction *reloadCertificates() const { return m_reloadCertificates; }
    QAction *quit() const { return m_quit; }
    QAction *writeMessage() const { return m_writeMessage; }
    QAction *find() const { return m_find; }
    QAction *showMessages() const { return m_showMessages; }
    QAction *showInspector() const { return m_showInspector; }
    QAction *howToConnect() const { return m_howToConnect; }
    QAction *about() const { return m_about; }

Q_SIGNALS:
    void languageChosen(const QString &code);
    void themeChosen(signalbox::ThemeChoice choice);

private:
    QAction *makeAction(const QString &name, const QKeySequence &shortcut = {});
    void buildMenus();
    void buildLanguages();
    void buildThemes();

    QMainWindow *m_window;
    QMenu *m_file = nullptr;
    QMenu *m_connections = nullptr;
    QMenu *m_messages = nullptr;
    QMenu *m_view = nullptr;
    QMenu *m_language = nullptr;
    QMenu *m_theme = nullptr;
    QMenu *m_help = nullptr;
    QActionGroup *m_languages = nullptr;
    QActionGroup *m_themes = nullptr;
    QAction *m_startStop = nullptr;
    QAction *m_copyAddress = nullptr;
    QAction *m_openPage = nullptr;
    QAction *m_reloadCertificates = nullptr;
    QAction *m_quit = nullptr;
    QAction *m_writeMessage = nullptr;
    QAction *m_find = nullptr;
    QAction *m_showMessages = nullptr;
    QAction *m_showInspector = nullptr;
    QAction *m_howToConnect = nullptr;
    QAction *m_about = nullptr;
};

} // namespace signalbox
