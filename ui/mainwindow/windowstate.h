#pragma once

#include <QList>

class QAction;
class QMainWindow;
class QSettings;
class QSplitter;

namespace signalbox {

class ConnectionsPanel;
class MessagesPanel;
class UpperPanes;

//! The parts of the window whose state is saved. Object names are the keys. Owns nothing.
struct WindowParts
{
    QMainWindow *window = nullptr;
    ConnectionsPanel *connections = nullptr;
    UpperPanes *upper = nullptr;
    MessagesPanel *messages = nullptr;
    QList<QSplitter *> splitters;
    QList<QAction *> panes; //!< checkable: shown or not
};

void saveWindow(QSettings &settings, const WindowParts &parts);
//! Leaves everything unchanged whose state was not saved or is not valid.
void restoreWindow(const QSettings &settings, const WindowParts &parts);

} // namespace signalbox
