#pragma once

// The parts of queries that run on the admin thread, in slices of time: over the connections that have ended, which no io
// thread owns, and over users, of which each io thread knows a part.

#include "core/model/ban.h"
#include "core/model/listpage.h"
#include "core/model/querycheck.h"
#include "core/model/userlist.h"
#include "core/observe/recentlyclosed.h"
#include "core/worker/listwalks.h"

#include <functional>
#include <vector>

namespace signalbox {

//! The recently closed connections of a page.
class ClosedListJob final : public SlicedJob
{
public:
    using Part = ListPart<ClosedConnection>;
    using Done = std::function<void(WalkResult result, Part &&part)>;

    //! \a closed outlives the job.
    ClosedListJob(const RecentlyClosed &closed, const ListRequest &request, WalkTerms terms, Done done);

    bool run(TimePoint end) override;

private:
    QueryCheck::State check(const ClosedConnection &connection, TimePoint end);

    const RecentlyClosed &m_closed;
    Query m_filter;
    WalkTerms m_terms;
    ClosedPosition m_position;
    std::vector<ClosedConnection> m_read; //!< part of what is remembered
    std::size_t m_next = 0;               //!< of m_read
    QueryCheck m_check;
    Part m_part;
    Done m_done;
};

//! The bans of a page.
class BanListJob final : public SlicedJob
{
public:
    using Part = ListPart<Ban>;
    using Done = std::function<void(WalkResult result, Part &&part)>;

    BanListJob(std::vector<Ban> &&bans, const ListRequest &request, WalkTerms terms, Done done);

    bool run(TimePoint end) override;

private:
    std::vector<Ban> m_bans;
    Query m_filter;
    WalkTerms m_terms;
    std::size_t m_next = 0; //!< of m_bans
    QueryCheck m_check;
    Part m_part;
    Done m_done;
};

//! The users of a page, of the parts of all io threads.
class UserListJob final : public SlicedJob
{
public:
    using Part = ListPart<UserSummary>;
    using Done = std::function<void(WalkResult result, Part &&part)>;

    UserListJob(std::vector<UserPartsWalk::Parts> &&parts, const ListRequest &request, WalkTerms terms,
                Done done);

    bool run(TimePoint end) override;

private:
    bool merge(TimePoint end);
    bool choose(TimePoint end);

    std::vector<UserPartsWalk::Parts> m_parts; //!< the first one gets the others
    Query m_filter;
    ListSort m_sort;
    WalkTerms m_terms;
    std::optional<UserPartsWalk::Parts::const_iterator> m_next;
    QueryCheck m_check;
    Part m_part;
    Done m_done;
};

} // namespace signalbox
