#include "core/server/listjobs.h"

#include "core/model/banqueryrow.h"
#include "core/model/queryrows.h"

#include <algorithm>

namespace signalbox {

namespace {

//! Returns how a job ends before it is done; nothing: it goes on.
std::optional<WalkResult> interruption(const WalkTerms &terms, TimePoint end)
{
    if (terms.cancelled && terms.cancelled->load(std::memory_order_relaxed))
        return WalkResult::Cancelled;
    return end > terms.deadline ? std::optional(WalkResult::OutOfTime) : std::nullopt;
}

//! Returns the rooms of all connections of \a user, each once, by name.
std::vector<QStringView> roomsOf(const UserPart &user)
{
    std::vector<QStringView> names;
    for (const JoinedRooms &rooms : user.rooms) {
        for (const JoinedRoom &room : rooms.list())
            names.emplace_back(room.name);
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

} // namespace

// ---- recently closed

ClosedListJob::ClosedListJob(const RecentlyClosed &closed, const ListRequest &request, WalkTerms terms,
                             Done done)
    : m_closed(closed)
    , m_filter(request.filter)
    , m_terms(std::move(terms))
    , m_part(request)
    , m_done(std::move(done))
{
}

bool ClosedListJob::run(TimePoint end)
{
    if (const std::optional<WalkResult> result = interruption(m_terms, end)) {
        m_done(*result, std::move(m_part));
        return true;
    }
    for (;;) {
        for (; m_next < m_read.size(); ++m_next) {
            if (check(m_read[m_next], end) == QueryCheck::State::Unfinished)
                return false;
            if (Clock::now() >= end) {
                ++m_next;
                return false;
            }
        }
        ClosedBatch batch;
        m_closed.read(m_position, batch);
        m_read = std::move(batch.closed);
        m_next = 0;
        if (m_read.empty()) {
            m_done(WalkResult::Complete, std::move(m_part));
            return true;
        }
        if (Clock::now() >= end)
            return false;
    }
}

QueryCheck::State ClosedListJob::check(const ClosedConnection &connection, TimePoint end)
{
    const QueryCheck::State state = m_check.run(m_filter, ClosedQueryRow(connection, wallNow()), end);
    if (state == QueryCheck::State::Accepted) {
        // As in ConnectionListWalk: `closed` is a fixed value then.
        const ListPosition position =
            m_part.order().positionOf(ClosedQueryRow(connection, WallTime()), connection.info.id.value());
        m_part.add(ListPosition(position), [&connection] { return connection; });
    }
    return state;
}

// ---- bans

BanListJob::BanListJob(std::vector<Ban> &&bans, const ListRequest &request, WalkTerms terms, Done done)
    : m_bans(std::move(bans))
    , m_filter(request.filter)
    , m_terms(std::move(terms))
    , m_part(request)
    , m_done(std::move(done))
{
}

bool BanListJob::run(TimePoint end)
{
    if (const std::optional<WalkResult> result = interruption(m_terms, end)) {
        m_done(*result, std::move(m_part));
        return true;
    }
    const WallTime now = wallNow();
    while (m_next < m_bans.size()) {
        const Ban &ban = m_bans[m_next];
        const QueryCheck::State state = ban.isExpired(now)
                                            ? QueryCheck::State::Rejected
                                            : m_check.run(m_filter, BanQueryRow(ban, now), end);
        if (state == QueryCheck::State::Unfinished)
            return false;
        if (state == QueryCheck::State::Accepted) // `created` and `expires` are fixed values then
            m_part.add(m_part.order().positionOf(BanQueryRow(ban, WallTime()), ban.id.value()),
                       [&ban] { return ban; });
        ++m_next;
        if (Clock::now() >= end)
            return false;
    }
    m_done(WalkResult::Complete, std::move(m_part));
    return true;
}

// ---- users

UserListJob::UserListJob(std::vector<UserPartsWalk::Parts> &&parts, const ListRequest &request,
                         WalkTerms terms, Done done)
    : m_parts(std::move(parts))
    , m_filter(request.filter)
    , m_sort(request.sort)
    , m_terms(std::move(terms))
    , m_part(request)
    , m_done(std::move(done))
{
    // The largest one takes the others.
    const auto largest = std::ranges::max_element(m_parts, {}, &UserPartsWalk::Parts::size);
    if (largest != m_parts.end())
        std::swap(*largest, m_parts.front());
}

bool UserListJob::run(TimePoint end)
{
    if (const std::optional<WalkResult> result = interruption(m_terms, end)) {
        m_done(*result, std::move(m_part));
        return true;
    }
    if (!merge(end) || !choose(end))
        return false;
    m_done(WalkResult::Complete, std::move(m_part));
    return true;
}

bool UserListJob::merge(TimePoint end)
{
    while (m_parts.size() > 1) {
        UserPartsWalk::Parts &other = m_parts.back();
        while (!other.empty()) {
            UserPartsWalk::Parts::node_type node = other.extract(other.begin());
            const auto [place, isNew, rest] = m_parts.front().insert(std::move(node));
            if (!isNew) {
                place->second.connections += rest.mapped().connections;
                std::ranges::move(rest.mapped().rooms, std::back_inserter(place->second.rooms));
            }
            if (Clock::now() >= end)
                return false;
        }
        m_parts.pop_back();
    }
    return true;
}

bool UserListJob::choose(TimePoint end)
{
    if (m_parts.empty())
        return true;
    const UserPartsWalk::Parts &users = m_parts.front();
    if (!m_next)
        m_next = users.begin();
    const bool needsRooms = !m_filter.isEmpty() || m_sort.field == QueryField::Room;
    for (; *m_next != users.end(); ++*m_next) {
        const auto &[name, user] = **m_next;
        const std::vector<QStringView> rooms = needsRooms ? roomsOf(user) : std::vector<QStringView>();
        const UserQueryRow row(name, rooms, qint64(user.connections));
        const QueryCheck::State state = m_check.run(m_filter, row, end);
        if (state == QueryCheck::State::Unfinished)
            return false;
        if (state == QueryCheck::State::Accepted) {
            m_part.add(m_part.order().positionOf(row, 0, name), [&name = name, &user = user] {
                UserSummary summary{name, user.connections};
                for (const QStringView room : roomsOf(user)) {
                    if (summary.rooms.size() == UserSummary::MaxRooms)
                        break;
                    summary.rooms += room.toString();
                }
                return summary;
            });
        }
        if (Clock::now() >= end) {
            ++*m_next;
            return false;
        }
    }
    return true;
}

} // namespace signalbox
