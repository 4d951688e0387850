#include "app/signalwatcher.h"

#include <fcntl.h>

#include <array>
#include <atomic>
#include <cerrno>

// The self-pipe trick: a signal handler may call only a few functions, write() is one of them. Not
// signalfd(): it needs the signals to be blocked, and programs that we start (a browser) would inherit the
// signal mask.

namespace signalbox {

namespace {

std::atomic<int> s_writeEnd{-1};
static_assert(std::atomic<int>::is_always_lock_free, "a handler reads it");

extern "C" void forwardSignal(int signalNumber)
{
    const int savedErrno = errno;
    const auto byte = static_cast<unsigned char>(signalNumber);
    [[maybe_unused]] const ssize_t written =
        ::write(s_writeEnd.load(), &byte, 1); // the pipe is full: enough signals are pending
    errno = savedErrno;
}

} // namespace

SignalWatcher::SignalWatcher(std::initializer_list<int> signalNumbers, QObject *parent)
    : QObject(parent)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) != 0)
        return; // out of descriptors: the signals keep their default action
    m_readEnd = UniqueFd(ends[0]);
    m_writeEnd = UniqueFd(ends[1]);
    m_notifier = std::make_unique<QSocketNotifier>(m_readEnd.get(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { readPipe(); });
    s_writeEnd = m_writeEnd.get();

    for (const int signalNumber : signalNumbers) {
        struct sigaction action = {};
        action.sa_handler = forwardSignal;
        action.sa_flags = SA_RESTART;
        ::sigemptyset(&action.sa_mask);
        Previous previous{signalNumber, {}};
        if (::sigaction(signalNumber, &action, &previous.action) == 0)
            m_previous.push_back(previous);
    }
}

SignalWatcher::~SignalWatcher()
{
    for (const Previous &previous : m_previous)
        ::sigaction(previous.signalNumber, &previous.action, nullptr);
    s_writeEnd = -1;
}

void SignalWatcher::readPipe()
{
    std::array<unsigned char, 64> bytes{};
    const ssize_t size = ::read(m_readEnd.get(), bytes.data(), bytes.size());
    for (ssize_t i = 0; i < size; ++i)
        Q_EMIT received(bytes[std::size_t(i)]);
}

} // namespace signalbox
