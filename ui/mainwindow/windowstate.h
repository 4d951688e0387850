#pragma once

#include <QList>
#include <QObject>
#include <QTimer>

#include <memory>

class QAction;
class QMainWindow;
class QSettings;
class QSplitter;

namespace signalbox {

class Inspector;
class MainTabs;
class MessagesPanel;
class PayloadPane;

//! The parts of the window whose state is saved. Object names are the keys. Owns nothing.
struct WindowParts
{
    QMainWindow *window = nullptr;
    MainTabs *tabs = nullptr;
    MessagesPanel *messages = nullptr;
    Inspector *inspector = nullptr;
    PayloadPane *payload = nullptr;
    QList<QSplitter *> splitters;
    QList<QAction *> panes; //!< checkable: shown or not
};

//! Leaves everything unchanged whose state was not saved or is not valid.
void restoreWindow(const QSettings &settings, const WindowParts &parts);

//! Saves the state of the window soon after it has changed, because the process may end without closing the window:
//! by a signal, or because the display goes away. Saves once more when it is destroyed, before which the parts must
//! not be.
class WindowStateSaver final : public QObject
{
    Q_OBJECT
public:
    WindowStateSaver(std::shared_ptr<QSettings> settings, WindowParts parts);
    ~WindowStateSaver() override;

    //! Saves now. Writes only what has changed.
    void save();

protected:
    bool eventFilter(QObject *window, QEvent *event) override;

private:
    void saveSoon();
    void put(const QString &key, const QVariant &value);

    std::shared_ptr<QSettings> m_settings;
    WindowParts m_parts;
    QTimer m_delay;
};

} // namespace signalbox
