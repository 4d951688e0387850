#pragma once

#include "core/base/clock.h"
#include "core/base/memorycounter.h"
#include "core/model/messagelog.h"

#include <memory>

namespace signalbox {

//! Makes the recipient lists of log entries. Bounded: in the time that it takes (MaxIds in an Interval) and in the memory
//! of the lists that still exist (MaxBytes); beyond that there is no list. Lives on one io thread; the lists may be
//! released on any.
class RecipientLists final
{
public:
    static constexpr Milliseconds Interval{100};
    static constexpr std::size_t MaxIds = 32 * 1024;
    static constexpr qint64 MaxBytes = 16 * 1024 * 1024;

    //! Returns the first MaxListedRecipients of the keys of \a members, a map; null: there can be no list now.
    template <typename Members>
    RecipientList make(const Members &members, TimePoint now)
    {
        return make(members, now, [](const auto &) { return true; });
    }
    //! The same of those members that \a isRecipient accepts.
    template <typename Members, typename IsRecipient>
    RecipientList make(const Members &members, TimePoint now, const IsRecipient &isRecipient)
    {
        if (!mayMake(now))
            return {};
        std::vector<ConnectionId> ids;
        std::size_t seen = 0;
        for (const auto &[client, member] : members) {
            ++seen;
            if (isRecipient(member))
                ids.push_back(client);
            if (ids.size() == MaxListedRecipients || seen == MaxIds)
                break;
        }
        m_made += seen;
        return share(std::move(ids));
    }

private:
    bool mayMake(TimePoint now);
    RecipientList share(std::vector<ConnectionId> &&ids);

    std::shared_ptr<MemoryCounter> m_bytes = std::make_shared<MemoryCounter>(); //!< outlives the lists
    TimePoint m_begin;                                                          //!< of the interval
    std::size_t m_made = 0;
};

} // namespace signalbox
