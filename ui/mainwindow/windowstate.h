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

//! What of the window is remembered from one run to the next. Names of objects are the keys. Borrows
//! everything.
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
//! What was never saved, or is damaged, stays as it is.
void restoreWindow(const QSettings &settings, const WindowParts &parts);

} // namespace signalbox
