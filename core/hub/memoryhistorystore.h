#pragma once

#include "core/hub/historystore.h"
#include "core/hub/hubsettings.h"
#include "core/loop/ioloop.h"

namespace signalbox {

//! Keeps the history of rooms in memory, until they are closed. Calls back during the call.
class MemoryHistoryStore final : public HistoryStore
{
public:
    //! Both outlive the store.
    MemoryHistoryStore(IoLoop &loop, const HubRules &rules)
        : m_loop(loop)
        , m_rules(rules)
    {
    }
    Q_DISABLE_COPY_MOVE(MemoryHistoryStore)

    std::unique_ptr<RoomHistory> open(const QString &room, Opened opened) override;

private:
    IoLoop &m_loop;
    const HubRules &m_rules;
};

} // namespace signalbox
