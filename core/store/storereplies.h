#pragma once

#include <QtGlobal>

#include <functional>
#include <memory>

namespace signalbox {

//! Delivers results of the Store to the thread that asked for them, as long as this object exists: what arrives later is
//! dropped. Lives on that thread, and is destroyed there before what its results refer to.
class StoreReplies final
{
public:
    using Task = std::function<void()>;

    //! \a post runs a task on this thread, first in first out; it may be called from any thread. For example IoLoop::post().
    explicit StoreReplies(std::function<void(Task)> post);
    ~StoreReplies();
    Q_DISABLE_COPY_MOVE(StoreReplies)

    class Target;
    //! For the Store. May outlive this object.
    const std::shared_ptr<Target> &target() const { return m_target; }

private:
    std::shared_ptr<Target> m_target;
};

//! The end of StoreReplies that other threads hold.
class StoreReplies::Target final
{
public:
    explicit Target(std::function<void(Task)> post);
    ~Target();
    Q_DISABLE_COPY_MOVE(Target)

    //! Any thread.
    static void deliver(const std::shared_ptr<Target> &target, Task task);

private:
    friend class StoreReplies;
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace signalbox
