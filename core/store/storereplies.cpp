#include "core/store/storereplies.h"

#include <mutex>
#include <utility>

namespace signalbox {

struct StoreReplies::Target::State
{
    std::mutex mutex;
    std::function<void(Task)> post; //!< locked; empty: the thread does not want results any more
    bool isWanted = true;           //!< used by the thread of the results only
};

StoreReplies::Target::Target(std::function<void(Task)> post)
    : m_state(std::make_unique<State>())
{
    m_state->post = std::move(post);
}

StoreReplies::Target::~Target() = default;

void StoreReplies::Target::deliver(const std::shared_ptr<Target> &target, Task task)
{
    State &state = *target->m_state;
    const std::scoped_lock lock(state.mutex);
    if (!state.post)
        return;
    state.post([target, task = std::move(task)] {
        if (target->m_state->isWanted)
            task();
    });
}

StoreReplies::StoreReplies(std::function<void(Task)> post)
    : m_target(std::make_shared<Target>(std::move(post)))
{
}

StoreReplies::~StoreReplies()
{
    Target::State &state = *m_target->m_state;
    state.isWanted = false;
    const std::scoped_lock lock(state.mutex);
    state.post = nullptr;
}

} // namespace signalbox
