#pragma once

#include "core/base/uniquefd.h"

#include <QObject>
#include <QSocketNotifier>

#include <signal.h>

#include <initializer_list>
#include <memory>
#include <vector>

namespace signalbox {

//! Emits a Qt signal for Unix signals, in the thread where it was created. At most one in a process. Replaces
//! the handlers of the signals until it is destroyed.
class SignalWatcher final : public QObject
{
    Q_OBJECT
public:
    explicit SignalWatcher(std::initializer_list<int> signalNumbers, QObject *parent = nullptr);
    ~SignalWatcher() override;

Q_SIGNALS:
    void received(int signalNumber);

private:
    struct Previous
    {
        int signalNumber;
        struct sigaction action;
    };

    void readPipe();

    UniqueFd m_readEnd;
    UniqueFd m_writeEnd;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::vector<Previous> m_previous;
};

} // namespace signalbox
