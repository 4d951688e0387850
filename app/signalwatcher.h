#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace signalbox {

//! Emits Qt signals for the system signals that installSignalHandlers() handles, in the thread where it was
//! created; signals that arrived before are reported as soon as the event loop runs. Several HUPs or USR1s that
//! arrive at once are reported as one. At most one in a process.
class SignalWatcher final : public QObject
{
    Q_OBJECT
public:
    //! \a descriptor: of openSignalDescriptor().
    explicit SignalWatcher(int descriptor, QObject *parent = nullptr);

Q_SIGNALS:
    void terminationRequested(); //!< TERM or INT, once for each
    void reloadRequested();      //!< HUP
    void logReopenRequested();   //!< USR1

private:
    void report();

    int m_descriptor;
    QSocketNotifier m_notifier;
};

} // namespace signalbox
