#include "core/base/postedtasks.h"

#include <QAbstractEventDispatcher>

#include <utility>

namespace signalbox {

PostedTasks::PostedTasks()
    : m_dispatcher(QAbstractEventDispatcher::instance())
{
    QObject::connect(m_dispatcher, &QAbstractEventDispatcher::awake, &m_context, [this] { run(); });
}

PostedTasks::~PostedTasks() = default;

void PostedTasks::post(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_dispatcher->wakeUp();
}

void PostedTasks::run()
{
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_tasks);
    }
    for (const std::function<void()> &task : tasks)
        task();
}

} // namespace signalbox
