#include "core/loop/mailbox.h"

#include <sys/eventfd.h>

#include <utility>

namespace signalbox {

Mailbox::Mailbox()
    : m_event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
}

void Mailbox::post(Task task)
{
    bool wasEmpty = false;
    {
        const std::lock_guard lock(m_mutex);
        wasEmpty = m_tasks.empty();
        m_tasks.push_back(std::move(task));
    }
    if (wasEmpty) {
        const quint64 one = 1;
        [[maybe_unused]] const ssize_t written = ::write(m_event.get(), &one, sizeof one);
    }
}

std::vector<Mailbox::Task> Mailbox::take()
{
    quint64 count = 0;
    [[maybe_unused]] const ssize_t got = ::read(m_event.get(), &count, sizeof count);
    std::vector<Task> tasks;
    const std::lock_guard lock(m_mutex);
    tasks.swap(m_tasks);
    return tasks;
}

void Mailbox::run()
{
    for (Task &task : take())
        task();
}

} // namespace signalbox
