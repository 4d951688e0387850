#pragma once

#include "core/model/actions.h"

#include <functional>
#include <unordered_map>

namespace signalbox {

//! Makes one report of what several io threads say of one action. Lives on the owner's thread.
class ActionMerger
{
public:
    using Report = std::function<void(const ActionReport &)>;

    explicit ActionMerger(Report report)
        : m_report(std::move(report))
    {
    }

    //! \a parts io threads, 1 or more, will report of \a action, each once; \a asked are the connections it
    //! is about, none for everybody.
    void begin(ActionId action, ActionKind kind, const std::vector<ConnectionId> &asked, std::size_t parts);
    void take(const ActionReport &part);
    //! Nobody will report any more: connections that nothing was said of are AlreadyGone.
    void giveUp();

private:
    struct Pending
    {
        ActionReport report;
        std::vector<ConnectionId> asked;
        std::size_t parts = 0;
    };

    Report m_report;
    std::unordered_map<ActionId, Pending> m_pending;
};

} // namespace signalbox
