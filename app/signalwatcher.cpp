#include "app/signalwatcher.h"

#include "app/systemsignals.h"

#include <unistd.h>

namespace signalbox {

SignalWatcher::SignalWatcher(int descriptor, QObject *parent)
    : QObject(parent)
    , m_descriptor(descriptor)
    , m_notifier(descriptor, QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, [this] { report(); });
}

void SignalWatcher::report()
{
    quint64 count = 0;
    [[maybe_unused]] const ssize_t size = ::read(m_descriptor, &count, sizeof count);
    const ReceivedSignals received = takeReceivedSignals();
    if (received.user1)
        Q_EMIT logReopenRequested();
    if (received.hangup)
        Q_EMIT reloadRequested();
    for (int i = 0; i < received.terminations; ++i)
        Q_EMIT terminationRequested();
}

} // namespace signalbox
